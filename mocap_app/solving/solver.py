"""One pose in, one solved pose out: bone lengths, rotations, position, floor.

solver = Solver()
for pose in poses:
solved = solver.solve(pose)  # None while nobody is tracked
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.camera_model import DEFAULT_VERTICAL_FOV_DEG, Pinhole
from mocap_app.core.kinematics import place_joints
from mocap_app.core.types import FloatArray, PoseEstimate, SolvedPose
from mocap_app.solving.bone_lengths import BoneLengths
from mocap_app.solving.ground import Ground
from mocap_app.solving.joint_rotations import JointSolver
from mocap_app.solving.landmarks import Body, keypoints, place_landmarks
from mocap_app.solving.root_motion import RootTracker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.core.skeleton import Skeleton

MAX_GAP_S = 1.0
"""After this many seconds without a pose the last one says nothing about the next."""
_CAMERA_AXES = np.array([1.0, -1.0, -1.0])
_FEET = keypoints("left_heel", "left_toe", "right_heel", "right_toe")
# The solved skeleton lies best on the joints; face and spine sit elsewhere in each body.
_LOOSE = keypoints("spine", "thorax", "nose", "head_top", "left_ear", "right_ear")


class Solver:
    """Solves the poses of one person in the order of time; used by one thread at a time."""

    def __init__(self, vertical_fov_deg: float = DEFAULT_VERTICAL_FOV_DEG) -> None:
        self.vertical_fov_deg = vertical_fov_deg
        """Of the camera, degrees from the top edge of the picture to the bottom edge."""
        self._bones = BoneLengths()
        self._body = Body(self._bones.skeleton)
        self._joints = JointSolver()
        self._root = RootTracker()
        self._ground = Ground()
        self._time: float | None = None

    @property
    def skeleton(self) -> Skeleton:
        """The solved skeleton with the bone lengths known so far."""
        return self._bones.skeleton

    def freeze(self) -> None:
        """Keep the bone lengths as they are, for instance while a take is recorded."""
        self._bones.frozen = True

    def unfreeze(self) -> None:
        """Let the bone lengths follow the person again."""
        self._bones.frozen = False

    def learn(self, poses: Sequence[PoseEstimate]) -> None:
        """Set the bone lengths from all of many poses and freeze them."""
        self._bones.learn(poses)

    def reset(self) -> None:
        """Forget the person, the floor and the past; the bone lengths are learnt anew."""
        self._bones = BoneLengths()
        self._ground.reset()
        self._forget_the_past()

    def solve(self, pose: PoseEstimate) -> SolvedPose | None:
        """Return the solved pose; None if nobody is tracked or no trunk was ever seen."""
        if not pose.tracked:
            return None
        dt = self._step(pose.timestamp)
        self._bones.add(pose)
        if self._body.skeleton is not self.skeleton:
            self._body = Body(self.skeleton)
        solved = self._joints.solve(pose.keypoints_3d, pose.confidence, self._body, dt)
        if solved is None:
            return None
        rotations, frames = solved
        around_hips = place_joints(self.skeleton, frames, np.zeros(3))
        landmarks = place_landmarks(frames, around_hips, self._body.landmarks)
        root_camera = self._locate(pose, landmarks, dt)
        root = self._ground.place(root_camera, float(landmarks[_FEET, 1].min()), pose.timestamp)
        return SolvedPose(
            timestamp=pose.timestamp,
            frame_index=pose.frame_index,
            rotations=rotations,
            root_position=root,
            root_camera=root_camera,
            positions=around_hips + root,
        )

    def _locate(self, pose: PoseEstimate, landmarks: FloatArray, dt: float) -> FloatArray:
        # The solved skeleton, not the raw 3D: its size is constant, and so is then the depth.
        camera = Pinhole.for_image(*pose.image_size, self.vertical_fov_deg)
        weights = np.where(np.isfinite(pose.confidence), pose.confidence, 0.0)
        weights[_LOOSE] *= 0.25
        return self._root.update(landmarks * _CAMERA_AXES, pose.keypoints_2d, weights, camera, dt)

    def _step(self, timestamp: float) -> float:
        """Return the seconds since the last pose, 0 at the start of a sequence."""
        before, self._time = self._time, timestamp
        if before is None:
            return 0.0
        if not 0.0 <= timestamp - before <= MAX_GAP_S:
            self._forget_the_past()
            self._time = timestamp
            return 0.0
        return timestamp - before

    def _forget_the_past(self) -> None:
        self._joints.reset()
        self._root.reset()
        self._time = None
