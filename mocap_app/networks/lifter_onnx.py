"""From a trained lifter to the ONNX file that users run."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from mocap_app.core.paths import atomic_write
from mocap_app.networks.onnx_export import OPSET

if TYPE_CHECKING:
    from pathlib import Path

    from mocap_app.networks.temporal_lifter import Lifter


class _OneAnswer(nn.Module):
    """The strided form of a lifter, without the axis of its single answer."""

    def __init__(self, network: Lifter) -> None:
        super().__init__()
        self.network = network

    def forward(self, windows: Tensor) -> Tensor:
        """Map (B, R, inputs) to (B, outputs, 3)."""
        answer: Tensor = self.network.forward_strided(windows)
        return answer[:, 0]


def export_lifter(network: Lifter, path: Path) -> None:
    """Write a lifter for (B, R, inputs) windows, B free.

    Raises:
        OutputError: The file cannot be written.
    """
    config = network.config
    example = torch.zeros(2, config.receptive_field, config.inputs)
    with atomic_write(path) as temporary, warnings.catch_warnings():
        # The exporter built on TorchScript is deprecated but needs no further package.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _OneAnswer(network).eval(),
            (example,),
            temporary,
            input_names=["windows"],
            output_names=["points"],
            dynamic_axes={"windows": {0: "batch"}, "points": {0: "batch"}},
            opset_version=OPSET,
            dynamo=False,
        )
