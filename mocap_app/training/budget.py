"""What every training run does alike: use up its time, average its weights, write its log."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Protocol

import torch

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor, nn


class Budget(Protocol):
    """Settings that limit a run."""

    @property
    def minutes(self) -> float:
        """Time, summed over resumed runs."""

    @property
    def max_steps(self) -> int:
        """Steps; 0: only time ends the run."""


def used_share(budget: Budget, step: int, seconds: float) -> float:
    """Return the share of a budget that is used, in [0, 1]."""
    by_time = seconds / (60 * budget.minutes)
    by_step = step / budget.max_steps if budget.max_steps else 0.0
    return min(1.0, max(by_time, by_step))


@torch.no_grad()
def update_average(average: dict[str, Tensor], network: nn.Module, ema: float, step: int) -> None:
    """Move averaged weights towards a network's, in place, `step` steps after its start."""
    # Short memory at first, or the average would drag the random start along.
    decay = min(ema, (1 + step) / (10 + step))
    for name, value in network.state_dict().items():
        if value.dtype.is_floating_point:
            average[name].lerp_(value, 1 - decay)
        else:
            average[name].copy_(value)


def append_row(path: Path, row: dict[str, float]) -> None:
    """Add a row of named numbers to a CSV file; a new file gets their names first."""
    fresh = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(row))
        if fresh:
            writer.writeheader()
        writer.writerow({name: f"{value:.6g}" for name, value in row.items()})
