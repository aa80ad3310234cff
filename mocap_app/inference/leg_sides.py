"""Which of two legs is the left one: knee, ankle and foot are settled together.

Seen from the side, the maps of the knees may say that the legs have changed places while those of
the ankles do not: each pair by itself, one leg's shin would run to the other leg's foot for as long
as that lasts, and the solved body shakes. So thighs and shins that would be too long speak against
it, and where knees and ankles go together, all of their maps count, those of the feet too.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.floating]

LEAST = 0.01
"""Share of a heatmap below which a place is as unlikely as any other."""
_FEET = 0.3
"""Weight of a heel or toe beside its ankle, of which it says little that is new."""
_LONGEST = 1.0
"""Torso lengths that a thigh or shin may have in the picture."""
_TOO_LONG = 10.0
"""Loss of log odds for each torso length more: on rendered films twice as much makes legs jump a
fifth more often; without it `home_lunge` had crossed legs for a third of a second."""


def odds_of_sides(
    shares: Array, priors: Array, places: NDArray[np.intp], reach: int, foot: int
) -> Array:
    """Return (2,) log odds that knees, and that ankles, are on their own sides.

    Args:
        shares: (4, 2, H, W) heatmaps of left and right knee, ankle, heel, toe that sum to 1.
        priors: (2, 2, H, W) factors from where knees and ankles were.
        places: (2, 2, 2) row and column chosen for left and right knee and ankle.
        reach: Cells around a place that belong to it.
        foot: Cells around an ankle in which its heel and toe are.
    """
    was = np.array(
        [
            _odds(np.log(prior[:, at[:, 0], at[:, 1]]))
            for prior, at in zip(priors, places, strict=True)
        ]
    )
    seen = [_odds(_masses(shares[pair], places[pair], reach)) for pair in (0, 1)]
    seen[1] += _FEET * sum(_odds(_masses(shares[pair], places[1], foot)) for pair in (2, 3))
    odds: Array = was + seen
    return odds


def turned(odds: Array, apart: NDArray[np.bool_], legs: Array) -> list[int]:
    """Return which are likelier the other way round: 0 for knees, 1 for ankles.

    Args:
        odds: (2,) log odds that knees and ankles are on their own sides.
        apart: (2,) whether they have two places at all.
        legs: (3, 2, 2) places chosen for hips, knees and ankles, left and right, torso lengths.
    """

    def likelihood(ways: tuple[int, ...]) -> float:
        hips, *rest = legs
        knees, ankles = (
            joint[::-1] if way else joint for joint, way in zip(rest, ways, strict=True)
        )
        lengths = np.linalg.norm([knees - hips, ankles - knees], axis=-1)
        return float(-np.dot(ways, odds) - too_long(lengths).sum())

    ways = max(product(range(1 + apart[0]), range(1 + apart[1])), key=likelihood)
    return [pair for pair, way in enumerate(ways) if way]


def too_long(lengths: Array) -> Array:
    """Return the loss of log odds of thighs and shins with these lengths, torso lengths."""
    loss: Array = _TOO_LONG * np.maximum(lengths - _LONGEST, 0.0)
    return loss


def square(middle: Array, reach: int) -> tuple[slice, slice]:
    """Return the cells of a map within `reach` rows and columns of a cell."""
    y, x = (int(v) for v in middle)
    return slice(max(y - reach, 0), y + reach + 1), slice(max(x - reach, 0), x + reach + 1)


def _masses(shares: Array, places: NDArray[np.intp], reach: int) -> Array:
    """Return (2, 2) logarithms of the shares of (2, H, W) maps, sides, around (2, 2) places."""
    masses = [shares[:, *square(place, reach)].sum(axis=(-2, -1)) for place in places]
    logs: Array = np.log(np.stack(masses, axis=-1) + LEAST)
    return logs


def _odds(logs: Array) -> float:
    """Return by how much the (side, place) diagonal is likelier than the other way round."""
    return float(logs[0, 0] + logs[1, 1] - logs[0, 1] - logs[1, 0])
