"""The skeletons that the library's files use: which joint is what, and how they stand at rest.

Retargeting compares every moment with a reference pose in which both skeletons stand alike:
upright, facing +Z, knees straight. The arms may point anywhere, as long as the thumbs point
forward. For most skeletons that is the pose of the file's definition; where that pose is no
person's (bones that all point the same way), it is built from what is known of the bones' axes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.spatial.transform import Rotation

from mocap_app.core.errors import DataError

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray
    from mocap_app.training.motion.source import SourceMotion

_SIDED = ("collar", "upperarm", "forearm", "hand", "thigh", "shank", "foot", "toes")
PARTS = ("hips", "chest", "head", *(f"{part}.{side}" for side in "LR" for part in _SIDED))
"""The parts of a body whose orientations are carried over; L and R are the person's own."""
# Each limb bone points from its own joint to the next one's.
NEXT = {"upperarm": "forearm", "forearm": "hand", "thigh": "shank", "shank": "foot", "foot": "toes"}


@dataclass(frozen=True)
class Family:
    """One kind of skeleton."""

    joints: dict[str, str]
    """Joint by part; "hand" may be the tip of the forearm, "toes" the tip of the foot."""
    axes: Literal["y-up", "z-up facing -y", "z-up facing +x"] = "y-up"
    reference: Literal["rest", "first frame", "bone axes"] = "rest"
    elbow_hinge: tuple[float, float, float] | None = None
    """About what the left elbow bends, in the reference pose; None: as the body itself does."""
    foot_pitch: float = 0.0
    """Degrees that a foot standing flat looks down at its toes, as measured on the clips."""
    hand_follows_forearm: bool = False
    """The file has no joint at the wrist."""

    def joint(self, part: str) -> str:
        """Return the joint of a part."""
        return self.joints[part]


def _sided(trunk: dict[str, str], limbs: dict[str, str], left: str, right: str) -> dict[str, str]:
    """Return the joints by part, with the word for the side in place of the star."""
    table = dict(trunk)
    for part, joint in limbs.items():
        table[f"{part}.L"] = joint.replace("*", left)
        table[f"{part}.R"] = joint.replace("*", right)
    return table


_ASF_LIMBS = {
    "collar": "*clavicle",
    "upperarm": "*humerus",
    "forearm": "*radius",
    "hand": "*hand",
    "thigh": "*femur",
    "shank": "*tibia",
    "foot": "*foot",
    "toes": "*toes",
}
_MIXAMO_ARMS = {
    "collar": "*Shoulder",
    "upperarm": "*Arm",
    "forearm": "*ForeArm",
    "hand": "*Hand",
}

FAMILIES: dict[str, Family] = {
    # Animated Drawings, solved by its authors (FAIR) on a Mixamo-like skeleton.
    "mixamo": Family(
        _sided(
            {"hips": "Hips", "chest": "Spine3", "head": "Head"},
            _MIXAMO_ARMS
            | {"thigh": "*UpLeg", "shank": "*Leg", "foot": "*Foot", "toes": "*ToeBase"},
            "Left",
            "Right",
        ),
        axes="z-up facing -y",
    ),
    # Its "custom avatar" clips; they begin with a T-pose.
    "xsens": Family(
        _sided(
            {"hips": "Hips", "chest": "Spine4", "head": "Head"},
            _MIXAMO_ARMS | {"thigh": "*Thigh", "shank": "*Shin", "foot": "*Foot", "toes": "*Toe"},
            "Left",
            "Right",
        ),
        reference="first frame",
    ),
    # Its dances and karate: a Vicon skeleton with arms hanging at rest.
    "vicon": Family(
        _sided({"hips": "pelvis", "chest": "thorax", "head": "head"}, _ASF_LIMBS, "l", "r"),
        axes="z-up facing +x",
        foot_pitch=18.0,
    ),
    "vicon with neck": Family(
        _sided({"hips": "pelvis", "chest": "upperback", "head": "Neck"}, _ASF_LIMBS, "l", "r"),
        axes="z-up facing +x",
    ),
    # CMU in BVH form.
    "cmu": Family(
        _sided(
            {"hips": "Hips", "chest": "Chest2", "head": "Head"},
            {
                "collar": "*Collar",
                "upperarm": "*Shoulder",
                "forearm": "*Elbow",
                "hand": "*Wrist",  # it turns the forearm only; the hand is named below
                "thigh": "*Hip",
                "shank": "*Knee",
                "foot": "*Ankle",
                "toes": "*Toe",
            },
            "Left",
            "Right",
        )
        | {"hand.L": "lhand", "hand.R": "rhand"},
        elbow_hinge=(-0.87, 0.0, 0.5),
        foot_pitch=3.0,
    ),
    # CMU as published.
    "acclaim": Family(
        _sided(
            {"hips": "root", "chest": "thorax", "head": "head"},
            _ASF_LIMBS,  # its "wrist" is the lower half of the forearm
            "l",
            "r",
        ),
        elbow_hinge=(0.0, -0.87, 0.5),
        foot_pitch=3.0,
    ),
    # CMU on Character Creator's skeleton; all bones point along their own Y.
    "character creator": Family(
        _sided(
            {"hips": "CC_Base_Hip", "chest": "CC_Base_Spine02", "head": "CC_Base_Head"},
            {
                "collar": "CC_Base_*_Clavicle",
                "upperarm": "CC_Base_*_Upperarm",
                "forearm": "CC_Base_*_Forearm",
                "hand": "CC_Base_*_Hand",
                "thigh": "CC_Base_*_Thigh",
                "shank": "CC_Base_*_Calf",
                "foot": "CC_Base_*_Foot",
                "toes": "CC_Base_*_ToeBase",
            },
            "L",
            "R",
        ),
        reference="bone axes",
        elbow_hinge=(0.0, -0.86, 0.51),
    ),
    # ReactIdle: no wrists.
    "react idle": Family(
        _sided(
            {"hips": "pelvis", "chest": "spine.001", "head": "face"},
            {
                "collar": "shoulder.*",
                "upperarm": "upper_arm.*",
                "forearm": "forearm.*",
                "hand": "forearm.*_end",
                "thigh": "thigh.*",
                "shank": "shin.*",
                "foot": "foot.*",
                "toes": "foot.*_end",
            },
            "L",
            "R",
        ),
        hand_follows_forearm=True,
    ),
    # Mesh2Motion's two files: Rigify's and Unreal's names.
    "rigify": Family(
        _sided(
            {"hips": "DEF-hips", "chest": "DEF-spine.003", "head": "DEF-head"},
            {
                "collar": "DEF-shoulder.*",
                "upperarm": "DEF-upper_arm.*",
                "forearm": "DEF-forearm.*",
                "hand": "DEF-hand.*",
                "thigh": "DEF-thigh.*",
                "shank": "DEF-shin.*",
                "foot": "DEF-foot.*",
                "toes": "DEF-toe.*",
            },
            "L",
            "R",
        )
    ),
    "unreal": Family(
        _sided(
            {"hips": "pelvis", "chest": "spine_03", "head": "head"},
            {
                "collar": "clavicle_*",
                "upperarm": "upperarm_*",
                "forearm": "lowerarm_*",
                "hand": "hand_*",
                "thigh": "thigh_*",
                "shank": "calf_*",
                "foot": "foot_*",
                "toes": "ball_*",
            },
            "l",
            "r",
        )
    ),
}
"""Families by name; `family_of` finds the one of a motion."""

