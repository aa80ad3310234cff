"""Losses of the image networks.

`movnect_loss` is the paper's (Hwang et al., WACV 2020). `softmax_loss` is ours and the default:
cross-entropy between each heatmap's softmax and a normalised Gaussian reached in a third of the
steps what squared error on Gaussian heatmaps did.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from mocap_app.networks.config import STRIDE


@dataclass(frozen=True)
class Targets:
    """Labels of a batch, B samples, J keypoints."""

    keypoints_2d: Tensor
    """(B, J, 2) input pixels."""
    weight_2d: Tensor
    """(B, J)."""
    keypoints_3d: Tensor
    """(B, J, 3) metres, root-relative."""
    weight_3d: Tensor
    """(B, J)."""


@dataclass(frozen=True)
class LossConfig:
    """Weights of the terms."""

    sigma: float = 0.8
    """Standard deviation of the target Gaussian, cells of the output map."""
    location: float = 3.0
    """Of the location maps' error in metres."""
    delta: float = 1.0
    """Of the parent-relative maps' error in metres."""
    absent: float = 0.1
    """Of keypoints outside the picture, whose target is the uniform distribution."""


def gaussian(keypoints_2d: Tensor, height: int, width: int, sigma: float) -> tuple[Tensor, Tensor]:
    """Return normalised (B, J, h, w) Gaussians at real-valued centres, and who is inside (B, J).

    Cell (i, j) covers the input pixels from (8j, 8i); its centre is at 8j + 3.5.
    """
    cells = (keypoints_2d + 0.5) / STRIDE - 0.5
    inside = (
        (cells[..., 0] > -0.5)
        & (cells[..., 1] > -0.5)
        & (cells[..., 0] < width - 0.5)
        & (cells[..., 1] < height - 0.5)
    )
    cells = torch.where(inside[..., None], cells, torch.zeros_like(cells))
    x = torch.arange(width, device=cells.device, dtype=cells.dtype)
    y = torch.arange(height, device=cells.device, dtype=cells.dtype)
    across = torch.softmax(-((x - cells[..., :1]) ** 2) / (2 * sigma**2), dim=-1)  # (B, J, w)
    down = torch.softmax(-((y - cells[..., 1:]) ** 2) / (2 * sigma**2), dim=-1)  # (B, J, h)
    return down[..., :, None] * across[..., None, :], inside


def softmax_loss(
    maps: Tensor, deltas: Tensor, targets: Targets, parents: tuple[int, ...], config: LossConfig
) -> dict[str, Tensor]:
    """Return the terms `heatmap`, `location`, `delta` (weighted) of network outputs.

    Args:
        maps: (B, 4J, h, w) heatmap logits, then X, Y, Z in metres.
        deltas: (B, 3J, h, w) parent-relative X, Y, Z in metres.
        targets: Labels; a weight of 0 takes a keypoint out.
        parents: Parent of every keypoint, -1 for the root.
        config: Weights.
    """
    n = len(parents)
    _batch, _, height, width = maps.shape
    logits = maps[:, :n].flatten(2)  # (B, J, hw)
    log_p = functional.log_softmax(logits, dim=-1)
    target, inside = gaussian(targets.keypoints_2d, height, width, config.sigma)
    target = target.flatten(2)
    target = torch.where(inside[..., None], target, torch.full_like(target, 1 / (height * width)))
    weight = targets.weight_2d * torch.where(inside, 1.0, config.absent)
    entropy = -(target * log_p).sum(dim=-1)  # (B, J)
    heatmap = (entropy * weight).sum() / weight.sum().clamp(min=1)

    # Location maps are learned where they are read: around the label and the present answer.
    mask = torch.where(inside[..., None], 0.7 * target, torch.zeros_like(target))
    mask = mask + torch.where(inside, 0.3, 0.5)[..., None] * log_p.detach().exp()
    location = _map_error(maps[:, n:], targets.keypoints_3d, mask, targets.weight_3d)
    parent = torch.tensor([max(p, 0) for p in parents], device=maps.device)
    relative = targets.keypoints_3d - targets.keypoints_3d[:, parent]
    weight_relative = targets.weight_3d * targets.weight_3d[:, parent]
    delta = _map_error(deltas, relative, mask, weight_relative)
    return {
        "heatmap": heatmap,
        "location": config.location * location,
        "delta": config.delta * delta,
    }


def _map_error(maps: Tensor, values: Tensor, mask: Tensor, weight: Tensor) -> Tensor:
    """Mean masked L1 distance of (B, 3J, h, w) maps to (B, J, 3) values, summed over axes."""
    batch, _, height, width = maps.shape
    grouped = maps.view(batch, 3, -1, height * width).transpose(1, 2)  # (B, J, 3, hw)
    error = (grouped - values[..., None]).abs().sum(dim=2)  # (B, J, hw)
    per_joint = (error * mask).sum(dim=-1)
    return (per_joint * weight).sum() / weight.sum().clamp(min=1)


def movnect_loss(
    maps: Tensor, targets: Targets, teacher: Tensor | None = None, alpha: float = 0.5
) -> Tensor:
    """Return the paper's loss: L_HM + L_LM over X, Y, Z, mixed with a teacher's maps.

    Args:
        maps: (B, 4J, h, w) of the student.
        targets: Labels; weights take missing ones out.
        teacher: (B, 4J, h, w) of the frozen teacher; None: labels alone.
        alpha: Share of the labels against the teacher.
    """
    n = maps.shape[1] // 4
    _, _, height, width = maps.shape
    target, inside = gaussian(targets.keypoints_2d, height, width, 1.0)
    peak = target / target.amax(dim=(2, 3), keepdim=True)  # paper: peak of one
    weight_2d = targets.weight_2d * inside
    weight_3d = targets.weight_3d * inside
    locations = maps[:, n:].reshape(len(maps), 3, n, height, width)  # (B, 3, J, h, w)
    truth = targets.keypoints_3d.transpose(1, 2)[..., None, None]  # (B, 3, J, 1, 1)

    def norm(difference: Tensor) -> Tensor:
        length: Tensor = torch.linalg.vector_norm(difference, dim=(-2, -1))
        return length

    mix = 1.0 if teacher is None else alpha
    heat = mix * norm(maps[:, :n] - peak) * weight_2d
    place = mix * (norm(peak[:, None] * (locations - truth)) * weight_3d[:, None]).sum(dim=1)
    if teacher is not None:
        heat = heat + (1 - alpha) * norm(maps[:, :n] - teacher[:, :n])
        teacher_locations = teacher[:, n:].reshape(len(maps), 3, n, height, width)
        masked = norm(peak[:, None] * (locations - teacher_locations)) * inside[:, None]
        place = place + (1 - alpha) * masked.sum(dim=1)
    return heat.mean() + place.sum(dim=1).mean()


def isfinite(terms: dict[str, Tensor]) -> bool:
    """Say whether every term of a loss is a finite number."""
    return all(bool(torch.isfinite(term)) for term in terms.values())
