"""Knees of straight legs in a whole take do not pop: the foot gives way by millimetres instead.

A locked foot tells how long its leg must be, and a leg that is nearly straight answers a millimetre
of length with degrees of its knee: the noise that is left in body and foot shakes the knee forth
and back. What the lock adds to the bend that is seen is therefore smoothed over time. The foot then
is some millimetres above or below where it is held, which nobody sees, but never beside it, which
would be skating. Bent legs are left as they are: they need it not. Live, where smoothing is late,
knees gain nothing by it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import gaussian_filter1d

from mocap_app.solving.legs import THIGHS

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray
    from mocap_app.solving.take_feet import FootTrack, PlacedTrack

SMOOTH_S = 0.05
"""Seconds (sigma) over which what is added to a bend is smoothed."""
MOST_M = 0.006
"""Metres by which a foot gives way at most."""
_STEEP = 0.5
"""Least part of a leg's length that is upright: a foot that kicks is not raised to turn its leg."""


def calm_knees(
    placed: PlacedTrack, track: FootTrack, around: FloatArray, bones: FloatArray
) -> PlacedTrack:
    """Return where bodies and feet of T frames go with calm knees.

    Args:
        placed: Where they go if feet are held exactly.
        track: The feet as they are solved.
        around: (T, 22, 3) joints as they are solved, seen from the hips, metres.
        bones: (2, 2) from `landmarks.leg_lengths`.
    """
    hips = around[:, THIGHS]
    held = placed.ankles - placed.root[:, None] - hips
    seen, now = _bends(track.ankles - hips, bones), _bends(held, bones)
    added = gaussian_filter1d(now - seen, SMOOTH_S * track.rate, axis=0, mode="nearest")
    bends = now + track.stiffness * (np.maximum(seen + added, 0.0) - now)
    lengths = np.linalg.norm(held, axis=-1)
    upright = -held[..., 1] / np.maximum(lengths, 1e-9)
    rises = (lengths - _lengths(bends, bones)) / np.maximum(upright, _STEEP)
    ankles = placed.ankles.copy()
    ankles[..., 1] += np.where(upright > _STEEP, MOST_M * np.tanh(rises / MOST_M), 0.0)
    return replace(placed, ankles=ankles)


def _bends(ways: FloatArray, bones: FloatArray) -> FloatArray:
    """Return (T, 2) bends of the knees, radians, from (T, 2, 3) hips to ankles; 0 if stretched."""
    upper, lower = bones.T
    squared = np.square(ways).sum(axis=-1) - upper**2 - lower**2
    return np.asarray(np.arccos(np.clip(squared / (2.0 * upper * lower), -1.0, 1.0)))


def _lengths(bends: FloatArray, bones: FloatArray) -> FloatArray:
    """Return (T, 2) metres from hips to ankles of legs whose knees are bent by (T, 2) radians."""
    upper, lower = bones.T
    squared = upper**2 + lower**2 + 2.0 * upper * lower * np.cos(bends)
    return np.asarray(np.sqrt(np.maximum(squared, 0.0)))
