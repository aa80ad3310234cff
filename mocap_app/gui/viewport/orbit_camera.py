"""A camera that circles around a point and always keeps the floor level. No Qt here."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray

_ADULT_M = 1.7
_DEFAULT_TARGET = np.array([0.0, 0.9, 0.0])
_DEFAULT_DISTANCE_M = 3.6
_STEADY = 0.3
"""Heights of the character that its hips may rise and sink without being followed."""
_NEAR_M = 0.05
_FAR_M = 100.0

VIEWS = {
    "front": (0.0, 4.0),
    "left": (90.0, 4.0),
    "right": (-90.0, 4.0),
    "back": (180.0, 4.0),
    "top": (0.0, 89.0),
    "free": (25.0, 12.0),
}
"""Name of a view to azimuth and elevation in degrees; left and right are the person's own."""


class OrbitCamera:
    """Angles, distance and target; the world is right-handed, Y up, in metres.

    At azimuth 0 it looks at the front of a character in the rest pose (which faces +Z), so the
    character's left is on the right of the picture, as when facing a person; `mirrored` turns the
    picture round, as a mirror would show it.
    """

    def __init__(self) -> None:
        self.vertical_fov_deg = 40.0
        self.mirrored = False
        self._subject_m = _ADULT_M
        self.reset()

    def reset(self) -> None:
        """Go back to the view of the start."""
        self.azimuth_deg, self.elevation_deg = VIEWS["free"]
        self.distance_m = _DEFAULT_DISTANCE_M * self._subject_m / _ADULT_M
        self.target = _DEFAULT_TARGET * self._subject_m / _ADULT_M

    def look_from(self, view: str) -> None:
        """Look from one of `VIEWS` at what was looked at before; from as far as it was."""
        self.azimuth_deg, self.elevation_deg = VIEWS[view]

    def set_subject(self, height_m: float) -> None:
        """Say how tall the character is: distance and target change in proportion."""
        ratio = height_m / self._subject_m
        self._subject_m = height_m
        self.distance_m *= ratio
        self.target = self.target * np.array([1.0, ratio, 1.0])

    def orbit(self, right_deg: float, up_deg: float) -> None:
        """Move around the target; stops short of the poles, where "up" loses its meaning."""
        right_deg = -right_deg if self.mirrored else right_deg
        self.azimuth_deg = (self.azimuth_deg + right_deg + 180.0) % 360.0 - 180.0
        self.elevation_deg = float(np.clip(self.elevation_deg + up_deg, -89.0, 89.0))

    def zoom(self, factor: float) -> None:
        """Multiply the distance, within limits that keep a person visible."""
        self.distance_m = float(np.clip(self.distance_m * factor, 0.5, 30.0))

    def pan(self, right: float, up: float) -> None:
        """Shift the target in the picture plane by shares of the picture's height."""
        height_m = 2.0 * self.distance_m * math.tan(math.radians(self.vertical_fov_deg) / 2.0)
        x_axis, y_axis, _ = self._axes()
        right = -right if self.mirrored else right
        self.target = self.target + height_m * (right * x_axis + up * y_axis)

    def follow(self, point: FloatArray, share: float) -> None:
        """Go a share of the way to stand over (3,) hips, metres.

        The height stays, so that jumps are seen as jumps, unless the person would leave the view.
        """
        level = _DEFAULT_TARGET[1] * self._subject_m / _ADULT_M
        above, band = float(point[1]) - level, _STEADY * self._subject_m
        goal = np.array([point[0], level + above - np.clip(above, -band, band), point[2]])
        self.target = self.target + share * (goal - self.target)

    @property
    def eye(self) -> FloatArray:
        """(3,) position of the camera, metres."""
        return self.target + self.distance_m * self._axes()[2]

    def view_matrix(self) -> FloatArray:
        """Return the (4, 4) matrix from world to eye coordinates (x right, y up, looks at -z)."""
        rotation = np.stack(self._axes())  # (3, 3), rows are the eye's axes
        matrix = np.eye(4)
        matrix[:3, :3] = rotation
        matrix[:3, 3] = -rotation @ self.eye
        return matrix

    def projection_matrix(self, aspect: float) -> FloatArray:
        """Return the (4, 4) matrix from eye to OpenGL clip coordinates; aspect = width / height."""
        f = 1.0 / math.tan(math.radians(self.vertical_fov_deg) / 2.0)
        matrix = np.zeros((4, 4))
        matrix[0, 0] = (-f if self.mirrored else f) / aspect
        matrix[1, 1] = f
        matrix[2, 2] = (_FAR_M + _NEAR_M) / (_NEAR_M - _FAR_M)
        matrix[2, 3] = 2.0 * _FAR_M * _NEAR_M / (_NEAR_M - _FAR_M)
        matrix[3, 2] = -1.0
        return matrix

    def project(self, points: FloatArray, width: int, height: int) -> tuple[FloatArray, FloatArray]:
        """Return where (..., 3) world points appear.

        Returns:
            (..., 2) pixels, x right, y down, origin at the top left corner, NaN for points that
            are not in front of the camera; and (...) distances along the view axis, metres.
        """
        view = self.view_matrix()
        eye = points @ view[:3, :3].T + view[:3, 3]
        depth = -eye[..., 2]
        scale = height / 2.0 / math.tan(math.radians(self.vertical_fov_deg) / 2.0)
        safe = np.where(depth > _NEAR_M, depth, np.nan)
        across = -scale if self.mirrored else scale
        x = width / 2.0 + across * eye[..., 0] / safe
        y = height / 2.0 - scale * eye[..., 1] / safe
        return np.stack([x, y], axis=-1), depth

    def _axes(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        # Right, up and backwards of the picture, in world axes.
        azimuth, elevation = math.radians(self.azimuth_deg), math.radians(self.elevation_deg)
        sin_a, cos_a = math.sin(azimuth), math.cos(azimuth)
        sin_e, cos_e = math.sin(elevation), math.cos(elevation)
        right = np.array([cos_a, 0.0, -sin_a])
        up = np.array([-sin_a * sin_e, cos_e, -cos_a * sin_e])
        back = np.array([sin_a * cos_e, sin_e, cos_a * cos_e])
        return right, up, back
