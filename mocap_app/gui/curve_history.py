"""The last few seconds of one coordinate, raw and filtered."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.marked_text import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray, PoseEstimate, ProcessedPose

SECONDS = 6.0
# More than any camera gives in that time.
_MOST = 1500

COORDINATES = {
    QT_TRANSLATE_NOOP("Curve", "across (px)"): ("keypoints_2d", 0),
    QT_TRANSLATE_NOOP("Curve", "down (px)"): ("keypoints_2d", 1),
    QT_TRANSLATE_NOOP("Curve", "3D right (m)"): ("keypoints_3d", 0),
    QT_TRANSLATE_NOOP("Curve", "3D down (m)"): ("keypoints_3d", 1),
    QT_TRANSLATE_NOOP("Curve", "3D depth (m)"): ("keypoints_3d", 2),
}
"""What can be plotted: label to array and axis."""


class CurveHistory:
    """Keeps poses and returns the curve of any keypoint and coordinate of them."""

    def __init__(self) -> None:
        self._poses: deque[ProcessedPose] = deque(maxlen=_MOST)

    def clear(self) -> None:
        """Forget all poses."""
        self._poses.clear()

    def add(self, pose: ProcessedPose) -> None:
        """Keep one more pose; time that runs backwards starts a new curve."""
        now = pose.raw.timestamp
        if self._poses and now <= self._poses[-1].raw.timestamp:
            self._poses.clear()
        self._poses.append(pose)
        while now - self._poses[0].raw.timestamp > SECONDS:
            self._poses.popleft()

    def curve(self, keypoint: int, coordinate: str) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return times, raw and filtered values, each (N,).

        Times are seconds before the newest pose (so never above 0); values are NaN where the
        keypoint was lost, which leaves a gap in the plot.
        """
        name, axis = COORDINATES[coordinate]
        times = np.array([pose.raw.timestamp for pose in self._poses], dtype=np.float64)
        raw = np.array([_value(p.raw, name, keypoint, axis) for p in self._poses])
        filtered = np.array([_value(p.filtered, name, keypoint, axis) for p in self._poses])
        return times - times[-1] if len(times) else times, raw, filtered


def _value(estimate: PoseEstimate, name: str, keypoint: int, axis: int) -> float:
    array: FloatArray = getattr(estimate, name)
    return float(array[keypoint, axis])
