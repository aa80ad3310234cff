"""What becomes of keypoints that the network is not sure of: hold, fade, lose."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.core.types import PoseEstimate

RELEASE = 0.05
"""A lost keypoint must be this much above the floor to count again, or it would flicker."""


class ConfidenceGate:
    """Replaces unsure keypoints by their last sure place for a moment, then by nothing.

    A keypoint is unsure while its confidence is below `floor` or its pixels are NaN. For `hold_s`
    seconds it stays where it was last sure, in 2D and 3D, while its confidence falls in a
    straight line to zero; from then on it is NaN with confidence 0 until it is sure again.
    """

    def __init__(self, floor: float, hold_s: float) -> None:
        self.floor = floor
        """Confidence, 0 to 1."""
        self.hold_s = hold_s
        """Seconds."""
        self._last: PoseEstimate | None = None
        self._sure_at: NDArray[np.float64] = np.empty(0)
        self._sure: NDArray[np.bool_] = np.empty(0, dtype=np.bool_)

    def reset(self) -> None:
        """Forget where the keypoints were."""
        self._last = None

    def apply(self, pose: PoseEstimate) -> PoseEstimate:
        """Return the estimate with its unsure keypoints held or NaN."""
        last = self._last
        if last is None or pose.timestamp < last.timestamp:
            last = replace(pose, confidence=np.zeros_like(pose.confidence))
            self._sure_at = np.full(pose.confidence.shape, -np.inf)
            self._sure = np.ones(pose.confidence.shape, dtype=np.bool_)
        needed = np.where(self._sure, self.floor, min(self.floor + RELEASE, 1.0))
        sure = (pose.confidence >= needed) & np.isfinite(pose.keypoints_2d).all(axis=-1)
        self._sure, self._sure_at = sure, np.where(sure, pose.timestamp, self._sure_at)
        age = pose.timestamp - self._sure_at
        self._last = replace(
            pose,
            keypoints_2d=np.where(sure[:, None], pose.keypoints_2d, last.keypoints_2d),
            keypoints_3d=np.where(sure[:, None], pose.keypoints_3d, last.keypoints_3d),
            confidence=np.where(sure, pose.confidence, last.confidence),
        )
        # The hold must not divide by zero when it is switched off.
        fade = np.maximum(1.0 - age / max(self.hold_s, 1e-9), 0.0)
        confidence = self._last.confidence * fade
        gone = confidence[:, None] <= 0.0
        return replace(
            pose,
            keypoints_2d=np.where(gone, np.nan, self._last.keypoints_2d),
            keypoints_3d=np.where(gone, np.nan, self._last.keypoints_3d),
            confidence=confidence,
        )
