"""The person's bone lengths: constant, equal left and right, and those of a human being.

Each length is the median over the confident poses seen so far, held within bounds around the
proportions of the default skeleton scaled to the person. Bones never seen follow that scale.
"""

from __future__ import annotations

import functools
import math
import statistics
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core import vec3
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.solving.landmarks import body27_points, joints, keypoints, landmark_offsets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.core.calibration import Calibration
    from mocap_app.core.skeleton import Skeleton
    from mocap_app.core.types import FloatArray, PoseEstimate
    from mocap_app.core.vec3 import Vec

MEASURES = (
    "hip_width",
    "thigh",
    "shank",
    "foot",
    "neck_height",
    "shoulder_height",
    "shoulder_width",
    "upper_arm",
    "forearm",
    "hand",
    "head",
)
"""What is measured, in metres: widths between the joints, heights above the pelvis."""

_SIDE_PARTS = ("Shoulder", "Arm", "ForeArm", "Hand", "UpLeg", "Leg", "Foot", "ToeBase")

MIN_CONFIDENCE = 0.4
"""Both ends of a bone must be at least this sure."""
WINDOW = 120
"""Measured poses over which the running median goes: twelve seconds at 30 frames a second."""
SCALE_BOUNDS = (0.55, 1.3)
"""Size of the person over that of the 1.70 m skeleton: from 0.94 m to 2.2 m."""
PROPORTION_BOUNDS = (0.75, 1.35)
"""Each length over that of the default skeleton scaled to the person."""
_SPINE = joints("Spine", "Spine1", "Spine2", "Neck")
_HEAD = int(joints("Head")[0])
_LEFT, _RIGHT = (
    joints(*(f"{side}{part}" for part in _SIDE_PARTS)).tolist() for side in ("Left", "Right")
)
_NO_LENGTH = 0.005  # Metres; shorter bones were not measured but made up.
_EVERY = 3  # Poses; those between tell hardly more.
_TRUST_AFTER = 30  # Poses; before, the default proportions have a say.

_SCALE_FROM = [MEASURES.index(m) for m in ("thigh", "shank", "neck_height", "upper_arm", "forearm")]

# Pairs of point rows (after `_points`) whose distance is a length; one or both sides.
_PELVIS, _THORAX, _MID_SHOULDER, _MID_EAR = 0, 8, 27, 28
_MID_LEFT_KNUCKLE, _MID_RIGHT_KNUCKLE = 29, 30
_MIDDLES: list[list[int]] = [
    keypoints("left_shoulder", "right_shoulder").tolist(),
    keypoints("left_ear", "right_ear").tolist(),
    keypoints("left_index", "left_pinky").tolist(),
    keypoints("right_index", "right_pinky").tolist(),
]


def _pair(a: str, b: str) -> tuple[int, int]:
    first, second = keypoints(a, b)
    return int(first), int(second)


_SIDES: tuple[tuple[tuple[int, int], ...], ...] = (
    (_pair("left_hip", "right_hip"),),
    (_pair("left_hip", "left_knee"), _pair("right_hip", "right_knee")),
    (_pair("left_knee", "left_ankle"), _pair("right_knee", "right_ankle")),
    (_pair("left_heel", "left_toe"), _pair("right_heel", "right_toe")),
    ((_PELVIS, _THORAX),),
    ((_PELVIS, _MID_SHOULDER),),
    (_pair("left_shoulder", "right_shoulder"),),
    (_pair("left_shoulder", "left_elbow"), _pair("right_shoulder", "right_elbow")),
    (_pair("left_elbow", "left_wrist"), _pair("right_elbow", "right_wrist")),
    (
        (int(keypoints("left_wrist")[0]), _MID_LEFT_KNUCKLE),
        (int(keypoints("right_wrist")[0]), _MID_RIGHT_KNUCKLE),
    ),
    ((_THORAX, _MID_EAR),),
)


