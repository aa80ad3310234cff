"""A network learns from the pose that its second stage makes of all of its maps together.

Location maps by themselves are told the truth cell by cell, whatever the other keypoints say. Here
what the second stage reads from them (`inference.evidence`) is read in a way that gradients pass,
the stage answers, and both learn from its error. Of rendered people alone: their 3D is exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from mocap_app.core.errors import ModelError
from mocap_app.inference.codec import NEAR_PX, WINDOW_PX
from mocap_app.training.heatmap_losses import soft_read
from mocap_app.training.losses import mean_distance

if TYPE_CHECKING:
    from mocap_app.networks.pose_maps import PoseMaps
    from mocap_app.networks.second_stage import SecondStage
    from mocap_app.training.losses import Targets


class WholePose:
    """A second stage that learns beside the image network.

    Args:
        stage: As it is at first. Its ranges stay as they are: batches are small.
        weight: Of its error in metres.
    """

    def __init__(self, stage: SecondStage, weight: float) -> None:
        self._stage = stage.eval()
        self._weight = weight
        self._optimizer = torch.optim.AdamW(stage.parameters(), weight_decay=0.01)

    def term(self, maps: PoseMaps, targets: Targets, stride: float, size: int) -> Tensor:
        """Return the weighted mean distance of the keypoints whose 3D is labelled.

        Args:
            maps: Of rendered people.
            targets: Theirs.
            stride: Pixels of the pictures per cell of the heatmaps.
            size: Side of the square crops that the pictures are the middle of, pixels.
        """
        points = self._stage(evidence(maps, stride, size))
        return self._weight * mean_distance(points, targets.keypoints_3d, targets.weight_3d)

    def step(self, learning_rate: float) -> None:
        """Let the stage learn from the gradients of the last term."""
        self._optimizer.param_groups[0]["lr"] = learning_rate
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)


def evidence(maps: PoseMaps, stride: float, size: int) -> Tensor:
    """Return what `inference.evidence` does, (B, 27, CHANNELS), in a way that gradients pass.

    Args:
        maps: Of pictures of any shape around the middle of crops.
        stride: Pixels of the pictures per cell of the heatmaps.
        size: Side of the square crops, pixels.
    """
    heatmaps, locations = maps.heatmaps.float(), maps.locations
    if locations is None:
        raise ModelError("A network without location maps has no second stage.")
    chances = torch.softmax(heatmaps.flatten(2), dim=-1).view_as(heatmaps)
    away = _from_peak(chances)
    local = chances * (away <= round(WINDOW_PX / stride))
    share = local / local.sum(dim=(-2, -1), keepdim=True)
    score = (chances * (away <= round(NEAR_PX / stride))).sum(dim=(-2, -1))
    place, _ = _moments(share, stride / size)
    middle, spread = _moments(chances, stride / size)
    there, expected = (soft_read(p, locations.float()) for p in (share, chances))
    parts = (place, score[..., None], there - there[:, :1], expected - expected[:, :1])
    return torch.cat([*parts, middle, spread], dim=-1)


def _from_peak(chances: Tensor) -> Tensor:
    """Return how many cells (B, J, H, W) lie from the largest, along the axis where it is more."""
    height, width = chances.shape[-2:]
    peak = chances.flatten(2).argmax(dim=-1)[..., None]
    rows = (torch.arange(height, device=chances.device) - peak // width).abs()
    columns = (torch.arange(width, device=chances.device) - peak % width).abs()
    return torch.maximum(rows[..., :, None], columns[..., None, :])


def _moments(chances: Tensor, cell: float) -> tuple[Tensor, Tensor]:
    """Return mean and standard deviation (B, J, 2) of the place, from the middle of the picture.

    Args:
        chances: (B, J, H, W), of sum 1.
        cell: Width of one in the unit of the answer.
    """
    means, spreads = [], []
    for along in (chances.sum(dim=-2), chances.sum(dim=-1)):  # x, y
        cells = along.shape[-1]
        at = (torch.arange(cells, device=chances.device) - (cells - 1) / 2) * cell
        mean = (along * at).sum(dim=-1)
        means.append(mean)
        spreads.append(((along * at.square()).sum(dim=-1) - mean.square()).clamp_min(1e-8).sqrt())
    return torch.stack(means, dim=-1), torch.stack(spreads, dim=-1)
