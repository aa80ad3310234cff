"""Recorded motion on the solved skeleton: truth that the solver's answers are compared with.

A clip of the library moves the body of `training.body`; the solved skeleton with that body's
lengths is put into the same poses. It has what nobody can see decided as the solver decides it:
the back bends in an even arc, the chest lies across the shoulders, which shrug alike, toes do not
bend, and a hand's twist is shared with its forearm.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.rotation import (
    IDENTITY,
    align_hemisphere,
    cross,
    dot,
    from_matrix,
    from_rotvec,
    limit_angle,
    slerp,
    swing,
    swing_twist,
    to_matrix,
    to_rotvec,
    unit,
)
from mocap_app.solving.bone_lengths import measure, skeleton_with
from mocap_app.solving.extremities import FOREARM_SHARE, MAX_FOREARM_TWIST
from mocap_app.solving.joint_rotations import local_rotations
from mocap_app.solving.landmarks import body27_points, joints, keypoints
from mocap_app.solving.torso import MAX_CLAVICLE_TURN
from mocap_app.training.body.rig import INDEX
from mocap_app.training.motion.retarget import rest_directions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.core.skeleton import Skeleton
    from mocap_app.core.types import FloatArray
    from mocap_app.training.body.body import ShapedBody
    from mocap_app.training.motion.clip import MotionClip

PLANE_FROM, PLANE_TO = np.sin(np.radians([8.0, 25.0]))
"""Sines of a limb's bend between which its twist goes from the recording's to its plane's."""
FEET = keypoints("left_heel", "left_toe", "right_heel", "right_toe")
_STANDS_M_S, _STANDS_M = 0.1, 0.08
_X, _Y, _Z = np.eye(3)


@dataclass(frozen=True, eq=False)
class KnownMotion:
    """T frames of the solved skeleton in the world: metres, Y up, floor at y = 0."""

    name: str
    times: FloatArray
    """(T,) seconds."""
    skeleton: Skeleton
    """With the bone lengths of who moves."""
    rotations: FloatArray
    """(T, 22, 4) local, wxyz."""
    root: FloatArray
    """(T, 3) hips."""

    def keypoints(self) -> FloatArray:
        """Return (T, 27, 3) Body27 in the world, metres."""
        return body27_points(self.skeleton, self.rotations, self.root)

    def standing(self) -> NDArray[np.bool_]:
        """Return (T - 1, 4) steps in which left heel, left toe, right heel, right toe stand.

        They are low and slow, and in the frames before and after, too.
        """
        feet = self.keypoints()[:, FEET]
        speed = np.linalg.norm(np.diff(feet, axis=0), axis=-1) / np.diff(self.times)[:, None]
        low = np.maximum(feet[1:, :, 1], feet[:-1, :, 1]) < _STANDS_M
        rests = np.pad((speed < _STANDS_M_S) & low, ((1, 1), (0, 0)))
        return np.asarray(rests[:-2] & rests[1:-1] & rests[2:])

    def centred(self) -> KnownMotion:
        """Return the motion with the middle of its way over the world's origin."""
        low, high = self.root.min(axis=0), self.root.max(axis=0)
        return replace(self, root=self.root - 0.5 * (low + high) * (1.0, 0.0, 1.0))


def known_motion(clip: MotionClip, person: ShapedBody) -> KnownMotion:
    """Return a clip, as a person of the body model performs it, on the solved skeleton."""
    skeleton = skeleton_with(measure(_rest_points(person), np.ones(27)))
    transforms = person.pose(clip.rotations, clip.root_for(person))
    turned, points = transforms[..., :3], person.landmarks(transforms)
    frames = np.empty((len(clip), len(skeleton.joints), 3, 3))
    _trunk(frames, turned, points)
    for side in "LR":
        _arm(frames, turned, points, person, side)
        _leg(frames, turned, points, side)
    rotations = align_hemisphere(local_rotations(frames))
    root = points[:, 0].copy()
    known = KnownMotion(clip.name, np.arange(len(clip)) / clip.fps, skeleton, rotations, root)
    # Its soles are a little thicker or thinner than those of the body.
    root[:, 1] -= np.percentile(known.keypoints()[:, FEET, 1].min(axis=1), 3.0)
    return known


def _rest_points(person: ShapedBody) -> FloatArray:
    points = person.landmarks(person.pose(person.rest_rotations()))
    return points - points[:1]


def _rows(*names: str) -> tuple[int, ...]:
    return tuple(int(row) for row in joints(*names))


