"""Saving and loading of training checkpoints."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from mocap_app.core.errors import ModelError
from mocap_app.core.paths import atomic_write
from mocap_app.core.skeleton import body27
from mocap_app.networks.registry import NETWORKS, build_network, network_config

if TYPE_CHECKING:
    from pathlib import Path

    from torch import nn

FORMAT = 1


@dataclass(frozen=True)
class Checkpoint:
    """What a run needs to go on, and what an export needs."""

    network: str
    """Name in `networks.registry.NETWORKS`."""
    weights: dict[str, Tensor]
    average: dict[str, Tensor]
    """Exponential moving average of the weights: the ones to use."""
    optimizer: dict[str, Any]
    step: int
    seconds: float
    """Training time so far, over all runs."""


def save_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint; an old one is replaced only when the new one is whole."""
    content = {
        "format": FORMAT,
        "joints": list(body27().joints),
        "config": dataclasses.asdict(network_config(checkpoint.network)),
        **{f.name: getattr(checkpoint, f.name) for f in dataclasses.fields(checkpoint)},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as temporary:
        torch.save(content, temporary)


def load_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint.

    Raises:
        ModelError: It is missing, damaged, or from another version, joint set or network shape.
    """
    if not path.is_file():
        raise ModelError(f"There is no checkpoint {path}.")
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
        misfit = _misfit(content)
        fields = {f.name: content[f.name] for f in dataclasses.fields(Checkpoint)}
    except Exception as error:  # torch.load raises many kinds on a damaged file
        raise ModelError(f"The checkpoint {path} is damaged: {error}.") from error
    if misfit:
        raise ModelError(f"The checkpoint {path} {misfit}.")
    return Checkpoint(**fields)


def _misfit(content: dict[str, Any]) -> str:
    """Say why a checkpoint cannot be used by this version; empty if it can."""
    if content["format"] != FORMAT:
        return "is from another version of the program"
    if content["joints"] != list(body27().joints):
        return "was trained for another joint set"
    # Tuples come back from the file as they were saved.
    known = content["network"] in NETWORKS and network_config(content["network"])
    if not known or dataclasses.asdict(known) != content["config"]:
        return f"holds a network {content['network']!r} of another shape"
    return ""


def build(checkpoint: Checkpoint) -> nn.Module:
    """Return the network with the averaged weights, in evaluation mode."""
    network = build_network(checkpoint.network)
    network.load_state_dict(checkpoint.average)
    return network.eval()
