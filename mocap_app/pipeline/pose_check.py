"""Whether a pose is one to calibrate with, while it is being taken up and after it was held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import CalibrationError
from mocap_app.solving.calibration import (
    ARM_DEG,
    HELD,
    MAX_FACING_DEG,
    SURE,
    WHOLE,
    arm_lift,
    check_arms,
    facing_of,
    upright_direction,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.core.types import PoseEstimate

T_POSE, A_POSE = "t", "a"
"""The poses that can be asked for."""
_BETWEEN_DEG = 65.0
"""Arms higher than this make a T-pose; the calibration takes both, the person is asked for one."""
_ARMS_DEG = {T_POSE: (_BETWEEN_DEG, ARM_DEG[1]), A_POSE: (ARM_DEG[0], _BETWEEN_DEG)}


@dataclass(frozen=True, slots=True)
class PoseCheck:
    """What is right about one pose; the conditions are those of the calibration, or stricter."""

    whole: bool = False
    """All of the body is seen; without that nothing else is known."""
    facing: bool = False
    """The person faces the camera."""
    upright: bool = False
    """Trunk and legs are straight."""
    arms: bool = False
    """Both arms are straight and as high as they were asked to be."""

    @property
    def good(self) -> bool:
        """Whether it would do."""
        return self.whole and self.facing and self.upright and self.arms


def check_pose(pose: PoseEstimate, asked: str | None = None) -> PoseCheck:
    """Return what is right about a pose.

    Args:
        pose: As the network and the lifter see it.
        asked: `T_POSE` or `A_POSE`; None for either, as the calibration takes them.
    """
    points = pose.keypoints_3d
    seen = pose.confidence[WHOLE].min() >= SURE and bool(np.isfinite(points).all())
    if not pose.tracked or not seen:
        return PoseCheck()
    try:
        check_arms(points)
        low, high = ARM_DEG if asked is None else _ARMS_DEG[asked]
        lift = arm_lift(points)
        arms = bool(low <= lift.min() and lift.max() <= high)
    except CalibrationError:
        arms = False
    return PoseCheck(
        whole=True,
        facing=abs(facing_of(points)) <= MAX_FACING_DEG,
        upright=upright_direction(points, pose.confidence) is not None,
        arms=arms,
    )


@dataclass(frozen=True, slots=True)
class HoldQuality:
    """How well a pose was held."""

    seen: float
    """Share of the pictures in which all of the body was seen, in [0, 1]."""
    confidence: float
    """Mean confidence of the keypoints in those, in [0, 1]."""
    wobble_m: float
    """How much the wrists, elbows and knees moved: the largest standard deviation, metres."""

    @property
    def good(self) -> bool:
        """Whether there is nothing to gain from holding it again."""
        return self.seen >= 0.9 and self.confidence >= 0.6 and self.wobble_m <= 0.03


def judge_hold(poses: Sequence[PoseEstimate]) -> HoldQuality | None:
    """Return how well a pose was held; None if the body was never seen as a whole."""
    whole = [pose for pose in poses if check_pose(pose).whole]
    if not whole:
        return None
    held = np.array([pose.keypoints_3d[HELD] for pose in whole])
    return HoldQuality(
        seen=len(whole) / len(poses),
        confidence=float(np.mean([pose.confidence[WHOLE] for pose in whole])),
        wobble_m=float(held.std(axis=0).max()),
    )
