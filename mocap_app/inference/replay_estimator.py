"""The estimator without a network: it knows the demo's performance by heart."""

from __future__ import annotations

import numpy as np

from mocap_app.core.demo_motion import demo_pose, mirrored
from mocap_app.core.types import Frame, PoseEstimate

# The demo is followed as closely as a good network would, and as surely.
_CONFIDENCE = 0.95


class ReplayEstimator:
    """Answers the demo's true pose at each frame's time, for frames of the bundled demo."""

    def __init__(self, *, mirror: bool = False) -> None:
        self.last_stage_ms: dict[str, float] = {"acquire": 0.0, "infer": 0.0}
        self.people = 1
        self._mirror = mirror

    def estimate(self, frame: Frame) -> PoseEstimate:
        """Return the pose that the demo drew at the frame's timestamp."""
        height, width = frame.image.shape[:2]
        size = (width, height)
        pose = demo_pose(frame.timestamp, size)
        if self._mirror:
            pose = mirrored(pose, size)
        return PoseEstimate(
            timestamp=frame.timestamp,
            frame_index=frame.index,
            image_size=size,
            keypoints_2d=pose.keypoints_2d,
            confidence=np.full(len(pose.keypoints_2d), _CONFIDENCE),
            keypoints_3d=pose.keypoints_3d,
            tracked=True,
        )

    def reset(self) -> None:
        """Nothing is remembered from frame to frame."""
