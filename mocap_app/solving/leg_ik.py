"""Two-bone inverse kinematics for legs: the ankle goes where it shall, the knee keeps its plane.

The leg first bends or stretches about the knee's own hinge, then swings as a whole towards the
target, so that a leg that is nearly there hardly changes.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core import vec3

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray
    from mocap_app.core.vec3 import Frame, Vec

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
        bones: (..., 2) metres of thigh and shank, above 0; may lack leading axes.
    """
    wanted = targets - hips
    # Plain floats: a live frame asks for two legs, where numpy's calls cost more than their sums.
    legs = zip(
        wanted.reshape(-1, 3).tolist(),
        thighs.swapaxes(-1, -2).reshape(-1, 3, 3).tolist(),
        shanks.swapaxes(-1, -2).reshape(-1, 3, 3).tolist(),
        itertools.cycle(bones.reshape(-1, 2).tolist()),
        strict=False,
    )
    # Lists of columns: the last two axes are exchanged.
    bent = np.array(
        [
            _reach(vec3.vec(goal), vec3.frame(thigh), vec3.frame(shank), (upper, lower))
            for goal, thigh, shank, (upper, lower) in legs
        ]
    ).swapaxes(-1, -2)
    return bent[:, 0].reshape(thighs.shape), bent[:, 1].reshape(shanks.shape)


def _reach(
    wanted: Vec, thigh: Frame, shank: Frame, bones: tuple[float, float]
) -> tuple[Frame, ...]:
    """Return thigh and shank of one leg whose ankle goes to `wanted`, seen from its hip joint."""
    upper, lower = bones
    total = upper + lower
    now = vec3.length(_to_ankle(thigh, shank, bones))
    then = max(vec3.length(wanted), abs(upper - lower), _SHORTEST)
    # A leg that is stretched already need not bend for the slack.
    then = min(then, max(total - SLACK, min(now, total)))
    opened = corner(upper, now, lower) - corner(upper, then, lower)
    closed = corner(lower, then, upper) - corner(lower, now, upper)
    hinge = thigh[0]
    thigh = vec3.rotated_frame(vec3.turn(hinge, opened), thigh)
    shank = vec3.rotated_frame(vec3.turn(hinge, closed), shank)
    aim = vec3.swing(vec3.unit(_to_ankle(thigh, shank, bones)), vec3.unit(wanted))
    return vec3.rotated_frame(aim, thigh), vec3.rotated_frame(aim, shank)


def _to_ankle(thigh: Frame, shank: Frame, bones: tuple[float, float]) -> Vec:
    return vec3.add(vec3.scaled(thigh[1], -bones[0]), vec3.scaled(shank[1], -bones[1]))


def corner(side: float, base: float, other: float) -> float:
    """Return the angle between `side` and `base` of a triangle whose third side is `other`."""
    cosine = (side * side + base * base - other * other) / max(2.0 * side * base, 1e-9)
    return math.acos(min(max(cosine, -1.0), 1.0))
