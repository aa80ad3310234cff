"""The size of a person and how the camera stands: from a pose that is held, or from motion.

A person who stands upright is a plumb line: where their trunk and straight legs point, in the
camera frame, is up. `PoseHold` wants a T- or an A-pose for two seconds; `CameraTilt` picks the
upright moments out of any motion. Everything is a median, so that some bad frames do no harm.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core import vec3
from mocap_app.core.calibration import ESTIMATED, MEASURED, Calibration
from mocap_app.core.camera_model import DEFAULT_VERTICAL_FOV_DEG, Pinhole
from mocap_app.core.errors import CalibrationError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.rotation import unit
from mocap_app.solving.bone_lengths import (
    MEASURES,
    measure,
    robust_lengths,
    skeleton_with,
    standing_height,
)
from mocap_app.solving.contacts import FEET
from mocap_app.solving.floor_plane import LEVEL_SIGMA, UPRIGHT_SIGMA, fit_floor, standing_points
from mocap_app.solving.ground import camera_axes, tilt_of
from mocap_app.solving.landmarks import keypoints
from mocap_app.solving.root_motion import root_weights, sight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.core.types import FloatArray, PoseEstimate

HOLD_S = 2.0
"""Seconds for which the pose is held."""
MAX_TILT_DEG = 40.0
"""From which somebody is not taken to stand upright under a tilted camera, but to bend."""
STRAIGHT_DEG = 20.0
"""Bend of knees and hips up to which a body is straight."""
ENOUGH_UPRIGHT = 20
"""Upright frames from which the camera's tilt is known."""
LEARN_S = 1.0
"""Time constant with which a live camera's tilt is taken over."""
MAX_UPRIGHT = 600
LEAST_FRAMES = 8
LEAST_SEEN = 0.6
"""Share of the frames in which all of the body must be seen."""
MAX_WOBBLE_M = 0.08
"""How much a held pose may move: standard deviation of its wrists, elbows and knees."""
ARM_DEG = (20.0, 115.0)
"""Angle of the arms from hanging down in a pose between A and T."""
MAX_ELBOW_DEG = 45.0
MAX_FACING_DEG = 60.0
FACING_S, MAX_FACING_WOBBLE_DEG, MAX_FRONT_DEG = 3.0, 15.0, 30.0
"""Seconds of upright moments that tell where the front is, how much they may differ, and from where
on somebody stands sideways: networks take people who do for less turned than they are."""

SURE = 0.35
_STRAIGHT, _UPRIGHT = (math.cos(math.radians(most)) for most in (STRAIGHT_DEG, MAX_TILT_DEG))
_HIPS = keypoints("left_hip", "right_hip")
_KNEES, _ANKLES = keypoints("left_knee", "right_knee"), keypoints("left_ankle", "right_ankle")
_SHOULDERS = keypoints("left_shoulder", "right_shoulder")
_ELBOWS, _WRISTS = keypoints("left_elbow", "right_elbow"), keypoints("left_wrist", "right_wrist")
_SIDES = np.concatenate([_HIPS, _SHOULDERS])
_NEEDED = np.concatenate([_HIPS, _KNEES, _ANKLES, _SHOULDERS])
WHOLE = np.concatenate([_NEEDED, _ELBOWS, _WRISTS])
HELD = np.concatenate([_WRISTS, _ELBOWS, _KNEES])


def upright_direction(keypoints_3d: FloatArray, confidence: FloatArray) -> FloatArray | None:
    """Return (3,) where a straight body points, camera axes; None if it is bent or not seen.

    Args:
        keypoints_3d: (27, 3) metres, camera axes.
        confidence: (27,)
    """
    # Plain floats: this is asked of every live frame.
    sure, points = confidence.take(_NEEDED).tolist(), keypoints_3d.take(_NEEDED, axis=0).tolist()
    if min(sure) < SURE or not math.isfinite(sum(map(sum, points))):
        return None
    hip, hip2, knee, knee2, ankle, ankle2, shoulder, shoulder2 = map(vec3.vec, points)
    hips = vec3.add(hip, hip2)
    trunk = vec3.unit(vec3.sub(vec3.add(shoulder, shoulder2), hips))
    for top, middle, bottom in ((hip, knee, ankle), (hip2, knee2, ankle2)):
        thigh, shank = vec3.unit(vec3.sub(top, middle)), vec3.unit(vec3.sub(middle, bottom))
        if vec3.dot(thigh, shank) <= _STRAIGHT or vec3.dot(thigh, trunk) <= _STRAIGHT:
            return None
    # Legs and trunk weigh the same: a lean of one of them is a habit of the network or a bow.
    legs = vec3.unit(vec3.sub(hips, vec3.add(ankle, ankle2)))
    up = vec3.unit(vec3.add(trunk, legs))
    return None if -up[1] < _UPRIGHT else np.array(up)


