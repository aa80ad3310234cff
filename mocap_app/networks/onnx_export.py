"""From a checkpoint to the ONNX file that users run."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from mocap_app.core.errors import ModelError
from mocap_app.core.paths import atomic_write

if TYPE_CHECKING:
    from pathlib import Path

    from mocap_app.networks.pose_maps import PoseMaps

OPSET = 17


class _MapsOnly(nn.Module):
    """The network without what only its training needs."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Return heatmaps and location maps."""
        maps: PoseMaps = self.network(image)
        if maps.locations is None:
            raise ModelError("A network without location maps cannot be shipped: it has no 3D.")
        return maps.heatmaps, maps.locations


def export_onnx(network: nn.Module, path: Path, size: int, *, any_size: bool = False) -> None:
    """Write the network for (B, 3, size, size) inputs, B free, with `any_size` the sides, too.

    Raises:
        ModelError: The network gives no 3D.
        OutputError: The file cannot be written.
    """
    example = torch.zeros(1, 3, size, size)
    free = {0: "batch"}
    if any_size:
        free |= {2: "height", 3: "width"}
    with atomic_write(path) as temporary, warnings.catch_warnings():
        # The exporter built on TorchScript is deprecated but needs no further package.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _MapsOnly(network).eval(),
            (example,),
            temporary,
            input_names=["image"],
            output_names=["heatmaps", "locations"],
            dynamic_axes=dict.fromkeys(("image", "heatmaps", "locations"), free),
            opset_version=OPSET,
            dynamo=False,
        )
