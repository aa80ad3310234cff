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
    window: tuple[float, float] = (1.0, 1.0)
    """Shares of the side, across and down: only what is within them, around the middle, counts."""

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


def crop(image: Image, region: Region, size: int, shape: tuple[int, int] | None = None) -> Image:
    """Return the region as a BGR picture, padded with grey.

    Args:
        image: The frame.
        region: Which part of it.
        size: Side of the picture of the whole region.
        shape: Rows and columns around the middle that are wanted of it; None: all.
    """
    shape = shape or (size, size)
    scale = size / region.side
    if scale < 0.5:
        return _crop_by_area(image, region, scale, shape)
    return _warp(image, scale, (region.x, region.y), shape)


def _crop_by_area(image: Image, region: Region, scale: float, shape: tuple[int, int]) -> Image:
    """Shrink the wanted part by a whole factor first: sampling alone would alias.

    Averaging whole blocks of pixels takes a tenth of the time of averaging fractions of them.
    """
    factor = int(1 / scale)
    down, across = (0.5 * pixels / scale + factor for pixels in shape)
    height, width = image.shape[:2]
    left, top = int(max(region.x - across, 0)), int(max(region.y - down, 0))
    columns = (int(min(region.x + across + 1, width)) - left) // factor
    rows = (int(min(region.y + down + 1, height)) - top) // factor
    if columns < 1 or rows < 1:
        return np.full((*shape, 3), PADDING, np.uint8)
    part = image[top : top + rows * factor, left : left + columns * factor]
    small = cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA)
    # Pixel q of the small picture is the mean of a block whose centre is factor * q + this.
    centre = (factor - 1) / 2
    middle = (region.x - left - centre) / factor, (region.y - top - centre) / factor
    return _warp(np.asarray(small, np.uint8), scale * factor, middle, shape)


def _warp(image: Image, scale: float, middle: tuple[float, float], shape: tuple[int, int]) -> Image:
    """Return a picture of `shape` around a place of the image."""
    rows, columns = shape
    x, y = middle
    matrix = np.array(
        [[scale, 0, (columns - 1) / 2 - scale * x], [0, scale, (rows - 1) / 2 - scale * y]]
    )
    out = cv2.warpAffine(
        image,
        matrix,
        (columns, rows),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(PADDING, PADDING, PADDING),
    )
    return np.asarray(out, dtype=np.uint8)


def to_input(crops: list[Image]) -> NDArray[np.float32]:
    """Stack B pictures (H, W, 3) BGR uint8 into (B, 3, H, W) RGB float32 in [0, 1]."""
    stacked = np.stack(crops)[..., ::-1].transpose(0, 3, 1, 2)
    pictures = np.ascontiguousarray(stacked, dtype=np.float32)
    pictures *= np.float32(1 / 255)
    return pictures
