"""Two legs are seldom in one place: knees, ankles, heels and toes are chosen in pairs.

Seen from the side, the heatmaps of the left and of the right ankle both show both feet at about the
same height. Chosen each by itself, both keypoints often take the same foot, and the other leg is
lost. Here the two share out the places between them. Which leg is the left one stays the heatmaps'
and the motion prior's say; a photograph gains nothing (one of two coinciding keypoints is right
anyway), so this is for whoever is followed.
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
        [body27().joints.index(f"{side}_{part}") for side in ("left", "right")]
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
_ELSEWHERE = 1e-6
"""Factor on what is not the place chosen."""


def legs_apart(heatmaps: Array, prior: Array, stride: float) -> Array:
    """Return the prior with only one place left for each keypoint of the legs.

    Args:
        heatmaps: (B, 27, H, W) logits.
        prior: (B, 27, H, W) factors on them, as `motion_prior` gives them.
        stride: Pixels of the crop per cell.
    """
    reach = max(1, round(_REACH_PX / stride))
    result = prior.copy()
    for crop in range(len(heatmaps)):
        chances = _chances(heatmaps[crop][_PAIRS], prior[crop][_PAIRS])
        places, mass = _places(chances, reach)
        logs = np.log(mass + _LEAST)  # (pairs, 2, places)
        both = logs[:, 0, :, None] + logs[:, 1, None, :] - np.log(_TOGETHER) * np.eye(_PLACES)
        chosen = np.divmod(both.reshape(len(_PAIRS), -1).argmax(axis=1), _PLACES)
        for side in (0, 1):
            for pair, place in enumerate(chosen[side]):
                y, x = places[pair, place]
                near = np.s_[max(y - reach, 0) : y + reach + 1, max(x - reach, 0) : x + reach + 1]
                factors = result[crop, _PAIRS[pair, side]]
                kept = factors[near].copy()
                factors *= _ELSEWHERE
                factors[near] = kept
    return result


def _chances(logits: Array, prior: Array) -> Array:
    """Return (pairs, 2, H, W) probabilities."""
    weights = np.exp(logits - logits.max(axis=(-2, -1), keepdims=True)) * prior
    return np.asarray(weights / weights.sum(axis=(-2, -1), keepdims=True))


def _places(chances: Array, reach: int) -> tuple[NDArray[np.intp], Array]:
    """Return the likeliest (pairs, places, 2) rows and columns, and (pairs, 2, places) chances.

    Places are squares of `reach` cells around their middle; what lies in two counts in the first.
    """
    count, _, height, width = chances.shape
    margin = ((0, 0), (0, 0), (reach, reach), (reach, reach))
    left = np.pad(chances, margin)
    pair, span = np.arange(count)[:, None, None], np.arange(2 * reach + 1)
    places = np.zeros((count, _PLACES, 2), dtype=np.intp)
    mass = np.zeros((count, 2, _PLACES))
    for place in range(_PLACES):
        inner = left[:, :, reach : reach + height, reach : reach + width].sum(axis=1)
        row, column = np.divmod(inner.reshape(count, -1).argmax(axis=1), width)
        places[:, place] = np.stack([row, column], axis=1)
        rows, columns = (row[:, None] + span)[:, :, None], (column[:, None] + span)[:, None, :]
        for side in (0, 1):
            mass[:, side, place] = left[pair, side, rows, columns].sum(axis=(1, 2))
            left[pair, side, rows, columns] = 0.0
    return places, mass
