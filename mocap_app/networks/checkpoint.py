"""Saving and loading of training checkpoints."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
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
ConfigOf = Callable[[str], object | None]


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
    measures: dict[str, float] = field(default_factory=dict)
    """The last validation, if the run keeps it."""


def image_network(name: str) -> object | None:
    """Return the shape of an image network by its name, None if there is no such network."""
    return network_config(name) if name in NETWORKS else None


def save_checkpoint(
    path: Path,
    checkpoint: Checkpoint,
    config_of: ConfigOf = image_network,
    *,
    eight_bits: bool = False,
) -> None:
    """Write a checkpoint; an old one is replaced only when the new one is whole.

    Args:
        path: The file.
        checkpoint: What it holds.
        config_of: As for `load_checkpoint`.
        eight_bits: Round every filter to eight bits and a scale of its own: half the size of half
            precision, for a network that would be too large to keep.
    """
    content = {
        "format": FORMAT,
        "joints": list(body27().joints),
        "config": _as_dict(config_of(checkpoint.network)),
        **{f.name: getattr(checkpoint, f.name) for f in dataclasses.fields(checkpoint)},
    }
    if eight_bits:
        packed = _packed(checkpoint.average)
        content |= {"weights": packed, "average": packed}
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as temporary:
        torch.save(content, temporary)


def load_checkpoint(path: Path, config_of: ConfigOf = image_network) -> Checkpoint:
    """Read a checkpoint.

    Args:
        path: The file.
        config_of: Returns the shape of a network by its name, None if there is no such network.

    Raises:
        ModelError: It is missing, damaged, or from another version, joint set or network shape.
    """
    if not path.is_file():
        raise ModelError(f"There is no checkpoint {path}.")
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
        misfit = _misfit(content, config_of)
        content.setdefault("measures", {})
        fields = {f.name: content[f.name] for f in dataclasses.fields(Checkpoint)}
        fields |= {name: _widened(fields[name]) for name in ("weights", "average")}
    except Exception as error:  # torch.load raises many kinds on a damaged file
        raise ModelError(f"The checkpoint {path} is damaged: {error}.") from error
    if misfit:
        raise ModelError(f"The checkpoint {path} {misfit}.")
    return Checkpoint(**fields)


def compact(checkpoint: Checkpoint) -> Checkpoint:
    """Return what fits a small file: averaged weights of half precision, and no optimizer.

    Its moments are twice the network's size, and a run goes on as well without them after a few
    hundred steps. Vectors stay whole: running variances may exceed what half precision holds.
    """
    average = {k: v.half() if v.dim() > 1 else v for k, v in checkpoint.average.items()}
    return dataclasses.replace(checkpoint, weights=average, average=average, optimizer={})


def _packed(weights: dict[str, Tensor]) -> dict[str, Any]:
    """Return filters as eight bits with a scale each; vectors stay as they are."""
    packed: dict[str, Any] = dict(weights)
    for name, tensor in weights.items():
        if tensor.dim() > 1:
            rows = tensor.float()
            largest = rows.abs().flatten(1).amax(dim=1).clamp_min(1e-12)
            scale = (largest / 127).reshape(-1, *[1] * (rows.dim() - 1))
            packed[name] = {"filters": (rows / scale).round().to(torch.int8), "scale": scale}
    return packed


def _widened(weights: dict[str, Any]) -> dict[str, Tensor]:
    """Return weights as they are trained, however they were kept."""
    return {name: _unpacked(kept) for name, kept in weights.items()}


def _unpacked(kept: Any) -> Tensor:
    whole: Tensor = kept["filters"] * kept["scale"] if isinstance(kept, dict) else kept
    return whole.float() if whole.is_floating_point() else whole


def _misfit(content: dict[str, Any], config_of: ConfigOf) -> str:
    """Say why a checkpoint cannot be used by this version; empty if it can."""
    if content["format"] != FORMAT:
        return "is from another version of the program"
    if content["joints"] != list(body27().joints):
        return "was trained for another joint set"
    # Tuples come back from the file as they were saved.
    known = config_of(content["network"])
    if known is None or _as_dict(known) != _defaults(known) | content["config"]:
        return f"holds a network {content['network']!r} of another shape"
    return ""


def _defaults(config: Any) -> dict[str, Any]:
    """Return the defaults of a shape: what a setting younger than a checkpoint was for it."""
    fields = dataclasses.fields(config)
    return {f.name: f.default for f in fields if f.default is not dataclasses.MISSING}


def _as_dict(config: Any) -> dict[str, Any]:
    return dataclasses.asdict(config)


def build(checkpoint: Checkpoint) -> nn.Module:
    """Return the network with the averaged weights, in evaluation mode."""
    network = build_network(checkpoint.network)
    network.load_state_dict(checkpoint.average)
    return network.eval()
