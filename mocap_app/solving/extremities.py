"""Head, hands and feet: rigid pieces turned onto their landmarks.

What the landmarks do not tell (a head without ears, a hand without knuckles) is taken from the
frame before, relative to the bone that carries the piece, and slowly goes back to rest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from operator import mul
from typing import TYPE_CHECKING, NamedTuple

from mocap_app.core import vec3
from mocap_app.solving.landmarks import keypoints
from mocap_app.solving.limb_view import ramp
from mocap_app.solving.limbs import HOLD_S, SINK_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.core.types import FloatArray
    from mocap_app.core.vec3 import Frame, Quat, Vec

PIECES = ("Head", "LeftHand", "RightHand", "LeftFoot", "RightFoot")
MAX_TURN_SPEED = math.radians(900.0)
"""Radians per second of a piece, against its bone or in the world, whichever is calmer; faster is a
fault of landmarks that lie near."""
MAX_FOREARM_TWIST = math.radians(60.0)
FOREARM_SHARE = 0.5
"""Part of a hand's twist that the forearm takes, so that a skinned wrist does not wring."""
LEVER = (0.1, 0.5)
"""Parts of its lever up to which a piece counts as unseen, and from which what is seen decides.

The lever of landmarks is their spread about their middle. A hand without one of its knuckles has
0.6 of it, a head without an ear 0.7, but a foot without its toe 0.1: heel and ankle lie so near
that their errors turn it by tens of degrees.
"""
_FIRST_STIFFNESS = 0.002  # Without a frame before there is nothing to calm.


@dataclass(frozen=True, slots=True)
class Kind:
    """What one of the five pieces is like."""

    keys: tuple[int, ...]
    """Its keypoints."""
    weights: tuple[float, ...]
    """How much they count against each other."""
    pulls: tuple[float, ...]
    """How much they count in the pull of all of them."""
    stiffness: float
    """Pull towards the frame before as a fraction of that.

    It hardly counts along a foot or a hand, but calms their roll, for which landmarks that lie a
    few centimetres apart are a poor lever.
    """
    max_turn: float
    """Radians, against the bone that carries it: chest, forearm before its own twist, shin."""


def _kinds() -> list[Kind]:
    head = tuple(keypoints("nose", "left_ear", "right_ear", "head_top").tolist())
    # Hair makes the top of the head uncertain. Heads are thrown back by 113 degrees in recorded
    # cartwheels.
    kinds = [Kind(head, (1.0, 1.0, 1.0, 0.5), (1.0,) * 4, 0.01, math.radians(115.0))]
    for names, stiffness, degrees in (
        (("wrist", "index", "pinky"), 0.015, 110.0),
        (("ankle", "heel", "toe"), 0.01, 75.0),
    ):
        for side in ("left", "right"):
            keys = tuple(keypoints(*(f"{side}_{name}" for name in names)).tolist())
            kinds.append(Kind(keys, (1.0,) * 3, (1.0, 1.0, 2.0), stiffness, math.radians(degrees)))
    return kinds


KINDS = _kinds()
"""In the order of `PIECES`."""


@dataclass(frozen=True, slots=True)
class Model:
    """One piece of a person."""

    kind: Kind
    points: list[list[float]]
    """(N, 3) metres from the joint to the keypoints, in its axes."""
    size: float
    """Square metres: how much all of the landmarks pull."""
    lever: float
    """Square metres: the spread of the landmarks as they count."""
    arms: list[Vec]
    """(N, 3) of `_arms` while all of them count in full, as they mostly do."""


class Piece(NamedTuple):
    """What the next frame needs to know of this one."""

    local: Quat
    """Turn against the bone that carries it."""
    turned: Frame
    """The same as a frame."""
    frame: Frame
    """Orientation in the world."""
    unseen_s: float
    """Seconds since it was seen, fewer the more of it is seen."""


def models(places: FloatArray) -> list[Model]:
    """Return the five pieces of a person.

    Args:
        places: (27, 3) metres from the joints of the pieces to their landmarks, in joint axes.
    """
    made = []
    for kind in KINDS:
        points = places[list(kind.keys)].tolist()
        size, lever = _spread(kind.pulls, points), _spread(kind.weights, points)
        made.append(Model(kind, points, size, lever, _arms(kind.weights, points)))
    return made


def solve_extremities(
    points: list[list[float]],
    evidence: list[float],
    body: list[Model],
    carriers: Sequence[Frame],
    before: list[Piece] | None,
    dt: float,
) -> list[Piece]:
    """Fit head, hands and feet.

    Args:
        points: (27, 3) keypoints, world axes, metres; finite.
        evidence: (27,) weights 0 to 1 of the keypoints.
        body: The five pieces of the person.
        carriers: Five orientations, of chest, forearms and shins.
        before: The pieces in the frame before, None at the start.
        dt: Seconds since it.
    """
    pieces = []
    for i, (model, carrier) in enumerate(zip(body, carriers, strict=True)):
        kind = model.kind
        places = [points[key] for key in kind.keys]
        weights = tuple(map(mul, kind.weights, [evidence[key] for key in kind.keys]))
        pieces.append(_solve(model, places, weights, carrier, before[i] if before else None, dt))
    return pieces


