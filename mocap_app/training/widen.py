"""`mocap-app train widen`: start a wider, deeper network from a trained one.

The new network answers what the old one did (the aim of Net2Net, Chen et al., ICLR 2016): old
weights fill the first channels of every layer, nobody listens to new channels yet, and new residual
blocks start as the identity. New channels keep their random weights, so unlike Net2Net's copies
they differ from the first step on.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from mocap_app.core.errors import DataError
from mocap_app.networks.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from mocap_app.networks.registry import build_network
from mocap_app.training.config import parse_settings

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class WidenConfig:
    """From where to where."""

    checkpoint: str = ""
    """Of the trained network, for example what `mocap-app train publish` left in models."""
    network: str = "movnect_wide"
    """Name of the larger one."""
    out: str = "runs/pose"
    """Folder of the run to begin; `mocap-app train pose` goes on there."""
    seed: int = 0
    """Of what is new: with the same one, runs from several forms of the old network mix."""


def main(words: list[str]) -> int:
    """Run the task with key=value words.

    Raises:
        MocapError: A setting is wrong, the checkpoint is damaged, or the network does not fit.
    """
    config = parse_settings(WidenConfig, words)
    if not config.checkpoint:
        raise DataError("Name the trained network: mocap-app train widen checkpoint=FILE.pt")
    path = Path(config.out) / "checkpoint.pt"
    if path.is_file():
        raise DataError(f"There is a run in {config.out} already; name another folder.")
    narrow = load_checkpoint(Path(config.checkpoint))
    torch.manual_seed(config.seed)
    wide = widened(narrow.average, build_network(config.network).state_dict())
    save_checkpoint(path, Checkpoint(config.network, wide, wide, {}, step=0, seconds=0.0))
    print(f"{path}: {config.network} from {narrow.network} after {narrow.step} steps")
    return 0


def widened(narrow: dict[str, Tensor], wide: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return weights of the wider network that answer what those of the narrow one did.

    Args:
        narrow: Trained weights by name.
        wide: Fresh weights of a network with the same layers, and perhaps more channels and further
            residual blocks.

    Raises:
        DataError: A layer is absent from the wide network, or narrower there.
    """
    merged = {name: fresh.clone() for name, fresh in wide.items()}
    for name, old in narrow.items():
        new = merged.get(name)
        if new is None or new.dim() != old.dim() or any(map(operator.lt, new.shape, old.shape)):
            raise DataError(f"The network is not a wider form: {name} does not fit.")
        corner = tuple(slice(0, size) for size in old.shape)
        if new.dim() > 1:
            new[: old.shape[0]] = 0  # old channels do not hear new ones
        new[corner] = old
    return merged
