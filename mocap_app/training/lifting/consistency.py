"""How well 3D poses agree with themselves and with the picture, where nobody knows the truth.

A body's bones do not change their length, and a pose that is right lies on its keypoints. Neither
needs a teacher; a wrong depth breaks the first, a wrong place in the picture the second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.camera_model import Pinhole
from mocap_app.training.datasets.people import torso_length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mocap_app.core.types import PoseEstimate

    Array = NDArray[np.float64]

_ARMS = ((11, 12), (12, 13), (14, 15), (15, 16))
_PLACED = [0, 2, 3, 5, 6, 11, 12, 13, 14, 15, 16]
"""Pelvis, limbs and shoulders; hips are labelled outside of their joints."""
_SURE = 0.5
_FEWEST = 6
"""Keypoints that place a pose."""


def arm_variation(poses: Sequence[PoseEstimate], seen: Sequence[PoseEstimate]) -> float:
    """Return the standard deviation of upper and forearm's lengths as a share of their mean.

    Args:
        poses: With the 3D keypoints in question.
        seen: The same frames as the image network saw them, which say where it was sure.
    """
    points = np.array([pose.keypoints_3d for pose in poses])
    sure = np.array([pose.confidence * pose.tracked for pose in seen]) > _SURE
    spread = []
    for upper, lower in _ARMS:
        length = np.linalg.norm(points[:, upper] - points[:, lower], axis=-1)
        length = length[np.isfinite(length) & sure[:, upper] & sure[:, lower]]
        if len(length):
            spread.append(length.std() / length.mean())
    return float(np.mean(spread)) if spread else float("nan")


def off_keypoints(poses: Sequence[PoseEstimate], seen: Sequence[PoseEstimate]) -> float:
    """Return the mean distance of placed poses from the keypoints seen, in torso lengths.

    Each pose is moved as a whole to where it lies nearest to the sure keypoints, by linear least
    squares on their rays.
    """
    distances = []
    for pose, there in zip(poses, seen, strict=True):
        sure = [
            i
            for i in _PLACED
            if there.confidence[i] > _SURE and np.isfinite(pose.keypoints_3d[i]).all()
        ]
        if there.tracked and len(sure) >= _FEWEST:
            camera = Pinhole.for_image(*there.image_size)
            rays = camera.rays(there.keypoints_2d[sure])
            points = pose.keypoints_3d[sure] + _shift(pose.keypoints_3d[sure], rays)
            apart = np.linalg.norm(points[:, :2] / points[:, 2:] - rays, axis=-1).mean()
            torso = float(torso_length(there.keypoints_2d[None].astype(np.float32))[0])
            distances.append(apart * camera.focal_px / torso)
    return float(np.mean(distances)) if distances else float("nan")


def _shift(points: Array, rays: Array) -> Array:
    """Return (3,) by which (K, 3) points come nearest to (K, 2) rays x/z, y/z."""
    rows = np.zeros((2 * len(points), 3))
    rows[0::2, 0] = rows[1::2, 1] = 1.0
    rows[0::2, 2], rows[1::2, 2] = -rays[:, 0], -rays[:, 1]
    wanted = (rays * points[:, 2:] - points[:, :2]).ravel()
    return np.asarray(np.linalg.lstsq(rows, wanted, rcond=None)[0])
