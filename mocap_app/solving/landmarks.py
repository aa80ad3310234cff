"""How the 27 keypoints lie on the 22 joints: the one place that says it.

Keypoints are landmarks on the body, joints are centres of rotation:

* pelvis = Hips, midway between the hip joints; hips, knees and ankles are the joints UpLeg, Leg
  and Foot; shoulders, elbows and wrists are Arm, ForeArm and Hand.
* spine = Spine1, and thorax = Neck: the base of the neck. A source that puts its thorax midway
  between the shoulders only makes the learnt neck start lower.
* nose, ears and head top turn with Head; the two knuckles turn with Hand; the heel turns with
  Foot, and the toe is the tip of ToeBase.

`body27_points` builds the keypoints of a pose, the direction in which the solver works backwards.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mocap_app.core import vec3
from mocap_app.core.kinematics import ancestry, joint_frames
from mocap_app.core.skeleton import N_JOINTS, N_KEYPOINTS, body27, solved_skeleton

if TYPE_CHECKING:
    from mocap_app.core.skeleton import Skeleton
    from mocap_app.core.types import FloatArray

IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]

# keypoint: (joint, metres from it in joint axes on the default skeleton)
_PLACES: dict[str, tuple[str, tuple[float, float, float]]] = {
    "pelvis": ("Hips", (0.0, 0.0, 0.0)),
    "spine": ("Spine1", (0.0, 0.0, 0.0)),
    "thorax": ("Neck", (0.0, 0.0, 0.0)),
    "nose": ("Head", (0.0, 0.035, 0.115)),
    "head_top": ("Head", (0.0, 0.19, 0.0)),
    "left_ear": ("Head", (0.075, 0.06, 0.005)),
    "right_ear": ("Head", (-0.075, 0.06, 0.005)),
    "left_shoulder": ("LeftArm", (0.0, 0.0, 0.0)),
    "left_elbow": ("LeftForeArm", (0.0, 0.0, 0.0)),
    "left_wrist": ("LeftHand", (0.0, 0.0, 0.0)),
    "left_index": ("LeftHand", (0.09, 0.0, 0.03)),
    "left_pinky": ("LeftHand", (0.09, 0.0, -0.03)),
    "right_shoulder": ("RightArm", (0.0, 0.0, 0.0)),
    "right_elbow": ("RightForeArm", (0.0, 0.0, 0.0)),
    "right_wrist": ("RightHand", (0.0, 0.0, 0.0)),
    "right_index": ("RightHand", (-0.09, 0.0, 0.03)),
    "right_pinky": ("RightHand", (-0.09, 0.0, -0.03)),
    "left_hip": ("LeftUpLeg", (0.0, 0.0, 0.0)),
    "left_knee": ("LeftLeg", (0.0, 0.0, 0.0)),
    "left_ankle": ("LeftFoot", (0.0, 0.0, 0.0)),
    "left_heel": ("LeftFoot", (0.0, -0.07, -0.05)),
    "left_toe": ("LeftToeBase", (0.0, 0.0, 0.07)),
    "right_hip": ("RightUpLeg", (0.0, 0.0, 0.0)),
    "right_knee": ("RightLeg", (0.0, 0.0, 0.0)),
    "right_ankle": ("RightFoot", (0.0, 0.0, 0.0)),
    "right_heel": ("RightFoot", (0.0, -0.07, -0.05)),
    "right_toe": ("RightToeBase", (0.0, 0.0, 0.07)),
}
# Landmarks scale with the bone that follows their joint: (joint whose end site or offset scales
# them, whether it is an end site).
_SCALED_BY: dict[str, tuple[str, bool]] = {
    "Head": ("Head", True),
    "LeftHand": ("LeftHand", True),
    "RightHand": ("RightHand", True),
    "LeftFoot": ("LeftToeBase", False),
    "RightFoot": ("RightToeBase", False),
    "LeftToeBase": ("LeftToeBase", True),
    "RightToeBase": ("RightToeBase", True),
}


FACE = ("nose", "left_ear", "right_ear")
"""Keypoints that tell where the head sits; hair makes its top uncertain."""


_UNTURNED = np.tile(np.eye(3), (N_JOINTS, 1, 1))


class Body:
    """A skeleton with its landmarks: made once per set of bone lengths, used for every frame."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.skeleton = skeleton
        self.landmarks = landmark_offsets(skeleton)
        """(27, 3) metres from the carrying joint to each keypoint, in joint axes."""
        self.pieces = self.landmarks.copy()
        """The same, but toes from the ankle: foot and toe turn as one piece."""
        self.pieces[keypoints("left_toe", "right_toe")] += skeleton.offsets[
            joints("LeftToeBase", "RightToeBase")
        ]
        self.face = vec3.vec(self.landmarks[keypoints(*FACE)].mean(axis=0).tolist())
        """Metres from the joint Head to the middle of `FACE`, in its axes."""
        self.legs = leg_lengths(skeleton)
        """(2, 2) metres of thigh and shank, left and right."""
        self.limbs: list[list[float]] = [*_arm_lengths(skeleton).tolist(), *self.legs.tolist()]
        """(4, 2) metres of the bones of left arm, right arm, left leg and right leg."""
        self.offsets: list[list[float]] = skeleton.offsets.tolist()
        """(22, 3) of the skeleton, metres."""
        self._bones = np.concatenate([skeleton.offsets, self.landmarks])[..., None]
        self._bones[0] = 0.0  # Places are seen from the hips.
        _, at_rest = self.place(_UNTURNED)
        bones = at_rest - at_rest[np.array(body27().parents)]
        self.bones: FloatArray = np.linalg.norm(bones, axis=-1)
        """(27,) metres from each keypoint to its parent in Body27; the pelvis has none."""

    def place(self, frames: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return (..., 22, 3) joints and (..., 27, 3) keypoints, metres, seen from the hips.

        Args:
            frames: (..., 22, 3, 3) joint orientations.
        """
        turning, ways = _ways()
        placed = ways @ (frames.take(turning, axis=-3) @ self._bones)[..., 0]
        return placed[..., :N_JOINTS, :], placed[..., N_JOINTS:, :]


def keypoints(*names: str) -> IntArray:
    """Return the indices of Body27 keypoints by name."""
    return np.array([body27().index(name) for name in names], dtype=np.intp)


def joints(*names: str) -> IntArray:
    """Return the indices of solved joints by name."""
    return np.array([solved_skeleton().index(name) for name in names], dtype=np.intp)


@functools.cache
def carriers() -> IntArray:
    """Return (27,): the joint that carries each keypoint."""
    return joints(*(_PLACES[name][0] for name in body27().joints))


@functools.cache
def _ways() -> tuple[IntArray, FloatArray]:
    """Return which joints turn the bones to all joints and keypoints, and which lead where.

    The first are (49,) joints; the second is (49, 49): 1 where the second bone lies on the way from
    the hips to the end of the first.
    """
    parents = solved_skeleton().parents
    ways = np.eye(N_JOINTS + N_KEYPOINTS)
    ways[:N_JOINTS, :N_JOINTS] = ancestry(parents)
    ways[N_JOINTS:, :N_JOINTS] = ancestry(parents)[carriers()]
    return np.concatenate([parents, carriers()]), ways


def leg_lengths(skeleton: Skeleton) -> FloatArray:
    """Return (2, 2) metres of thigh and shank, left and right."""
    shanks, feet = joints("LeftLeg", "RightLeg"), joints("LeftFoot", "RightFoot")
    return np.stack([-skeleton.offsets[shanks, 1], -skeleton.offsets[feet, 1]], axis=-1)


def _arm_lengths(skeleton: Skeleton) -> FloatArray:
    forearms, hands = joints("LeftForeArm", "RightForeArm"), joints("LeftHand", "RightHand")
    ends = skeleton.offsets[np.stack([forearms, hands], axis=-1)]
    lengths: FloatArray = np.linalg.norm(ends, axis=-1)
    return lengths


def landmark_offsets(skeleton: Skeleton) -> FloatArray:
    """Return (27, 3) metres from the carrying joint to each keypoint, in joint axes."""
    places, lengths = _default_places()
    scales = {
        joint: _length(skeleton, *bone) / lengths[joint] for joint, bone in _SCALED_BY.items()
    }
    factors = [scales.get(_PLACES[name][0], 1.0) for name in body27().joints]
    scaled: FloatArray = places * np.array(factors)[:, None]
    return scaled


@functools.cache
def _default_places() -> tuple[FloatArray, dict[str, float]]:
    """Return the (27, 3) landmarks of the default skeleton and the lengths that scale them."""
    places = np.array([_PLACES[name][1] for name in body27().joints])
    return places, {joint: _length(solved_skeleton(), *bone) for joint, bone in _SCALED_BY.items()}


def place_landmarks(frames: FloatArray, positions: FloatArray, offsets: FloatArray) -> FloatArray:
    """Return (..., 27, 3) keypoints in metres of a pose from `core.kinematics.joint_frames`.

    Args:
        frames: (..., 22, 3, 3) joint orientations.
        positions: (..., 22, 3) joints, metres.
        offsets: (27, 3) from `landmark_offsets`.
    """
    carrier = carriers()
    turned: FloatArray = (frames.take(carrier, axis=-3) @ offsets[..., None])[..., 0]
    return positions.take(carrier, axis=-2) + turned


def body27_points(skeleton: Skeleton, rotations: FloatArray, root: FloatArray) -> FloatArray:
    """Return the (..., 27, 3) keypoints, metres in the axes of `root`, of a solved pose.

    Args:
        skeleton: With the person's bone lengths.
        rotations: (..., 22, 4) local rotations wxyz.
        root: (..., 3) Hips, metres.
    """
    frames, positions = joint_frames(skeleton, rotations, root)
    return place_landmarks(frames, positions, landmark_offsets(skeleton))


def _length(skeleton: Skeleton, joint: str, is_end_site: bool) -> float:
    bone = skeleton.end_sites[joint] if is_end_site else skeleton.offsets[skeleton.index(joint)]
    return math.hypot(*bone.tolist())
