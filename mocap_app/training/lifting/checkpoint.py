"""Checkpoints of lifters: those of the image networks, with the lifters' names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocap_app.networks.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from mocap_app.networks.lifter_config import LIFTERS
from mocap_app.networks.temporal_lifter import Lifter, build_lifter

if TYPE_CHECKING:
    from pathlib import Path


def save_lifter(path: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint; an old one is replaced only when the new one is whole."""
    save_checkpoint(path, checkpoint, LIFTERS.get)


def load_lifter(path: Path) -> Checkpoint:
    """Read a checkpoint.

    Raises:
        ModelError: It is missing, damaged, or from another version, joint set or network shape.
    """
    return load_checkpoint(path, LIFTERS.get)


def averaged_lifter(checkpoint: Checkpoint) -> Lifter:
    """Return the network with the averaged weights, in evaluation mode."""
    network = build_lifter(LIFTERS[checkpoint.network])
    network.load_state_dict(checkpoint.average)
    network.eval()
    return network
