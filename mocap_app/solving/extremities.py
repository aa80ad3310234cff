"""Head, hands and feet: rigid pieces turned onto their landmarks.

What the landmarks do not tell (a head without ears, a hand without knuckles) is taken from the
frame before, relative to the bone that carries the piece, and slowly goes back to rest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from operator import mul
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.rotation import IDENTITY, inverse, multiply, slerp, to_matrix
from mocap_app.solving.geometry import fit_rotation, limit_angle
from mocap_app.solving.landmarks import keypoints
from mocap_app.solving.limb_view import ramp
from mocap_app.solving.limbs import HOLD_S, SINK_S

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray

PIECES = ("Head", "LeftHand", "RightHand", "LeftFoot", "RightFoot")
MAX_TURN = np.radians([115.0, 110.0, 110.0, 75.0, 75.0])
"""Of each piece against the bone that carries it: chest, forearm before its own twist, shin. Heads
are thrown back by 113 degrees in recorded cartwheels."""
MAX_TURN_SPEED = math.radians(900.0)
"""Radians per second of a piece, against its bone or in the world, whichever is calmer; faster is a
fault of landmarks that lie near."""
MAX_FOREARM_TWIST = math.radians(60.0)
FOREARM_SHARE = 0.5
"""Part of a hand's twist that the forearm takes, so that a skinned wrist does not wring."""
STIFFNESS = np.array([0.01, 0.015, 0.015, 0.01, 0.01])
"""Pull towards the frame before as a fraction of the pull of the landmarks.

It hardly counts along a foot or a hand, but calms their roll, for which landmarks that lie a few
centimetres apart are a poor lever.
"""
LEVER = (0.1, 0.5)
"""Parts of its lever up to which a piece counts as unseen, and from which what is seen decides.

The lever of landmarks is their spread about their middle. A hand without one of its knuckles has
0.6 of it, a head without an ear 0.7, but a foot without its toe 0.1: heel and ankle lie so near
that their errors turn it by tens of degrees.
"""
_FIRST_STIFFNESS = np.full(5, 0.002)  # Without a frame before there is nothing to calm.

_POINTS = np.stack(
    [
        keypoints("nose", "left_ear", "right_ear", "head_top"),
        keypoints("left_wrist", "left_index", "left_pinky", "left_pinky"),
        keypoints("right_wrist", "right_index", "right_pinky", "right_pinky"),
        keypoints("left_ankle", "left_heel", "left_toe", "left_toe"),
        keypoints("right_ankle", "right_heel", "right_toe", "right_toe"),
    ]
)  # (5, 4)
# Hair makes the top of the head uncertain; three-point pieces name their last point twice.
_WEIGHTS = np.array([[1.0, 1.0, 1.0, 0.5], *[[1.0, 1.0, 1.0, 0.0]] * 4])
_WHOLE: list[list[float]] = _WEIGHTS.tolist()
_AT_REST = np.tile(IDENTITY, (5, 1)), np.tile(np.eye(3), (5, 1, 1))


@dataclass(frozen=True, slots=True)
class Extremities:
    """What the next frame needs to know of this one."""

    local: FloatArray
    """(5, 4) turns of the pieces against the bones that carry them."""
    turned: FloatArray
    """(5, 3, 3) the same as matrices."""
    frames: FloatArray
    """(5, 3, 3) orientations in the world frame."""
    unseen_s: FloatArray
    """(5,) seconds since they were seen, fewer the more of them is seen."""


def solve_extremities(
    points: FloatArray,
    evidence: FloatArray,
    model: FloatArray,
    carriers: FloatArray,
    before: Extremities | None,
    dt: float,
) -> tuple[FloatArray, Extremities]:
    """Fit head, hands and feet.

    Args:
        points: (27, 3) keypoints, world axes, metres; finite.
        evidence: (27,) weights 0 to 1 of the keypoints.
        model: (27, 3) metres from the joints of the pieces to their landmarks, in joint axes.
        carriers: (5, 3, 3) orientations of chest, forearms and shins.
        before: State of the frame before, None at the start.
        dt: Seconds since it.

    Returns:
        (5, 3, 3) orientations of the pieces in the world frame, and the new state.
    """
    weights = _WEIGHTS * evidence[_POINTS]
    places = model[_POINTS]
    told = _told(weights, places)
    unseen_s = (1.0 - told) * (before.unseen_s + dt if before else HOLD_S)
    prior, turned = (before.local, before.turned) if before else _AT_REST
    if (sinks := unseen_s > HOLD_S).any():
        prior = slerp(prior, IDENTITY, sinks * (1.0 - math.exp(-dt / SINK_S)))
        turned = to_matrix(prior)
    local = fit_rotation(
        points[_POINTS] @ carriers,
        places,
        weights,
        turned,
        STIFFNESS if before else _FIRST_STIFFNESS,
    )
    # The fit does not care how sure its points are, only how sure against each other.
    if told.min() < 1.0:
        local = slerp(prior, local, told)
    local = limit_angle(local, MAX_TURN)
    if before is not None and dt > 0.0:
        local = _turned_at_most(before, local, carriers, MAX_TURN_SPEED * dt)
    turned = to_matrix(local)
    frames = carriers @ turned
    return frames, Extremities(local, turned, frames, unseen_s)


def _told(weights: FloatArray, places: FloatArray) -> FloatArray:
    """Return (5,) how much (5, 4) weights of (5, 4, 3) places tell of each piece, 0 to 1."""
    told = []
    # Plain floats: mostly all of a piece is seen, or nothing.
    for row, whole, spots in zip(weights.tolist(), _WHOLE, places, strict=True):
        if row == whole or not any(row):
            told.append(1.0 if any(row) else 0.0)
        else:
            points = spots.tolist()
            told.append(ramp(_spread(row, points) / _spread(whole, points), *LEVER))
    return np.array(told)


def _spread(weights: list[float], points: list[list[float]]) -> float:
    """Return how far weighted points lie from their middle, square metres."""
    total = sum(weights)
    around = 0.0
    for values in zip(*points, strict=True):
        middle = sum(map(mul, weights, values)) / total
        around += sum(w * (value - middle) ** 2 for w, value in zip(weights, values, strict=True))
    return around


def _turned_at_most(
    before: Extremities, wanted: FloatArray, carriers: FloatArray, most: float
) -> FloatArray:
    """Return (5, 4) `wanted`, or as much of the turn from the frame before to it as allowed."""
    was = before.local
    most = min(most, math.pi)
    fast = np.abs((was * wanted).sum(axis=-1)) < math.cos(most / 2.0)
    if not fast.any():
        return wanted
    # A forearm that finds its twist turns about a hand that stays.
    traces = (before.frames * (carriers @ to_matrix(wanted))).sum(axis=(-2, -1))
    fast &= traces < 1.0 + 2.0 * math.cos(most)
    turned = multiply(limit_angle(multiply(wanted, inverse(was)), most), was)
    return np.where(fast[:, None], turned, wanted)


def forearm_twists(hands: FloatArray) -> FloatArray:
    """Return (2, 3, 3) turns of the forearms about themselves, in their own axes.

    Args:
        hands: (2, 4) turns of the hands against the forearms, left and right.
    """
    turns = []
    for w, x, _, _ in hands.tolist():
        # The twist about the x axis, which both forearms lie along; the nearer way around.
        radians = FOREARM_SHARE * 2.0 * math.atan2(x if w >= 0.0 else -x, abs(w))
        radians = min(max(radians, -MAX_FOREARM_TWIST), MAX_FOREARM_TWIST)
        c, s = math.cos(radians), math.sin(radians)
        turns.append([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])
    return np.array(turns)