def _solve(
    model: Model,
    places: list[list[float]],
    weights: tuple[float, ...],
    carrier: Frame,
    before: Piece | None,
    dt: float,
) -> Piece:
    kind, told = model.kind, _told(weights, model)
    unseen_s = (1.0 - told) * (before.unseen_s + dt if before else HOLD_S)
    local, turned = (before.local, before.turned) if before else (vec3.NO_TURN, vec3.AXES)
    if unseen_s > HOLD_S:
        local = vec3.power(local, math.exp(-dt / SINK_S))
        turned = vec3.frame_of(local)
    if told > 0.0:
        arms = model.arms if weights == kind.weights else _arms(weights, model.points)
        pull = (kind.stiffness if before else _FIRST_STIFFNESS) * model.size
        fitted = vec3.quat_of(_fitted(places, arms, carrier, (turned, pull)))
        # The fit does not care how sure its points are, only how sure against each other.
        local = fitted if told == 1.0 else vec3.slerp(local, fitted, told)
    local = vec3.limited(local, kind.max_turn)
    if before and dt > 0.0:
        local = _turned_at_most(before, local, carrier, MAX_TURN_SPEED * dt)
    turned = vec3.frame_of(local)
    return Piece(local, turned, vec3.world_frame(carrier, turned), unseen_s)


def _told(weights: tuple[float, ...], model: Model) -> float:
    """Return how much weighted landmarks tell of a piece, 0 to 1."""
    if not any(weights):
        return 0.0
    if weights == model.kind.weights:
        return 1.0
    return ramp(_spread(weights, model.points) / model.lever, *LEVER)


def _spread(weights: Sequence[float], points: list[list[float]]) -> float:
    """Return how far weighted points lie from their middle, square metres."""
    total = sum(weights)
    around = 0.0
    for values in zip(*points, strict=True):
        middle = sum(map(mul, weights, values)) / total
        around += sum(w * (value - middle) ** 2 for w, value in zip(weights, values, strict=True))
    return around


def _arms(weights: Sequence[float], points: list[list[float]]) -> list[Vec]:
    """Return (N, 3) places seen from their weighted middle, times their weights."""
    total = sum(weights)
    a, b, c = (sum(map(mul, weights, values)) / total for values in zip(*points, strict=True))
    return [
        (w * (x - a), w * (y - b), w * (z - c))
        for w, (x, y, z) in zip(weights, points, strict=True)
    ]


def _fitted(
    places: list[list[float]], arms: list[Vec], carrier: Frame, prior: tuple[Frame, float]
) -> Frame:
    """Return the turn against the carrier that takes a piece best onto the places.

    Weighted Kabsch fit with a pull towards `prior`, a turn and how strong it pulls: what the points
    do not tell is taken from there.
    """
    # The arms sum up to 0, so that the places need not be centred.
    a = b = c = d = e = f = g = h = i = 0.0
    for (x, y, z), (p, q, r) in zip(places, arms, strict=True):
        a, b, c = a + p * x, b + p * y, c + p * z
        d, e, f = d + q * x, e + q * y, f + q * z
        g, h, i = g + r * x, h + r * y, i + r * z
    turned, pull = prior
    covariance = (
        vec3.add_scaled(vec3.local(carrier, (a, b, c)), turned[0], pull),
        vec3.add_scaled(vec3.local(carrier, (d, e, f)), turned[1], pull),
        vec3.add_scaled(vec3.local(carrier, (g, h, i)), turned[2], pull),
    )
    return vec3.nearest_frame(covariance, turned)


def _turned_at_most(before: Piece, wanted: Quat, carrier: Frame, most: float) -> Quat:
    """Return `wanted`, or as much of the turn from the frame before to it as allowed."""
    was, most = before.local, min(most, math.pi)
    if abs(sum(map(mul, was, wanted))) >= math.cos(most / 2.0):
        return wanted
    # A forearm that finds its twist turns about a hand that stays.
    frame = vec3.world_frame(carrier, vec3.frame_of(wanted))
    if sum(map(vec3.dot, before.frame, frame)) >= 1.0 + 2.0 * math.cos(most):
        return wanted
    turn = vec3.limited(vec3.product(wanted, vec3.inverse(was)), most)
    return vec3.product(turn, was)


def forearm(lower: Frame, hand: Piece) -> Frame:
    """Return a forearm that takes its share of the hand's twist.

    Args:
        lower: The forearm without it, world frame.
        hand: Which it carries.
    """
    w, x = hand.local[:2]
    # The twist about the x axis, which both forearms lie along; the nearer way around.
    radians = FOREARM_SHARE * 2.0 * math.atan2(x if w >= 0.0 else -x, abs(w))
    radians = min(max(radians, -MAX_FOREARM_TWIST), MAX_FOREARM_TWIST)
    return vec3.rotated_frame(vec3.turn(lower[0], radians), lower)
