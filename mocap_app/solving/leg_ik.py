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
    a, b = bones[..., :1], bones[..., 1:]
    ankles = -a * thighs[..., :, 1] - b * shanks[..., :, 1]
    wanted = targets - hips
    now, then = np.sqrt(dot(ankles, ankles)), np.sqrt(dot(wanted, wanted))
    # A leg that is stretched already need not bend for the slack.
    longest = np.maximum(a + b - SLACK, np.minimum(now, a + b))
    then = np.clip(then, np.maximum(np.abs(a - b), _SHORTEST), longest)
    hip_turn = _corner(a, then, b) - _corner(a, now, b)
    ankle_turn = _corner(b, then, a) - _corner(b, now, a)
    hinge = thighs[..., :, 0]
    bent_thigh = to_matrix(from_axis_angle(hinge, -hip_turn[..., 0])) @ thighs
    bent_shank = to_matrix(from_axis_angle(hinge, ankle_turn[..., 0])) @ shanks
    bent = -a * bent_thigh[..., :, 1] - b * bent_shank[..., :, 1]
    aim = swing_matrix(unit(bent), unit(wanted))
    return aim @ bent_thigh, aim @ bent_shank


def _corner(side: FloatArray, base: FloatArray, other: FloatArray) -> FloatArray:
    """Return the angle between `side` and `base` of a triangle whose third side is `other`."""
    cosine = (side**2 + base**2 - other**2) / np.maximum(2.0 * side * base, 1e-9)
    angle: FloatArray = np.arccos(np.minimum(np.maximum(cosine, -1.0), 1.0))
    return angle
