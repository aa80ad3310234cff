"""From the camera to the floor: where the world's origin is.

The camera is taken to be level. The world's x and z are zero where the hips were first solved;
its y is zero on the floor, which is as deep as the feet go: a low percentile of the lower foot's
height over the last seconds, so that neither a jump nor a single wrong foot moves it.
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

WINDOW_S = 4.0
"""Seconds of foot heights that make the floor."""
PERCENTILE = 0.15
"""Part of the feet in the window that may be below the floor."""
FOLLOW_S = 1.0
"""Time constant with which the floor goes to its estimate."""


class Ground:
    """Holds the origin and the floor of one session."""

    def __init__(self) -> None:
        self._origin: FloatArray | None = None
        self._floor: float | None = None
        self._heights: deque[tuple[float, float]] = deque()

    def reset(self) -> None:
        """Forget origin and floor."""
        self._origin, self._floor = None, None
        self._heights.clear()

    def place(self, root_camera: FloatArray, lowest: float, timestamp: float) -> FloatArray:
        """Return (3,) metres: the hips in the world frame.

        Args:
            root_camera: (3,) hips in the camera frame, metres.
            lowest: Metres from the hips up to the lowest point of the feet; negative.
            timestamp: Seconds.
        """
        level = root_camera * (1.0, -1.0, -1.0)
        if self._origin is None:
            self._origin = level * (1.0, 0.0, 1.0)
        floor = self._follow(float(level[1]) + lowest, timestamp)
        return level - self._origin - (0.0, floor, 0.0)

    def _follow(self, foot: float, timestamp: float) -> float:
        heights = self._heights
        if heights and timestamp < heights[-1][0]:
            heights.clear()
        dt = min(timestamp - heights[-1][0], WINDOW_S) if heights else 0.0
        heights.append((timestamp, foot))
        while heights[0][0] < timestamp - WINDOW_S:
            heights.popleft()
        ordered = sorted(height for _, height in heights)
        estimate = ordered[int(PERCENTILE * len(ordered))]
        if self._floor is None:
            self._floor = estimate
        self._floor += (1.0 - math.exp(-dt / FOLLOW_S)) * (estimate - self._floor)
        return self._floor
