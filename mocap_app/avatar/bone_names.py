"""Which node is which bone, told by its name.

A name is taken apart into a side and a base: "mixamorig:LeftForeArm", "DEF-forearm.L",
"lowerarm_l" and "J_Bip_L_LowerArm" all are a left forearm. What a base means depends on the family
it belongs to ("leg" is the thigh in one and the shin in another), so all families are tried and
the one that explains the most wins; what it leaves open the others may fill in.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mocap_app.core.skeleton import solved_skeleton
from mocap_app.export import names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mocap_app.avatar.model import BoneMap
    from mocap_app.avatar.nodes import NodeTree

TRUNK = ("Hips", "Spine", "Spine1", "Spine2", "Neck", "Head")
LIMBS = ("Shoulder", "Arm", "ForeArm", "Hand", "UpLeg", "Leg", "Foot", "ToeBase")
SIDES = ("Left", "Right")

# Besides those that are exported for. Bases, smaller case without separators, in the order of TRUNK
# and LIMBS.
_OTHERS = (
    # Unreal 4
    (
        "pelvis spine01 spine02 spine03 neck01 head",
        "clavicle upperarm lowerarm hand thigh calf foot ball",
    ),
    # Rokoko, newer and older
    (
        "hips spine1 spine2 spine3 neck head",
        "shoulder arm forearm hand thigh shin foot toe",
    ),
    (
        "hip spine chest upperchest neck head",
        "shoulder upperarm lowerarm hand upperleg lowerleg foot toe",
    ),
    # 3ds Max Biped
    (
        "pelvis spine spine1 spine2 neck head",
        "clavicle upperarm forearm hand thigh calf foot toe0",
    ),
    # VRChat
    (
        "hips spine chest upperchest neck head",
        "shoulder arm elbow wrist leg knee ankle toe",
    ),
    # Daz Genesis 8
    (
        "hip abdomenlower abdomenupper chestupper necklower head",
        "collar shldrbend forearmbend hand thighbend shin foot toe",
    ),
    # Character Creator
    (
        "hip waist spine01 spine02 necktwist01 head",
        "clavicle upperarm forearm hand thigh calf foot toebase",
    ),
)
_LEAST = 8
"""Bones that must be named before a family is believed."""
# What rigs put before the names of bones; order matters only for speed.
_PREFIXES = re.compile(
    r"^(?:.*[:|]|(?:def|org)[-_ ]|bip\d*[ _]|cc_base_|j_bip_[clr]?_?|b_|jnt_|bn_)", re.I
)
_SIDE_WORD = re.compile(r"(?<![a-z])(left|right)(?![a-z])|^(left|right)", re.I)
_SIDE_LETTER = re.compile(r"(?:^|[ ._\-])([lr])(?=$|[ ._\-])", re.I)
_FINGERS = ("index", "middle|mid", "ring", "little|pinky")


@dataclass(frozen=True)
class _Named:
    """A name taken apart."""

    side: str
    """Left, Right or empty."""
    base: str
    """What remains, smaller case, letters and digits."""


def bones_by_name(tree: NodeTree, candidates: Iterable[int]) -> BoneMap:
    """Return the bones that names tell of; empty if they follow no known custom.

    Args:
        tree: The nodes.
        candidates: Those that may be bones, the likelier first.
    """
    named: dict[_Named, int] = {}
    for node in candidates:
        named.setdefault(take_apart(tree.names[node]), node)
    found = [_match(named, family) for family in _families()]
    found.sort(key=len, reverse=True)
    best = found[0]
    if len(best) < _LEAST:
        return {}
    used = set(best.values())
    for other in found[1:]:
        for joint, node in other.items():
            if joint not in best and node not in used:
                best[joint] = node
                used.add(node)
    return _standing_right(tree, best)


def fingers_by_name(tree: NodeTree, hands: dict[str, int]) -> dict[str, list[int]]:
    """Return the fingers that hang on each hand (Left or Right), from the index to the little one.

    Of each finger its first joint; the thumb is none.
    """
    below = tree.children
    found: dict[str, list[int]] = {}
    for side, hand in hands.items():
        bases = {take_apart(tree.names[node]).base: node for node in below[hand]}
        row = [next((n for base, n in bases.items() if re.search(f, base)), None) for f in _FINGERS]
        found[side] = [node for node in row if node is not None]
    return found


def take_apart(name: str) -> _Named:
    """Return side and base of a name."""
    side = ""
    letter = re.match(r"^J_Bip_([LR])_", name)
    stripped = _PREFIXES.sub("", name, count=1)
    stripped = _PREFIXES.sub("", stripped, count=1)
    if letter:
        side = letter.group(1)
    elif match := _SIDE_WORD.search(stripped) or _SIDE_LETTER.search(stripped):
        side = next(group for group in match.groups() if group)
        stripped = stripped[: match.start()] + " " + stripped[match.end() :]
    elif match := re.match(r"^([lr])(?=[A-Z])", stripped) or re.search(
        r"(?<=[a-z\d])([LR])$", stripped
    ):
        # "lShin" and "upper_armL".
        side = match.group(1)
        stripped = stripped[: match.start()] + stripped[match.end() :]
    whole_side = {"l": "Left", "r": "Right", "": ""}[side[:1].lower()]
    return _Named(whole_side, re.sub(r"[^a-z0-9]", "", stripped.lower()))


@functools.cache
def _families() -> tuple[dict[str, _Named], ...]:
    """Return what each family calls each joint."""
    known = (names.MIXAMO, names.VRM, names.UE5, names.RIGIFY, names.CMU, names.DAZ)
    families = [
        {joint: take_apart(family.names.get(joint, joint)) for joint in solved_skeleton().joints}
        for family in known
    ]
    for trunk, limbs in _OTHERS:
        table = {joint: _Named("", base) for joint, base in zip(TRUNK, trunk.split(), strict=True)}
        for side in SIDES:
            for joint, base in zip(LIMBS, limbs.split(), strict=True):
                table[side + joint] = _Named(side, base)
        families.append(table)
    return tuple(families)


def _match(named: dict[_Named, int], family: dict[str, _Named]) -> BoneMap:
    return {joint: named[name] for joint, name in family.items() if name in named}


def _standing_right(tree: NodeTree, bones: BoneMap) -> BoneMap:
    """Drop what stands above its own parent joint: a name that means something else here."""
    skeleton = solved_skeleton()
    kept: BoneMap = {}
    for joint, parent in zip(skeleton.joints, skeleton.parents, strict=True):
        if joint not in bones:
            continue
        above = parent
        while above >= 0 and skeleton.joints[above] not in kept:
            above = skeleton.parents[above]
        if above < 0 or not _is_above(tree, bones[joint], kept[skeleton.joints[above]]):
            kept[joint] = bones[joint]
    return kept


def _is_above(tree: NodeTree, node: int, other: int) -> bool:
    """Whether `node` is `other` or lies on the way from it to the root."""
    while other >= 0:
        if other == node:
            return True
        other = tree.parents[other]
    return False
