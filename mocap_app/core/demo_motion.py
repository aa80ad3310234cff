"""A performance of ten seconds that repeats for ever, made of formulas instead of a recording.

It serves the built-in demo twice: drawn as pictures for people without a camera, and as poses for
the estimator that needs no network. Everything is a function of time alone, so both agree.

Inside this module the person stands in a body world: x to the person's left, y up, z to where they
look, metres, floor at y = 0. The camera looks at them from +z.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.skeleton import N_KEYPOINTS, body27

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray

PERIOD_S = 10.0
VERTICAL_FOV_DEG = 54.0
CAMERA_DISTANCE_M = 2.8
CAMERA_HEIGHT_M = 1.05

THIGH_M, SHANK_M = 0.43, 0.42
ANKLE_HEIGHT_M = 0.09
HIP_HALF_WIDTH_M = 0.10
STANCE_HALF_WIDTH_M = 0.13
STANDING_HIPS_M = 0.925
STEP_M = 0.42


@dataclass(frozen=True, slots=True)
class DemoPose:
    """One moment of the performance, in Body27 order."""

    keypoints_2d: FloatArray
    """(27, 2) pixels, origin at the top left corner of the image."""
    keypoints_3d: FloatArray
    """(27, 3) metres, relative to the pelvis, camera frame."""
    root: FloatArray
    """(3,) pelvis in the camera frame, metres."""


@dataclass(frozen=True, slots=True)
class _Beat:
    """Everything that moves at one moment; metres and degrees."""

    hips: FloatArray
    """(3,) pelvis."""
    turn: float
    """Degrees to the person's left about the vertical."""
    lean: float
    """Degrees forward of the trunk."""
    sway: float
    """Degrees sideways of the trunk, to the person's left."""
    head: tuple[float, float]
    """Degrees: nod forward, turn left."""
    arms: tuple[FloatArray, FloatArray]
    """Left, right (4,) degrees: raised sideways, swung forward, upper arm rolled outwards,
    bent at the elbow."""
    ankles: tuple[FloatArray, FloatArray]
    """Left, right (3,)."""


def _ease(t: float, start: float, end: float) -> float:
    """Rise smoothly from 0 at `start` to 1 at `end`, with zero speed and acceleration at both."""
    u = min(max((t - start) / (end - start), 0.0), 1.0)
    return u * u * u * (u * (6.0 * u - 15.0) + 10.0)


def _during(t: float, start: float, end: float, ramp: float) -> float:
    """Return 1 between `start` and `end`, with eased ramps of `ramp` seconds inside, else 0."""
    return _ease(t, start, start + ramp) - _ease(t, end - ramp, end)


def _hop(t: float, start: float, end: float) -> float:
    """Rise from 0 to 1 and back between `start` and `end`."""
    middle = 0.5 * (start + end)
    return _ease(t, start, middle) - _ease(t, middle, end)


