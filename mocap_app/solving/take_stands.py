"""Feet of a whole take held while they stand.

Every stretch in which a heel or toe rests has a place: where it mostly rested (the median), eased
in and out around it. Stretches of one foot that overlap share theirs: the longest decides, so that
a foot that rolls from heel to toe does not slide, and one that turns on its toe is not held by
where its heel was before.
Rows of points: heel and toe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import find_objects, label

from mocap_app.core.rotation import IDENTITY, slerp, swing, to_matrix, unit
from mocap_app.solving.contacts import RAISED_M
from mocap_app.solving.foot_lock import RELEASE_DISTANCE

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray
    from mocap_app.solving.landmarks import BoolArray, IntArray

EASE_S = 0.15
"""Seconds before and after a stand over which its lock is eased in and out."""
HAND_OVER_S = 0.15
"""Seconds over which one part of a foot hands it over to the other."""
AWAY_M, AWAY_FACTOR = 0.002, 2.0
"""Metres, plus times the usual distance, from its place from which a foot that comes to rest is
still on its way, and one that leaves is on it already."""


def hold_feet(
    ankles: FloatArray, arms: FloatArray, contacts: BoolArray, rate: float
) -> tuple[FloatArray, FloatArray]:
    """Return (T, 2, 3) shifts of the ankles and (T, 2, 4) turns of the feet that hold them.

    Args:
        ankles: (T, 2, 3) metres, world frame, floor at y = 0.
        arms: (T, 2, 2, 3) from the ankles to heels and toes.
        contacts: (T, 2, 2) whether heels and toes rest, on the floor or on something higher.
        rate: Frames per second.
    """
    shifts, turns = np.zeros_like(ankles), np.tile(IDENTITY, (len(ankles), 2, 1))
    ease = max(1.0, EASE_S * rate)
    for side in range(2):
        turn = _flat(ankles[:, side], arms[:, side], contacts[:, side], ease)
        points = (
            ankles[:, side, None] + (to_matrix(turn)[:, None] @ arms[:, side, ..., None])[..., 0]
        )
        shift, held = _shift(points, contacts[:, side], max(1.0, HAND_OVER_S * rate))
        weight, source = _eased(held, ease)
        shifts[:, side] = weight[:, None] * shift[source]
        turns[:, side] = slerp(IDENTITY, turn[source], weight)
    return shifts, turns


def _flat(ankles: FloatArray, arms: FloatArray, contacts: BoolArray, ease: float) -> FloatArray:
    """Return (T, 4) turns that keep a foot straight, and on the floor flat, while all of it rests.

    Args:
        ankles: (T, 3) metres.
        arms: (T, 2, 3) from the ankle to heel and toe.
        contacts: (T, 2)
        ease: Frames over which a turn begins and ends.
    """
    along = unit(arms[:, 1] - arms[:, 0])
    both: BoolArray = np.logical_and(contacts[:, 0], contacts[:, 1])
    turns = np.tile(IDENTITY, (len(arms), 1))
    for rows in _stretches(both):
        line = np.median(along[rows], axis=0)
        if (ankles[rows, None] + arms[rows])[..., 1].mean() < RAISED_M:
            line = line * (1.0, 0.0, 1.0)
        turns[rows] = swing(along[rows], np.broadcast_to(unit(line), along[rows].shape))
    weight, source = _eased(both, ease)
    return slerp(IDENTITY, turns[source], weight)


def _shift(
    points: FloatArray, contacts: BoolArray, hand_over: float
) -> tuple[FloatArray, BoolArray]:
    """Return (T, 3) shifts that hold one foot, and (T,) whether it is held.

    Args:
        points: (T, 2, 3) heel and toe, metres.
        contacts: (T, 2)
        hand_over: Frames.
    """
    n = len(points)
    shift, total = np.zeros((n, 3)), np.zeros(n)
    stretches = [(part, rows) for part in range(2) for rows in _stretches(contacts[:, part])]
    for part, rows in sorted(stretches, key=lambda item: item[1].start - item[1].stop):
        seen, given = points[rows, part], total[rows] > 0.0
        place = np.median(seen, axis=0)
        if place[1] < RAISED_M:
            place[1] = 0.0
        if given.any():
            place = np.median((seen + shift[rows])[given], axis=0)
        wanted = place - seen
        away = np.sqrt(np.square(wanted).sum(axis=1))
        if away.max() > RELEASE_DISTANCE:
            continue  # Seen so far away that it cannot have been standing.
        rests = np.flatnonzero(away <= AWAY_M + AWAY_FACTOR * np.median(away))
        edge = np.minimum(np.arange(len(seen)) - rests[0], rests[-1] - np.arange(len(seen))) + 1
        weight = np.clip(edge / hand_over, 0.0, 1.0)
        share = (weight / np.maximum(total[rows] + weight, 1e-9))[:, None]
        shift[rows] += share * (wanted - shift[rows])
        total[rows] += weight
    return shift, np.asarray(total > 0.0)


def _stretches(held: BoolArray) -> list[slice]:
    return [rows for (rows,) in find_objects(label(held)[0])]


def _eased(held: BoolArray, fade: float) -> tuple[FloatArray, IntArray]:
    """Return (T,) weights, 1 where held and easing to 0 around it, and the nearest held rows."""
    n = len(held)
    if not held.any():
        return np.zeros(n), np.arange(n)
    rows = np.arange(n)
    last = np.maximum.accumulate(np.where(held, rows, -n))
    following = np.minimum.accumulate(np.where(held, rows, 2 * n)[::-1])[::-1]
    source = np.where(rows - last <= following - rows, last, following)
    # Between two stands that are near, neither may reach beyond the middle.
    span = np.minimum(fade, np.maximum(following - last, 2) / 2.0)
    distance = np.abs(rows - source) / span
    t = np.clip(1.0 - distance, 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t), source
