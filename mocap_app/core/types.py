"""The values that travel from stage to stage.

Conventions, stated once: time is in seconds, stamped by the source; images are HWC uint8 BGR;
the camera frame is x right, y down, z away from the camera, in metres; the world frame is
right-handed, Y up, the character faces +Z at rest, floor at y = 0, in metres; quaternions are
wxyz; left and right are the person's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mocap_app.core.skeleton import N_KEYPOINTS

FloatArray = NDArray[np.float64]
Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture from a source."""

    image: Image
    """(H, W, 3) uint8 BGR."""
    timestamp: float
    """Seconds, monotonic within one source: presentation time of files, grab time of cameras."""
    index: int
    """Running number within the source, from 0; files count every frame."""
    name: str = ""
    """File name for a folder of images, else empty."""
    round: int = 0
    """How often the source had started over before this picture."""


@dataclass(frozen=True, slots=True)
class PoseEstimate:
    """Keypoints of one person in one frame, in Body27 order."""

    timestamp: float
    """Seconds, copied from the frame."""
    frame_index: int
    image_size: tuple[int, int]
    """(width, height) of the frame, pixels."""
    keypoints_2d: FloatArray
    """(27, 2) pixels of the frame, x right, y down, origin at the top left corner; NaN if lost."""
    confidence: FloatArray
    """(27,) in [0, 1]: chance that the 2D keypoint lies within 0.2 torso lengths; 0 if lost."""
    keypoints_3d: FloatArray
    """(27, 3) metres, relative to the pelvis, camera frame; NaN if lost."""
    tracked: bool
    """False when nobody was found; then the arrays hold NaN and zero confidence."""

    @staticmethod
    def lost(timestamp: float, frame_index: int, image_size: tuple[int, int]) -> PoseEstimate:
        """Return the estimate of a frame in which nobody was found."""
        return PoseEstimate(
            timestamp=timestamp,
            frame_index=frame_index,
            image_size=image_size,
            keypoints_2d=np.full((N_KEYPOINTS, 2), np.nan),
            confidence=np.zeros(N_KEYPOINTS),
            keypoints_3d=np.full((N_KEYPOINTS, 3), np.nan),
            tracked=False,
        )


@dataclass(frozen=True, slots=True)
class SolvedPose:
    """Pose of the 22-joint solved skeleton (order and parents: `core.skeleton.solved_skeleton`)."""

    timestamp: float
    """Seconds."""
    frame_index: int
    rotations: FloatArray
    """(22, 4) local rotations wxyz; identity everywhere is the T-pose facing +Z."""
    root_position: FloatArray
    """(3,) hips in the world frame, metres."""
    root_camera: FloatArray
    """(3,) pelvis in the camera frame, metres."""
    positions: FloatArray
    """(22, 3) joints in the world frame, metres: forward kinematics of the fields above."""


@dataclass(frozen=True, slots=True)
class ProcessedPose:
    """Everything the pipeline made of one frame."""

    raw: PoseEstimate
    filtered: PoseEstimate
    solved: SolvedPose | None
    """None while nobody is tracked."""
    stage_ms: dict[str, float] = field(default_factory=dict)
    """Milliseconds by stage: acquire, infer, lift, filter, solve, total."""
    people: int = 1
    """People noticed in the picture; counted in live captures only."""
