"""Checkpoints of lifters."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from mocap_app.core.errors import ModelError
from mocap_app.core.paths import atomic_write
from mocap_app.core.skeleton import body27
from mocap_app.networks.lifter_config import LIFTERS
from mocap_app.networks.temporal_lifter import Lifter, build_lifter

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1


@dataclass(frozen=True)
class LifterCheckpoint:
    """What a run needs to go on, and what an export needs."""

    network: str
    """Name in `networks.lifter_config.LIFTERS`."""
    weights: dict[str, Tensor]
    average: dict[str, Tensor]
    """Exponential moving average of the weights: the ones to use."""
    optimizer: dict[str, Any]
    step: int
    seconds: float
    """Training time so far, over all runs."""
    measures: dict[str, float] = field(default_factory=dict)
    """The last validation."""


def save_lifter(path: Path, checkpoint: LifterCheckpoint) -> None:
    """Write a checkpoint; an old one is replaced only when the new one is whole."""
    content = {
        "format": FORMAT,
        "joints": list(body27().joints),
        "config": dataclasses.asdict(LIFTERS[checkpoint.network]),
        **{f.name: getattr(checkpoint, f.name) for f in dataclasses.fields(checkpoint)},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as temporary:
        torch.save(content, temporary)


def load_lifter(path: Path) -> LifterCheckpoint:
    """Read a checkpoint.

    Raises:
        ModelError: It is missing, damaged, or from another version, joint set or network shape.
    """
    if not path.is_file():
        raise ModelError(f"There is no checkpoint {path}.")
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
        misfit = _misfit(content)
        fields = {f.name: content[f.name] for f in dataclasses.fields(LifterCheckpoint)}
    except Exception as error:  # torch.load raises many kinds on a damaged file
        raise ModelError(f"The checkpoint {path} is damaged: {error}.") from error
    if misfit:
        raise ModelError(f"The checkpoint {path} {misfit}.")
    return LifterCheckpoint(**fields)


def _misfit(content: dict[str, Any]) -> str:
    if content["format"] != FORMAT:
        return "is from another version of the program"
    if content["joints"] != list(body27().joints):
        return "was trained for another joint set"
    known = LIFTERS.get(content["network"])
    if known is None or dataclasses.asdict(known) != content["config"]:
        return f"holds a lifter {content['network']!r} of another shape"
    return ""


def averaged_lifter(checkpoint: LifterCheckpoint) -> Lifter:
    """Return the network with the averaged weights, in evaluation mode."""
    network = build_lifter(LIFTERS[checkpoint.network])
    network.load_state_dict(checkpoint.average)
    network.eval()
    return network
