"""Muon for the layers that mix channels, AdamW for everything else, behind one interface.

Muon (Jordan et al., 2024) makes a layer's step equally long in every direction, so that a few
strong directions of the gradient do not decide alone. With its steps scaled to the size of AdamW's
(Liu et al., 2025), both share one learning rate and one weight decay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_FEWEST_CHANNELS = 16
"""Layers with fewer inputs or outputs have hardly any directions to balance."""


class MuonAdamW(torch.optim.Optimizer):
    """Steps of one learning rate, the first parameter group's, for all parameters of a network."""

    def __init__(self, parameters: Iterable[nn.Parameter], lr: float, weight_decay: float) -> None:
        """Take a network's parameters, on their device and in their final order of memory.

        Args:
            parameters: All of them.
            lr: Learning rate.
            weight_decay: Decoupled from the gradient.
        """
        everything = list(parameters)
        super().__init__(everything, {"lr": lr})
        self._mixing = [p for p in everything if _mixes_channels(p)]
        self._matrices = [_as_matrix(p.detach(), p) for p in self._mixing]
        self._muon = torch.optim.Muon(
            self._matrices, lr=lr, weight_decay=weight_decay, adjust_lr_fn="match_rms_adamw"
        )
        rest = [p for p in everything if not _mixes_channels(p)]
        self._adamw = torch.optim.AdamW(rest, lr=lr, weight_decay=weight_decay)

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> None:  # type: ignore[override]
        """Move every parameter that has a gradient; `closure` is not supported."""
        if closure is not None:
            raise NotImplementedError("MuonAdamW takes no closure.")
        for optimizer in (self._muon, self._adamw):
            for group in optimizer.param_groups:
                group["lr"] = self.param_groups[0]["lr"]
        for matrix, weight in zip(self._matrices, self._mixing, strict=True):
            matrix.grad = None if weight.grad is None else _as_matrix(weight.grad, weight)
        self._muon.step()  # type: ignore[no-untyped-call]
        self._adamw.step()

    def state_dict(self) -> dict[str, Any]:
        """Return the momenta of both."""
        return {"muon": self._muon.state_dict(), "adamw": self._adamw.state_dict()}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over the momenta of `state_dict`."""
        self._muon.load_state_dict(state_dict["muon"])
        self._adamw.load_state_dict(state_dict["adamw"])


def make_optimizer(
    parameters: Iterable[nn.Parameter], lr: float, weight_decay: float, *, bfloat16: bool
) -> torch.optim.Optimizer:
    """Return Muon with AdamW where bfloat16 is fast, in which Muon computes, else AdamW alone."""
    if bfloat16:
        return MuonAdamW(parameters, lr, weight_decay)
    return torch.optim.AdamW(parameters, lr=lr, weight_decay=weight_decay)


def take_over(optimizer: torch.optim.Optimizer, state: dict[str, Any]) -> None:
    """Go on with the momenta of a checkpoint; without any, or with another optimizer's, afresh."""
    if state.keys() == optimizer.state_dict().keys():
        optimizer.load_state_dict(state)


def _mixes_channels(weight: Tensor) -> bool:
    return weight.dim() >= 2 and min(weight.shape[:2]) >= _FEWEST_CHANNELS


def _as_matrix(values: Tensor, weight: Tensor) -> Tensor:
    """Return (O, I, ...) values as (O, I * ...), in the order in which a weight lies in memory.

    For the weight itself this is a view: what moves the matrix moves the weight.
    """
    if not weight.is_contiguous():
        values = values.movedim(1, -1)
    return values.reshape(len(values), -1)
