"""Two-bone inverse kinematics for legs: the ankle goes where it shall, the knee keeps its plane.

The leg first swings as a whole towards the target, then bends or stretches about the knee's own
hinge, so that a leg that is nearly there hardly changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.rotation import dot, from_axis_angle, to_matrix, unit
from mocap_app.solving.geometry import swing_matrix

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray

SLACK = 0.0005
"""Metres that a leg stays shorter than stretched, so that its knee keeps a direction."""
_SHORTEST = 0.05
_SENSE = np.array([-1.0, 1.0])  # In which thigh and shank turn about the hinge to bend less.


def reach(
    hips: FloatArray, targets: FloatArray, thighs: FloatArray, shanks: FloatArray, bones: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the orientations of thighs and shanks (..., 3, 3) that put the ankles on target.

    A target out of reach is approached along the line from the hip.

    Args:
        hips: (..., 3) hip joints, metres.
        targets: (..., 3) wanted ankles, metres.
        thighs: (..., 3, 3) orientations; bones point along -y, knees bend about x.
        shanks: (..., 3, 3) orientations.
        bones: (..., 2) metres of thigh and shank, above 0.
    """
    frames = np.stack([thighs, shanks], axis=-3)  # (..., 2, 3, 3)
    along = (bones[..., None] * frames[..., :, 1]).sum(axis=-2)  # From the ankle to the hip.
    wanted = targets - hips
    total, least = bones.sum(axis=-1, keepdims=True), np.abs(bones[..., :1] - bones[..., 1:])
    now, then = np.sqrt(dot(along, along)), np.sqrt(dot(wanted, wanted))
    # A leg that is stretched already need not bend for the slack.
    longest = np.maximum(total - SLACK, np.minimum(now, total))
    then = np.minimum(np.maximum(then, np.maximum(least, _SHORTEST)), longest)
    other = bones[..., ::-1]
    turns = _SENSE * (_corners(bones, then, other) - _corners(bones, now, other))
    hinge = thighs[..., None, :, 0]
    bent = to_matrix(from_axis_angle(hinge, turns)) @ frames
    reached = -(bones[..., None] * bent[..., :, 1]).sum(axis=-2)
    bent = swing_matrix(unit(reached), unit(wanted))[..., None, :, :] @ bent
    return bent[..., 0, :, :], bent[..., 1, :, :]


def _corners(sides: FloatArray, base: FloatArray, others: FloatArray) -> FloatArray:
    """Return the angles between `sides` and `base` of triangles whose third sides are `others`."""
    cosine = (sides**2 + base**2 - others**2) / np.maximum(2.0 * sides * base, 1e-9)
    angle: FloatArray = np.arccos(np.minimum(np.maximum(cosine, -1.0), 1.0))
    return angle
