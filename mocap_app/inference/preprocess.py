"""Cutting a square region out of a frame for the network, without ever stretching it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
PADDING = 114
"""Grey of what lies outside the frame, as in training."""


@dataclass(frozen=True)
class Region:
    """A square of the frame; it may reach over the frame's border."""

    x: float
    """Centre, pixels of the frame."""
    y: float
    side: float
    """Pixels of the frame."""

    def to_frame(self, points: NDArray[np.floating], size: int) -> NDArray[np.float64]:
        """Map (..., 2) pixels of a `size` x `size` crop to pixels of the frame."""
        scale = self.side / size
        middle = np.array([self.x, self.y])
        centred = np.asarray(points, dtype=np.float64) - (size - 1) / 2
        moved: NDArray[np.float64] = centred * scale + middle
        return moved

    def to_crop(self, points: NDArray[np.floating], size: int) -> NDArray[np.float64]:
        """Map (..., 2) pixels of the frame to pixels of the crop; inverse of `to_frame`."""
        scale = size / self.side
        middle = np.array([self.x, self.y])
        centred = np.asarray(points, dtype=np.float64) - middle
        moved: NDArray[np.float64] = centred * scale + (size - 1) / 2
        return moved


def whole_frame(width: int, height: int) -> Region:
    """Return the smallest square around the frame: a letterbox."""
    return Region((width - 1) / 2, (height - 1) / 2, float(max(width, height)))


def crop(image: Image, region: Region, size: int) -> Image:
    """Return the region as a (size, size, 3) BGR picture, padded with grey."""
    scale = size / region.side
    if scale < 0.5:
        return _crop_by_area(image, region, size)
    middle = (size - 1) / 2
    matrix = np.array(
        [[scale, 0, middle - scale * region.x], [0, scale, middle - scale * region.y]]
    )
    return _warp(image, matrix, size)


def _crop_by_area(image: Image, region: Region, size: int) -> Image:
    """Shrink the wanted part by a whole factor first: sampling alone would alias.

    Averaging whole blocks of pixels takes a tenth of the time of averaging fractions of them.
    """
    scale = size / region.side
    factor = int(1 / scale)
    half = region.side / 2 + factor
    height, width = image.shape[:2]
    left, top = int(max(region.x - half, 0)), int(max(region.y - half, 0))
    columns = (int(min(region.x + half + 1, width)) - left) // factor
    rows = (int(min(region.y + half + 1, height)) - top) // factor
    if columns < 1 or rows < 1:
        return np.full((size, size, 3), PADDING, np.uint8)
    part = image[top : top + rows * factor, left : left + columns * factor]
    small = cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA)
    # Pixel q of the small picture is the mean of a block whose centre is factor * q + this.
    centre = (factor - 1) / 2
    middle = (size - 1) / 2
    x0 = middle + scale * (left + centre - region.x)
    y0 = middle + scale * (top + centre - region.y)
    matrix = np.array([[scale * factor, 0, x0], [0, scale * factor, y0]])
    return _warp(np.asarray(small, np.uint8), matrix, size)


def _warp(image: Image, matrix: NDArray[np.float64], size: int) -> Image:
    out = cv2.warpAffine(
        image,
        matrix,
        (size, size),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(PADDING, PADDING, PADDING),
    )
    return np.asarray(out, dtype=np.uint8)


def to_input(crops: list[Image]) -> NDArray[np.float32]:
    """Stack B pictures (S, S, 3) BGR uint8 into (B, 3, S, S) RGB float32 in [0, 1]."""
    stacked = np.stack(crops)[..., ::-1].transpose(0, 3, 1, 2)
    return np.ascontiguousarray(stacked, dtype=np.float32) * np.float32(1 / 255)