class CameraTilt:
    """How the camera stands, learnt from upright moments; given as the axes of the world."""

    def __init__(self, calibration: Calibration | None = None) -> None:
        self.frozen = False
        """While True, new poses change nothing."""
        self.pitch_deg, self.roll_deg, self.facing_deg = 0.0, 0.0, 0.0
        self._given = calibration is not None
        if calibration is not None:
            self.pitch_deg, self.roll_deg = calibration.pitch_deg, calibration.roll_deg
            self.facing_deg = calibration.facing_deg
        self.axes = camera_axes(self.pitch_deg, self.roll_deg, self.facing_deg)
        """(3, 3) rotation from camera axes to world axes."""
        self.height_m: float | None = None
        """Of the camera above the floor, where feet that stand tell it."""
        self._ups: list[FloatArray] = []
        self._target = (0.0, 0.0)

    def add(self, pose: PoseEstimate, dt: float) -> None:
        """Let one pose take part."""
        if self.frozen or self._given:
            return
        if len(self._ups) < MAX_UPRIGHT:
            up = upright_direction(pose.keypoints_3d, pose.confidence)
            if up is not None:
                self._ups.append(up)
                if len(self._ups) % ENOUGH_UPRIGHT == 0:
                    self._target = tilt_of(np.median(self._ups, axis=0))
        if len(self._ups) < ENOUGH_UPRIGHT:
            return
        part = 1.0 - math.exp(-dt / LEARN_S)
        pitch, roll = self._target
        if abs(pitch - self.pitch_deg) + abs(roll - self.roll_deg) > 0.02:
            self._set(
                self.pitch_deg + part * (pitch - self.pitch_deg),
                self.roll_deg + part * (roll - self.roll_deg),
            )

    def learn(
        self, poses: Sequence[PoseEstimate], vertical_fov_deg: float = DEFAULT_VERTICAL_FOV_DEG
    ) -> None:
        """Set tilt and facing from all of many poses and freeze them.

        The tilt is that of upright moments and of the floor that feet stand on. Who faces the
        camera in the first seconds, more or less, faces the front of the world.
        """
        if not self._given:
            found = [
                (p, upright_direction(p.keypoints_3d, p.confidence)) for p in poses if p.tracked
            ]
            upright = [(pose, up) for pose, up in found if up is not None]
            self._learn_tilt([up for _, up in upright], poses, vertical_fov_deg)
            if len(upright) >= ENOUGH_UPRIGHT:
                end = upright[0][0].timestamp + FACING_S
                self.facing_deg = self._facing([p for p, _ in upright if p.timestamp <= end])
                self._set(self.pitch_deg, self.roll_deg)
        self.frozen = True

    def _learn_tilt(
        self, ups: list[FloatArray], poses: Sequence[PoseEstimate], vertical_fov_deg: float
    ) -> None:
        known = len(ups) >= ENOUGH_UPRIGHT
        up = unit(np.median(ups, axis=0)) if known else camera_axes(0.0)[1]
        points = standing_points(poses, up, vertical_fov_deg)
        floor = fit_floor(points, up, UPRIGHT_SIGMA if known else LEVEL_SIGMA)
        if floor is not None:
            up, self.height_m = floor.up, floor.height_m
        if known or floor is not None:
            self._set(*tilt_of(up))

    def _facing(self, poses: Sequence[PoseEstimate]) -> float:
        """Return in degrees where the person faced in these poses; 0 if that is no front."""
        facings = [facing_of(pose.keypoints_3d @ self.axes.T) for pose in poses]
        facing = float(np.median(facings))
        wobble = float(np.median(np.abs(np.array(facings) - facing)))
        return facing if abs(facing) <= MAX_FRONT_DEG and wobble <= MAX_FACING_WOBBLE_DEG else 0.0

    def _set(self, pitch_deg: float, roll_deg: float) -> None:
        self.pitch_deg, self.roll_deg = pitch_deg, roll_deg
        self.axes = camera_axes(pitch_deg, roll_deg, self.facing_deg)


def calibration_of(lengths: FloatArray, tilt: CameraTilt, floor: float | None) -> Calibration:
    """Return what was learnt while nobody held a pose.

    Args:
        lengths: (K,) metres in the order of `MEASURES`.
        tilt: Of the camera.
        floor: Metres above the camera (negative), None if not known.
    """
    return Calibration(
        lengths=dict(zip(MEASURES, lengths.tolist(), strict=True)),
        height_m=standing_height(skeleton_with(lengths)),
        pitch_deg=tilt.pitch_deg,
        roll_deg=tilt.roll_deg,
        facing_deg=tilt.facing_deg,
        camera_height_m=None if floor is None else max(-floor, 0.0),
        origin=ESTIMATED,
    )