def _beat(timestamp: float) -> _Beat:
    """Choreography: wave (0-3 s), two squats (3-5.8 s), steps aside and back (5.8-8.2 s), turn."""
    t = timestamp % PERIOD_S
    breath = math.sin(2 * math.pi * t / 2.5)
    wave = _during(t, 0.2, 2.9, 0.7)
    squat = _hop(t, 3.0, 4.4) + _hop(t, 4.4, 5.8)
    reach = _during(t, 3.0, 5.8, 0.7)
    aside = _ease(t, 5.9, 6.8) - _ease(t, 7.2, 8.1)
    swing = _hop(t, 5.8, 7.0) + _hop(t, 7.0, 8.2)
    raised = _during(t, 8.1, 9.9, 0.6)
    turn = raised * math.sin(2 * math.pi * (t - 8.1) / 1.8)

    idle = np.array([11.0 + 1.5 * breath, 4.0, 0.0, 14.0])
    waving = np.array([84.0, 10.0, 88.0, 80.0 + 26.0 * math.sin(2 * math.pi * 1.6 * t)])
    shared = (
        reach * np.array([0.0, 78.0 + 26.0 * squat, 0.0, 2.0])
        + swing * np.array([74.0, 0.0, 40.0, 4.0])
        + raised * np.array([118.0, 6.0, 90.0, 22.0])
    )

    left_x = STEP_M * (_ease(t, 5.9, 6.4) - _ease(t, 7.6, 8.1))
    right_x = STEP_M * (_ease(t, 6.3, 6.8) - _ease(t, 7.2, 7.7))
    left_y = 0.07 * (_hop(t, 5.9, 6.4) + _hop(t, 7.6, 8.1))
    right_y = 0.07 * (_hop(t, 6.3, 6.8) + _hop(t, 7.2, 7.7))
    strides = _hop(t, 5.9, 6.8) + _hop(t, 7.2, 8.1)
    hips_y = STANDING_HIPS_M + 0.003 * breath - 0.33 * squat - 0.04 * strides - 0.02 * raised
    return _Beat(
        hips=np.array([STEP_M * aside - 0.02 * wave, hips_y, -0.17 * squat]),
        turn=24.0 * turn,
        lean=2.0 + 30.0 * squat + breath,
        sway=4.0 * wave - 5.0 * turn,
        head=(3.0 - 16.0 * squat + 2.0 * breath, 9.0 * wave - 8.0 * turn + 7.0 * swing),
        arms=(idle + shared, (1.0 - wave) * idle + wave * waving + shared),
        ankles=(
            np.array([STANCE_HALF_WIDTH_M + left_x, ANKLE_HEIGHT_M + left_y, -0.03]),
            np.array([-STANCE_HALF_WIDTH_M + right_x, ANKLE_HEIGHT_M + right_y, -0.03]),
        ),
    )


def _turned(axis: str, degrees: float) -> FloatArray:
    """Return the (3, 3) rotation about one axis; plain matrices, for the speed of a frame loop."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    if axis == "x":
        return np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])
    if axis == "y":
        return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def two_bone_joint(
    start: FloatArray, end: FloatArray, lengths: tuple[float, float], toward: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Place the middle joint of a limb whose ends are given, by the law of cosines.

    Args:
        start: (3,) upper end.
        end: (3,) wanted lower end.
        lengths: Upper and lower bone, metres.
        toward: (3,) direction in which the middle joint bends.

    Returns:
        (3,) middle joint and (3,) lower end, pulled in where `end` is out of reach.
    """
    upper, lower = lengths
    line = end - start
    distance = float(np.linalg.norm(line))
    along = line / distance
    distance = min(distance, (upper + lower) * 0.9999)
    forward = (upper**2 - lower**2 + distance**2) / (2 * distance)
    side = math.sqrt(max(upper**2 - forward**2, 0.0))
    across = toward - np.dot(toward, along) * along
    across = across / np.linalg.norm(across)
    return start + forward * along + side * across, start + distance * along


def _arm(points: FloatArray, side: int, chest: FloatArray, angles: FloatArray) -> None:
    """Fill in elbow, wrist and knuckles; `side` is +1 for the left arm and -1 for the right."""
    shoulder, elbow, wrist, index, pinky = (
        (11, 12, 13, 19, 20) if side > 0 else (14, 15, 16, 21, 22)
    )
    sideways, forward, roll, bend = angles
    # A hanging arm bends to the front; rolled outwards and lifted it bends upwards.
    upper = chest @ _turned("z", side * sideways) @ _turned("x", -forward)
    hinge = upper @ _turned("y", side * roll) @ _turned("x", -bend)
    points[elbow] = points[shoulder] + upper @ np.array([0.0, -0.29, 0.0])
    points[wrist] = points[elbow] + hinge @ np.array([0.0, -0.26, 0.0])
    points[index] = points[wrist] + hinge @ np.array([0.0, -0.09, 0.035])
    points[pinky] = points[wrist] + hinge @ np.array([0.0, -0.08, -0.04])


