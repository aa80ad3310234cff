"""Running a network with torch, for those who train; everybody else has ONNX Runtime."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from mocap_app.inference.codec import Maps
from mocap_app.networks.checkpoint import build, load_checkpoint

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from torch import nn

    from mocap_app.inference.runtime import Network


def network_function(network: nn.Module) -> Network:
    """Return a network, put into evaluation mode, as a function on arrays."""
    network.eval()

    def call(images: NDArray[np.float32]) -> Maps:
        with torch.inference_mode():
            answer = network(torch.from_numpy(images))
        return Maps(answer.heatmaps.numpy(), answer.locations.numpy())

    return call


def load_torch_network(path: Path) -> Network:
    """Return a checkpoint's averaged network as a function on arrays.

    Raises:
        ModelError: The checkpoint is missing, damaged or does not fit.
    """
    return network_function(build(load_checkpoint(path)))
