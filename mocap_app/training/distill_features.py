"""Features from teacher to student (DWPose, Yang et al., 2023).

The last features of the student's trunk are pulled to those of the teacher's through a 1x1
convolution that is thrown away afterwards, with a weight that falls to zero over the run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from mocap_app.core.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence

_TRUNKS = ("backbone", "trunk", "encoder")
"""What the networks call the part whose answer are features."""


def decay(progress: float) -> float:
    """Return DWPose's weight 1 - t / T at `progress` = t / T in [0, 1]."""
    return min(1.0, max(0.0, 1.0 - progress))


class FeatureDistillation(nn.Module):
    """DWPose's feature loss: squared distance after a 1x1 convolution that fits the channels.

    Its parameters belong into the student's optimizer; it is not part of what is exported.
    """

    def __init__(self, student_channels: int, teacher_channels: int) -> None:
        super().__init__()
        self.align = nn.Conv2d(student_channels, teacher_channels, 1)

    def forward(self, student: Tensor, teacher: Tensor) -> Tensor:
        """Return the mean squared distance of (B, C, h, w) to (B, C', h', w') features."""
        aligned = self.align(student)
        wanted = teacher.detach()
        if wanted.shape[-2:] != aligned.shape[-2:]:
            wanted = functional.interpolate(
                wanted, aligned.shape[-2:], mode="bilinear", align_corners=False
            )
        return functional.mse_loss(aligned, wanted)


class FeatureTeaching:
    """Watches the trunks of a student and of its teacher while both answer the same pictures."""

    def __init__(self, student: nn.Module, teacher: nn.Module, weight: float) -> None:
        """Hook both networks, which are on the same device.

        Args:
            student: In training.
            teacher: Frozen.
            weight: Of the squared distance at the start of the run.

        Raises:
            ModelError: One of them has no trunk.
        """
        self._weight = weight
        self._seen: dict[str, Tensor] = {}
        device = next(student.parameters()).device
        blank = torch.zeros(1, 3, 192, 192, device=device)  # transformers know one size only
        training = student.training
        for name, network in (("student", student), ("teacher", teacher)):
            _trunk(network).register_forward_hook(self._keeper(name))
            with torch.no_grad():
                network.eval()(blank)
        student.train(training)
        channels = [self._seen[name].shape[1] for name in ("student", "teacher")]
        self._distance = FeatureDistillation(*channels).to(device)
        self._optimizer = torch.optim.AdamW(self._distance.parameters())

    def term(self, progress: float, taught: Tensor) -> Tensor:
        """Return the weighted distance of what both saw last, at `progress` in [0, 1].

        `taught` (B,) says which of the student's pictures the teacher saw.
        """
        distance: Tensor = self._distance(self._seen["student"][taught], self._seen["teacher"])
        return self._weight * decay(progress) * distance

    def step(self, learning_rate: float) -> None:
        """Let the convolution between both learn from the gradients of the last term."""
        self._optimizer.param_groups[0]["lr"] = learning_rate
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)

    def _keeper(self, name: str) -> Any:
        def keep(_module: nn.Module, _given: object, answer: Tensor | Sequence[Tensor]) -> None:
            maps = [answer] if isinstance(answer, Tensor) else answer
            # Of several strides the coarsest comes last; a transformer's tokens are no map.
            self._seen[name] = [x for x in maps if x.dim() == 4][-1].float()

        return keep


def _trunk(network: nn.Module) -> nn.Module:
    for name in _TRUNKS:
        if hasattr(network, name):
            trunk: nn.Module = getattr(network, name)
            return trunk
    raise ModelError(f"A {type(network).__name__} has no features to learn from.")