def _leg(points: FloatArray, side: int, pelvis: FloatArray, ankle: FloatArray) -> None:
    """Fill in knee, ankle, heel and toe from the hip and where the ankle shall be."""
    hip, knee, foot, heel, toe = (4, 5, 6, 23, 24) if side > 0 else (1, 2, 3, 25, 26)
    outward = _turned("y", side * 14.0)
    bend = 0.5 * pelvis[:, 2] + outward[:, 2]
    points[knee], points[foot] = two_bone_joint(points[hip], ankle, (THIGH_M, SHANK_M), bend)
    # A lifted foot points down a little.
    pitch = _turned("x", 220.0 * (points[foot, 1] - ANKLE_HEIGHT_M))
    points[heel] = points[foot] + outward @ pitch @ np.array([0.0, -0.06, -0.06])
    points[toe] = points[foot] + outward @ pitch @ np.array([0.0, -0.075, 0.17])


def demo_body(timestamp: float) -> FloatArray:
    """Return (27, 3) keypoints in the body world at `timestamp` seconds; bones never change."""
    beat = _beat(timestamp)
    points = np.zeros((N_KEYPOINTS, 3))
    pelvis = _turned("y", beat.turn) @ _turned("x", 0.4 * beat.lean)
    chest = pelvis @ _turned("x", 0.6 * beat.lean) @ _turned("z", -beat.sway)
    chest = chest @ _turned("y", 0.3 * beat.turn)
    nod, look = beat.head
    head = chest @ _turned("y", look) @ _turned("x", nod)

    points[0] = beat.hips
    points[4] = points[0] + pelvis @ np.array([HIP_HALF_WIDTH_M, 0.0, 0.0])
    points[1] = points[0] + pelvis @ np.array([-HIP_HALF_WIDTH_M, 0.0, 0.0])
    points[7] = points[0] + pelvis @ np.array([0.0, 0.24, -0.015])
    points[8] = points[7] + chest @ np.array([0.0, 0.27, -0.005])
    points[11] = points[8] + chest @ np.array([0.18, -0.045, 0.0])
    points[14] = points[8] + chest @ np.array([-0.18, -0.045, 0.0])
    points[9] = points[8] + head @ np.array([0.0, 0.145, 0.115])
    points[10] = points[8] + head @ np.array([0.0, 0.295, 0.01])
    # Ears hang on the nose in Body27, but all of them are one rigid head.
    points[17] = points[8] + head @ np.array([0.075, 0.165, 0.01])
    points[18] = points[8] + head @ np.array([-0.075, 0.165, 0.01])
    for side, arm, ankle in zip((1, -1), beat.arms, beat.ankles, strict=True):
        _arm(points, side, chest, arm)
        _leg(points, side, pelvis, ankle)
    return points


def body_to_camera(points: FloatArray) -> FloatArray:
    """Turn (..., 3) points of the body world into the camera frame, metres."""
    flipped = points * np.array([1.0, -1.0, -1.0])
    return np.asarray(flipped + np.array([0.0, CAMERA_HEIGHT_M, CAMERA_DISTANCE_M]))


def project(points: FloatArray, image_size: tuple[int, int]) -> FloatArray:
    """Project (..., 3) camera-frame points to (..., 2) pixels of a level pinhole camera.

    Args:
        points: Metres, z > 0.
        image_size: Width and height, pixels; the principal point is the centre.
    """
    width, height = image_size
    focal = 0.5 * height / math.tan(math.radians(VERTICAL_FOV_DEG / 2))
    return np.asarray(points[..., :2] / points[..., 2:] * focal + np.array([width, height]) / 2)


def demo_pose(timestamp: float, image_size: tuple[int, int] = (640, 480)) -> DemoPose:
    """Return the pose at `timestamp` seconds, as seen in a picture of (width, height) pixels."""
    points = body_to_camera(demo_body(timestamp))
    return DemoPose(project(points, image_size), points - points[0], points[0].copy())


def mirrored(pose: DemoPose, image_size: tuple[int, int]) -> DemoPose:
    """Return the pose of the person in the mirror: their left arm is the other's right."""
    swap = list(body27().mirror)
    flat = pose.keypoints_2d[swap].copy()
    flat[:, 0] = image_size[0] - flat[:, 0]
    flip = np.array([-1.0, 1.0, 1.0])
    return DemoPose(flat, pose.keypoints_3d[swap] * flip, pose.root * flip)
