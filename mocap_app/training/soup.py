"""`mocap-app train soup`: average the weights of runs of one network, or of lifters alike.

Runs that started from the same weights and did not go far mix without loss, and the mean is often
better than each (model soups, Wortsman et al., ICML 2022): it answers nearly as the mean of their
answers would, at the cost of one.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from mocap_app.core.errors import DataError
from mocap_app.networks.checkpoint import image_network, load_checkpoint, save_checkpoint
from mocap_app.networks.lifter_config import LIFTERS
from mocap_app.training.config import parse_settings

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class SoupConfig:
    """What is mixed."""

    checkpoints: str = ""
    """Files, divided by commas: for example the network that ships and a run that began with it."""
    out: str = "runs/soup.pt"
    """File of the mixture; `train publish` exports it, `train pose start=` goes on from it (a
    lifter: `publish-lifter`, `train lifter`)."""


def main(words: list[str]) -> int:
    """Run the task with key=value words.

    Raises:
        MocapError: A setting is wrong, a checkpoint is missing or damaged, or they do not fit.
    """
    config = parse_settings(SoupConfig, words)
    paths = [Path(name) for name in config.checkpoints.split(",") if name]
    if len(paths) < 2:
        raise DataError("Name two or more: mocap-app train soup checkpoints=A.pt,B.pt")
    runs = [load_checkpoint(path, _shape) for path in paths]
    names = {run.network for run in runs}
    if len({_kind(name) for name in names}) > 1:
        raise DataError(f"Only runs of one network mix; these are of {', '.join(sorted(names))}.")
    whole = max(reversed(runs), key=lambda run: len(run.average))
    mixture = averaged(whole.average, [run.average for run in runs])
    # What the optimizer and the last validation knew was about one of them.
    mean = dataclasses.replace(whole, weights=mixture, average=mixture, optimizer={}, measures={})
    save_checkpoint(Path(config.out), mean, _shape)
    print(f"{config.out}: the mean of {len(runs)} runs of {mean.network}")
    return 0


def _shape(name: str) -> object | None:
    return image_network(name) or LIFTERS.get(name)


def _kind(name: str) -> object:
    """Return what must be alike: of lifters over time all but how many frames they see."""
    shape = LIFTERS.get(name)
    return name if shape is None else dataclasses.replace(shape, levels=0)


def averaged(whole: dict[str, Tensor], states: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """Return the mean of weights by name.

    Args:
        whole: Of the network that has most; counters, which are whole numbers, are its own.
        states: Of all. What only some have, the blocks of lifters that see more frames, is the
            mean of theirs.
    """
    return {
        name: torch.stack([state[name] for state in states if name in state]).mean(dim=0)
        if tensor.is_floating_point()
        else tensor.clone()
        for name, tensor in whole.items()
    }
