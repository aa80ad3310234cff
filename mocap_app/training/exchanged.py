"""How often left and right are exchanged, by the side from which people are seen.

From behind and in profile it is the whole body that tells which shoulder is the left one, and where
a network takes a back for a front, every keypoint is on the wrong side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.skeleton import body27
from mocap_app.training.datasets.people import torso_length

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.floating]

TURNED = 0.25
"""Torso lengths between the shoulders, across the picture, up to which somebody is in profile."""
_TORSO = [
    body27().joints.index(name)
    for name in ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
]


def exchanged_sides(found: Array, truth: Array, weight: Array) -> dict[str, float]:
    """Return shares of upright people whose shoulders are exchanged; NaN where there is nobody.

    Args:
        found: (N, 27, 2) keypoints, pixels.
        truth: (N, 27, 2).
        weight: (N, 27) of the truth; people count whose shoulders and hips have any.

    Returns:
        By where they are seen from: "front", "profile" and "behind".
    """
    left, right, *hips = (truth[:, joint] for joint in _TORSO)
    torso = torso_length(truth)
    upright = left[:, 1] + right[:, 1] < hips[0][:, 1] + hips[1][:, 1]
    known = (weight[:, _TORSO] > 0.0).all(axis=1) & upright & (torso > 0.0)
    across = (left[:, 0] - right[:, 0]) / np.maximum(torso, 1e-9)
    straight = _miss(found, (left, right))
    crossed = _miss(found, (right, left))
    seen = {
        "front": across > TURNED,
        "profile": np.abs(across) <= TURNED,
        "behind": across < -TURNED,
    }
    return {side: _share((crossed < straight)[known & rows]) for side, rows in seen.items()}


def _miss(found: Array, places: tuple[Array, Array]) -> Array:
    """Return (N,) pixels by which left and right shoulder miss two places together."""
    pairs = zip(_TORSO[:2], places, strict=True)
    return np.asarray(sum(np.linalg.norm(found[:, joint] - at, axis=-1) for joint, at in pairs))


def _share(rows: NDArray[np.bool_]) -> float:
    return float(rows.mean()) if len(rows) else float("nan")
