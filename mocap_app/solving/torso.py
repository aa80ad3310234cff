"""Pelvis, spine and collarbones from the trunk's keypoints.

The pelvis takes its side axis from the hips, the chest from the shoulders; their up axes follow
the line pelvis - spine - thorax. The turn from pelvis to chest is spread evenly over the three
spine joints, which makes the back an arc.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from mocap_app.core import vec3
from mocap_app.solving.landmarks import joints, keypoints

if TYPE_CHECKING:
    from mocap_app.core.vec3 import Frame, Vec

MAX_SPINE_TURN = math.radians(110.0)
"""Of the chest against the pelvis."""
MAX_CLAVICLE_TURN = math.radians(25.0)
MAX_AIM = math.radians(40.0)
"""How far the spine as a whole may turn so that its end lies where it is seen."""
UNTWIST_S = 2.0
"""Time constant with which hips that are not seen turn to face with the shoulders."""
# An even arc of the spine turns by these fractions of the angle between the lines pelvis - spine
# and spine - thorax before the first and after the second (lengths 0.10, 0.13 | 0.14, 0.16 m,
# directions 0, 1 | 2, 3 thirds of the whole turn).
_BEFORE, _AFTER = 0.287, 0.239

_SPINE_KEY, _THORAX = (int(i) for i in keypoints("spine", "thorax"))
_LHIP, _RHIP, _LSHO, _RSHO = (
    int(i) for i in keypoints("left_hip", "right_hip", "left_shoulder", "right_shoulder")
)
_SPINE, _SPINE1, _SPINE2, _NECK = (int(i) for i in joints("Spine", "Spine1", "Spine2", "Neck"))
_CLAVICLES = joints("LeftShoulder", "RightShoulder").tolist()
_ARMS = joints("LeftArm", "RightArm").tolist()
_SIDE: Vec = (1.0, 0.0, 0.0)
_UP: Vec = (0.0, 1.0, 0.0)


class Torso(NamedTuple):
    """Orientations in the world frame."""

    pelvis: Frame
    spine: tuple[Frame, Frame, Frame]
    """Of Spine, Spine1 and Spine2; the last is the chest."""
    clavicles: tuple[Frame, Frame]
    """Left and right."""
    across: tuple[Vec, Vec]
    """Side axis of the chest as the pelvis has it, and of the pelvis as the chest has it."""


def solve_torso(
    points: list[list[float]],
    evidence: list[float],
    offsets: list[list[float]],
    before: Torso | None,
    dt: float,
) -> Torso | None:
    """Fit the trunk.

    Args:
        points: (27, 3) keypoints relative to the pelvis, world axes, metres; finite.
        evidence: (27,) weights 0 to 1 of the keypoints.
        offsets: (22, 3) rest offsets of the skeleton, metres.
        before: The trunk of the frame before. Unseen hips follow the shoulders as they were in it,
            and the other way round, and slowly lose their twist.
        dt: Seconds since it.

    Returns:
        None if neither hips nor shoulders are seen and there is no frame before.
    """
    hips = min(evidence[_LHIP], evidence[_RHIP])
    shoulders = min(evidence[_LSHO], evidence[_RSHO])
    if max(hips, shoulders) <= 0.0:
        return before
    top, top_offset = _top(points, evidence, shoulders, offsets)
    up_pelvis = up_chest = _UP
    if top is not None:
        up_pelvis, up_chest = _ups(vec3.vec(points[_SPINE_KEY]), top, evidence[_SPINE_KEY])
    # Whose shoulders leave the picture stays as bent as they were, and little by little both ways.
    tells = max(evidence[_THORAX], shoulders) if before else 1.0
    if before:
        up_pelvis = vec3.mix(up_pelvis, before.pelvis[1], tells)
    # The better seen pair is built first; the other leans on it as far as it is not seen.
    part = 1.0 - math.exp(-dt / UNTWIST_S)
    across = [vec3.mix(_SIDE, kept, part) for kept in (before.across if before else (_SIDE, _SIDE))]
    hip_axis = vec3.unit(vec3.sub(vec3.vec(points[_LHIP]), vec3.vec(points[_RHIP])))
    shoulder_axis = vec3.unit(vec3.sub(vec3.vec(points[_LSHO]), vec3.vec(points[_RSHO])))
    if hips >= shoulders:
        pelvis = vec3.frame_from(hip_axis, up_pelvis)
        expected = vec3.world(pelvis, across[0])
        if before:
            bent = vec3.world(pelvis, vec3.local(before.pelvis, before.spine[2][1]))
            up_chest = vec3.mix(up_chest, vec3.mix(pelvis[1], bent, part), tells)
        chest = _frame_between(vec3.mix(shoulder_axis, expected, shoulders), up_chest)
    else:
        chest = _frame_between(shoulder_axis, up_chest)
        expected = vec3.world(chest, across[1])
        pelvis = vec3.frame_from(vec3.mix(hip_axis, expected, hips), up_pelvis)
    spine = _spread(pelvis, chest)
    if top is not None:
        spine = _aim(pelvis, spine, offsets, (top, top_offset), tells)
    clavicles = _clavicles(spine[2], points, evidence, offsets, (top, top_offset))
    across_now = vec3.local(pelvis, chest[0]), vec3.local(chest, pelvis[0])
    return Torso(pelvis, spine, clavicles, across_now)


def _frame_between(x: Vec, y: Vec) -> Frame:
    """Return the axes nearest to two unit vectors that ought to be perpendicular.

    The error is shared equally. Exactly parallel vectors are left to `frame_from`.
    """
    total, difference = vec3.add(x, y), vec3.sub(x, y)
    if min(vec3.dot(total, total), vec3.dot(difference, difference)) < 1e-6:
        return vec3.frame_from(x, y)
    total, difference = vec3.unit(total), vec3.unit(difference)
    first = vec3.unit(vec3.add(total, difference))
    return vec3.frame_from(first, vec3.unit(vec3.sub(total, difference)))


def _top(
    points: list[list[float]], evidence: list[float], shoulders: float, offsets: list[list[float]]
) -> tuple[Vec | None, Vec]:
    """Return the upper end of the spine and where it is at rest, measured from Spine2."""
    neck = vec3.vec(offsets[_NECK])
    if evidence[_THORAX] >= 0.5 or (evidence[_THORAX] > 0.0 and shoulders <= 0.0):
        return vec3.vec(points[_THORAX]), neck
    if shoulders > 0.0:
        ends = [vec3.vec(offsets[i]) for i in (*_CLAVICLES, *_ARMS)]
        middle = vec3.scaled(vec3.add(vec3.add(ends[0], ends[1]), vec3.add(ends[2], ends[3])), 0.5)
        seen = vec3.add(vec3.vec(points[_LSHO]), vec3.vec(points[_RSHO]))
        return vec3.scaled(seen, 0.5), middle
    return None, neck


def _ups(spine: Vec, top: Vec, weight: float) -> tuple[Vec, Vec]:
    """Return the up axes of the pelvis and of the chest."""
    straight = vec3.unit(top)
    lower, upper = vec3.unit(spine), vec3.unit(vec3.sub(top, spine))
    if weight <= 0.0 or vec3.dot(lower, straight) < 0.3 or vec3.dot(upper, straight) < 0.3:
        return straight, straight
    lower, upper = vec3.mix(lower, straight, weight), vec3.mix(upper, straight, weight)
    # The arc goes on at both ends.
    arc = vec3.swing(lower, upper)
    before, after = vec3.power(arc, -_BEFORE), vec3.power(arc, _AFTER)
    return vec3.rotated(before, lower), vec3.rotated(after, upper)


def _spread(pelvis: Frame, chest: Frame) -> tuple[Frame, Frame, Frame]:
    """Return the orientations of the spine joints, a third of the turn each."""
    whole = vec3.quat_between(pelvis, chest)
    third = vec3.frame_of(vec3.power(whole, 1.0 / 3.0, MAX_SPINE_TURN))
    first = vec3.world_frame(third, pelvis)
    second = vec3.world_frame(third, first)
    return first, second, vec3.world_frame(third, second)


def _aim(
    pelvis: Frame,
    spine: tuple[Frame, Frame, Frame],
    offsets: list[list[float]],
    end: tuple[Vec, Vec],
    tells: float,
) -> tuple[Frame, Frame, Frame]:
    """Turn the spine as a whole, as far as `tells`, so that its end lies where it is seen."""
    top, top_offset = end
    start = vec3.world(pelvis, vec3.vec(offsets[_SPINE]))
    reach = vec3.world(spine[0], vec3.vec(offsets[_SPINE1]))
    reach = vec3.add(reach, vec3.world(spine[1], vec3.vec(offsets[_SPINE2])))
    reach = vec3.add(reach, vec3.world(spine[2], top_offset))
    goal = vec3.scaled(vec3.unit(top), vec3.length(vec3.add(start, reach)))
    turn = vec3.swing(vec3.unit(reach), vec3.unit(vec3.sub(goal, start)))
    turned = vec3.frame_of(vec3.power(turn, tells, MAX_AIM))
    first, second, third = (vec3.world_frame(turned, frame) for frame in spine)
    return first, second, third


def _clavicles(
    chest: Frame,
    points: list[list[float]],
    evidence: list[float],
    offsets: list[list[float]],
    end: tuple[Vec | None, Vec],
) -> tuple[Frame, Frame]:
    """Return the collarbones, which point at the shoulders, seen from the spine's end."""
    top, top_offset = end
    if top is None:
        return chest, chest
    turned = []
    for key, clavicle, arm in zip((_LSHO, _RSHO), _CLAVICLES, _ARMS, strict=True):
        # From the observed end of the spine: an error in the length of the back is not a shrug.
        away = vec3.local(chest, vec3.sub(vec3.vec(points[key]), top))
        shoulder = vec3.add(away, top_offset)
        direction = vec3.unit(vec3.sub(shoulder, vec3.vec(offsets[clavicle])))
        turn = vec3.swing(vec3.unit(vec3.vec(offsets[arm])), direction)
        turn = vec3.limited(turn, MAX_CLAVICLE_TURN * evidence[key])
        turned.append(vec3.world_frame(chest, vec3.frame_of(turn)))
    left, right = turned
    return left, right
