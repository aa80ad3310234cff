"""One coordinate over time: a Kalman filter with constant velocity, its smoother for whole takes.

Every measurement brings its own variance, so that places from good fits pass almost untouched
and those from bad ones move the person slowly. Plain floats, because 2 x 2 matrices cost numpy
more in calls than in sums. Rauch, Tung and Striebel 1965 for the backward pass.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.core.types import FloatArray

IN_DEPTH, SIDEWAYS = 0.15, 3.0
"""Spectral density of the acceleration of a person's hips along the view and across, m^2/s^3."""
FIRST_SPEED_VARIANCE = 0.3
"""Of the speed at the first sight, (m/s)^2."""
GATE = 3.0
"""Standard deviations from which a surprise in depth is doubted: what jumps is mostly the fit."""


class CoordinateState(NamedTuple):
    """Coordinate x (m) and speed v (m/s) with their covariance."""

    x: float
    v: float
    xx: float
    xv: float
    vv: float

    @staticmethod
    def start(x: float, variance: float) -> CoordinateState:
        """Return the state after the first measurement."""
        return CoordinateState(x, 0.0, variance, 0.0, FIRST_SPEED_VARIANCE)

    def predicted(self, dt: float, acceleration: float) -> CoordinateState:
        """Return the state `dt` seconds later, nothing having been seen.

        Args:
            dt: Seconds.
            acceleration: Its spectral density, m^2/s^3.
        """
        q = acceleration
        return CoordinateState(
            self.x + dt * self.v,
            self.v,
            self.xx + dt * (2.0 * self.xv + dt * self.vv) + q * dt**3 / 3.0,
            self.xv + dt * self.vv + q * dt**2 / 2.0,
            self.vv + q * dt,
        )

    def corrected(
        self, measured: float, variance: float, gate: float = math.inf
    ) -> CoordinateState:
        """Return the state after a measurement.

        Args:
            measured: Metres.
            variance: Its own, m^2.
            gate: Standard deviations from which a surprise counts less than in proportion.
        """
        surprise = measured - self.x
        # A surprise beyond the gate is doubted: its variance grows until it fits (Huber).
        total = self.xx + variance
        excess = abs(surprise) / (gate * total**0.5)
        if excess > 1.0:
            total *= excess
        k_x, k_v = self.xx / total, self.xv / total
        return CoordinateState(
            self.x + k_x * surprise,
            self.v + k_v * surprise,
            (1.0 - k_x) * self.xx,
            (1.0 - k_x) * self.xv,
            self.vv - k_v * self.xv,
        )


def smooth(
    times: FloatArray,
    measured: Sequence[float | None],
    variances: Sequence[float],
    acceleration: float,
    gate: float = math.inf,
) -> FloatArray:
    """Return (T,) metres that know the past and the future.

    Args:
        times: (T,) seconds, not falling.
        measured: T coordinates in metres, None where there is none; at least one is a number.
        variances: T variances of the measurements, m^2.
        acceleration: Its spectral density, m^2/s^3.
        gate: As in `CoordinateState.corrected`.
    """
    first = next(x for x in measured if x is not None)
    state = CoordinateState.start(first, 1.0)
    filtered, predictions = [], []
    before = float(times[0])
    for t, x, variance in zip(times.tolist(), measured, variances, strict=True):
        predicted = state.predicted(t - before, acceleration)
        state = predicted if x is None else predicted.corrected(x, variance, gate)
        predictions.append(predicted)
        filtered.append(state)
        before = t
    smoothed = np.empty(len(filtered))
    x, v = filtered[-1].x, filtered[-1].v
    smoothed[-1] = x
    for i in range(len(filtered) - 2, -1, -1):
        now, then = filtered[i], predictions[i + 1]
        dt = float(times[i + 1] - times[i])
        # Gain: covariance of now with then, over that of then.
        a, b = now.xx + dt * now.xv, now.xv
        c, d = now.xv + dt * now.vv, now.vv
        det = max(then.xx * then.vv - then.xv**2, 1e-18)
        dx, dv = x - then.x, v - then.v
        p, q = (then.vv * dx - then.xv * dv) / det, (then.xx * dv - then.xv * dx) / det
        x, v = now.x + a * p + b * q, now.v + c * p + d * q
        smoothed[i] = x
    return smoothed
