"""A source motion on the rig of the body.

For every part, the turn since the reference pose (`families`) is applied to how the body's own
bone lies in that same pose. Bones therefore point exactly where the source's do, and keep the
source's twist; only lengths differ. The spine and neck are spread evenly between hips, chest and
head, and twists of the limbs over the twist bones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.rotation import (
    IDENTITY,
    cross,
    from_axis_angle,
    from_matrix,
    inverse,
    multiply,
    rotate,
    slerp,
    swing,
    swing_twist,
    unit,
)
from mocap_app.training.body.rig import BONES, INDEX
from mocap_app.training.motion.families import NEXT, PARTS, canonical, reference_frames

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray
    from mocap_app.training.body.body import ShapedBody
    from mocap_app.training.motion.families import Family
    from mocap_app.training.motion.source import SourceMotion

_DOWN = np.array([0.0, -1.0, 0.0])
_FORWARD = np.array([0.0, 0.0, 1.0])
# Share of the way from hips to chest, and from chest to head.
_SPINE = {"spine05": 0.15, "spine04": 0.35, "spine03": 0.6, "spine02": 0.85, "spine01": 1.0}
_NECK = {"neck01": 0.25, "neck02": 0.5, "neck03": 0.75, "head": 1.0}
# How much of a limb's twist its upper bone takes; the rest is the second bone's.
_UPPER_SHARE = {"upperarm": 0.3, "lowerarm": 0.2, "upperleg": 0.4, "lowerleg": 0.5}
# How much of the hand's twist happens in the forearm, where radius and ulna cross.
_PRONATION = 0.65


def retarget(
    motion: SourceMotion, family: Family, person: ShapedBody
) -> tuple[FloatArray, FloatArray]:
    """Return local rotations (T, B, 4) by bone of the rig, and the root (T, 3) in metres.

    The root is scaled by the length of the legs; its floor is still the source's.
    """
    motion = canonical(motion, family)
    turns = _turns(motion, family)
    lying = _lying(motion, family, person)
    world = {part: multiply(turns[part], lying[part]) for part in PARTS}
    rotations = local_rotations(world, person)
    scale = person.leg_length / _leg_length(motion, family)
    return rotations, _root(motion, family, person, world["hips"], scale)


def _turns(motion: SourceMotion, family: Family) -> dict[str, FloatArray]:
    """Return by part the (T, 4) turn in the world since the reference pose."""
    reference = reference_frames(motion, family)
    turns = {}
    for part in PARTS:
        stem, _, side = part.partition(".")
        source = f"forearm.{side}" if stem == "hand" and family.hand_follows_forearm else part
        frames = motion.frames[:, motion.index(family.joint(source))]
        turns[part] = from_matrix(frames @ reference[source].T)
    return turns


def _lying(motion: SourceMotion, family: Family, person: ShapedBody) -> dict[str, FloatArray]:
    """Return by part how the body's bone lies, from rest, in the source's reference pose: (4,)."""
    reference = reference_frames(motion, family)

    def points(part: str) -> FloatArray:
        """Return where a limb bone points in the reference pose."""
        stem, dot, side = part.partition(".")
        here, there = (motion.index(family.joint(p)) for p in (part, f"{NEXT[stem]}{dot}{side}"))
        step = motion.positions[0, there] - motion.positions[0, here]
        return unit(reference[part] @ motion.frames[0, here].T @ step)

    lying = dict.fromkeys(PARTS, IDENTITY)
    for side, sign in (("L", 1.0), ("R", -1.0)):
        rest = rest_directions(person, side)
        arm = swing(rest["upperarm"], points(f"upperarm.{side}"))
        if family.elbow_hinge is not None:
            hinge = np.array(family.elbow_hinge) * (1.0, sign, sign)
            own = rotate(arm, unit(cross(rest["upperarm"], rest["forearm"])))
            arm = multiply(_align(points(f"upperarm.{side}"), own, hinge), arm)
        forearm = _continued(arm, rest["forearm"], points(f"forearm.{side}"))
        thigh = swing(rest["thigh"], points(f"thigh.{side}"))
        shank = _continued(thigh, rest["shank"], points(f"shank.{side}"))
        foot = _lying_foot(rest["foot"], points(f"shank.{side}"), points(f"foot.{side}"))
        lift = from_axis_angle((-1.0, 0.0, 0.0), np.radians(family.foot_pitch))
        foot = multiply(foot, lift)
        hand = _frame(points(f"forearm.{side}"), _FORWARD)
        own_hand = _frame(rest["hand"], rest["thumb side"])
        parts = (arm, forearm, from_matrix(hand @ own_hand.T), thigh, shank, foot, foot)
        names = ("upperarm", "forearm", "hand", "thigh", "shank", "foot", "toes")
        lying |= {f"{name}.{side}": turn for name, turn in zip(names, parts, strict=True)}
    return lying


def rest_directions(person: ShapedBody, side: str) -> dict[str, FloatArray]:
    """Return unit (3,) directions of a side's limbs in the body's rest pose."""
    at = {bone: person.joints[INDEX[f"{bone}.{side}"]] for bone in (
        "upperarm01", "lowerarm01", "wrist", "finger2-1", "finger3-1", "finger5-1",
        "upperleg01", "lowerleg01", "foot", "toes")}  # fmt: skip
    return {
        "upperarm": unit(at["lowerarm01"] - at["upperarm01"]),
        "forearm": unit(at["wrist"] - at["lowerarm01"]),
        "hand": unit(at["finger3-1"] - at["wrist"]),
        "thumb side": unit(at["finger2-1"] - at["finger5-1"]),
        "thigh": unit(at["lowerleg01"] - at["upperleg01"]),
        "shank": unit(at["foot"] - at["lowerleg01"]),
        "foot": unit(at["toes"] - at["foot"]),
    }


def _continued(above: FloatArray, rest: FloatArray, wanted: FloatArray) -> FloatArray:
    """Return a bone's turn that keeps the one above it and straightens the joint by the least."""
    return multiply(swing(rotate(above, rest), wanted), above)


