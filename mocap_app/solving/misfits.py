"""Keypoints that cannot be this person's, told by how long bones are in 3D.

Where one leg hides the other, networks put a hidden heel on the other foot. Where the head is out
of the picture, they sometimes fit a whole body, upside down, into what is left of it. Of both they
may be quite sure, but the bones of a person keep their lengths, and those of such bodies do not.
Where the picture ends below the hips, they see a knee there now and then, and who stands at a desk
would raise a thigh: a knee without its ankle must be surer than others. What else networks do with
knees is for `limbs` to decide, which knows the whole leg.
"""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.skeleton import N_KEYPOINTS, body27
from mocap_app.solving.landmarks import keypoints

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray

LEAST_TORN = 0.2, 0.05
"""Part of its length, and metres, by which a bone may be too long."""
MOST_TORN = 0.45, 0.10
"""Those from which it is surely torn."""
ODD = 0.22, 0.32
"""Mean difference of bones from their lengths, as a logarithm and apart from the size of the whole,
from which a body may be none, and from which it surely is none. Of 1,100 frames of clips in which
somebody is wholly in view hardly any has more than 0.15; upside-down ones have 0.4 to 0.9."""
LEAST_SEEN = 0.1
"""Confidence from which a bone counts."""
LEAST_BONES = 6
"""So many of them tell whether it is a body."""

ALONE = 0.1, 0.2
"""Confidence of an ankle up to which its knee is alone, and from which it is not. False knees at
desks have up to 0.6, and ankles that mostly have less than 0.1."""
LONE_KNEE = 0.25
"""Factor on the confidence of a knee that is alone."""

_PARENTS = body27().parents
_BOTH = ("left", "right")
_LEGS = [keypoints(f"{side}_knee", f"{side}_ankle").tolist() for side in _BOTH]
_ENDS: list[int] = keypoints(
    *(f"{side}_{end}" for side in _BOTH for end in ("heel", "toe", "index", "pinky"))
).tolist()
_LONG: list[int] = keypoints(
    "spine",
    "thorax",
    *(f"{a}_{b}" for a in _BOTH for b in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")),
).tolist()


def without_misfits(points: FloatArray, confidence: FloatArray, bones: FloatArray) -> FloatArray:
    """Return (..., 27) confidences, lower for what lies where this person's cannot be.

    Args:
        points: (..., 27, 3) metres, any axes; NaN if lost.
        confidence: (..., 27)
        bones: (27,) metres from each keypoint to its parent, as they are on this person.
    """
    # Plain floats, because every live frame asks: of mostly nothing that is wrong.
    sizes, shape = bones.tolist(), (-1, N_KEYPOINTS)
    sure = confidence.reshape(shape).tolist()
    lengths = [_lengths(body) for body in points.reshape(*shape, 3).tolist()]
    odd = [_oddness(*body, sizes) for body in zip(lengths, sure, strict=True)]
    told = [x for x in odd if not math.isnan(x)] if confidence.ndim > 1 else []
    if told and statistics.median(told) > ODD[0]:
        # Where most bodies of a take are odd, it is the lengths that are not this person's.
        odd = [0.0] * len(odd)
    faults = [_faults(*body, sizes) for body in zip(lengths, sure, odd, strict=True)]
    if not any(faults):
        return confidence
    believed = [
        [(1.0 - row.get(key, 0.0)) * c for key, c in enumerate(body)]
        for body, row in zip(sure, faults, strict=True)
    ]
    return np.array(believed).reshape(confidence.shape)


def _lengths(points: list[list[float]]) -> list[float]:
    return [math.dist(p, points[parent]) for p, parent in zip(points, _PARENTS, strict=True)]


def _faults(
    lengths: list[float], sure: list[float], odd: float, sizes: list[float]
) -> dict[int, float]:
    """Return by keypoint which part of its confidence, above 0, is not believed."""
    faults = {}
    if odd > ODD[0]:
        faults = dict.fromkeys(range(N_KEYPOINTS), _share(odd, *ODD))
    torn = {}
    for key in _ENDS:
        size, excess = sizes[key], lengths[key] - sizes[key]
        least = LEAST_TORN[0] * size + LEAST_TORN[1]
        if excess > least:
            torn[key] = _share(excess, least, MOST_TORN[0] * size + MOST_TORN[1])
    for knee, ankle in _LEGS:
        if not sure[ankle] >= ALONE[1]:
            torn[knee] = (1.0 - LONE_KNEE) * (1.0 - _share(sure[ankle], *ALONE))
    for key, part in torn.items():
        faults[key] = 1.0 - (1.0 - part) * (1.0 - faults.get(key, 0.0))
    return faults


def _share(x: float, low: float, high: float) -> float:
    """Go from 0 at `low` to 1 at `high`; 0 for NaN."""
    return min(max(0.0, (x - low) / (high - low)), 1.0)


def _oddness(lengths: list[float], sure: list[float], sizes: list[float]) -> float:
    """Return how unlike this person's the bones are; NaN if too few are seen to tell."""
    logs = [
        math.log(lengths[key] / sizes[key])
        for key in _LONG
        if sure[key] >= LEAST_SEEN and lengths[key] > 0.0  # Not where it is NaN.
    ]
    if len(logs) < LEAST_BONES:
        return math.nan
    size = sum(logs) / len(logs)
    return sum(abs(log - size) for log in logs) / len(logs)
