"""Single wild values in finished recordings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray

REACH = 5
"""Values to either side that a value is compared with."""
_WINDOW = 17
_DEVIATIONS = 3.0
_MAD_TO_DEVIATION = 1.4826


def outliers(
    points: FloatArray, known: NDArray[np.bool_], least: FloatArray | float
) -> NDArray[np.bool_]:
    """Return (T, J) where a known point lies far from where its neighbours in time put it.

    The point should lie midway between the two points a step before and after, and those two steps
    away, and so on; the median of these places withstands a few wrong ones, and steady movement,
    however fast, is where it should be. Out is what is further away than three deviations of its
    surroundings (from their median, as in a Hampel filter) and than `least`.

    Args:
        points: (T, J, D) at about even steps of time.
        known: (T, J) which of them count.
        least: Distance that is never out, for all or (J,), in the unit of the points.
    """
    if len(points) < 3:
        return np.zeros(known.shape, dtype=np.bool_)
    blank = np.where(known[..., None], points, np.nan)
    edge = np.full((REACH, *points.shape[1:]), np.nan)
    padded = np.concatenate([edge, blank, edge])
    count = len(points)
    midway = np.stack(
        [
            (padded[REACH - k : REACH - k + count] + padded[REACH + k : REACH + k + count]) / 2.0
            for k in range(1, REACH + 1)
        ]
    )  # (K, T, J, D)
    enough = np.isfinite(midway[..., 0]).sum(axis=0) >= 2
    midway = np.where(enough[..., None], midway, 0.0)
    away = np.linalg.norm(points - np.nanmedian(midway, axis=0), axis=-1)  # (T, J)
    away = np.where(enough & known, away, np.nan)
    limit = np.maximum(_DEVIATIONS * _MAD_TO_DEVIATION * _surroundings(away), least)
    with np.errstate(invalid="ignore"):
        return np.asarray(away > limit)  # not true of NaN


def _surroundings(away: FloatArray) -> FloatArray:
    """Return the median of (T, J) distances over some frames to either side, ignoring NaN."""
    half = _WINDOW // 2
    edge = np.full((half, away.shape[1]), np.nan)
    windows = sliding_window_view(np.concatenate([edge, away, edge]), _WINDOW, axis=0)
    some = np.isfinite(windows).any(axis=-1)
    median: FloatArray = np.nanmedian(np.where(some[..., None], windows, 0.0), axis=-1)
    return median


def fill_gaps(
    times: FloatArray, points: FloatArray, known: NDArray[np.bool_], longest_s: float
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Return (T, J, D) points with short gaps filled on straight lines, and (T, J) what is filled.

    Args:
        times: (T,) seconds, increasing.
        points: (T, J, D).
        known: (T, J) which of them count.
        longest_s: Seconds from the last known point to the next; longer gaps stay.
    """
    filled = np.array(points, dtype=np.float64)
    new = np.zeros(known.shape, dtype=np.bool_)
    for joint in range(known.shape[1]):
        rows = np.flatnonzero(known[:, joint])
        if len(rows) < 2:
            continue
        after = np.searchsorted(rows, np.arange(len(times)), side="left")
        inside = (after > 0) & (after < len(rows)) & ~known[:, joint]
        index = np.clip(after, 1, len(rows) - 1)
        gap = times[rows[index]] - times[rows[index - 1]]
        new[:, joint] = inside & (gap <= longest_s)
        for axis in range(points.shape[2]):
            line = np.interp(times, times[rows], points[rows, joint, axis])
            filled[new[:, joint], joint, axis] = line[new[:, joint]]
    return filled, new
