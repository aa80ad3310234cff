"""The One-Euro filter: a low-pass whose cutoff rises with speed.

G. Casiez, N. Roussel, D. Vogel: "1 Euro Filter: A Simple Speed-based Low-pass Filter for Noisy
Input in Interactive Systems", CHI 2012. A steady ramp lags by 1 / (2 pi cutoff) seconds.

In the paper the cutoff is the sum of the cutoff at rest and of what the speed adds. With `larger`
it is the larger one of both: the small speed that noise has at rest opens nothing, so that the rise
with speed may be steeper for the same trembling.

    smooth = OneEuro(min_cutoff_hz=1.0, beta=4.0)
    for pose in poses:
        filtered = smooth(pose.keypoints_3d, pose.timestamp)
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

FloatArray = NDArray[np.float64]


class OneEuro:
    """Filters arrays of one shape, element by element; holds the past of one signal.

    Real timestamps are used. A time equal to the last one returns the last result (the new
    sample says nothing that the filter could weigh); a time before the last one, a gap of more
    than `max_gap_s` or another shape starts over with the new sample.

    A NaN element comes back as NaN and forgets its own past, so that it returns exactly where it
    is next seen and not on a path from where it was lost.
    """

    def __init__(
        self,
        min_cutoff_hz: float = 1.0,
        beta: float = 0.0,
        derivative_cutoff_hz: float = 1.0,
        *,
        coordinates: Sequence[float] = (),
        larger: bool = False,
        max_gap_s: float = math.inf,
    ) -> None:
        """Take the settings.

        Args:
            min_cutoff_hz: Cutoff at rest, Hz; lower is smoother and slower.
            beta: Rise of the cutoff with speed, Hz per (unit per second) = 1 / unit, where the
                unit is that of the signal divided by the `scale` of the call.
            derivative_cutoff_hz: Cutoff of the low-pass on the speed, Hz.
            coordinates: The last axis holds as many coordinates of points, which share the cutoff
                that their common speed gives, so that a moving point lags along its path, not
                beside. The numbers say how much each counts in that speed. Empty: every element
                is filtered by itself, as in the paper.
            larger: The cutoff is the larger one of those of rest and of speed, not their sum.
            max_gap_s: Seconds without a sample after which the past is forgotten.
        """
        self.min_cutoff_hz = min_cutoff_hz
        self.beta = beta
        self.derivative_cutoff_hz = derivative_cutoff_hz
        self._coordinates = np.array(coordinates, dtype=np.float64)
        self._larger = larger
        self._max_gap_s = max_gap_s
        self._time: float | None = None
        self._value: FloatArray = np.empty(0)
        self._derivative: FloatArray = np.empty(0)

    def reset(self) -> None:
        """Forget the past."""
        self._time = None

    def __call__(self, x: FloatArray, timestamp: float, scale: float = 1.0) -> FloatArray:
        """Return the filtered sample, the shape of `x`.

        Args:
            x: Any shape, NaN where there is no signal.
            timestamp: Seconds.
            scale: How many units of `x` make one unit of `beta`, for instance pixels per metre.
        """
        x = np.array(x, dtype=np.float64)
        if self._starts_over(x, timestamp):
            self._value, self._derivative, self._time = x, np.zeros_like(x), timestamp
            return x.copy()
        dt = timestamp - self._time if self._time is not None else 0.0
        moved = x - self._value
        known = np.isfinite(moved)  # Now and before.
        if dt == 0.0:
            self._value = np.where(known, self._value, x)
            return self._value.copy()
        step = np.where(known, moved, 0.0)
        change = step / dt - self._derivative
        followed = self._derivative + smoothing(self.derivative_cutoff_hz, dt) * change
        self._derivative = np.where(known, followed, 0.0)
        quick = self.beta * self._speed() / scale
        cutoff = (np.maximum if self._larger else np.add)(self.min_cutoff_hz, quick)
        # One that was not known before is where it is seen; one that is not seen is nowhere.
        self._value = np.where(known, self._value + smoothing(cutoff, dt) * step, x)
        self._time = timestamp
        return self._value.copy()

    def _starts_over(self, x: FloatArray, timestamp: float) -> bool:
        if self._time is None or x.shape != self._value.shape:
            return True
        dt = timestamp - self._time
        return dt < 0.0 or dt > self._max_gap_s

    def _speed(self) -> FloatArray:
        if len(self._coordinates):
            counts = self._coordinates * self._derivative
            squares: FloatArray = np.square(counts).sum(axis=-1, keepdims=True)
            return np.sqrt(squares)
        return np.abs(self._derivative)


def smoothing(cutoff_hz: FloatArray | float, dt: float) -> FloatArray:
    """Return the weight of the new sample, 0 to 1, in a first-order low-pass.

    `1 / (1 + tau / dt)` with `tau = 1 / (2 pi cutoff)`; `dt` > 0 in seconds.
    """
    ratio = 2.0 * math.pi * np.asarray(cutoff_hz, dtype=np.float64) * dt
    weight: FloatArray = ratio / (1.0 + ratio)
    return weight
