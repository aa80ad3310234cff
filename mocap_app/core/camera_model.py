"""The pinhole camera between metres in the camera frame and pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

DEFAULT_VERTICAL_FOV_DEG = 54.0
"""What VNect assumes of an unknown camera; near to most webcams."""


@dataclass(frozen=True, slots=True)
class Pinhole:
    """A camera without lens distortion; frame x right, y down, z away from it."""

    focal_px: float
    """Focal length in pixels, the same across and down."""
    cx: float
    """Principal point, pixels from the left edge."""
    cy: float
    """Principal point, pixels from the top edge."""

    @staticmethod
    def for_image(
        width: int, height: int, vertical_fov_deg: float = DEFAULT_VERTICAL_FOV_DEG
    ) -> Pinhole:
        """Return a camera that looks through the middle of a picture.

        Args:
            width: Pixels.
            height: Pixels.
            vertical_fov_deg: Angle from the top edge to the bottom edge, degrees, 0 to 180.
        """
        focal = height / 2.0 / math.tan(math.radians(vertical_fov_deg) / 2.0)
        return Pinhole(focal_px=focal, cx=width / 2.0, cy=height / 2.0)

    def project(self, points: FloatArray) -> FloatArray:
        """Return the pixels (..., 2) of points (..., 3) in metres; NaN at or behind the camera."""
        depth = points[..., 2:]
        depth = np.where(depth > 0.0, depth, np.nan)
        centre = np.array([self.cx, self.cy])
        pixels: FloatArray = self.focal_px * points[..., :2] / depth + centre
        return pixels

    def rays(self, pixels: FloatArray) -> FloatArray:
        """Return x/z and y/z (..., 2) of what is seen at `pixels` (..., 2)."""
        directions: FloatArray = (pixels - (self.cx, self.cy)) / self.focal_px
        return directions

    def ray(self, pixel: tuple[float, float]) -> tuple[float, float]:
        """Return x/z and y/z of what is seen at one pixel, in plain floats."""
        return (pixel[0] - self.cx) / self.focal_px, (pixel[1] - self.cy) / self.focal_px

    def unproject(self, pixels: FloatArray, depth: ArrayLike) -> FloatArray:
        """Return the points (..., 3) in metres seen at `pixels` (..., 2), `depth` (...) away.

        The inverse of `project`.
        """
        z = np.asarray(depth, dtype=np.float64)[..., None]
        xy = (pixels - np.array([self.cx, self.cy])) * z / self.focal_px
        return np.concatenate([xy, np.broadcast_to(z, (*xy.shape[:-1], 1))], axis=-1)


def turn_of_crop(direction: FloatArray) -> FloatArray:
    """Return the rotations (..., 3, 3) from the axes of crops to those of the camera.

    A network sees a crop as if the camera looked straight at its middle. The rotation is the
    smallest one that takes the optical axis to the middle of the crop.

    Args:
        direction: (..., 2) from the camera to the middle of the crop, x / z and y / z.
    """
    ray = np.concatenate([direction, np.ones((*direction.shape[:-1], 1))], axis=-1)
    x, y, z = np.moveaxis(ray / np.linalg.norm(ray, axis=-1, keepdims=True), -1, 0)
    a, b, c = 1 - x * x / (1 + z), -x * y / (1 + z), 1 - y * y / (1 + z)
    rows = [np.stack(row, axis=-1) for row in ((a, b, x), (b, c, y), (-x, -y, z))]
    return np.stack(rows, axis=-2)
