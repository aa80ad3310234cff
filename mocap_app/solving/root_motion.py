"""Where the pelvis is in the camera frame: perspective least squares of 2D against 3D.

Each keypoint with pixels (u, v) relative to the principal point and pelvis-relative metres
(X, Y, Z) gives two equations for the position T of the pelvis,

    f Tx - u Tz = u Z - f X        f Ty - v Tz = v Z - f Y

which are exact without noise at any distance. Divided by the depth they are errors in pixels, so
they are solved twice with the depths of the first answer, weighted by confidence and, against
keypoints that contradict the rest, by Huber's weights. Depth is far worse determined than the
other two (VNect damps it, too); it is smoothed by itself, and the sideways position is then the
one that fits the pixels at the smoothed depth.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from mocap_app.core.camera_model import Pinhole
    from mocap_app.core.types import FloatArray

DEPTH_CUTOFF_HZ = 0.8
"""Cutoff of the low-pass on the depth at rest."""
DEPTH_BETA = 1.5
"""Rise of that cutoff with the speed in depth, Hz per (m/s)."""
MAX_DEPTH_SPEED = 6.0
"""Metres per second; faster is a fault of the estimate."""
MIN_DEPTH, MAX_DEPTH = 0.3, 40.0
"""Metres."""
ENOUGH = 5.0
"""Sum of the weights below which the depth moves more slowly: few points tell it badly."""
HUBER = 0.02
"""Residual, as a fraction of the spread of the pixels, from which a keypoint loses weight."""
_START_DEPTH = 3.0


class RootTracker:
    """Follows one person; holds the last position."""

    def __init__(self) -> None:
        self._position: FloatArray | None = None
        self._depth_speed = 0.0

    def reset(self) -> None:
        """Forget the frames before."""
        self._position, self._depth_speed = None, 0.0

    def update(
        self,
        points: FloatArray,
        pixels: FloatArray,
        weights: FloatArray,
        camera: Pinhole,
        dt: float,
    ) -> FloatArray:
        """Return (3,) metres: the pelvis in the camera frame.

        Args:
            points: (N, 3) metres relative to the pelvis, camera axes.
            pixels: (N, 2) where they are seen; NaN where they are not.
            weights: (N,) confidence, 0 where not seen.
            camera: Which took the picture.
            dt: Seconds since the last call, 0 at the first.
        """
        used = (weights > 0.0) & np.isfinite(pixels).all(axis=-1)
        before = self._position
        if not used.any():
            self._position = np.array([0.0, 0.0, _START_DEPTH]) if before is None else before
            return self._position
        points, weights = points[used], weights[used]
        rays = (pixels[used] - (camera.cx, camera.cy)) / camera.focal_px
        measured = _fit(points, rays, weights, before)
        if before is None:
            depth = measured if measured is not None else _START_DEPTH
        elif measured is None or dt <= 0.0:
            depth = float(before[2])
        else:
            depth = self._follow(measured, float(before[2]), float(weights.sum()), dt)
        # Everything that is seen lies in front of the lens.
        depth = min(max(depth, MIN_DEPTH, MIN_DEPTH / 2.0 - float(points[:, 2].min())), MAX_DEPTH)
        self._position = np.append(_sideways(points, rays, weights, depth), depth)
        return self._position

    def _follow(self, measured: float, before: float, weight: float, dt: float) -> float:
        speed = np.clip((measured - before) / dt, -MAX_DEPTH_SPEED, MAX_DEPTH_SPEED)
        self._depth_speed += _weight(DEPTH_CUTOFF_HZ, dt) * (speed - self._depth_speed)
        cutoff = DEPTH_CUTOFF_HZ + DEPTH_BETA * abs(self._depth_speed)
        step = _weight(cutoff * min(weight / ENOUGH, 1.0), dt) * (measured - before)
        return before + min(max(step, -MAX_DEPTH_SPEED * dt), MAX_DEPTH_SPEED * dt)


def _weight(cutoff_hz: float, dt: float) -> float:
    ratio = 2.0 * math.pi * cutoff_hz * dt
    return ratio / (1.0 + ratio)


def _fit(
    points: FloatArray, rays: FloatArray, weights: FloatArray, guess: FloatArray | None
) -> float | None:
    """Return the depth of the pelvis in metres; None where keypoints do not tell it."""
    spread = float(np.sqrt(np.square(rays - rays.mean(axis=0)).sum(axis=-1).mean()))
    if len(points) < 3 or spread < 1e-4:
        return None
    if guess is None:
        guess = _solve(points, rays, weights, np.ones(len(points)))
    for _ in range(2):
        if guess is None:
            return None
        placed = points + guess
        depth = np.maximum(placed[:, 2], MIN_DEPTH / 2.0)
        miss = np.sqrt(np.square(placed[:, :2] / depth[:, None] - rays).sum(axis=-1))
        limit = max(HUBER * spread, float(np.sort(miss)[len(miss) // 2]))
        trust = np.minimum(1.0, limit / np.maximum(miss, 1e-12))
        guess = _solve(points, rays, weights * trust, depth)
    return None if guess is None else float(guess[2])


def _solve(
    points: FloatArray, rays: FloatArray, weights: FloatArray, depth: FloatArray
) -> FloatArray | None:
    """Return T of the equations above, each divided by f and by its keypoint's `depth`.

    The normal equations are `[[w, 0, -a], [0, w, -b], [-a, -b, c]] T = r`.
    """
    scaled = weights / np.square(depth)
    right = rays * points[:, 2:] - points[:, :2]  # (N, 2)
    w = float(scaled.sum())
    ab, r = scaled @ rays, scaled @ right
    c = float(scaled @ np.square(rays).sum(axis=1))
    r_z = -float(scaled @ (rays * right).sum(axis=1))
    pivot = c - float(ab @ ab) / w
    if pivot <= 1e-12 * c:
        return None
    z = (r_z + float(ab @ r) / w) / pivot
    if not MIN_DEPTH / 2.0 < z < 2.0 * MAX_DEPTH:
        return None
    return np.append((r + ab * z) / w, z)


def _sideways(
    points: FloatArray, rays: FloatArray, weights: FloatArray, depth: float
) -> FloatArray:
    """Return (2,) metres: x and y that fit the pixels best at the given depth of the pelvis."""
    placed = points[:, 2:] + depth
    w = weights[:, None] / np.square(placed)
    wanted: FloatArray = (w * (rays * placed - points[:, :2])).sum(axis=0) / w.sum()
    return wanted
