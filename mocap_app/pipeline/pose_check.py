"""Whether a pose is one to calibrate with, while it is being taken up and after it was held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import CalibrationError
from mocap_app.solving.calibration import (
    HELD,
    MAX_FACING_DEG,
    SURE,
    WHOLE,
    check_arms,
    facing_of,
    upright_direction,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.core.types import PoseEstimate


@dataclass(frozen=True, slots=True)
class PoseCheck:
    """What is right about one pose; the conditions are those of the calibration."""

    whole: bool = False
    """All of the body is seen; without that nothing else is known."""
    facing: bool = False
    """The person faces the camera."""
    upright: bool = False
    """Trunk and legs are straight."""
    arms: bool = False
    """Both arms are straight and away from the body."""

    @property
    def good(self) -> bool:
        """Whether it would do."""
        return self.whole and self.facing and self.upright and self.arms


def check_pose(pose: PoseEstimate) -> PoseCheck:
    """Return what is right about a pose."""
    points = pose.keypoints_3d
    seen = pose.confidence[WHOLE].min() >= SURE and bool(np.isfinite(points).all())
    if not pose.tracked or not seen:
        return PoseCheck()
    try:
        check_arms(points)
        arms = True
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
