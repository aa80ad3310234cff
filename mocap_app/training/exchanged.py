"""How often left and right are exchanged, by the side from which people are seen.

From behind and in profile it is the whole body that tells which shoulder is the left one, and where
a network takes a back for a front, every keypoint is on the wrong side. In profile one leg hides
the other, and which is which is told by their outlines alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mocap_app.core.skeleton import body27
from mocap_app.training.datasets.people import torso_length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.floating]

_LEGS = [
    [body27().joints.index(f"{side}_{part}") for side in ("left", "right")]
    for part in ("knee", "ankle")
]
_PROFILE = 0.3
"""Torso lengths between the shoulders up to which somebody's legs are seen from the side."""
_APART = 0.3
"""Torso lengths between two knees or ankles from which it matters which is which."""
_IN_ONE_PLACE = 0.15
"""Torso lengths between two knees or ankles below which both are taken for the same."""
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
    shoulders = _TORSO[:2]
    straight, crossed = (
        _miss(found[:, shoulders], truth[:, sides]) for sides in (shoulders, shoulders[::-1])
    )
    seen = {
        "front": across > TURNED,
        "profile": np.abs(across) <= TURNED,
        "behind": across < -TURNED,
    }
    return {side: _share((crossed < straight)[known & rows]) for side, rows in seen.items()}


def legs_apart_in_profile(truth: Array, weight: Array) -> NDArray[np.bool_]:
    """Return (N, 2) whether people are seen from the side and their knees, ankles lie apart.

    Args:
        truth: (N, 27, 2) keypoints, pixels.
        weight: (N, 27) of them; those without any do not count.
    """
    torso = torso_length(truth)[:, None]
    apart = _lengths(truth, _LEGS) > _APART * np.maximum(torso, 1e-9)
    profile = _lengths(truth, _TORSO[:2])[:, None] < _PROFILE * torso
    trunk, legs = weight[:, _TORSO].min(axis=1) > 0.0, weight[:, _LEGS].min(axis=-1) > 0.0
    return np.asarray(apart & profile & np.asarray(trunk)[:, None] & legs)


def crossed_legs(found: Array, truth: Array, weight: Array) -> NDArray[np.bool_]:
    """Return (N,) whether knees or ankles that lie apart are exchanged or put into one place.

    Of people seen from the side; arguments as of `exchanged_sides`.
    """
    one = _lengths(found, _LEGS) < _IN_ONE_PLACE * torso_length(truth)[:, None]
    miss = [_miss(found[:, _LEGS], truth[:, legs]) for legs in (_LEGS, np.flip(_LEGS, 1))]
    return np.asarray((legs_apart_in_profile(truth, weight) & (one | (miss[1] < miss[0]))).any(1))


def _lengths(points: Array, pairs: Sequence[Any]) -> Array:
    """Return (N, ...) distances between the (..., 2) keypoints of pairs."""
    ends = points[:, pairs]
    return np.asarray(np.linalg.norm(ends[..., 0, :] - ends[..., 1, :], axis=-1))


def _miss(found: Array, truth: Array) -> Array:
    """Return pixels by which both (..., 2, 2) keypoints of a pair miss theirs together."""
    return np.asarray(np.linalg.norm(found - truth, axis=-1).sum(axis=-1))


def _share(rows: NDArray[np.bool_]) -> float:
    return float(rows.mean()) if len(rows) else float("nan")
