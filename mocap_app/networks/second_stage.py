"""The second stage: from what a picture says of every keypoint by itself to one pose in 3D.

The image network answers for every keypoint from what surrounds it. Here a small fully connected
network sees all of these answers and their doubts together and corrects them, as the second stage
of XNect does (Mehta et al., SIGGRAPH 2020), with the residual blocks of Martinez et al. (ICCV
2017).
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from mocap_app.core.errors import ModelError
from mocap_app.core.paths import atomic_write
from mocap_app.core.skeleton import N_KEYPOINTS
from mocap_app.networks.lifter import ResidualBlock
from mocap_app.networks.onnx_export import OPSET
from mocap_app.networks.second_stage_config import CHANNELS, EXPECTED

if TYPE_CHECKING:
    from pathlib import Path

_LEAST_SPREAD = 0.02


class SecondStage(nn.Module):
    """(B, 27, CHANNELS) evidence to (B, 27, 3) metres, pelvis-relative, camera frame of the crop.

    Args:
        width: Of the hidden layers.
        blocks: Residual blocks.
        dropout: In every layer.
    """

    mean: Tensor
    spread: Tensor

    def __init__(self, width: int = 256, blocks: int = 2, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = {"width": width, "blocks": blocks}
        self.register_buffer("mean", torch.zeros(N_KEYPOINTS, CHANNELS))
        self.register_buffer("spread", torch.ones(N_KEYPOINTS, CHANNELS))
        self.expand = nn.Sequential(
            nn.Linear(N_KEYPOINTS * CHANNELS, width),
            nn.BatchNorm1d(width),
            nn.ReLU(),
            nn.Dropout(dropout),
        )
        self.blocks = nn.Sequential(*[ResidualBlock(width, dropout) for _ in range(blocks)])
        self.shrink = nn.Linear(width, 3 * N_KEYPOINTS)
        # The first answer is the image network's own.
        nn.init.zeros_(self.shrink.weight)
        nn.init.zeros_(self.shrink.bias)

    def standardise(self, evidence: Tensor) -> None:
        """Learn the inputs' usual range from (N, 27, CHANNELS) of them."""
        self.mean.copy_(evidence.mean(dim=0))
        self.spread.copy_(evidence.std(dim=0).clamp_min(_LEAST_SPREAD))

    def forward(self, evidence: Tensor) -> Tensor:
        """Map (B, 27, CHANNELS) to (B, 27, 3)."""
        x = self.expand(((evidence - self.mean) / self.spread).flatten(1))
        change = self.shrink(self.blocks(x)).view(-1, N_KEYPOINTS, 3)
        points = evidence[..., EXPECTED] + change
        answer: Tensor = points - points[:, :1]
        return answer


def save_second_stage(network: SecondStage, path: Path) -> None:
    """Write the weights, from which an image network may learn.

    Raises:
        OutputError: The file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as temporary:
        torch.save({"shape": network.shape, "weights": network.state_dict()}, temporary)


def read_second_stage(path: Path) -> SecondStage:
    """Read what `save_second_stage` wrote; nothing drops out of the network.

    Raises:
        ModelError: The file is missing or damaged.
    """
    if not path.is_file():
        raise ModelError(
            f"There is no second stage {path}; mocap-app train second-stage makes one."
        )
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
        network = SecondStage(**content["shape"], dropout=0.0)
        network.load_state_dict(content["weights"])
    except Exception as error:  # torch.load raises many kinds on a damaged file
        raise ModelError(f"The second stage {path} is damaged: {error}.") from error
    return network.eval()


def export_second_stage(network: SecondStage, path: Path) -> None:
    """Write an ONNX file for (B, 27, CHANNELS) inputs, B free.

    Raises:
        OutputError: The file cannot be written.
    """
    with atomic_write(path) as temporary, warnings.catch_warnings():
        # The exporter built on TorchScript is deprecated but needs no further package.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(),
            (torch.zeros(2, N_KEYPOINTS, CHANNELS),),
            temporary,
            input_names=["evidence"],
            output_names=["points"],
            dynamic_axes={"evidence": {0: "batch"}, "points": {0: "batch"}},
            opset_version=OPSET,
            dynamo=False,
        )
