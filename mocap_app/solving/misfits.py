"""Keypoints that cannot be this person's, told by how long bones are in 3D.

Where one leg hides the other, networks put a hidden heel on the other foot. Where the head is out
of the picture, they sometimes fit a whole body, upside down, into what is left of it. Of both they
may be quite sure, but the bones of a person keep their lengths, and those of such bodies do not.
Where the picture ends below the hips, they see a knee there now and then, and who stands at a desk
would raise a thigh: a knee without its ankle must be surer than others. What else networks do with
knees is for `limbs` to decide, which knows the whole leg.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.rotation import dot
from mocap_app.core.skeleton import body27
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

_PARENTS = np.array(body27().parents)
_BOTH = ("left", "right")
_KNEES, _ANKLES = (keypoints(*(f"{side}_{part}" for side in _BOTH)) for part in ("knee", "ankle"))
_ENDS = keypoints(*(f"{side}_{end}" for side in _BOTH for end in ("heel", "toe", "index", "pinky")))
_LONG = keypoints(
    "spine",
    "thorax",
    *(f"{a}_{b}" for a in _BOTH for b in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")),
)


def without_misfits(points: FloatArray, confidence: FloatArray, bones: FloatArray) -> FloatArray:
    """Return (..., 27) confidences, lower for what lies where this person's cannot be.

    Args:
        points: (..., 27, 3) metres, any axes; NaN if lost.
        confidence: (..., 27)
        bones: (27,) metres from each keypoint to its parent, as they are on this person.
    """
    away = points - points.take(_PARENTS, axis=-2)
    lengths = np.sqrt(dot(away, away)[..., 0])
    ends, long = bones.take(_ENDS), bones.take(_LONG)
    least, most = (part * ends + metres for part, metres in (LEAST_TORN, MOST_TORN))
    torn = _share(lengths.take(_ENDS, axis=-1) - ends, least, most)
    odd = _oddness(lengths.take(_LONG, axis=-1) / long, confidence.take(_LONG, axis=-1))
    if odd.ndim and np.isfinite(odd).any() and np.nanmedian(odd) > ODD[0]:
        # Where most bodies of a take are odd, it is the lengths that are not this person's.
        odd = np.zeros_like(odd)
    alone = 1.0 - _share(confidence.take(_ANKLES, axis=-1), *ALONE)
    if not (torn.any() or alone.any() or (odd > ODD[0]).any()):
        return confidence
    believed = confidence * (1.0 - _share(odd, *ODD)[..., None])
    believed[..., _ENDS] *= 1.0 - torn
    believed[..., _KNEES] *= 1.0 - (1.0 - LONE_KNEE) * alone
    return believed


def _share(x: FloatArray, low: FloatArray | float, high: FloatArray | float) -> FloatArray:
    """Go from 0 at `low` to 1 at `high`; 0 for NaN."""
    share: FloatArray = np.minimum(np.fmax((x - low) / (high - low), 0.0), 1.0)
    return share


def _oddness(ratios: FloatArray, confidence: FloatArray) -> FloatArray:
    """Return (...) how unlike this person's the bones are; NaN if too few are seen to tell."""
    told = (confidence >= LEAST_SEEN) & (ratios > 0.0)  # Not where they are NaN.
    count = told.sum(axis=-1)
    logs = np.log(np.where(told, ratios, 1.0))
    number = np.maximum(count, 1)
    size = logs.sum(axis=-1) / number
    apart = (np.abs(logs - size[..., None]) * told).sum(axis=-1) / number
    odd: FloatArray = np.where(count >= LEAST_BONES, apart, np.nan)
    return odd
