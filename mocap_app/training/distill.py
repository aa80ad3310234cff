"""From teacher to student: outputs, features, and the knowledge token.

* Outputs: MoVNect mixes labels and teacher half and half (alpha = 0.5, Hwang et al., WACV 2020).
* Features: see `distill_features`.
* Token: ViTPose (Xu et al., NeurIPS 2022) trains a token with the frozen teacher and gives it,
  frozen, to the student.

The teacher is frozen and sees the same pictures. Its maps may be finer or coarser than the
student's: they are resampled.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional

from mocap_app.core.errors import ModelError
from mocap_app.networks.pose_maps import PoseMaps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mocap_app.networks.vit_pose import ViTPose


@dataclass(frozen=True)
class DistillConfig:
    """How much the student listens to its teacher."""

    alpha: float = 0.5
    """Share of the labels against the teacher's maps."""
    temperature: float = 1.0
    """Softens both heatmaps before they are compared."""
    location: float = 3.0
    """Weight of the location maps' distance in metres, as in `losses.LossConfig`."""


def mix(labels: dict[str, Tensor], teacher: dict[str, Tensor], alpha: float) -> dict[str, Tensor]:
    """Return alpha x the terms from labels and (1 - alpha) x those from the teacher, by name."""
    mixed = {name: alpha * term for name, term in labels.items()}
    return mixed | {f"{name}_teacher": (1 - alpha) * term for name, term in teacher.items()}


def output_terms(student: PoseMaps, teacher: PoseMaps, config: DistillConfig) -> dict[str, Tensor]:
    """Return how far the student's maps are from the teacher's: terms `heatmap`, `location`.

    Heatmaps are compared as distributions, like the labels they are trained with; location maps
    where the teacher looks. Keypoints that nobody labelled teach too: what the teacher thinks of
    hidden ones is the best there is. Works on pictures without labels.
    """
    height, width = student.heatmaps.shape[-2:]
    wanted = resample_logits(teacher.heatmaps.detach(), height, width)
    t = config.temperature
    log_p = functional.log_softmax(student.heatmaps.flatten(2) / t, dim=-1)
    q = functional.softmax(wanted.flatten(2) / t, dim=-1)  # (B, J, HW)
    divergence = functional.kl_div(log_p, q, reduction="none").sum(dim=-1)
    terms = {"heatmap": t * t * divergence.mean()}
    if student.locations is not None and teacher.locations is not None:
        terms["location"] = config.location * _location_distance(
            student.locations, teacher.locations.detach(), teacher.heatmaps.detach()
        )
    return terms


def chosen(maps: PoseMaps, which: Tensor) -> PoseMaps:
    """Return the maps of some pictures; `which` (B,) bool."""
    heatmaps, locations, deltas = maps
    return PoseMaps(
        heatmaps[which],
        None if locations is None else locations[which],
        None if deltas is None else deltas[which],
    )


def resample_logits(logits: Tensor, height: int, width: int) -> Tensor:
    """Return (B, J, H, W) logits of the same distribution on another grid.

    To a coarser grid probabilities are added up, so that nothing between the cells is lost.
    """
    rows, columns = logits.shape[-2:]
    if (rows, columns) == (height, width):
        return logits
    if rows % height == 0 and columns % width == 0:
        shape = (*logits.shape[:2], height, rows // height, width, columns // width)
        return logits.reshape(shape).logsumexp(dim=(-3, -1))  # (B, J, h, a, w, b) to (B, J, h, w)
    return functional.interpolate(logits, (height, width), mode="bilinear", align_corners=False)


def _location_distance(student: Tensor, teacher: Tensor, heatmaps: Tensor) -> Tensor:
    batch, _, height, width = student.shape
    if teacher.shape != student.shape:
        teacher = functional.interpolate(
            teacher, (height, width), mode="bilinear", align_corners=False
        )
    mask = functional.softmax(resample_logits(heatmaps, height, width).flatten(2), dim=-1)
    error = (student - teacher).abs().view(batch, 3, -1, height * width).sum(dim=1)
    return (error * mask).sum(dim=-1).mean()


def frozen(network: nn.Module) -> nn.Module:
    """Return the network in evaluation mode with parameters that do not learn."""
    network.eval()
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    return network


@contextmanager
def learning_token(teacher: ViTPose) -> Iterator[list[nn.Parameter]]:
    """Freeze a teacher except for its knowledge tokens; yields what the optimizer may change.

    Raises:
        ModelError: The teacher has no knowledge tokens.
    """
    if teacher.knowledge is None:
        raise ModelError("The teacher has no knowledge token; build it with knowledge_tokens=1.")
    before = [p.requires_grad for p in teacher.parameters()]
    frozen(teacher)
    teacher.knowledge.token.requires_grad_(True)
    try:
        yield [teacher.knowledge.token]
    finally:
        for parameter, state in zip(teacher.parameters(), before, strict=True):
            parameter.requires_grad_(state)


@torch.no_grad()
def hand_over_token(teacher: ViTPose, student: ViTPose) -> None:
    """Copy the teacher's knowledge tokens into the student and freeze them there.

    Raises:
        ModelError: One of them has no knowledge tokens, or their shapes differ.
    """
    if teacher.knowledge is None or student.knowledge is None:
        raise ModelError("Teacher and student both need a knowledge token: knowledge_tokens=1.")
    given, taken = teacher.knowledge.token, student.knowledge.token
    if given.shape != taken.shape:
        raise ModelError(
            f"The student's knowledge token {tuple(taken.shape[1:])} does not fit the teacher's "
            f"{tuple(given.shape[1:])}: set knowledge_tokens and knowledge_width to the latter."
        )
    taken.copy_(given)
    taken.requires_grad_(False)
