"""Two legs are seldom in one place: knees, ankles, heels and toes are chosen in pairs.

Seen from the side, the heatmaps of the left and of the right ankle both show both feet at about the
same height. Chosen each by itself, both keypoints often take the same foot, and the other leg is
lost. Here the two share out the places between them. Which leg is the left one stays the heatmaps'
and the motion prior's say; a photograph gains nothing (one of two coinciding keypoints is right
anyway), so this is for whoever is followed. Heels and toes are looked for near their own ankle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.skeleton import body27

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.floating]

_PAIRS = np.array(
    [
        [body27().index(f"{side}_{part}") for side in ("left", "right")]
        for part in ("knee", "ankle", "heel", "toe")
    ]
)
_PLACES = 3
"""Places looked at for a pair."""
_REACH_PX = 12.0
"""Half the side of a place, pixels of the crop."""
_TOGETHER = 3.0
"""How many times as likely both in one place must be as one in each of two."""
_LEAST = 0.01
"""Share of a heatmap below which a place is as unlikely as any other."""
_FOOT_PX = 32.0
"""How far a heel or toe may be from its ankle along an axis, pixels of the crop."""
_ASTRAY = 0.05
"""Factor on heels and toes that are farther."""
_ELSEWHERE = 1e-6
"""Factor on what is not the place chosen."""


def legs_apart(heatmaps: Array, prior: NDArray[np.float64], stride: float) -> NDArray[np.float64]:
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
        logits = heatmaps[crop][_PAIRS]
        weights = np.exp(logits - logits.max(axis=(-2, -1), keepdims=True))
        legs = result[crop, _PAIRS].astype(np.float32)
        _share_out(weights[:2], legs[:2], reach)
        ankles = _peaks(weights[1:2] * legs[1:2])[:, 0]
        for side, ankle in enumerate(ankles.T):
            _keep(legs[2:, side], ankle, foot, _ASTRAY)
        _share_out(weights[2:], legs[2:], reach)
        result[crop, _PAIRS] = legs
    return result


def _share_out(weights: Array, factors: NDArray[np.float32], reach: int) -> None:
    """Leave one place to each of two coinciding keypoints in (pairs, 2, H, W) factors."""
    chances = weights * factors
    chances /= chances.sum(axis=(-2, -1), keepdims=True)
    rows_apart, columns_apart = np.abs(np.diff(_peaks(chances), axis=-1))[..., 0]
    for pair in np.flatnonzero(np.maximum(rows_apart, columns_apart) <= reach):
        places, mass = _places(chances[pair], reach)
        logs = np.log(mass + _LEAST)  # (2, places)
        both = logs[0][:, None] + logs[1] - np.log(_TOGETHER) * np.eye(_PLACES)
        for side, place in enumerate(np.divmod(both.argmax(), _PLACES)):
            _keep(factors[pair, side], places[place], reach, _ELSEWHERE)


def _keep(factors: NDArray[np.float32], middle: Array, reach: int, elsewhere: float) -> None:
    """Lower (..., H, W) factors outside of a square."""
    near = (..., *_square(middle, reach))
    kept = factors[near].copy()
    factors *= elsewhere
    factors[near] = kept


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
        near = _square(places[place], reach)
        mass[:, place] = left[:, *near].sum(axis=(1, 2))
        left[:, *near] = 0.0
        both[near] = 0.0
    return places, mass


def _square(middle: Array, reach: int) -> tuple[slice, slice]:
    """Return the cells around a row and column."""
    y, x = (int(v) for v in middle)
    return slice(max(y - reach, 0), y + reach + 1), slice(max(x - reach, 0), x + reach + 1)
