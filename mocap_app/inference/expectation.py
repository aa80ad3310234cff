"""Where a keypoint is expected under its whole heatmap, which hedges between places in doubt."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]


class Expectation(NamedTuple):
    """Means over the heatmaps of B crops, J keypoints each."""

    keypoints_2d: Array
    """(B, J, 2) crop pixels."""
    spread_2d: Array
    """(B, J, 2) standard deviation of the place along x and y, crop pixels."""
    keypoints_3d: Array
    """(B, J, 3) metres, pelvis-relative, camera frame of the crop."""


def expectation(chances: Array, locations: Array, size: int) -> Expectation:
    """Return the means of places and of location maps.

    Args:
        chances: (B, J, H, W) how likely each cell is, of the crop's middle; they need not sum to
            one.
        locations: (B, 3J, h, w) location maps, as fine or a whole number of times coarser.
        size: Side of the crops, pixels.
    """
    batch, n, height, width = chances.shape
    basis = _basis(height, width)
    sums = chances.reshape(batch * n, -1) @ basis  # a product takes a fifth of the time of sums
    sums = sums.reshape(batch, n, -1)
    total = sums[..., 4:]
    middle, square = sums[..., 0:2] / total, sums[..., 2:4] / total
    spread = np.sqrt(np.maximum(square - middle * middle, 0.0))
    places = (middle + np.float32(0.5)) * size - np.float32(0.5)
    mean = _mean_locations(chances, locations) / total
    return Expectation(places, spread * size, mean - mean[:, :1])


@functools.cache
def _basis(height: int, width: int) -> Array:
    """Return x, y, x², y² and 1 of all cells (H * W, 5), from the middle in parts of the crop."""
    y, x = np.mgrid[:height, :width].reshape(2, -1)
    side = max(height, width)
    x, y = (x - (width - 1) / 2) / side, (y - (height - 1) / 2) / side
    return np.stack([x, y, x * x, y * y, np.ones_like(x)], axis=-1).astype(np.float32)


def _mean_locations(chances: Array, locations: Array) -> Array:
    """Return (B, J, 3) sums of the location maps, weighted by the (B, J, H, W) chances."""
    batch, n = chances.shape[:2]
    rows, columns = locations.shape[-2:]
    fold = chances.shape[-1] // columns  # heatmap cells per location cell
    bands = sum(chances[:, :, i::fold] for i in range(fold))
    coarse = np.asarray(sum(np.asarray(bands)[..., i::fold] for i in range(fold)))
    places = locations.reshape(batch, 3, n, rows * columns).transpose(0, 2, 1, 3)
    sums: Array = (places @ coarse.reshape(batch, n, rows * columns, 1))[..., 0]
    return sums
