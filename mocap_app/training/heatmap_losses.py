"""Losses on heatmaps: squared error, coordinates, and the Jensen-Shannon regulariser.

Positions are in cells of the map, x then y; integers are cell centres. Tensors: B samples, J
keypoints, maps of H rows and W columns.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

_TINY = 1e-12


def gaussian_peaks(
    cells: Tensor, height: int, width: int, sigma: float, *, rounded: bool = False
) -> tuple[Tensor, Tensor]:
    """Return (B, J, H, W) Gaussians of peak 1 and (B, J) whether any of it is on the map.

    Simple Baselines (section 3.2 of the facts): cut off at three sigma, at a centre rounded to the
    nearest cell; unbiased targets (UDP, DARK) keep the real-valued centre.

    Args:
        cells: (B, J, 2).
        height: H.
        width: W.
        sigma: Standard deviation, cells.
        rounded: Round the centres.
    """
    centre = (cells + 0.5).floor() if rounded else cells
    x = torch.arange(width, device=cells.device, dtype=cells.dtype) - centre[..., :1]
    y = torch.arange(height, device=cells.device, dtype=cells.dtype) - centre[..., 1:]
    reach = 3 * sigma
    across = torch.exp(-(x**2) / (2 * sigma**2)) * (x.abs() <= reach)  # (B, J, W)
    down = torch.exp(-(y**2) / (2 * sigma**2)) * (y.abs() <= reach)  # (B, J, H)
    maps = down[..., :, None] * across[..., None, :]
    return maps, maps.amax(dim=(-2, -1)) > 0


def heatmap_mse(heatmaps: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Return Simple Baselines' loss: the mean over keypoints of half the squared error.

    Args:
        heatmaps: (B, J, H, W).
        target: (B, J, H, W).
        weight: (B, J) of the targets, 0 where a keypoint is not labelled or off the map.
    """
    difference = (heatmaps - target) * weight[..., None, None]
    return 0.5 * difference.square().mean()


def soft_argmax(heatmaps: Tensor, beta: float = 1.0) -> tuple[Tensor, Tensor]:
    """Return (B, J, 2) expected positions in cells and the (B, J, H, W) softmax they come from."""
    _, _, height, width = heatmaps.shape
    p = functional.softmax(beta * heatmaps.flatten(2), dim=-1).view_as(heatmaps)
    x = torch.arange(width, device=p.device, dtype=p.dtype)
    y = torch.arange(height, device=p.device, dtype=p.dtype)
    return torch.stack([(p.sum(dim=2) * x).sum(-1), (p.sum(dim=3) * y).sum(-1)], dim=-1), p


def soft_read(p: Tensor, maps: Tensor) -> Tensor:
    """Return (B, J, 3) values of (B, 3J, h, w) location maps under (B, J, H, W) probabilities.

    Where the probabilities are on a finer grid than the maps they are added up first.
    """
    batch, _, height, width = maps.shape
    if p.shape[-2:] != maps.shape[-2:]:
        factor = (p.shape[-2] // height, p.shape[-1] // width)
        p = functional.avg_pool2d(p, factor) * (factor[0] * factor[1])
    values = maps.view(batch, 3, -1, height, width)
    return (values * p[:, None]).sum(dim=(-2, -1)).transpose(1, 2)


def coordinate_loss(positions: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Return the weighted mean L1 distance of (B, J, D) positions, summed over D axes."""
    error = (positions - target).abs().sum(dim=-1)
    return (error * weight).sum() / weight.sum().clamp(min=1)


def js_divergence(p: Tensor, q: Tensor) -> Tensor:
    """Return the (B, J) Jensen-Shannon divergence of (B, J, H, W) distributions, nats."""
    middle = (p + q) / 2

    def kl(a: Tensor) -> Tensor:
        ratio = a.clamp(min=_TINY).log() - middle.clamp(min=_TINY).log()
        return (a * ratio).sum(dim=(-2, -1))

    divergence: Tensor = (kl(p) + kl(q)) / 2
    return divergence


def dsnt_loss(
    heatmaps: Tensor, cells: Tensor, weight: Tensor, sigma: float = 1.0, regulariser: float = 1.0
) -> Tensor:
    """Return the loss of DSNT (Nibali et al., 2018): distance of the soft-argmax plus divergence.

    Without the divergence from a Gaussian the network may spread a map as it likes as long as the
    mean is right, which costs four points of AP (section 8.1 of the facts).

    Args:
        heatmaps: (B, J, H, W) logits.
        cells: (B, J, 2) labels.
        weight: (B, J); keypoints off the map do not count.
        sigma: Standard deviation of the wanted distribution, cells.
        regulariser: Weight of the divergence.
    """
    height, width = heatmaps.shape[-2:]
    positions, p = soft_argmax(heatmaps)
    target, inside = gaussian_peaks(cells, height, width, sigma)
    target = target / target.sum(dim=(-2, -1), keepdim=True).clamp(min=_TINY)
    weight = weight * inside
    size = torch.tensor([width, height], device=cells.device, dtype=cells.dtype)
    # The paper's coordinates run from -1 to 1 over the map.
    distance: Tensor = torch.linalg.vector_norm(2 * (positions - cells) / size, dim=-1)
    term = distance + regulariser * js_divergence(p, target)
    return (term * weight).sum() / weight.sum().clamp(min=1)


def simcc_loss(
    logits: Tensor, pixels: Tensor, weight: Tensor, sigma: float, split: float
) -> Tensor:
    """Return SimCC's loss of one axis: KL divergence to Gaussian-smoothed bins (Li et al., 2022).

    Args:
        logits: (B, J, size x split).
        pixels: (B, J) positions on the axis, input pixels.
        weight: (B, J); positions off the axis do not count.
        sigma: Standard deviation, bins.
        split: Bins per pixel.
    """
    bins = logits.shape[-1]
    centre = (pixels + 0.5) * split - 0.5
    inside = (centre > -0.5) & (centre < bins - 0.5)
    at = torch.arange(bins, device=logits.device, dtype=logits.dtype)
    target = functional.softmax(-((at - centre[..., None]) ** 2) / (2 * sigma**2), dim=-1)
    divergence = functional.kl_div(
        functional.log_softmax(logits, dim=-1), target, reduction="none"
    ).sum(dim=-1)
    weight = weight * inside
    return (divergence * weight).sum() / weight.sum().clamp(min=1)