def _trunk(frames: FloatArray, turned: FloatArray, points: FloatArray) -> None:
    left, right = (points[:, int(i)] for i in keypoints("left_shoulder", "right_shoulder"))
    hips, ribs, head = (turned[:, INDEX[bone]] for bone in ("root", "spine01", "head"))
    chest = _axes(unit(left - right), ribs[..., 1])
    for row, share in zip(_rows("Hips", "Spine", "Spine1", "Spine2"), range(4), strict=True):
        frames[:, row] = _between(hips, chest, share / 3.0)
    neck, skull = _rows("Neck", "Head")
    frames[:, neck], frames[:, skull] = _between(chest, head, 0.5), head
    shrugs = [
        to_rotvec(from_matrix(np.swapaxes(ribs, -1, -2) @ turned[:, INDEX[f"clavicle.{side}"]]))
        for side in "LR"
    ]
    # The right one mirrored; no collarbone turns about itself.
    shrug = 0.5 * (shrugs[0] + shrugs[1] * (1.0, -1.0, -1.0)) * (0.0, 1.0, 1.0)
    shrug *= np.minimum(1.0, MAX_CLAVICLE_TURN / np.maximum(_length(shrug), 1e-9))
    for row, mirror in zip(_rows("LeftShoulder", "RightShoulder"), (1.0, -1.0), strict=True):
        frames[:, row] = chest @ to_matrix(from_rotvec(shrug * (1.0, mirror, mirror)))


def _length(v: FloatArray) -> FloatArray:
    return np.sqrt(dot(v, v))


def _between(a: FloatArray, b: FloatArray, share: float) -> FloatArray:
    return to_matrix(slerp(from_matrix(a), from_matrix(b), share))


def _arm(
    frames: FloatArray, turned: FloatArray, points: FloatArray, person: ShapedBody, side: str
) -> None:
    word, sign = ("Left", 1.0) if side == "L" else ("Right", -1.0)
    upper, lower, hand = _rows(*(f"{word}{n}" for n in ("Arm", "ForeArm", "Hand")))
    rest = rest_directions(person, side)
    hinge = turned[:, INDEX[f"upperarm02.{side}"]] @ cross(rest["upperarm"], rest["forearm"])
    a, b, c = (points[:, i] for i in _side_keys(word, "shoulder", "elbow", "wrist"))
    rest_axes = _axes(sign * _X, -sign * _Y)
    frames[:, upper], frames[:, lower] = _limb(unit(b - a), unit(c - b), unit(hinge), rest_axes)
    aligned = _axes(rest["hand"], rest["thumb side"]) @ _axes(sign * _X, _Z).T
    frames[:, hand] = turned[:, INDEX[f"wrist.{side}"]] @ aligned
    local = from_matrix(np.swapaxes(frames[:, lower], -1, -2) @ frames[:, hand])
    twist = swing_twist(local, _X)[1]
    shared = limit_angle(slerp(IDENTITY, twist, FOREARM_SHARE), MAX_FOREARM_TWIST)
    frames[:, lower] = frames[:, lower] @ to_matrix(shared)


def _leg(frames: FloatArray, turned: FloatArray, points: FloatArray, side: str) -> None:
    word = "Left" if side == "L" else "Right"
    upper, lower, foot, toes = _rows(*(f"{word}{n}" for n in ("UpLeg", "Leg", "Foot", "ToeBase")))
    hinge = turned[:, INDEX[f"upperleg02.{side}"]] @ _X
    keys = _side_keys(word, "hip", "knee", "ankle", "heel", "toe")
    a, b, c, heel, toe = (points[:, int(i)] for i in keys)
    frames[:, upper], frames[:, lower] = _limb(unit(b - a), unit(c - b), hinge, _axes(-_Y, _X))
    # As it is seen: along the sole, whatever the ankle and the toes do inside.
    frames[:, foot] = _axes(unit(toe - heel), unit(c - heel)) @ _axes(_Z, _Y).T
    frames[:, toes] = frames[:, foot]


def _side_keys(word: str, *names: str) -> list[int]:
    return [int(row) for row in keypoints(*(f"{word.lower()}_{name}" for name in names))]


def _limb(
    upper: FloatArray, lower: FloatArray, hinge: FloatArray, rest: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return (T, 3, 3) orientations of both bones, given (T, 3) unit directions and the hinge."""
    normal = cross(upper, lower)
    told = _smooth_step(_length(normal), float(PLANE_FROM), float(PLANE_TO))
    mixed = unit(told * unit(normal) + (1.0 - told) * hinge)
    frame = _axes(upper, mixed) @ rest.T
    return frame, to_matrix(swing(upper, lower)) @ frame


def _smooth_step(x: FloatArray, low: float, high: float) -> FloatArray:
    """Go from 0 at `low` to 1 at `high` without a corner."""
    t = np.minimum(np.maximum((x - low) / (high - low), 0.0), 1.0)
    step: FloatArray = t * t * (3.0 - 2.0 * t)
    return step


def _axes(first: FloatArray, second: FloatArray) -> FloatArray:
    """Return (..., 3, 3): columns `first`, the part of `second` across it, and their normal."""
    side = unit(second - dot(second, first) * first)
    return np.stack([first, side, cross(first, side)], axis=-1)
