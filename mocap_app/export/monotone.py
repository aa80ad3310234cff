"""Smooth curves through points that never leave the range between two neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray


def monotone(values: FloatArray, steps: int) -> FloatArray:
    """Return points on the monotone cubics through values at equal distances.

    As `scipy.interpolate.PchipInterpolator` (Fritsch and Butland 1984), which takes a second to
    import, and the mannequin is there at every start.

    Args:
        values: (N, C), N at least two.
        steps: Points from one value to the next.

    Returns:
        (steps * (N - 1) + 1, C) points, from the first value to the last.
    """
    slopes = _slopes(np.diff(values, axis=0))  # (N, C)
    t = np.arange(steps)[:, None] / steps  # (steps, 1)
    back = 1.0 - t
    # Hermite's polynomials, for all spans at once: (N - 1, steps, C).
    curves = (
        (1.0 + 2.0 * t) * back**2 * values[:-1, None]
        + t * back**2 * slopes[:-1, None]
        + t**2 * (3.0 - 2.0 * t) * values[1:, None]
        - t**2 * back * slopes[1:, None]
    )
    return np.concatenate([curves.reshape(-1, values.shape[1]), values[-1:]])


def _slopes(rises: FloatArray) -> FloatArray:
    """Return (N, C) slopes at the values between (N - 1, C) rises."""
    if len(rises) == 1:
        return np.repeat(rises, 2, axis=0)
    before, after = rises[:-1], rises[1:]
    same_way = before * after > 0.0
    # Harmonic means; none where the curve turns.
    inner = np.divide(
        2.0 * before * after, before + after, out=np.zeros_like(before), where=same_way
    )
    ends = [_end_slope(rises[0], rises[1]), _end_slope(rises[-1], rises[-2])]
    return np.concatenate([ends[:1], inner, ends[1:]])


def _end_slope(outer: FloatArray, inner: FloatArray) -> FloatArray:
    """Return (C,) slopes at an end, from three values, limited to keep the shape."""
    slope = (3.0 * outer - inner) / 2.0
    slope = np.where(
        outer * inner <= 0.0, np.clip(slope, -abs(3.0 * outer), abs(3.0 * outer)), slope
    )
    return np.where(slope * outer <= 0.0, 0.0, slope)
