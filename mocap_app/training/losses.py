"""Losses of the image networks.

`movnect_loss` is the paper's (Hwang et al., WACV 2020). `softmax_loss` is ours and the default:
cross-entropy between each heatmap's softmax and a normalised Gaussian reached in a third of the
steps what squared error on Gaussian heatmaps did.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from mocap_app.core.errors import ModelError
from mocap_app.networks.config import STRIDE

if TYPE_CHECKING:
    from mocap_app.networks.pose_maps import PoseMaps


class Targets(NamedTuple):
    """Labels of a batch, B samples, J keypoints."""

    keypoints_2d: Tensor
    """(B, J, 2) input pixels."""
    weight_2d: Tensor
    """(B, J)."""
    keypoints_3d: Tensor
    """(B, J, 3) metres, root-relative."""
    weight_3d: Tensor
    """(B, J)."""

    def part(self, which: Tensor) -> Targets:
        """Return the labels of some pictures; `which` (B,) bool."""
        return Targets(*(values[which] for values in self))


@dataclass(frozen=True)
class LossConfig:
    """Weights of the terms."""

    sigma: float = 5.0
    """Standard deviation of the target Gaussian, pixels of the input."""
    location: float = 3.0
    """Of the location maps' error in metres."""
    delta: float = 1.0
    """Of the parent-relative maps' error in metres."""
    absent: float = 0.1
    """Of keypoints outside the picture, whose target is the uniform distribution."""


def gaussian(
    keypoints_2d: Tensor, height: int, width: int, stride: float, sigma: float
) -> tuple[Tensor, Tensor]:
    """Return normalised (B, J, H, W) Gaussians at real-valued centres, and who is inside (B, J).

    Cell (i, j) covers the input pixels from (j, i) * stride; its centre is (stride - 1) / 2
    further. `sigma` is in cells.
    """
    cells = (keypoints_2d + 0.5) / stride - 0.5
    inside = (
        (cells[..., 0] > -0.5)
        & (cells[..., 1] > -0.5)
        & (cells[..., 0] < width - 0.5)
        & (cells[..., 1] < height - 0.5)
    )
    cells = torch.where(inside[..., None], cells, torch.zeros_like(cells))
    x = torch.arange(width, device=cells.device, dtype=cells.dtype)
    y = torch.arange(height, device=cells.device, dtype=cells.dtype)
    across = torch.softmax(-((x - cells[..., :1]) ** 2) / (2 * sigma**2), dim=-1)  # (B, J, W)
    down = torch.softmax(-((y - cells[..., 1:]) ** 2) / (2 * sigma**2), dim=-1)  # (B, J, H)
    return down[..., :, None] * across[..., None, :], inside


def softmax_loss(
    maps: PoseMaps, targets: Targets, parents: tuple[int, ...], size: int, config: LossConfig
) -> dict[str, Tensor]:
    """Return the terms `heatmap` and, where the network has the maps, `location` and `delta`.

    Args:
        maps: The network's answer.
        targets: Labels; a weight of 0 takes a keypoint out.
        parents: Parent of every keypoint, -1 for the root.
        size: Width of the input, pixels.
        config: Weights.
    """
    logits = maps.heatmaps.float()
    _, _, height, width = logits.shape
    stride = size / width
    log_p = functional.log_softmax(logits.flatten(2), dim=-1)  # (B, J, HW)
    target, inside = gaussian(targets.keypoints_2d, height, width, stride, config.sigma / stride)
    uniform = torch.full_like(target, 1 / (height * width))
    target = torch.where(inside[..., None, None], target, uniform)
    weight = targets.weight_2d * torch.where(inside, 1.0, config.absent)
    entropy = -(target.flatten(2) * log_p).sum(dim=-1)  # (B, J)
    terms = {"heatmap": (entropy * weight).sum() / weight.sum().clamp(min=1)}

    # Location maps are learned where they are read: around the label and the present answer.
    mask = torch.where(inside[..., None, None], 0.7 * target, torch.zeros_like(target))
    answer = log_p.detach().exp().view_as(target)
    mask = mask + torch.where(inside, 0.3, 0.5)[..., None, None] * answer
    if maps.locations is not None:
        error = _map_error(maps.locations, targets.keypoints_3d, mask, targets.weight_3d)
        terms["location"] = config.location * error
    if maps.deltas is not None:
        parent = torch.tensor([max(p, 0) for p in parents], device=logits.device)
        relative = targets.keypoints_3d - targets.keypoints_3d[:, parent]
        weight_relative = targets.weight_3d * targets.weight_3d[:, parent]
        error = _map_error(maps.deltas, relative, mask, weight_relative)
        terms["delta"] = config.delta * error
    return terms


