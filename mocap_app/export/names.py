"""What other programs call the joints of the solved skeleton.

A naming set renames the 22 joints and may ask for joints that we do not solve, so that the tree
has all the bones a retargeter looks for: they sit on the middle of a solved bone and never turn.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_TRUNK = ("Hips", "Spine", "Spine1", "Spine2", "Neck", "Head")
_LIMBS = ("Shoulder", "Arm", "ForeArm", "Hand", "UpLeg", "Leg", "Foot", "ToeBase")
_SIDES = ({"s": "l", "S": "L", "side": "left"}, {"s": "r", "S": "R", "side": "right"})


@dataclass(frozen=True, slots=True)
class NameSet:
    """Names of one family of programs."""

    names: dict[str, str] = field(default_factory=dict)
    """Solved joint to its name there; a joint that is missing keeps its own."""
    root: str = ""
    """Name of a joint on the floor, above the hips, that never moves; empty for none."""
    inserted: dict[str, str] = field(default_factory=dict)
    """Solved joint to the name of a joint on the middle of the bone that ends there."""


def _names(trunk: tuple[str, ...], limbs: tuple[str, ...]) -> dict[str, str]:
    """Return a table from six names of the trunk and eight patterns of limbs.

    In a pattern, {s}, {S} and {side} stand for l or r, L or R, left or right.
    """
    table = dict(zip(_TRUNK, trunk, strict=True))
    for side, words in zip(("Left", "Right"), _SIDES, strict=True):
        for joint, pattern in zip(_LIMBS, limbs, strict=True):
            table[side + joint] = pattern.format(**words)
    return table


OWN = NameSet()
MIXAMO = NameSet(
    {
        joint: f"mixamorig:{joint}"
        for joint in (*_TRUNK, *(side + limb for side in ("Left", "Right") for limb in _LIMBS))
    }
)
UE5 = NameSet(
    _names(
        ("pelvis", "spine_01", "spine_03", "spine_05", "neck_01", "head"),
        (
            *("clavicle_{s}", "upperarm_{s}", "lowerarm_{s}", "hand_{s}"),
            *("thigh_{s}", "calf_{s}", "foot_{s}", "ball_{s}"),
        ),
    ),
    root="root",
    inserted={"Spine1": "spine_02", "Spine2": "spine_04", "Head": "neck_02"},
)
VRM = NameSet(
    _names(
        ("hips", "spine", "chest", "upperChest", "neck", "head"),
        (
            *("{side}Shoulder", "{side}UpperArm", "{side}LowerArm", "{side}Hand"),
            *("{side}UpperLeg", "{side}LowerLeg", "{side}Foot", "{side}Toes"),
        ),
    )
)
RIGIFY = NameSet(
    _names(
        ("spine", "spine.001", "spine.002", "spine.003", "spine.004", "spine.006"),
        (
            *("shoulder.{S}", "upper_arm.{S}", "forearm.{S}", "hand.{S}"),
            *("thigh.{S}", "shin.{S}", "foot.{S}", "toe.{S}"),
        ),
    ),
    inserted={"Head": "spine.005"},
)
CMU = NameSet(
    {"Spine": "LowerBack", "Spine1": "Spine", "Spine2": "Spine1"},
    inserted={"LeftUpLeg": "LHipJoint", "RightUpLeg": "RHipJoint", "Head": "Neck1"},
)
DAZ = NameSet(
    _names(
        ("hip", "abdomen", "abdomen2", "chest", "neck", "head"),
        (
            *("{s}Collar", "{s}Shldr", "{s}ForeArm", "{s}Hand"),
            *("{s}Thigh", "{s}Shin", "{s}Foot", "{s}Toe"),
        ),
    )
)