def _align(axis: FloatArray, own: FloatArray, wanted: FloatArray) -> FloatArray:
    """Return the turn about `axis` (3,) that takes `own` nearest to `wanted`."""
    flat = [unit(v - (v @ axis) * axis) for v in (own, wanted)]
    return swing(flat[0], flat[1])


def _lying_foot(rest: FloatArray, shank: FloatArray, foot: FloatArray) -> FloatArray:
    """Return the turn of a foot that is flat under a vertical shank, with the source's heading."""
    tilt = swing(_DOWN, shank)
    level = np.array([1.0, 0.0, 1.0])
    heading = swing(unit(rest * level), unit(rotate(inverse(tilt), foot) * level))
    return multiply(tilt, heading)


def _frame(along: FloatArray, side: FloatArray) -> FloatArray:
    """Return the (3, 3) frame whose first column is `along` and whose second is nearest `side`."""
    across = unit(side - (side @ along) * along)
    return np.stack([along, across, cross(along, across)], axis=-1)


def local_rotations(world: dict[str, FloatArray], person: ShapedBody) -> FloatArray:
    """Return (T, B, 4) local rotations from the (T, 4) world orientations of all `PARTS`."""
    count = len(world["hips"])
    turned = np.tile(IDENTITY, (count, len(BONES), 1))  # in the world, for the trunk
    local = np.tile(IDENTITY, (count, len(BONES), 1))
    local[:, 0] = turned[:, 0] = world["hips"]
    above = world["hips"]
    for shares, start, end in ((_SPINE, "hips", "chest"), (_NECK, "chest", "head")):
        above = world[start]
        for bone, share in shares.items():
            here = slerp(world[start], world[end], share)
            local[:, INDEX[bone]] = multiply(inverse(above), here)
            above = here
    for side in "LR":
        rest = rest_directions(person, side)
        w = {part: world[f"{part}.{side}"] for part in (*NEXT, "hand", "collar", "toes")}
        local[:, INDEX[f"clavicle.{side}"]] = multiply(inverse(world["chest"]), w["collar"])
        _limb(local, "upperarm", side, multiply(inverse(w["collar"]), w["upperarm"]), rest)
        _limb(local, "upperleg", side, multiply(inverse(world["hips"]), w["thigh"]), rest)
        _limb(local, "lowerleg", side, multiply(inverse(w["thigh"]), w["shank"]), rest)
        _limb(local, "lowerarm", side, multiply(inverse(w["upperarm"]), w["forearm"]), rest)
        _hand(local, side, multiply(inverse(w["forearm"]), w["hand"]), rest["forearm"])
        local[:, INDEX[f"foot.{side}"]] = multiply(inverse(w["shank"]), w["foot"])
        local[:, INDEX[f"toes.{side}"]] = multiply(inverse(w["foot"]), w["toes"])
    return local


_PART_OF = {"upperarm": "upperarm", "lowerarm": "forearm", "upperleg": "thigh", "lowerleg": "shank"}


def _limb(
    local: FloatArray, bone: str, side: str, turn: FloatArray, rest: dict[str, FloatArray]
) -> None:
    """Write a limb's (T, 4) local turn on its two bones."""
    swung, twist = swing_twist(turn, rest[_PART_OF[bone]])
    share = _UPPER_SHARE[bone]
    first = slerp(np.broadcast_to(IDENTITY, twist.shape), twist, share)
    local[:, INDEX[f"{bone}01.{side}"]] = multiply(swung, first)
    local[:, INDEX[f"{bone}02.{side}"]] = multiply(inverse(first), twist)


def _hand(local: FloatArray, side: str, turn: FloatArray, axis: FloatArray) -> None:
    """Write the hand's (T, 4) turn against the forearm, part of its twist on the forearm."""
    twist = inverse(swing_twist(inverse(turn), axis)[1])  # turn = twist, then the rest
    crossed = slerp(np.broadcast_to(IDENTITY, twist.shape), twist, _PRONATION)
    forearm = INDEX[f"lowerarm02.{side}"]
    local[:, forearm] = multiply(local[:, forearm], crossed)
    local[:, INDEX[f"wrist.{side}"]] = multiply(inverse(crossed), turn)


def _leg_length(motion: SourceMotion, family: Family) -> float:
    """Return the mean length of the source's legs, hip to ankle, in its unit."""
    total = 0.0
    for side in "LR":
        hip, knee, ankle = (
            motion.positions[0, motion.index(family.joint(f"{part}.{side}"))]
            for part in ("thigh", "shank", "foot")
        )
        total += float(np.linalg.norm(knee - hip) + np.linalg.norm(ankle - knee))
    return total / 2.0


def _root(
    motion: SourceMotion, family: Family, person: ShapedBody, hips: FloatArray, scale: float
) -> FloatArray:
    """Return where the root bone is when the middle of the hips is where the source's is."""
    source = [motion.positions[:, motion.index(family.joint(f"thigh.{s}"))] for s in "LR"]
    middle = scale * (source[0] + source[1]) / 2.0
    own = [person.joints[INDEX[f"upperleg01.{side}"]] for side in "LR"]
    return middle - rotate(hips, (own[0] + own[1]) / 2.0 - person.joints[0])