def _map_error(maps: Tensor, values: Tensor, mask: Tensor, weight: Tensor) -> Tensor:
    """Mean masked L1 distance of (B, 3J, h, w) maps to (B, J, 3) values, summed over axes.

    The (B, J, H, W) mask may be finer than the maps; its mass is kept.
    """
    batch, _, height, width = maps.shape
    fold = mask.shape[-1] // width
    if fold > 1:
        mask = functional.avg_pool2d(mask, fold) * fold**2
    grouped = maps.float().view(batch, 3, -1, height * width).transpose(1, 2)  # (B, J, 3, hw)
    error = (grouped - values[..., None]).abs().sum(dim=2)  # (B, J, hw)
    per_joint = (error * mask.flatten(2)).sum(dim=-1)
    return (per_joint * weight).sum() / weight.sum().clamp(min=1)


def mean_distance(points: Tensor, truth: Tensor, weight: Tensor) -> Tensor:
    """Return the weighted mean distance of (B, J, 3) points; `weight` (B, J)."""
    error: Tensor = torch.linalg.vector_norm(points - truth, dim=-1) * weight
    return error.sum() / weight.sum().clamp(min=1)


def movnect_loss(
    maps: PoseMaps, targets: Targets, teacher: PoseMaps | None = None, alpha: float = 0.5
) -> Tensor:
    """Return the paper's loss: L_HM + L_LM over X, Y, Z, mixed with a teacher's maps.

    Args:
        maps: Of the student, heatmaps at stride 8.
        targets: Labels; weights take missing ones out.
        teacher: Of the frozen teacher; None: labels alone.
        alpha: Share of the labels against the teacher.
    """
    heatmaps, locations = maps.heatmaps, _locations(maps)
    _, _, height, width = heatmaps.shape
    target, inside = gaussian(targets.keypoints_2d, height, width, STRIDE, 1.0)
    peak = target / target.amax(dim=(2, 3), keepdim=True)  # paper: peak of one
    weight_2d = targets.weight_2d * inside
    weight_3d = targets.weight_3d * inside
    truth = targets.keypoints_3d.transpose(1, 2)[..., None, None]  # (B, 3, J, 1, 1)

    def norm(difference: Tensor) -> Tensor:
        length: Tensor = torch.linalg.vector_norm(difference, dim=(-2, -1))
        return length

    mix = 1.0 if teacher is None else alpha
    heat = mix * norm(heatmaps - peak) * weight_2d
    place = mix * (norm(peak[:, None] * (locations - truth)) * weight_3d[:, None]).sum(dim=1)
    if teacher is not None:
        heat = heat + (1 - alpha) * norm(heatmaps - teacher.heatmaps)
        masked = norm(peak[:, None] * (locations - _locations(teacher))) * inside[:, None]
        place = place + (1 - alpha) * masked.sum(dim=1)
    return heat.mean() + place.sum(dim=1).mean()


def _locations(maps: PoseMaps) -> Tensor:
    """Return (B, 3, J, h, w) location maps."""
    if maps.locations is None:
        raise ModelError("This network has no location maps.")
    batch, channels, height, width = maps.locations.shape
    return maps.locations.reshape(batch, 3, channels // 3, height, width)


def isfinite(terms: dict[str, Tensor]) -> bool:
    """Say whether every term of a loss is a finite number."""
    return all(bool(torch.isfinite(term)) for term in terms.values())