def measure(keypoints_3d: FloatArray, confidence: FloatArray) -> FloatArray:
    """Return (K,) lengths in metres, in the order of `MEASURES`, NaN where not seen well enough.

    Args:
        keypoints_3d: (27, 3) metres.
        confidence: (27,) 0 to 1.
    """
    # Plain floats: many of the live frames are measured.
    points, sure = keypoints_3d.tolist(), confidence.tolist()
    # The pelvis is the origin of the 3D keypoints whether it is seen or not.
    points[_PELVIS], sure[_PELVIS] = [0.0, 0.0, 0.0], 1.0
    for a, b in _MIDDLES:
        points.append([0.5 * (p + q) for p, q in zip(points[a], points[b], strict=True)])
        sure.append(min(sure[a], sure[b]))
    lengths = []
    for sides in _SIDES:
        seen = [
            math.dist(points[a], points[b])
            for a, b in sides
            if sure[a] >= MIN_CONFIDENCE and sure[b] >= MIN_CONFIDENCE
        ]
        known = [length for length in seen if math.isfinite(length)]
        lengths.append(sum(known) / len(known) if known else math.nan)
    return np.array(lengths)


def _default_measures() -> FloatArray:
    skeleton = solved_skeleton()
    rest = np.tile([1.0, 0.0, 0.0, 0.0], (len(skeleton.joints), 1))
    return measure(body27_points(skeleton, rest, np.zeros(3)), np.ones(27))


DEFAULT_LENGTHS: FloatArray = _default_measures()
"""(K,) metres, of the default skeleton."""


class BoneLengths:
    """Learns the lengths of one person and gives out the skeleton that has them."""

    def __init__(
        self, height_m: float | None = None, calibration: Calibration | None = None
    ) -> None:
        """Begin with the default proportions.

        Args:
            height_m: Of the person, if it is known; all lengths are scaled to it.
            calibration: Whose lengths hold instead of what is seen.
        """
        self.frozen = False
        """While True, new poses change nothing."""
        self._height_m = height_m
        self._given = calibration is not None
        self._window: FloatArray = np.full((WINDOW, len(MEASURES)), np.nan)
        self._count = self._offered = 0
        lengths = DEFAULT_LENGTHS
        if calibration is not None:
            given = [calibration.lengths.get(name, np.nan) for name in MEASURES]
            lengths = believable(np.array(given, dtype=np.float64))
        self._set(lengths)

    @property
    def skeleton(self) -> Skeleton:
        """The solved skeleton with the lengths known so far; a new object when they change."""
        return self._skeleton

    @property
    def lengths(self) -> FloatArray:
        """(K,) metres in the order of `MEASURES`."""
        return self._lengths

    def add(self, pose: PoseEstimate) -> None:
        """Let one pose take part in the running median."""
        if self.frozen or self._given:
            return
        self._offered += 1
        if self._count > _TRUST_AFTER and self._offered % _EVERY:
            return
        self._window[self._count % WINDOW] = measure(pose.keypoints_3d, pose.confidence)
        self._count += 1
        # A median over ten seconds hardly moves in a third of one.
        if self._count <= _TRUST_AFTER or self._count % 10 == 0:
            self._use(self._window[: min(self._count, WINDOW)])

    def learn(self, poses: Sequence[PoseEstimate]) -> None:
        """Set the lengths from all of many poses at once and freeze them."""
        measured = [measure(p.keypoints_3d, p.confidence) for p in poses if p.tracked]
        if measured and not self._given:
            self._use(np.stack(measured))
        self.frozen = True

    def _use(self, measured: FloatArray) -> None:
        self._set(robust_lengths(measured))

    def _set(self, lengths: FloatArray) -> None:
        self._skeleton = skeleton_with(lengths)
        if self._height_m is not None:
            lengths = lengths * (self._height_m / standing_height(self._skeleton))
            self._skeleton = skeleton_with(lengths)
        self._lengths = lengths


