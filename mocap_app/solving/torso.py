"""Pelvis, spine and collarbones from the trunk's keypoints.

The pelvis takes its side axis from the hips, the chest from the shoulders; their up axes follow
the line pelvis - spine - thorax. The turn from pelvis to chest is spread evenly over the three
spine joints, which makes the back an arc.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.rotation import from_matrix, swing, to_matrix, unit
from mocap_app.solving.geometry import (
    extend_swing,
    frame_between,
    frame_from,
    limit_angle,
    power,
)
from mocap_app.solving.landmarks import joints, keypoints

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray

MAX_SPINE_TURN = np.radians(110.0)
"""Of the chest against the pelvis."""
MAX_CLAVICLE_TURN = np.radians(25.0)
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
_CLAVICLES = joints("LeftShoulder", "RightShoulder")
_ARMS = joints("LeftArm", "RightArm")
_SIDE, _UP = np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])


@dataclass(frozen=True, slots=True)
class Torso:
    """Orientations in the world frame, (..., 3, 3) with the joint's axes as columns."""

    pelvis: FloatArray
    """(3, 3)"""
    spine: FloatArray
    """(3, 3, 3) of Spine, Spine1 and Spine2; the last is the chest."""
    clavicles: FloatArray
    """(2, 3, 3) left and right."""
    across: FloatArray
    """(2, 3) side axis of the chest as the pelvis has it, and of the pelvis as the chest has it."""


def solve_torso(
    points: FloatArray,
    evidence: FloatArray,
    offsets: FloatArray,
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
    hips, shoulders = _both(evidence, _LHIP, _RHIP), _both(evidence, _LSHO, _RSHO)
    if max(hips, shoulders) <= 0.0:
        return before
    top, top_offset = _top(points, evidence, shoulders, offsets)
    if top is None:
        up_pelvis = up_chest = before.pelvis[:, 1] if before else _UP
    else:
        up_pelvis, up_chest = _ups(points[_SPINE_KEY], top, float(evidence[_SPINE_KEY]))
    # The better seen pair is built first; the other leans on it as far as it is not seen.
    kept = before.across if before else np.tile(_SIDE, (2, 1))
    across = unit(kept + (1.0 - np.exp(-dt / UNTWIST_S)) * (_SIDE - kept))
    hip_axis, shoulder_axis = points[_LHIP] - points[_RHIP], points[_LSHO] - points[_RSHO]
    if hips >= shoulders:
        pelvis = frame_from(unit(hip_axis), up_pelvis)
        chest = frame_between(_mix(shoulder_axis, pelvis @ across[0], shoulders), up_chest)
    else:
        chest = frame_between(unit(shoulder_axis), up_chest)
        pelvis = frame_from(_mix(hip_axis, chest @ across[1], hips), up_pelvis)
    spine = _spread(pelvis, chest)
    if top is not None:
        spine = _aim(pelvis, spine, offsets, top, top_offset)
    clavicles = _clavicles(spine[2], points, evidence, offsets, top, top_offset)
    across = np.stack([chest[:, 0] @ pelvis, pelvis[:, 0] @ chest])
    return Torso(pelvis, spine, clavicles, across)


def _both(evidence: FloatArray, a: int, b: int) -> float:
    return float(min(evidence[a], evidence[b]))


def _mix(seen: FloatArray, expected: FloatArray, weight: float) -> FloatArray:
    mixed = unit(weight * unit(seen) + (1.0 - weight) * expected)
    return mixed if mixed.any() else expected


def _top(
    points: FloatArray, evidence: FloatArray, shoulders: float, offsets: FloatArray
) -> tuple[FloatArray | None, FloatArray]:
    """Return the upper end of the spine and where it is at rest, measured from Spine2."""
    neck_offset = offsets[_NECK]
    if evidence[_THORAX] >= 0.5 or (evidence[_THORAX] > 0.0 and shoulders <= 0.0):
        return points[_THORAX], neck_offset
    if shoulders > 0.0:
        middle = (offsets[_CLAVICLES] + offsets[_ARMS]).mean(axis=0)
        return 0.5 * (points[_LSHO] + points[_RSHO]), middle
    return None, neck_offset


def _ups(spine: FloatArray, top: FloatArray, weight: float) -> tuple[FloatArray, FloatArray]:
    """Return the up axes of the pelvis and of the chest."""
    straight = unit(top)
    lower, upper = unit(spine), unit(top - spine)
    if weight <= 0.0 or lower @ straight < 0.3 or upper @ straight < 0.3:
        return straight, straight
    lower, upper = _mix(lower, straight, weight), _mix(upper, straight, weight)
    pelvis, chest = extend_swing(lower, upper, _BEFORE, _AFTER)
    return pelvis, chest


def _spread(pelvis: FloatArray, chest: FloatArray) -> FloatArray:
    """Return (3, 3, 3) orientations of the spine joints, a third of the turn each."""
    whole = limit_angle(from_matrix(pelvis.T @ chest), MAX_SPINE_TURN)
    third = to_matrix(power(whole, 1.0 / 3.0))
    first = pelvis @ third
    second = first @ third
    return np.stack([first, second, second @ third])


def _aim(
    pelvis: FloatArray,
    spine: FloatArray,
    offsets: FloatArray,
    top: FloatArray,
    top_offset: FloatArray,
) -> FloatArray:
    """Turn the spine as a whole so that its upper end lies in the direction of `top`."""
    start = pelvis @ offsets[_SPINE]
    end = start + spine[0] @ offsets[_SPINE1] + spine[1] @ offsets[_SPINE2] + spine[2] @ top_offset
    goal = unit(top) * np.sqrt(end @ end)
    turn = limit_angle(swing(unit(end - start), unit(goal - start)), np.radians(40.0))
    return to_matrix(turn) @ spine


def _clavicles(
    chest: FloatArray,
    points: FloatArray,
    evidence: FloatArray,
    offsets: FloatArray,
    top: FloatArray | None,
    top_offset: FloatArray,
) -> FloatArray:
    """Return (2, 3, 3): the collarbones point at the shoulders, seen from the spine's end."""
    if top is None:
        return np.stack([chest, chest])
    # From the observed end of the spine: an error in the length of the back is not a shrug.
    shoulder = (points[[_LSHO, _RSHO]] - top) @ chest + top_offset
    rest = unit(offsets[_ARMS])
    turn = swing(rest, unit(shoulder - offsets[_CLAVICLES]))
    turned: FloatArray = chest @ to_matrix(
        limit_angle(turn, MAX_CLAVICLE_TURN * evidence[[_LSHO, _RSHO]])
    )
    return turned
