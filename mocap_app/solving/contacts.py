"""Which heels and toes stand on the floor: slow and low, with hysteresis.

A camera that does not move sees a foot that stands at the same pixels, so the speed is taken
twice: across the view, from the pixels, and in the world. Both are compared with how fast resting
feet seem to be, which is 0 for perfect keypoints and a good deal more for a network's: what is not
straight in the path of the calmer foot tells it, for one foot mostly stands or glides.
Rows of all arrays: left and right foot; columns: heel and toe.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.rotation import dot
from mocap_app.solving.landmarks import keypoints

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from mocap_app.core.types import FloatArray
    from mocap_app.solving.landmarks import BoolArray

FEET = keypoints("left_heel", "left_toe", "right_heel", "right_toe")
"""Body27 rows that reshape to (2, 2)."""
START_SPEED = (0.2, 0.35)
"""m/s, across the view and in the world, below which a foot begins to stand, if it is seen well.
The second is higher because a monocular root drifts."""
MOST_SPEED = (0.6, 1.0)
"""The same if feet are seen badly."""
END_FACTOR = 2.0
"""Times that speed it no longer stands."""
NOISE_FACTOR = np.array([7.0, 9.0])
"""Times the speed that resting feet seem to have is taken for rest, within those bounds; more in
the world, where the slow errors of a monocular depth come on top."""
START_HEIGHT, END_HEIGHT = 0.05, 0.08
"""Metres above the floor from which a foot begins to stand, and from which it no longer does."""
SETTLE_HEIGHT, SETTLE_S = 0.18, 0.25
"""A foot that rests so low for so long, and lower than the other, stands: the floor is where it
is, for the height of a monocular body is less sure than that people stand on floors."""
RAISED_M, RAISED_S, RAISED_UNREST = 0.10, 0.35, 0.8
"""A foot that rests all of it higher than that, for so long and so quietly, stands on a
chair or a step; it is held at its own height."""
LOWER_M = 0.06
"""Metres above the lower foot up to which the other one is as low."""
SUNK_M = 0.005
"""Metres below the floor from which a foot stands at once, if it is no faster than one that stands:
the floor stops it, though filters still have it on its way. Who jumps stands for a sixth of a
second, and by being slow alone a foot stands only after as long."""
SPAN_S = 0.10
"""Seconds over which the speed is taken."""
LEAST_S = 0.06
"""Seconds for which a foot must be slow and low before it stands."""
_REST_PERCENTILE = 20.0


def distances(across: FloatArray, world: FloatArray) -> FloatArray:
    """Return the (..., 2) lengths of (..., 2) moves across the view and (..., 3) in the world.

    Moves across the view that are not known (NaN) count as 0: the other one decides.
    """
    flat = dot(across, across)
    flat[np.isnan(flat)] = 0.0
    lengths: FloatArray = np.sqrt(np.concatenate([flat, dot(world, world)], axis=-1))
    return lengths


def calmer_foot(shake: FloatArray) -> FloatArray:
    """Return the (..., 2) shakes of the calmer foot from (..., 2, 2, 2): foot, part, kind."""
    calmer: FloatArray = shake.sum(axis=-2).min(axis=-2) / 2.0
    return calmer


def start_speed(shakes: FloatArray, least: ArrayLike = START_SPEED) -> FloatArray:
    """Return the (2,) speeds in m/s up to which a foot rests, from (T, 2) of `calmer_foot`.

    A shake is the second difference of a path over the time between its ends. White noise makes
    it sqrt(3) times as large as the first difference.

    Args:
        shakes: m/s.
        least: m/s, for feet that are seen perfectly.
    """
    noise = np.percentile(shakes, _REST_PERCENTILE, axis=0) / math.sqrt(3.0)
    speed: FloatArray = np.clip(NOISE_FACTOR * noise, least, MOST_SPEED)
    return speed


def contacts_over_time(unrest: FloatArray, heights: FloatArray, rate: float) -> BoolArray:
    """Return (T, 2, 2) contacts of a whole take: the same rules, without their delay.

    Args:
        unrest: (T, 2, 2) speeds over those at which a foot rests, taken symmetrically in time.
        heights: (T, 2, 2) metres above the floor.
        rate: Frames per second.
    """
    sure = (unrest < 1.0) & (heights < START_HEIGHT)
    possible = (unrest < END_FACTOR) & (heights < END_HEIGHT)
    frames = max(1, round(LEAST_S * rate))
    return _lasting(sure, possible, frames)


def resting_feet(unrest: FloatArray, heights: FloatArray, rate: float) -> BoolArray:
    """Return (T, 2, 2) feet that rest where the floor must be; arguments as above.

    The floor is not known well yet: what counts is that they rest for long, and lower than others.
    """
    lowest = heights.min(axis=(1, 2), keepdims=True)
    low = (heights < SETTLE_HEIGHT) & (heights < lowest + LOWER_M)
    return _lasting((unrest < 1.0) & low, (unrest < 1.0) & low, max(1, round(SETTLE_S * rate)))


def raised_feet(unrest: FloatArray, heights: FloatArray, rate: float) -> BoolArray:
    """Return (T, 2, 2) feet that rest on something above the floor; arguments as above."""
    high = heights.min(axis=2, keepdims=True) > RAISED_M
    sure = (unrest < RAISED_UNREST) & high
    return _lasting(sure, (unrest < 1.0) & high, max(1, round(RAISED_S * rate)))


def _lasting(sure: BoolArray, possible: BoolArray, frames: int) -> BoolArray:
    """Return (T, 2, 2): stretches of possible frames with at least `frames` sure ones in a row."""
    from scipy.ndimage import binary_closing, binary_opening

    contacts = np.zeros(sure.shape, dtype=np.bool_)
    window = np.ones(frames)
    for foot in range(2):
        for part in range(2):
            steady = binary_opening(sure[:, foot, part], window)
            held = np.pad(grow(steady, possible[:, foot, part]), frames)
            contacts[:, foot, part] = binary_closing(held, window)[frames:-frames]
    return contacts


def grow(seeds: BoolArray, allowed: BoolArray) -> BoolArray:
    """Return the stretches of `allowed` frames that contain a seed: hysteresis to both sides."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], allowed, [False]]).astype(np.int8)))
    grown = np.zeros_like(allowed)
    for start, end in edges.reshape(-1, 2).tolist():
        grown[start:end] = seeds[start:end].any()
    return grown