def robust_lengths(measured: FloatArray) -> FloatArray:
    """Return (K,) believable lengths from (N, K) measured ones with NaN for unseen."""
    count = np.isfinite(measured).sum(axis=0)
    ordered = np.sort(measured, axis=0)  # NaN last
    middle = np.stack([np.maximum(count - 1, 0) // 2, np.minimum(count // 2, len(measured) - 1)])
    medians = ordered[middle, np.arange(len(MEASURES))].mean(axis=0)
    doubt = np.maximum(0.0, 3.0 - 3.0 * count / _TRUST_AFTER)
    trust = np.where(count > 0, count / np.maximum(count + doubt, 1.0), 0.0)
    return believable(medians, trust)


def believable(lengths: FloatArray, trust: FloatArray | float = 1.0) -> FloatArray:
    """Return (K,) lengths of a human being, near to the (K,) given ones.

    Args:
        lengths: Metres, NaN for unknown ones.
        trust: (K,) 0 to 1, how far to go from default proportions to what is given.
    """
    ratios = np.where(lengths > _NO_LENGTH, lengths, np.nan) / DEFAULT_LENGTHS
    known = [ratio for ratio in ratios[_SCALE_FROM].tolist() if math.isfinite(ratio)]
    low, high = SCALE_BOUNDS
    scale = min(max(statistics.median(known), low), high) if known else 1.0
    proportion = np.clip(np.where(np.isfinite(ratios), ratios / scale, 1.0), *PROPORTION_BOUNDS)
    return DEFAULT_LENGTHS * scale * (1.0 + trust * (proportion - 1.0))


def skeleton_with(lengths: FloatArray) -> Skeleton:
    """Return the solved skeleton with the given (K,) lengths, in the order of `MEASURES`."""
    default = solved_skeleton()
    value = dict(zip(MEASURES, lengths.tolist(), strict=True))
    ratio = dict(zip(MEASURES, (lengths / DEFAULT_LENGTHS).tolist(), strict=True))
    offsets = default.offsets.copy()
    offsets[_SPINE] *= ratio["neck_height"]
    spine2_height = offsets[_SPINE[:3], 1].sum()
    # The skull goes with the trunk: how far the ears are from the thorax tells the neck's length.
    skull = ratio["shoulder_height"]
    offsets[_HEAD] *= _neck_ratio(value["head"], skull)
    ends = {"Head": default.end_sites["Head"] * skull}
    for side, sign, rows in (("Left", 1.0, _LEFT), ("Right", -1.0, _RIGHT)):
        clavicle, arm, forearm, hand, thigh, shank, foot, toe = rows
        offsets[clavicle, 0] *= ratio["shoulder_width"]
        # Above Spine2 by at least a little, or the collarbones would start inside the ribs.
        offsets[clavicle, 1] = max(value["shoulder_height"] - spine2_height, 0.02)
        offsets[arm, 0] = sign * value["shoulder_width"] / 2.0 - offsets[clavicle, 0]
        offsets[forearm, 0] = sign * value["upper_arm"]
        offsets[hand, 0] = sign * value["forearm"]
        offsets[thigh, 0] = sign * value["hip_width"] / 2.0
        offsets[shank, 1] = -value["thigh"]
        offsets[foot, 1] = -value["shank"]
        offsets[toe] *= ratio["foot"]
        ends[side + "Hand"] = default.end_sites[side + "Hand"] * ratio["hand"]
        ends[side + "ToeBase"] = default.end_sites[side + "ToeBase"] * ratio["foot"]
    return replace(default, offsets=offsets, end_sites=ends)


def standing_height(skeleton: Skeleton) -> float:
    """Return metres from the soles to the top of the head in the rest pose."""
    tall = skeleton.offsets[_SPINE, 1].sum() + skeleton.offsets[_HEAD, 1]
    legs = skeleton.offsets[_LEFT[-3:], 1].sum()
    return float(tall + skeleton.end_sites["Head"][1] - legs)


def _neck_ratio(thorax_to_ears: float, skull: float) -> float:
    """Return the factor on the neck bone that puts the ears at the measured distance."""
    neck, ears = _default_head()
    ears = vec3.scaled(ears, skull)
    a, b, c = vec3.dot(neck, neck), vec3.dot(neck, ears), vec3.dot(ears, ears) - thorax_to_ears**2
    root = math.sqrt(max(b * b - a * c, 0.0))
    return min(max((root - b) / a, 0.3), 3.0)


@functools.cache
def _default_head() -> tuple[Vec, Vec]:
    """Return metres along the default neck, and from its end to midway between the ears."""
    ears = landmark_offsets(solved_skeleton())[_MIDDLES[1]].mean(axis=0)
    return vec3.vec(solved_skeleton().offsets[_HEAD].tolist()), vec3.vec(ears.tolist())
