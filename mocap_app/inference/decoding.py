"""Sub-pixel read-outs of heatmaps as the papers do them, on numpy arrays.

The live path reads its own networks with `inference.codec`. These are for networks trained as in
the papers: heatmaps are regressed Gaussians, or, where a network was trained with the cross-entropy
of a softmax, the softmax's exponentials.

Positions are (..., 2) x, y in cells of the heatmap; integer positions are cell centres.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Convention = Literal["corner", "centre", "udp"]

_QUARTER = 0.25
_TINY = 1e-10


def peaks(heatmaps: Array) -> tuple[NDArray[np.intp], Array]:
    """Return the (..., 2) x, y of the largest cells of (..., H, W) maps, and their (...) values."""
    *batch, _height, width = heatmaps.shape
    flat = heatmaps.reshape(*batch, -1)
    best = flat.argmax(axis=-1)
    value = np.take_along_axis(flat, best[..., None], axis=-1)[..., 0]
    return np.stack([best % width, best // width], axis=-1), value


def quarter_offset(heatmaps: Array) -> Array:
    """Return (..., 2) positions: the peak, a quarter cell towards the larger neighbour.

    Simple Baselines (Xiao et al., ECCV 2018), section 3.5 of the facts; a peak on the border of the
    map stays in that direction.
    """
    (x, y), at = _reader(heatmaps, heatmaps)
    step_x = np.sign(at(x + 1, y) - at(x - 1, y)) * _inner(x, heatmaps.shape[-1])
    step_y = np.sign(at(x, y + 1) - at(x, y - 1)) * _inner(y, heatmaps.shape[-2])
    return np.stack([x + _QUARTER * step_x, y + _QUARTER * step_y], axis=-1)


def dark(heatmaps: Array, sigma: float, *, smooth: bool = True) -> Array:
    """Return (..., 2) positions by DARK (Zhang et al., CVPR 2020).

    The logarithm of a Gaussian is a parabola, so one Newton step from the largest cell finds its
    centre exactly; it is limited to one cell, and left out within two cells of the border, where
    the finite differences have no ground.

    Args:
        heatmaps: (..., H, W), non-negative up to noise.
        sigma: Standard deviation of the Gaussians in training, cells.
        smooth: Blur with that Gaussian first, as the paper does against several peaks.
    """
    maps = np.asarray(heatmaps, dtype=np.float64)
    if smooth:
        from scipy.ndimage import gaussian_filter

        lowered = [0.0] * (maps.ndim - 2) + [sigma, sigma]
        maps = gaussian_filter(maps, lowered, mode="constant", truncate=5 / sigma + 1)
    (x, y), at = _reader(heatmaps, np.log(np.maximum(maps, _TINY)))
    dx = (at(x + 1, y) - at(x - 1, y)) / 2
    dy = (at(x, y + 1) - at(x, y - 1)) / 2
    # Second differences two cells apart, as published: less noise than neighbours.
    dxx = (at(x + 2, y) - 2 * at(x, y) + at(x - 2, y)) / 4
    dyy = (at(x, y + 2) - 2 * at(x, y) + at(x, y - 2)) / 4
    dxy = (
        at(x + 1, y + 1) - at(x - 1, y + 1) - at(x + 1, y - 1) + at(x - 1, y - 1)
    ) / 4  # fmt: skip
    determinant = dxx * dyy - dxy**2
    inner = _inner(x, maps.shape[-1], 2) & _inner(y, maps.shape[-2], 2)
    usable = inner & (determinant > _TINY) & (dxx < 0)
    divisor = np.where(usable, determinant, 1)
    step_x = np.where(usable, -(dyy * dx - dxy * dy) / divisor, 0).clip(-1, 1)
    step_y = np.where(usable, -(dxx * dy - dxy * dx) / divisor, 0).clip(-1, 1)
    return np.stack([x + step_x, y + step_y], axis=-1)


def soft_argmax(heatmaps: Array, beta: float = 1.0) -> Array:
    """Return (..., 2) expected positions under softmax(beta x heatmap) (Sun et al., ECCV 2018)."""
    *batch, height, width = heatmaps.shape
    logits = beta * heatmaps.reshape(*batch, -1)
    p = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = (p / p.sum(axis=-1, keepdims=True)).reshape(*batch, height, width)
    x = (p.sum(axis=-2) * np.arange(width)).sum(axis=-1)
    y = (p.sum(axis=-1) * np.arange(height)).sum(axis=-1)
    return np.stack([x, y], axis=-1)


def simcc(x_logits: Array, y_logits: Array, split: float = 2.0) -> tuple[Array, Array]:
    """Return (..., 2) input pixels and (...) scores of SimCC's two classifiers.

    Li et al., ECCV 2022: every axis is cut into `split` bins a pixel; bin b is centred on the
    pixel (b + 0.5) / split - 0.5. The score is the smaller of the two largest probabilities.

    Args:
        x_logits: (..., W x split).
        y_logits: (..., H x split).
        split: Bins per pixel.
    """
    positions = []
    scores = []
    for logits in (x_logits, y_logits):
        best = logits.argmax(axis=-1)
        positions.append((best + 0.5) / split - 0.5)
        top = logits.max(axis=-1, keepdims=True)
        scores.append(1 / np.exp(logits - top).sum(axis=-1))
    return np.stack(positions, axis=-1), np.minimum(*scores)


def to_pixels(
    cells: Array, map_size: tuple[int, int], input_size: tuple[int, int], convention: Convention
) -> Array:
    """Return the (..., 2) input pixels of positions in cells.

    Args:
        cells: (..., 2) x, y.
        map_size: (width, height) of the heatmap.
        input_size: (width, height) of the network's input.
        convention: `corner`: pixel = stride x cell, as Simple Baselines has it. `centre`: cells
            are squares of pixels and their centres correspond; what resizing without aligned
            corners does. `udp`: lengths count intervals, size - 1 (Huang et al., CVPR 2020).
    """
    small, large = np.array(map_size, float), np.array(input_size, float)
    if convention == "udp":
        return np.asarray(cells * (large - 1) / (small - 1))
    if convention == "centre":
        return np.asarray((cells + 0.5) * large / small - 0.5)
    return np.asarray(cells * large / small)


def to_cells(
    pixels: Array, map_size: tuple[int, int], input_size: tuple[int, int], convention: Convention
) -> Array:
    """Return the (..., 2) positions in cells of input pixels: the inverse of `to_pixels`."""
    return to_pixels(pixels, input_size, map_size, convention)


def merge_flipped(
    heatmaps: Array, flipped: Array, mirror: tuple[int, ...], convention: Convention
) -> Array:
    """Average (B, J, H, W) heatmaps with those of the mirrored pictures, the flip test.

    With the `corner` convention the mirror image of pixel x is W - 1 - x but that of stride x cell
    is not a cell's: the flipped map is moved one cell to the right, as Simple Baselines does. The
    other two conventions are symmetric and need no shift.

    Args:
        heatmaps: Of the pictures.
        flipped: Of the mirrored pictures, as the network answered.
        mirror: Partner of every keypoint on the other side.
        convention: How the network's cells lie on its input.
    """
    back = flipped[..., ::-1][:, list(mirror)].copy()
    if convention == "corner":
        back[..., 1:] = back[..., :-1].copy()
    return np.asarray((heatmaps + back) / 2)


_Reader = Callable[[NDArray[np.intp], NDArray[np.intp]], Array]


def _reader(
    heatmaps: Array, maps: Array
) -> tuple[tuple[NDArray[np.intp], NDArray[np.intp]], _Reader]:
    """Return x, y of the heatmaps' peaks and a function that reads every one of `maps` at x, y."""
    *batch, height, width = maps.shape
    position, _ = peaks(heatmaps)
    flat = maps.reshape(*batch, -1)

    def at(x: NDArray[np.intp], y: NDArray[np.intp]) -> Array:
        index = y.clip(0, height - 1) * width + x.clip(0, width - 1)
        return np.asarray(np.take_along_axis(flat, index[..., None], axis=-1)[..., 0])

    return (position[..., 0], position[..., 1]), at


def _inner(index: NDArray[np.intp], size: int, margin: int = 1) -> NDArray[np.bool_]:
    """Say where an index has `margin` neighbours on both sides."""
    return (index >= margin) & (index < size - margin)
