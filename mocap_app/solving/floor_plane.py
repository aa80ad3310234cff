"""The floor as a plane through where feet stand: it tells the camera's tilt and height.

A person who stands upright tells the tilt, too, but as well as the network sees leaning: some
degrees. Feet that stand at different places tell it better the farther apart these are. Both are
weighed by how sure they are: least squares with the upright direction as a prior.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.camera_model import Pinhole
from mocap_app.solving.contacts import FEET, LOWER_M
from mocap_app.solving.ground import camera_axes, tilt_of
from mocap_app.solving.root_motion import root_weights, sight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.core.types import FloatArray, PoseEstimate

UPRIGHT_SIGMA = math.radians(2.0)
"""How sure the upright direction is, radians."""
LEVEL_SIGMA = math.radians(8.0)
"""How sure it is that a webcam looks straight ahead, radians."""
FOOT_SIGMA_M = 0.08
"""How sure the height of one standing foot is; its errors last, so the points count for less."""
MAX_SLOPE = math.tan(math.radians(20.0))
"""Between the upright direction and the floor; beyond, one of them is wrong."""
MAX_MISS_M = 0.2
"""Metres, median: feet that lie farther from it lie on no plane."""
LEAST_POINTS = 12
REST_SPEED = 0.25
"""m/s up to which a foot stands."""
STANDS = 40
"""As how many feet that know nothing of each other all of them count at most."""
EVERY_S = 0.1
_SURE = 0.35


@dataclass(frozen=True, slots=True)
class FloorPlane:
    """A floor as a camera sees it."""

    up: FloatArray
    """(3,) normal, camera axes."""
    height_m: float
    """Of the camera above it."""


def fit_floor(
    points: FloatArray, up: FloatArray, sigma: float = UPRIGHT_SIGMA
) -> FloorPlane | None:
    """Return the floor under standing feet; None if they are too few.

    Args:
        points: (N, 3) metres, camera axes.
        up: (3,) where upright people point, camera axes.
        sigma: How sure that is, radians.
    """
    if len(points) < LEAST_POINTS:
        return None
    axes = camera_axes(*tilt_of(up))
    x, y, z = (points @ axes.T).T
    middle = np.median(x), np.median(z)
    table = np.stack([x - middle[0], z - middle[1], np.ones_like(x)], axis=1)
    prior = np.diag([sigma**-2, sigma**-2, 0.0])
    slope_x = slope_z = 0.0
    height = float(np.median(y))
    for _ in range(5):
        miss = np.abs(y - table @ (slope_x, slope_z, height))
        # Wrong stands and steps count less (Huber).
        weight = np.minimum(1.0, 0.5 * FOOT_SIGMA_M / np.maximum(miss, 1e-9)) / FOOT_SIGMA_M**2
        weight *= min(1.0, STANDS / len(points))
        normal = table.T @ (weight[:, None] * table) + prior
        slope_x, slope_z, height = np.linalg.solve(normal, table.T @ (weight * y)).tolist()
    if math.hypot(slope_x, slope_z) > MAX_SLOPE or float(np.median(miss)) > MAX_MISS_M:
        return None
    level = np.array([-slope_x, 1.0, -slope_z]) / math.hypot(slope_x, 1.0, slope_z)
    below = height - slope_x * middle[0] - slope_z * middle[1]
    return FloorPlane(level @ axes, max(-float(below * level[1]), 0.0))


def standing_points(
    poses: Sequence[PoseEstimate], up: FloatArray, vertical_fov_deg: float
) -> FloatArray:
    """Return (N, 3) heels and toes that stand in a take, metres, camera axes.

    Args:
        poses: In the order of time; of the lower foot and while it rests in the picture.
        up: (3,) where upright people point, camera axes.
        vertical_fov_deg: Of the camera.
    """
    found = []
    before: tuple[float, FloatArray] | None = None
    for pose in poses:
        if not pose.tracked or pose.confidence[FEET].min() < _SURE:
            before = None
            continue
        if before is not None and 0.0 <= pose.timestamp - before[0] < EVERY_S:
            continue
        pixels = pose.keypoints_2d[FEET]
        last, before = before, (pose.timestamp, pixels)
        seconds = 0.0 if last is None else pose.timestamp - last[0]
        if last is None or not 0.0 < seconds < 3.0 * EVERY_S:
            continue
        camera = Pinhole.for_image(*pose.image_size, vertical_fov_deg)
        weights = root_weights(pose.confidence)
        seen = sight(pose.keypoints_3d, pose.keypoints_2d, weights, camera)
        if seen is None or seen.depth is None:
            continue
        feet = pose.keypoints_3d[FEET] + seen.at(seen.depth)
        moved = np.linalg.norm(pixels - last[1], axis=1) * seen.depth / camera.focal_px
        heights = feet @ up
        stands = (moved < REST_SPEED * seconds) & (heights < heights.min() + LOWER_M)
        found.append(feet[stands & np.isfinite(feet).all(axis=1)])
    return np.concatenate(found) if found else np.zeros((0, 3))
