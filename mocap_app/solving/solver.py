"""One pose in, one solved pose out: bone lengths, rotations, position, floor, feet.

solver = Solver()
for pose in poses:
    solved = solver.solve(pose)  # None while nobody is tracked

Whole takes are solved better by `take_solver`, which also looks ahead.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core import vec3
from mocap_app.core.camera_model import DEFAULT_VERTICAL_FOV_DEG, Pinhole
from mocap_app.core.continuity import Whereabouts, follows, whereabouts
from mocap_app.core.types import FloatArray, PoseEstimate, SolvedPose
from mocap_app.solving.bone_lengths import BoneLengths
from mocap_app.solving.calibration import CameraTilt, calibration_of
from mocap_app.solving.config import SolverConfig
from mocap_app.solving.contacts import FEET
from mocap_app.solving.foot_lock import FootLock
from mocap_app.solving.ground import Ground
from mocap_app.solving.joint_rotations import JointSolver, local_rotations
from mocap_app.solving.landmarks import Body
from mocap_app.solving.legs import (
    UNSEEN,
    StillLegs,
    foot_pixels,
    leg_evidence,
    lowest_sole,
    missed_by,
    plant_legs,
    seen_feet,
)
from mocap_app.solving.misfits import without_misfits
from mocap_app.solving.root_motion import RootTracker, root_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.core.calibration import Calibration
    from mocap_app.core.skeleton import Skeleton
    from mocap_app.solving.contact_detector import Pixel


class Solver:
    """Solves the poses of one person in the order of time; used by one thread at a time."""

    def __init__(
        self,
        vertical_fov_deg: float = DEFAULT_VERTICAL_FOV_DEG,
        config: SolverConfig | None = None,
    ) -> None:
        self.vertical_fov_deg = vertical_fov_deg
        """Of the camera, degrees from the top edge of the picture to the bottom edge."""
        self.config = config or SolverConfig()
        self._joints = JointSolver()
        self._root = RootTracker()
        self._rotations: FloatArray | None = None
        self._before: Whereabouts | None = None
        self._begin()

    def _begin(self) -> None:
        config = self.config
        self._bones = BoneLengths(config.height_m, config.calibration)
        self._body = Body(self._bones.skeleton)
        self._tilt = CameraTilt(config.calibration)
        self._axes = self._tilt.axes
        self._ground = Ground()
        if config.calibration is not None and config.calibration.camera_height_m is not None:
            self._ground.start_at(-config.calibration.camera_height_m)
        self._lock = FootLock(config.feet, config.floor)
        self._forget_the_past()

    @property
    def skeleton(self) -> Skeleton:
        """The solved skeleton with the bone lengths known so far."""
        return self._bones.skeleton

    @property
    def calibration(self) -> Calibration:
        """What is known of person and camera by now, measured or estimated."""
        if self.config.calibration is not None:
            return self.config.calibration
        floor = self._ground.floor
        if floor is None and self._tilt.height_m is not None:
            floor = -self._tilt.height_m
        return calibration_of(self._bones.lengths, self._tilt, floor)

    def configure(self, config: SolverConfig) -> None:
        """Use other settings from the next pose on; what they do not change goes on."""
        before, self.config = self.config, config
        if replace(before, feet=config.feet, floor=config.floor) == config:
            self._lock.mode, self._lock.floor = config.feet, config.floor
            return
        self._begin()

    def freeze(self) -> None:
        """Keep bone lengths and camera as they are, for instance while a take is recorded."""
        self._bones.frozen = self._tilt.frozen = True

    def unfreeze(self) -> None:
        """Let bone lengths and camera be learnt again."""
        self._bones.frozen = self._tilt.frozen = False

    def learn(self, poses: Sequence[PoseEstimate]) -> None:
        """Set bone lengths, camera tilt and facing from all of many poses and freeze them."""
        self._bones.learn(poses)
        self._tilt.learn(poses, self.vertical_fov_deg)

    def believed(self, poses: Sequence[PoseEstimate]) -> list[PoseEstimate]:
        """Return poses less sure of what cannot be this person's; call `learn` before."""
        if not poses:
            return []
        points = np.array([pose.keypoints_3d for pose in poses])
        sure = np.array([pose.confidence for pose in poses])
        believed = without_misfits(points, sure, self._body_of_now().bones)
        return [replace(pose, confidence=c) for pose, c in zip(poses, believed, strict=True)]

    def reset(self) -> None:
        """Forget the person, the floor and the past; all that is not calibrated is learnt anew."""
        self._begin()

    def solve(self, pose: PoseEstimate) -> SolvedPose | None:
        """Return the solved pose; None if nobody is tracked or no trunk was ever seen."""
        if not pose.tracked:
            return None
        dt = self._step(pose)
        self._bones.add(pose)
        self._tilt.add(pose, dt)
        if self._tilt.axes is not self._axes:
            self._ground.turn(self._tilt.axes @ self._axes.T)
            self._axes = self._tilt.axes
        body, axes = self._body_of_now(), self._axes
        points = pose.keypoints_3d @ axes.T
        confidence = leg_evidence(pose.confidence, self.config.body)
        confidence = without_misfits(points, confidence, body.bones)
        frames = self._joints.solve(points, confidence, body, dt)
        if frames is None:
            return None
        if self.config.body != "full":
            self._still.apply(frames, self.config.body, dt)
        around, landmarks = body.place(frames)
        # The solved skeleton, not the raw 3D: its size is constant, and so is then the depth.
        camera = Pinhole.for_image(*pose.image_size, self.vertical_fov_deg)
        viewed = landmarks @ axes
        root_camera = self._root.update(
            viewed, pose.keypoints_2d, root_weights(confidence), camera, dt
        )
        soles = landmarks.take(FEET, axis=0)
        shown = (viewed.take(FEET, axis=0) + root_camera).tolist()
        if self.config.body == "full":
            pixels = foot_pixels(pose.keypoints_2d, confidence)
            rays = [camera.ray(pixel) for pixel in pixels]
            root = self._stand(shown, rays, root_camera, pose.timestamp)
            scale = float(root_camera[2]) / camera.focal_px
            feet = seen_feet(frames, around, soles, pixels, scale, missed_by(shown, rays))
            placed = self._lock.place(root, feet, pose.timestamp, dt)
            root = np.array(placed.root)
            if placed.moved:
                plant_legs(frames, around, placed, body.legs)
                around, _ = body.place(frames)
        else:
            root = self._stand(shown, [UNSEEN] * 4, root_camera, pose.timestamp)
            root = self._still.place(root, float(soles[:, 1].min()), dt)
        if self.config.in_place:
            root = root * (0.0, 1.0, 0.0)
        self._rotations = local_rotations(frames, self._rotations)
        return SolvedPose(
            timestamp=pose.timestamp,
            frame_index=pose.frame_index,
            rotations=self._rotations,
            root_position=root,
            root_camera=root_camera,
            positions=around + root,
        )

    def solve_take(self, poses: Sequence[PoseEstimate]) -> list[SolvedPose | None]:
        """Solve a whole take in both directions of time; the solver's own past is not touched.

        Bone lengths and camera are those known now: call `learn` before.

        Args:
            poses: All of them in the order of time, tracked or not.

        Returns:
            One for each pose; None where nobody is tracked or no trunk was seen.
        """
        # Imported here: scipy, which only whole takes need, would delay the window.
        from mocap_app.solving.take_solver import TakeSetup, solve_take

        setup = TakeSetup(self.config, self.skeleton, self._tilt.axes, self.vertical_fov_deg)
        return solve_take(setup, poses)

    def _body_of_now(self) -> Body:
        if self._body.skeleton is not self.skeleton:
            self._body = Body(self.skeleton)
        return self._body

    def _stand(
        self, soles: list[list[float]], rays: list[Pixel], root_camera: FloatArray, timestamp: float
    ) -> FloatArray:
        """Return (3,) metres: the hips in the world, over the floor that the soles tell."""
        axes = self._axes
        hips = axes @ root_camera
        lowest = lowest_sole(soles, rays, vec3.vec(axes[1].tolist())) - float(hips[1])
        return self._ground.place(hips, lowest, timestamp)

    def _step(self, pose: PoseEstimate) -> float:
        """Return the seconds since the last pose, 0 at the start of a sequence."""
        before, now = self._before, whereabouts(pose)
        if before is not None and not follows(before, now):
            self._forget_the_past()
            before = None
        self._before = now
        return 0.0 if before is None else now.time - before.time

    def _forget_the_past(self) -> None:
        self._joints.reset()
        self._root.reset()
        self._lock.reset()
        self._still = StillLegs(self.skeleton)
        self._rotations, self._before = None, None
