"""Two legs are seldom in one place: knees, ankles, heels and toes are chosen in pairs.

Seen from the side, the heatmaps of the left and of the right ankle both show both feet at about the
same height. Chosen each by itself, both keypoints often take the same foot, and the other leg is
lost. Here the two share out the places between them. Which leg is the left one stays the heatmaps'
and the motion prior's say, for the whole leg at once (`leg_sides`); a photograph gains nothing (one
of two coinciding keypoints is right anyway), so this is for whoever is followed. Heels and toes are
looked for near their own ankle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.skeleton import body27
from mocap_app.inference.leg_sides import LEAST, odds_of_sides, square, too_long, turned
from mocap_app.inference.motion_prior import torso_length

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.floating]


def _pairs(*parts: str) -> NDArray[np.intp]:
    return np.array([[body27().index(f"{s}_{part}") for s in ("left", "right")] for part in parts])


_PAIRS = _pairs("knee", "ankle", "heel", "toe")
_TRUNK = _pairs("hip", "shoulder")
_PLACES = 3
"""Places looked at for a pair."""
_REACH_PX = 12.0
"""Half the side of a place, pixels of the crop."""
_TOGETHER = 3.0
"""How many times as likely both in one place must be as one in each of two."""
_WIDE = 0.45
"""Torso lengths between knees from which on ankles are hardly ever in one place: of rendered people
in motion in 1 % of such moments, else in 24 %."""
_SELDOM_TOGETHER = 30.0
"""What `_TOGETHER` is for ankles then."""
_SEEN = 0.2
"""Share of a knee's chances that lies where it was put, from which its shin counts."""
_FOOT_PX = 32.0
"""How far a heel or toe may be from its ankle along an axis, pixels of the crop."""
_ASTRAY = 0.05
"""Factor on heels and toes that are farther."""
_ELSEWHERE = 1e-6
"""Factor on what is not the place chosen."""


def legs_apart(heatmaps: Array, prior: NDArray[np.float32], stride: float) -> NDArray[np.float32]:
    """Return the prior with places left to the keypoints of the legs.

    Each of two that would coincide has one place; heels and toes have that of their ankle.

    Args:
        heatmaps: (B, 27, H, W) logits.
        prior: (B, 27, H, W) factors on them, as `motion_prior` gives them.
        stride: Pixels of the crop per cell.
    """
    reach, foot = (max(1, round(pixels / stride)) for pixels in (_REACH_PX, _FOOT_PX))
    result = prior.copy()
    for crop in range(len(heatmaps)):
        weights = _weights(heatmaps[crop][_PAIRS])
        legs = result[crop, _PAIRS]
        before = legs[:2].copy()
        trunk = _peaks(_weights(heatmaps[crop][_TRUNK]) * prior[crop, _TRUNK])
        hips, shoulders = trunk.transpose(1, 2, 0)
        torso = max(float(torso_length(hips, shoulders)), float(reach))
        found = weights[0] * legs[0]
        rows, columns = _peaks(found[None])[:, 0]
        wide = np.hypot(rows[0] - rows[1], columns[0] - columns[1]) > _WIDE * torso
        _share_out(weights[0], legs[0], reach)
        knees = _peaks(weights[:1] * legs[:1])[:, 0].T
        together = _SELDOM_TOGETHER if wide else _TOGETHER
        _share_out(weights[1], legs[1], reach, together, (_seen(found, knees, reach), torso))
        ankles = _peaks(weights[1:2] * legs[1:2])[:, 0].T
        places = np.stack([knees, ankles])
        apart = np.abs(places[:, 0] - places[:, 1]).max(axis=-1) > reach
        if apart.any():
            odds = odds_of_sides(weights, before, places, reach, foot)
            for pair in turned(odds, apart, np.stack([hips, *places]) / torso):
                places[pair] = places[pair, ::-1].copy()
                legs[pair] = before[pair]
                for side, place in enumerate(places[pair]):
                    _keep(legs[pair, side], place, reach, _ELSEWHERE)
        for side, ankle in enumerate(places[1]):
            _keep(legs[2:, side], ankle, foot, _ASTRAY)
        for pair in (2, 3):
            _share_out(weights[pair], legs[pair], reach)
        result[crop, _PAIRS] = legs
    return result


def _share_out(
    weights: Array,
    factors: NDArray[np.float32],
    reach: int,
    together: float = _TOGETHER,
    hung: tuple[Array, float] | None = None,
) -> None:
    """Leave one place to each of two coinciding keypoints in (2, H, W) factors.

    Args:
        weights: (2, H, W) heatmaps of left and right that sum to 1 each.
        factors: (2, H, W) on them.
        reach: Cells around a place that belong to it.
        together: How many times as likely both in one place must be.
        hung: (2, 2) rows and columns of the knees they hang on, NaN where not seen, and cells in a
            torso length: shins that would be too long speak against a place.
    """
    chances = weights * factors
    chances /= chances.sum(axis=(-2, -1), keepdims=True)
    if np.abs(np.diff(_peaks(chances[None])[:, 0], axis=-1)).max() > reach:
        return
    places, mass = _places(chances, reach)
    logs = np.log(mass + LEAST)  # (2, places)
    if hung is not None:
        knees, torso = hung
        logs -= np.nan_to_num(
            too_long(np.linalg.norm(places - knees[:, None], axis=-1) / torso), nan=0.0
        )
    both = logs[0][:, None] + logs[1] - np.log(together) * np.eye(_PLACES)
    for side, place in enumerate(np.divmod(both.argmax(), _PLACES)):
        _keep(factors[side], places[place], reach, _ELSEWHERE)


def _seen(chances: Array, places: NDArray[np.intp], reach: int) -> Array:
    """Return (2, 2) places as numbers, NaN where too little of (2, H, W) chances lies there."""
    found = places.astype(np.float64)
    for side, place in enumerate(places):
        part = chances[side][square(place, reach)].sum() / chances[side].sum()
        if part < _SEEN:
            found[side] = np.nan
    return found


def _keep(factors: NDArray[np.float32], middle: Array, reach: int, elsewhere: float) -> None:
    """Lower (..., H, W) factors outside of a square."""
    near = (..., *square(middle, reach))
    kept = factors[near].copy()
    factors *= elsewhere
    factors[near] = kept


def _weights(logits: Array) -> Array:
    """Return maps that sum to 1 each, of logits (..., H, W)."""
    weights: Array = logits - logits.max(axis=(-2, -1), keepdims=True)
    np.exp(weights, out=weights)
    weights /= weights.sum(axis=(-2, -1), keepdims=True)
    return weights


def _peaks(chances: Array) -> NDArray[np.intp]:
    """Return rows and columns (2, pairs, 2) of the likeliest cells."""
    pairs, sides, _, width = chances.shape
    return np.array(np.divmod(chances.reshape(pairs, sides, -1).argmax(axis=-1), width))


def _places(chances: Array, reach: int) -> tuple[NDArray[np.intp], Array]:
    """Return the likeliest (places, 2) rows and columns, and (2, places) chances of (2, H, W).

    Places are squares of `reach` cells around their middle; what lies in two counts in the first.
    """
    left = chances.copy()
    both = left[0] + left[1]
    places = np.zeros((_PLACES, 2), dtype=np.intp)
    mass = np.zeros((2, _PLACES))
    for place in range(_PLACES):
        places[place] = np.divmod(both.argmax(), both.shape[1])
        near = square(places[place], reach)
        mass[:, place] = left[:, *near].sum(axis=(1, 2))
        left[:, *near] = 0.0
        both[near] = 0.0
    return places, mass