class PoseHold:
    """Collects a T- or A-pose that is held, and makes a calibration of it."""

    def __init__(self, seconds: float = HOLD_S, height_m: float | None = None) -> None:
        self.seconds = seconds
        """How long to collect."""
        self._height_m = height_m
        self._poses: list[PoseEstimate] = []
        self._start: float | None = None

    def add(self, pose: PoseEstimate) -> bool:
        """Take one pose, tracked or not; return True when there are enough."""
        if self._start is None or pose.timestamp < self._start:
            self._start, self._poses = pose.timestamp, []
        self._poses.append(pose)
        return pose.timestamp - self._start >= self.seconds

    def result(self, vertical_fov_deg: float = DEFAULT_VERTICAL_FOV_DEG) -> Calibration:
        """Return the calibration.

        Raises:
            CalibrationError: What was seen is no T- or A-pose, or not all of it was seen.
        """
        poses = self._seen()
        points = np.array([pose.keypoints_3d for pose in poses])
        if points[:, HELD].std(axis=0).max() > MAX_WOBBLE_M:
            raise CalibrationError(
                QT_TRANSLATE_NOOP(
                    "Errors", "You moved: hold the pose still for two seconds, then try again."
                )
            )
        check_arms(np.median(points, axis=0))
        ups = [upright_direction(pose.keypoints_3d, pose.confidence) for pose in poses]
        found = [up for up in ups if up is not None]
        if len(found) < LEAST_SEEN * len(ups):
            raise CalibrationError(
                QT_TRANSLATE_NOOP(
                    "Errors", "Stand up straight with straight knees, then calibrate again."
                )
            )
        pitch, roll = tilt_of(np.median(found, axis=0))
        axes = camera_axes(pitch, roll)
        facing = facing_of(np.median(points, axis=0) @ axes.T)
        if abs(facing) > MAX_FACING_DEG:
            raise CalibrationError(
                QT_TRANSLATE_NOOP("Errors", "Face the camera, then calibrate again.")
            )
        lengths = robust_lengths(
            np.array([measure(pose.keypoints_3d, pose.confidence) for pose in poses])
        )
        estimated = standing_height(skeleton_with(lengths))
        scale = 1.0 if self._height_m is None else self._height_m / estimated
        return Calibration(
            lengths=dict(zip(MEASURES, (scale * lengths).tolist(), strict=True)),
            height_m=scale * estimated,
            pitch_deg=pitch,
            roll_deg=roll,
            facing_deg=facing,
            camera_height_m=_camera_height(poses, scale, axes, vertical_fov_deg),
            origin=MEASURED,
        )

    def _seen(self) -> list[PoseEstimate]:
        """Return the poses in which the whole body is seen.

        Raises:
            CalibrationError: They are too few.
        """
        if sum(pose.tracked for pose in self._poses) < LEAST_FRAMES:
            raise CalibrationError(
                QT_TRANSLATE_NOOP(
                    "Errors", "Nobody was seen: step into the picture, then calibrate again."
                )
            )
        seen = [
            pose
            for pose in self._poses
            if pose.confidence[WHOLE].min() >= SURE and np.isfinite(pose.keypoints_3d).all()
        ]
        if len(seen) < max(LEAST_FRAMES, LEAST_SEEN * len(self._poses)):
            raise CalibrationError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "Not all of you was seen: step back until hands and feet are in the picture, "
                    "with enough light, then calibrate again.",
                )
            )
        return seen


def check_arms(points: FloatArray) -> None:
    """Raise `CalibrationError` unless (27, 3) keypoints hold both arms away from the body."""
    shoulders, elbows, wrists = points[_SHOULDERS], points[_ELBOWS], points[_WRISTS]
    lift = arm_lift(points)
    bend = (unit(elbows - shoulders) * unit(wrists - elbows)).sum(axis=1)
    straight = bend.min() > math.cos(math.radians(MAX_ELBOW_DEG))
    if not straight or lift.min() < ARM_DEG[0] or lift.max() > ARM_DEG[1]:
        raise CalibrationError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "That is no T- or A-pose: hold both arms straight, away from the body at the "
                "sides, then calibrate again.",
            )
        )


def arm_lift(points: FloatArray) -> FloatArray:
    """Return (2,) degrees by which the arms of (27, 3) keypoints are raised from hanging."""
    shoulders = points[_SHOULDERS]
    down = unit(points[_HIPS].mean(axis=0) - shoulders.mean(axis=0))
    lift: FloatArray = np.degrees(
        np.arccos(np.clip(unit(points[_WRISTS] - shoulders) @ down, -1.0, 1.0))
    )
    return lift


def facing_of(points: FloatArray) -> float:
    """Return in degrees to which side (27, 3) keypoints in level axes face; 0: the camera."""
    left, right = points[_SIDES[::2]].sum(axis=0), points[_SIDES[1::2]].sum(axis=0)
    across = left - right
    return math.degrees(math.atan2(-across[2], across[0]))


def _camera_height(
    poses: Sequence[PoseEstimate], scale: float, axes: FloatArray, vertical_fov_deg: float
) -> float | None:
    """Return metres of the lens above the soles; None where no depth or no feet were seen."""
    heights = []
    for pose in poses:
        points = scale * pose.keypoints_3d
        camera = Pinhole.for_image(*pose.image_size, vertical_fov_deg)
        seen = sight(points, pose.keypoints_2d, root_weights(pose.confidence), camera)
        if seen is None or seen.depth is None or pose.confidence[FEET].min() < SURE:
            continue
        feet = (points[FEET] + seen.at(seen.depth)) @ axes.T
        heights.append(-float(feet[:, 1].mean()))
    return max(float(np.median(heights)), 0.0) if heights else None