_AXES: dict[str, FloatArray] = {
    "y-up": np.eye(3),
    "z-up facing -y": np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]]),
    "z-up facing +x": np.array([[0.0, 1, 0], [0, 0, 1], [1, 0, 0]]),
}
# Character Creator's T-pose, measured on clips that are also there in Acclaim's form: the ankle
# looks down at the ball of the foot, the chest's axes lean back, those of the collars turn back.
_CC_FOOT_DEG, _CC_CHEST_DEG, _CC_COLLAR_DEG = 14.0, 10.0, 15.0


def family_of(motion: SourceMotion) -> Family:
    """Return the family whose joints a motion has.

    Raises:
        DataError: It is none of the known ones.
    """
    names = set(motion.joints)
    for family in FAMILIES.values():
        if names.issuperset(family.joints.values()):
            return family
    raise DataError(f"The skeleton of {motion.name} is none that is known.")


def canonical(motion: SourceMotion, family: Family) -> SourceMotion:
    """Return the motion with Y up and, in the reference pose, facing +Z."""
    return motion.turned(_AXES[family.axes])


def reference_frames(motion: SourceMotion, family: Family) -> dict[str, FloatArray]:
    """Return by part the (3, 3) orientation of its joint in the reference pose.

    Args:
        motion: Already `canonical`.
        family: Its family.
    """
    rows = {part: motion.index(family.joint(part)) for part in PARTS}
    if family.reference == "rest":
        return {part: motion.rest_frames[row] for part, row in rows.items()}
    if family.reference == "first frame":
        return {part: motion.frames[0, row] for part, row in rows.items()}
    return {part: _bone_axes(part) for part in PARTS}


def _bone_axes(part: str) -> FloatArray:
    """Return how Character Creator's joints lie in a T-pose.

    A limb's bone is the Y axis of its joint, and its Z axis looks forward, or up in the feet.
    """
    stem, _, side = part.partition(".")
    sign = 1.0 if side == "L" else -1.0
    if stem in {"collar", "upperarm", "forearm", "hand"}:
        back = sign * _CC_COLLAR_DEG if stem == "collar" else 0.0
        turn = Rotation.from_euler("zy", [-90.0 * sign, back], degrees=True)
    elif stem in {"thigh", "shank"}:
        turn = Rotation.from_euler("z", 180.0, degrees=True)
    elif stem in {"foot", "toes"}:
        down = _CC_FOOT_DEG if stem == "foot" else 0.0
        turn = Rotation.from_euler("zx", [180.0, down - 90.0], degrees=True)
    else:
        turn = Rotation.from_euler("x", -_CC_CHEST_DEG if stem == "chest" else 0.0, degrees=True)
    matrix: FloatArray = turn.as_matrix()
    return matrix
