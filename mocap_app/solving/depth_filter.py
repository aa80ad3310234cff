"""Depth over time: a Kalman filter with constant velocity, and its smoother for whole takes.

Every measurement brings its own variance, so that depths from good fits pass almost untouched
and those from bad ones move the person slowly. Plain floats, because 2 x 2 matrices cost numpy
more in calls than in sums. Rauch, Tung and Striebel 1965 for the backward pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.core.types import FloatArray

ACCELERATION = 0.15
"""Spectral density of the acceleration of a person's hips along the view, m^2/s^3."""
FIRST_SPEED_VARIANCE = 0.3
"""Of the speed in depth at the first sight, (m/s)^2."""
GATE = 3.0
"""Standard deviations from which a surprise counts less than in proportion."""


@dataclass(frozen=True, slots=True)
class DepthState:
    """Depth z (m) and speed v (m/s) with their covariance."""

    z: float
    v: float
    zz: float
    zv: float
    vv: float

    @staticmethod
    def start(z: float, variance: float) -> DepthState:
        """Return the state after the first measurement."""
        return DepthState(z, 0.0, variance, 0.0, FIRST_SPEED_VARIANCE)

    def predicted(self, dt: float) -> DepthState:
        """Return the state `dt` seconds later, nothing having been seen."""
        q = ACCELERATION
        return DepthState(
            self.z + dt * self.v,
            self.v,
            self.zz + dt * (2.0 * self.zv + dt * self.vv) + q * dt**3 / 3.0,
            self.zv + dt * self.vv + q * dt**2 / 2.0,
            self.vv + q * dt,
        )

    def corrected(self, measured: float, variance: float) -> DepthState:
        """Return the state after a measurement with its variance, m^2."""
        surprise = measured - self.z
        # A surprise beyond the gate is doubted: its variance grows until it fits (Huber).
        total = self.zz + variance
        excess = abs(surprise) / (GATE * total**0.5)
        if excess > 1.0:
            total *= excess
        k_z, k_v = self.zz / total, self.zv / total
        return DepthState(
            self.z + k_z * surprise,
            self.v + k_v * surprise,
            (1.0 - k_z) * self.zz,
            (1.0 - k_z) * self.zv,
            self.vv - k_v * self.zv,
        )


def smooth_depth(
    times: FloatArray, measured: Sequence[float | None], variances: Sequence[float]
) -> FloatArray:
    """Return (T,) depths in metres that know the past and the future.

    Args:
        times: (T,) seconds, not falling.
        measured: T depths in metres, None where the pose told none; at least one is a number.
        variances: T variances of the measurements, m^2.
    """
    first = next(z for z in measured if z is not None)
    state = DepthState.start(first, 1.0)
    filtered, predictions = [], []
    before = float(times[0])
    for t, z, variance in zip(times.tolist(), measured, variances, strict=True):
        predicted = state.predicted(t - before)
        state = predicted if z is None else predicted.corrected(z, variance)
        predictions.append(predicted)
        filtered.append(state)
        before = t
    depths = np.empty(len(filtered))
    z, v = filtered[-1].z, filtered[-1].v
    depths[-1] = z
    for i in range(len(filtered) - 2, -1, -1):
        now, then = filtered[i], predictions[i + 1]
        dt = float(times[i + 1] - times[i])
        # Gain: covariance of now with then, over that of then.
        a, b = now.zz + dt * now.zv, now.zv
        c, d = now.zv + dt * now.vv, now.vv
        det = max(then.zz * then.vv - then.zv**2, 1e-18)
        dz, dv = z - then.z, v - then.v
        x, y = (then.vv * dz - then.zv * dv) / det, (then.zz * dv - then.zv * dz) / det
        z, v = now.z + a * x + b * y, now.v + c * x + d * y
        depths[i] = z
    return depths
