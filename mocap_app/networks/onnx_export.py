"""From a checkpoint to the ONNX file that users run."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from mocap_app.core.paths import atomic_write

if TYPE_CHECKING:
    from pathlib import Path

    from mocap_app.networks.movnect import MoVNect

OPSET = 17


class _MapsOnly(nn.Module):
    """The network without its training-time second output."""

    def __init__(self, network: MoVNect) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> Tensor:
        """Return the (B, 4J, H/8, W/8) maps."""
        maps: Tensor = self.network(image)[0]
        return maps


def export_onnx(network: MoVNect, path: Path, size: int) -> None:
    """Write the network for (B, 3, size, size) inputs, B free.

    Raises:
        OutputError: The file cannot be written.
    """
    example = torch.zeros(1, 3, size, size)
    with atomic_write(path) as temporary, warnings.catch_warnings():
        # The exporter built on TorchScript is deprecated but needs no further package.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _MapsOnly(network).eval(),
            (example,),
            temporary,
            input_names=["image"],
            output_names=["maps"],
            dynamic_axes={"image": {0: "batch"}, "maps": {0: "batch"}},
            opset_version=OPSET,
            dynamo=False,
        )
