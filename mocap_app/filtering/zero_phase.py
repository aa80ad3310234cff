"""Smoothing of finished recordings: a low-pass that runs both ways, so that nothing lags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.signal import butter, sosfiltfilt

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray

_ORDER = 2
_SHORTEST = 4


def low_pass(values: FloatArray, cutoff_hz: float, rate_hz: float) -> FloatArray:
    """Return (T, ...) values without what is faster than a cutoff, unshifted in time.

    A Butterworth filter of second order, forwards and backwards: half of the amplitude is left at
    the cutoff. The ends are continued by turning the signal about them, so that a steady movement
    stays one.

    Args:
        values: (T, ...) at even steps of time, without NaN.
        cutoff_hz: Hz; at or above half of the rate nothing is filtered.
        rate_hz: Values per second.

    Raises:
        ValueError: A value is not finite, or a rate or cutoff is not above 0.
    """
    if not (cutoff_hz > 0.0 and rate_hz > 0.0):
        raise ValueError(f"cutoff and rate must be above 0: {cutoff_hz}, {rate_hz}")
    if not np.isfinite(values).all():
        raise ValueError("only finite values can be smoothed")
    if cutoff_hz >= rate_hz / 2.0 or len(values) < _SHORTEST:
        return np.array(values, dtype=np.float64)
    sections = butter(_ORDER, cutoff_hz, fs=rate_hz, output="sos")
    # As far as the filter remembers, and no further than there are values.
    padding = min(len(values) - 1, int(3.0 * rate_hz / cutoff_hz))
    # Without the line from end to end, or short recordings would lose some of a steady movement.
    share = np.linspace(0.0, 1.0, len(values)).reshape(-1, *[1] * (values.ndim - 1))
    line = values[0] + share * (values[-1] - values[0])
    smoothed: FloatArray = line + sosfiltfilt(sections, values - line, axis=0, padlen=padding)
    return smoothed
