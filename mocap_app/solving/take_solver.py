"""Solving a whole take at once: what comes later is known, so nothing lags and nothing jumps.

The same pieces as in `solver`, put together differently: joints are solved in both directions of
time and each bone is taken from where it was seen last or will be seen next, whichever is nearer;
the depth is smoothed backwards, too; contacts are found over the whole take, and feet that stand
are locked where they stand on average (`take_feet`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import gaussian_filter1d, percentile_filter

from mocap_app.core import vec3
from mocap_app.core.camera_model import Pinhole
from mocap_app.core.continuity import stretches
from mocap_app.core.rotation import (
    align_hemisphere,
    from_axis_angle,
    from_matrix,
    slerp,
    to_matrix,
)
from mocap_app.core.types import FloatArray, PoseEstimate, SolvedPose
from mocap_app.solving.contacts import FEET
from mocap_app.solving.ground import PERCENTILE, WINDOW_S, without_steps
from mocap_app.solving.joint_rotations import JointSolver, local_rotations
from mocap_app.solving.landmarks import Body, joints
from mocap_app.solving.legs import (
    FACING_S,
    SWAY_S,
    UNSEEN,
    foot_pixels,
    leg_evidence,
    lowest_sole,
    plant_legs,
    set_still_legs,
)
from mocap_app.solving.misfits import without_misfits
from mocap_app.solving.place_filter import GATE, IN_DEPTH, SIDEWAYS, smooth
from mocap_app.solving.root_motion import (
    START_DEPTH,
    Sighting,
    root_weights,
    sight,
    steady_weights,
)
from mocap_app.solving.take_feet import FootTrack, lock_feet
from mocap_app.solving.take_knees import calm_knees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.core.skeleton import Skeleton
    from mocap_app.solving.config import SolverConfig

_HIPS = int(joints("Hips")[0])
_LEVEL = np.array([1.0, 0.0, 1.0])


@dataclass(frozen=True, slots=True)
class TakeSetup:
    """What is known before the first frame."""

    config: SolverConfig
    skeleton: Skeleton
    axes: FloatArray
    """(3, 3) rotation from camera axes to world axes."""
    vertical_fov_deg: float


def solve_take(setup: TakeSetup, poses: Sequence[PoseEstimate]) -> list[SolvedPose | None]:
    """Return the solved poses of a take, None where nobody was tracked or no trunk was seen.

    Args:
        setup: Choices, person and camera.
        poses: In the order of time.
    """
    solved: list[SolvedPose | None] = [None] * len(poses)
    origin: FloatArray | None = None
    for rows in stretches(poses):
        stretch = _Stretch(setup, [poses[row] for row in rows])
        found = stretch.solve(origin)
        if found is None:
            continue
        origin, made = found
        for row, pose in zip(rows, made, strict=True):
            solved[row] = pose
    return solved


class _Stretch:
    """One uninterrupted part of a take; T frames."""

    def __init__(self, setup: TakeSetup, poses: list[PoseEstimate]) -> None:
        self._setup = setup
        self._poses = poses
        self._body = Body(setup.skeleton)
        self._times = np.array([pose.timestamp for pose in poses])
        body = setup.config.body
        self._points = np.array([pose.keypoints_3d for pose in poses]) @ setup.axes.T
        confidence = leg_evidence(np.array([pose.confidence for pose in poses]), body)
        self._confidence = without_misfits(self._points, confidence, self._body.bones)
        sure = zip(poses, self._confidence, strict=True)
        self._foot_pixels = [foot_pixels(pose.keypoints_2d, c) for pose, c in sure]

    @property
    def rate(self) -> float:
        """Usual frames per second."""
        if len(self._times) < 2:
            return 30.0
        return 1.0 / float(np.median(np.diff(self._times)))

    def solve(self, origin: FloatArray | None) -> tuple[FloatArray, list[SolvedPose]] | None:
        """Return the world's origin, seen from the camera, and the poses."""
        frames = self._frames()
        if frames is None:
            return None
        config = self._setup.config
        if config.body != "full":
            self._still(frames)
        around, landmarks = self._body.place(frames)
        root_camera = self._locate(landmarks)
        hips = root_camera @ self._setup.axes.T
        if origin is None:
            origin = hips[0] * _LEVEL
        root = hips - origin
        root[:, 1] -= self._floor(hips, root_camera, landmarks[:, FEET])
        if config.body == "full":
            track = self._track(root, root_camera, frames, around, landmarks)
            placed = lock_feet(track, config.feet, config.floor)
            root = placed.root
            placed = calm_knees(placed, track, around, self._body.legs)
            for legs in zip(frames, around, placed.each(), strict=True):
                plant_legs(*legs, self._body.legs)
            around, _ = self._body.place(frames)
        else:
            root = gaussian_filter1d(root, SWAY_S * self.rate, axis=0, mode="nearest")
            root[:, 1] = -landmarks[:, FEET, 1].min(axis=1)
        if config.in_place:
            root = root * (0.0, 1.0, 0.0)
        return origin, self._poses_of(frames, around, root, root_camera)

    def _frames(self) -> FloatArray | None:
        """Return (T, 22, 3, 3) world orientations from both directions of time."""
        ahead = self._run(range(len(self._poses)))
        back = self._run(range(len(self._poses) - 1, -1, -1))
        first = [a or b for a, b in zip(ahead, back, strict=True)]
        last = [b or a for a, b in zip(ahead, back, strict=True)]
        if first[0] is None:
            # Without a trunk in the first frame, looked at from behind, there is none in any.
            return None
        a_frames, b_frames = (np.array([s[0] for s in part if s]) for part in (first, last))
        a_age, b_age = (np.array([s[1] for s in part if s]) for part in (first, last))
        total = a_age + b_age
        weight = np.where(total > 1e-9, a_age / np.maximum(total, 1e-9), 0.5)
        return to_matrix(slerp(from_matrix(a_frames), from_matrix(b_frames), weight))

    def _run(self, rows: range) -> list[tuple[FloatArray, FloatArray] | None]:
        """Solve the joints in this order of rows; return orientations and ages in that of time."""
        solver = JointSolver()
        found: list[tuple[FloatArray, FloatArray] | None] = [None] * len(self._poses)
        before: float | None = None
        for row in rows:
            time = float(self._times[row])
            dt = 0.0 if before is None else abs(time - before)
            before = time
            frames = solver.solve(self._points[row], self._confidence[row], self._body, dt)
            found[row] = None if frames is None else (frames, solver.ages())
        return found

    def _still(self, frames: FloatArray) -> None:
        forward = frames[:, _HIPS, :, 2]
        facing = np.unwrap(np.arctan2(forward[:, 0], forward[:, 2]))
        facing = gaussian_filter1d(facing, FACING_S * self.rate, mode="nearest")
        upright = to_matrix(from_axis_angle([0.0, 1.0, 0.0], facing))
        set_still_legs(frames, upright, self._setup.config.body)

    def _locate(self, landmarks: FloatArray) -> FloatArray:
        """Return (T, 3) metres: the pelvis in the camera frame."""
        points = landmarks @ self._setup.axes
        weights = steady_weights(root_weights(self._confidence), self.rate)
        sightings: list[Sighting | None] = []
        guess: FloatArray | None = None
        for row, pose in enumerate(self._poses):
            seen = sight(points[row], pose.keypoints_2d, weights[row], self._camera(pose), guess)
            guess = guess if seen is None or seen.depth is None else seen.at(seen.depth)
            sightings.append(seen)
        measured = [None if s is None else s.depth for s in sightings]
        if all(depth is None for depth in measured):
            depths = np.full(len(sightings), START_DEPTH)
        else:
            variances = [1.0 if s is None else s.variance for s in sightings]
            depths = smooth(self._times, measured, variances, IN_DEPTH, GATE)
        places, doubt = np.full((len(sightings), 3), np.nan), [1.0] * len(sightings)
        for row, (seen, depth) in enumerate(zip(sightings, depths.tolist(), strict=True)):
            if seen is not None:
                places[row] = seen.at(depth)
                doubt[row] = seen.variance_sideways(places[row, 2])
        places = _filled(places, depths)
        for axis in (0, 1):
            places[:, axis] = smooth(self._times, places[:, axis].tolist(), doubt, SIDEWAYS)
        return places

    def _floor(self, hips: FloatArray, root_camera: FloatArray, feet: FloatArray) -> FloatArray:
        """Return (T,) metres: the floor, from the lowest point of the feet over time."""
        window = max(1, round(2.0 * WINDOW_S * self.rate))
        axes, rays = self._setup.axes, [[UNSEEN] * 4] * len(feet)
        if self._setup.config.body == "full":
            seen = zip(self._poses, self._foot_pixels, strict=True)
            rays = [[self._camera(pose).ray(pixel) for pixel in pixels] for pose, pixels in seen]
        shown = (feet @ axes + root_camera[:, None]).tolist()
        up = vec3.vec(axes[1].tolist())
        soles = np.array([lowest_sole(*sole, up) for sole in zip(shown, rays, strict=True)])
        low = percentile_filter(soles, 100.0 * PERCENTILE, window, mode="nearest")
        low = without_steps(low, hips, self.rate)
        return np.asarray(gaussian_filter1d(low, 0.5 * self.rate, mode="nearest"))

    def _track(
        self,
        root: FloatArray,
        root_camera: FloatArray,
        frames: FloatArray,
        around: FloatArray,
        landmarks: FloatArray,
    ) -> FootTrack:
        focal = np.array([self._camera(pose).focal_px for pose in self._poses])
        return FootTrack.of(
            self._times,
            root,
            (frames, around, landmarks),
            np.array(self._foot_pixels),
            root_camera[:, 2] / focal,
        )

    def _camera(self, pose: PoseEstimate) -> Pinhole:
        return Pinhole.for_image(*pose.image_size, self._setup.vertical_fov_deg)

    def _poses_of(
        self, frames: FloatArray, around: FloatArray, root: FloatArray, root_camera: FloatArray
    ) -> list[SolvedPose]:
        rotations = align_hemisphere(local_rotations(frames))
        return [
            SolvedPose(
                timestamp=pose.timestamp,
                frame_index=pose.frame_index,
                rotations=rotations[row],
                root_position=root[row],
                root_camera=root_camera[row],
                positions=around[row] + root[row],
            )
            for row, pose in enumerate(self._poses)
        ]


def _filled(places: FloatArray, depths: FloatArray) -> FloatArray:
    """Return (T, 3) with rows of NaN taken from a straight line between their neighbours."""
    rows = np.arange(len(places))
    known = np.isfinite(places).all(axis=1)
    if not known.any():
        return np.stack([np.zeros_like(depths), np.zeros_like(depths), depths], axis=1)
    return np.stack([np.interp(rows, rows[known], places[known, i]) for i in range(3)], axis=1)
