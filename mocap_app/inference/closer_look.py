"""Where a second, closer look at somebody pays, and how two looks become one.

In a region around a whole body a hand is a handful of pixels, and what the network makes of them
trembles. The upper body alone it knows from people in front of desks, and sees it half as large
again. Two looks that agree err independently in part, so their mean is nearer than either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.skeleton import body27
from mocap_app.inference.motion_prior import torso_length
from mocap_app.inference.narrow import window_around
from mocap_app.inference.preprocess import Region

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def _sides(*parts: str) -> list[int]:
    return [body27().index(f"{side}_{part}") for side in ("left", "right") for part in parts]


UPPER_BODY = _sides("shoulder", "elbow", "wrist", "index", "pinky")
"""Keypoints that a closer look at the upper body is read for."""
EVERYTHING = list(range(len(body27().joints)))
_FRAMED = [
    i
    for i, name in enumerate(body27().joints)
    if not name.endswith(("knee", "ankle", "heel", "toe"))
]
_SEEN = 0.15
"""Confidence from which a keypoint lies within the closer region."""
_LEAST_SEEN = 4
_LEAST_SIDE = 24.0
_UPPER_EXTENT, _WHOLE_EXTENT = 1.3, 1.25
"""Side of the closer region in extents of what it shows."""
_CLOSER = 0.8
"""Share of the region that the upper body's may take: a look hardly closer shows nothing new."""
_AGREE = 0.3
"""Torso lengths within which two looks mean the same place."""


def upper_body_region(keypoints: Array, confidence: Array, region: Region) -> Region | None:
    """Return the square around the upper body; None if it is not much closer, or unseen.

    Args:
        keypoints: (27, 2) pixels of the frame.
        confidence: (27,).
        region: In which they were seen.
    """
    closer = _around(keypoints, confidence, _FRAMED, _UPPER_EXTENT)
    return None if closer is None or closer.side > _CLOSER * region.side else closer


def whole_body_region(keypoints: Array, confidence: Array) -> Region | None:
    """Return the square around everything seen, tighter than it is followed; None if unseen.

    Args:
        keypoints: (27, 2) pixels of the frame.
        confidence: (27,).
    """
    return _around(keypoints, confidence, EVERYTHING, _WHOLE_EXTENT)


def _around(keypoints: Array, confidence: Array, framed: list[int], extent: float) -> Region | None:
    seen = [i for i in framed if confidence[i] > _SEEN]
    if len(seen) < _LEAST_SEEN:
        return None
    low, high = keypoints[seen].min(axis=0), keypoints[seen].max(axis=0)
    x, y = (low + high) / 2
    longest = float((high - low).max())
    side = max(extent * longest, _LEAST_SIDE)
    return Region(float(x), float(y), side, window_around(high - low, longest, side))


def of_two_looks(
    first: tuple[Array, Array], second: tuple[Array, Array], keypoints: list[int]
) -> tuple[Array, Array]:
    """Return places and confidences of the first look, bettered by the second.

    Where both agree it is their mean, weighed by confidence; elsewhere the surer one's place.

    Args:
        first: (27, 2) pixels of the frame and (27,) confidences.
        second: The same.
        keypoints: Which ones the second look is asked about.
    """
    places, sure = first[0].copy(), first[1].copy()
    torso = float(torso_length(places[[1, 4]], places[[11, 14]]))
    way = second[0][keypoints] - places[keypoints]
    here, there = sure[keypoints], second[1][keypoints]
    agree = np.linalg.norm(way, axis=-1) < _AGREE * torso
    share = np.where(agree, there / np.maximum(here + there, 1e-6), there > here)
    places[keypoints] += share[:, None] * way
    sure[keypoints] = np.maximum(here, there)
    return places, sure
