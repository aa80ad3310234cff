"""Two-bone inverse kinematics for legs: the ankle goes where it shall, the knee keeps its plane.

The leg first bends or stretches about the knee's own hinge, then swings as a whole towards the
target, so that a leg that is nearly there hardly changes. Plain floats: a live frame has two legs,
for which numpy's calls cost more than their sums.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from mocap_app.core import vec3
from mocap_app.core.rotation import frames_of, matrices_of

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    legs = zip(
        (targets - hips).reshape(-1, 3).tolist(),
        frames_of(thighs.reshape(-1, 3, 3)),
        frames_of(shanks.reshape(-1, 3, 3)),
        itertools.cycle(bones.reshape(-1, 2).tolist()),
        strict=False,
    )
    bent = [
        bent_leg(vec3.vec(wanted), thigh, shank, lengths) for wanted, thigh, shank, lengths in legs
    ]
    both = matrices_of([part for leg in bent for part in leg])
    return both[::2].reshape(thighs.shape), both[1::2].reshape(shanks.shape)


def bent_leg(
    wanted: Vec, thigh: Frame, shank: Frame, bones: Sequence[float]
) -> tuple[Frame, Frame]:
    """Return thigh and shank of one leg whose ankle goes to `wanted`, seen from its hip joint."""
    upper, lower = bones
    total = upper + lower
    now = vec3.length(_to_ankle(thigh[1], shank[1], bones))
    then = max(vec3.length(wanted), abs(upper - lower), _SHORTEST)
    # A leg that is stretched already need not bend for the slack.
    then = min(then, max(total - SLACK, min(now, total)))
    opened = corner(upper, now, lower) - corner(upper, then, lower)
    closed = corner(lower, then, upper) - corner(lower, now, upper)
    opening, closing = vec3.turn(thigh[0], opened), vec3.turn(thigh[0], closed)
    bent = _to_ankle(vec3.rotated(opening, thigh[1]), vec3.rotated(closing, shank[1]), bones)
    aim = vec3.swing(vec3.unit(bent), vec3.unit(wanted))
    return (
        vec3.rotated_frame(vec3.product(aim, opening), thigh),
        vec3.rotated_frame(vec3.product(aim, closing), shank),
    )


def _to_ankle(up_thigh: Vec, up_shank: Vec, bones: Sequence[float]) -> Vec:
    return vec3.add(vec3.scaled(up_thigh, -bones[0]), vec3.scaled(up_shank, -bones[1]))


def corner(side: float, base: float, other: float) -> float:
    """Return the angle between `side` and `base` of a triangle whose third side is `other`."""
    cosine = (side * side + base * base - other * other) / max(2.0 * side * base, 1e-9)
    return math.acos(min(max(cosine, -1.0), 1.0))
