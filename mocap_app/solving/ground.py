"""From the camera to the floor: where the world's axes and its origin are.

The axes follow from how the camera stands (`camera_axes`). The world's x and z are zero where the
hips were first solved; its y is zero on the floor, which is as deep as the feet go: a low
percentile of the lower foot's height over the last seconds, so that neither a jump nor a single
wrong foot moves it.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import deque

import numpy as np
from numpy.typing import NDArray

from mocap_app.solving.contacts import grow

FloatArray = NDArray[np.float64]

WINDOW_S = 4.0
"""Seconds of foot heights that make the floor."""
PERCENTILE = 0.15
"""Part of the feet in the window that may be below the floor."""
FOLLOW_S = 1.0
"""Time constant with which the floor goes to its estimate."""
STEP_M, STEP_S = 0.12, 30.0
"""Feet that all are so much higher than the floor for less long stand on a chair or a step."""
SETTLED_S = 1.0
"""Seconds of feet from which the floor is known at all."""
MAX_SLOPE = 0.15
"""By how much the floor may seem to rise per metre that the person went, in spite of that: the
tilt of the camera is not known exactly."""


def camera_axes(pitch_deg: float, roll_deg: float = 0.0, facing_deg: float = 0.0) -> FloatArray:
    """Return the (3, 3) rotation from camera axes to world axes.

    Args:
        pitch_deg: How far the camera looks down.
        roll_deg: How far it is tilted clockwise as the photographer sees it.
        facing_deg: To which side of the camera, about the vertical, the world's +z looks.
    """
    p, r, f = (math.radians(a) for a in (pitch_deg, roll_deg, facing_deg))
    up = np.array([-math.sin(r) * math.cos(p), -math.cos(r) * math.cos(p), -math.sin(p)])
    back = np.array([0.0, 0.0, -1.0])
    back -= (back @ up) * up
    back /= np.linalg.norm(back)
    level = np.stack([np.cross(up, back), up, back])
    c, s = math.cos(f), math.sin(f)
    turned: FloatArray = np.array([[c, 0.0, -s], [0.0, 1.0, 0.0], [s, 0.0, c]]) @ level
    return turned


def tilt_of(up: FloatArray) -> tuple[float, float]:
    """Return pitch and roll in degrees of a camera that sees the vertical as `up` (3,)."""
    x, y, z = (up / np.linalg.norm(up)).tolist()
    return math.degrees(math.asin(min(max(-z, -1.0), 1.0))), math.degrees(math.atan2(-x, -y))


def without_steps(floor: FloatArray, hips: FloatArray, rate: float) -> FloatArray:
    """Return the (T,) floor of a take without what rises for less than `STEP_S` and comes back.

    Args:
        floor: (T,) metres, as low as the feet go around each moment.
        hips: (T, 3) metres.
        rate: Frames per second.
    """
    from scipy.ndimage import grey_opening, maximum_filter1d, minimum_filter1d

    size = 2 * round(STEP_S * rate) + 1
    level = grey_opening(floor, size=size, mode="nearest")
    ways = [maximum_filter1d(v, size) - minimum_filter1d(v, size) for v in (hips[:, 0], hips[:, 2])]
    rise = floor - level
    step = grow(rise > STEP_M + MAX_SLOPE * np.hypot(*ways), rise > 0.0)
    return np.where(step, level, floor)


class Ground:
    """Holds the origin and the floor of one session."""

    def __init__(self) -> None:
        self._origin: FloatArray | None = None
        self._floor: float | None = None
        self._heights: deque[tuple[float, float]] = deque()  # When and how high.
        self._ordered: list[float] = []  # The same heights, lowest first.
        self._sure: tuple[float, float, float] | None = None  # When and at which x, z.
        self._hips: FloatArray | None = None

    def reset(self) -> None:
        """Forget origin and floor."""
        self._origin, self._floor, self._sure, self._hips = None, None, None, None
        self._heights.clear()
        self._ordered.clear()

    def place(self, hips: FloatArray, lowest: float, timestamp: float) -> FloatArray:
        """Return (3,) metres: the hips in the world frame.

        Args:
            hips: (3,) from the camera, world axes, metres.
            lowest: Metres from the hips up to the lowest point of the feet; negative.
            timestamp: Seconds.
        """
        if self._origin is None:
            self._origin = hips * (1.0, 0.0, 1.0)
        self._hips = hips
        floor = self._follow(hips, float(hips[1]) + lowest, timestamp)
        return hips - self._origin - (0.0, floor, 0.0)

    @property
    def floor(self) -> float | None:
        """Metres of the floor above the camera (negative); None before the first foot."""
        return self._floor

    def turn(self, turn: FloatArray) -> None:
        """Go on in other axes: a camera's tilt is learnt while somebody moves.

        The floor under the person stays where it is seen. Two metres away it lies 35 cm deeper
        in the axes of a camera that is found to look down by ten degrees, and heights of before
        would be no floor but a pit or a stage for seconds.

        Args:
            turn: (3, 3) rotation from the axes of before to the new ones.
        """
        if self._hips is None or self._origin is None or self._floor is None:
            return
        sure = self._hips if self._sure is None else (self._sure[1], 0.0, self._sure[2])
        places = np.array([self._origin, self._hips, sure])
        places[:, 1] = self._floor
        turned = places @ turn.T
        self._origin = turned[0] * (1.0, 0.0, 1.0)
        rise = float(turned[1, 1]) - self._floor
        self._floor += rise
        self._heights = deque((when, foot + rise) for when, foot in self._heights)
        self._ordered = [foot + rise for foot in self._ordered]
        if self._sure is not None:
            self._sure = (self._sure[0], float(turned[2, 0]), float(turned[2, 2]))

    def start_at(self, floor: float) -> None:
        """Begin with a known floor, metres above the camera (negative)."""
        self._floor = floor

    def _follow(self, hips: FloatArray, foot: float, timestamp: float) -> float:
        heights, ordered = self._heights, self._ordered
        if heights and timestamp < heights[-1][0]:
            heights.clear()
            ordered.clear()
        dt = min(timestamp - heights[-1][0], WINDOW_S) if heights else 0.0
        heights.append((timestamp, foot))
        insort(ordered, foot)
        while heights[0][0] < timestamp - WINDOW_S:
            del ordered[bisect_left(ordered, heights.popleft()[1])]
        estimate = ordered[int(PERCENTILE * len(ordered))]
        if self._floor is None:
            self._floor = estimate
        rise = estimate - self._floor
        if timestamp - heights[0][0] >= SETTLED_S and abs(foot - self._floor) < STEP_M:
            self._sure = (timestamp, float(hips[0]), float(hips[2]))
        if not self._on_a_step(hips, rise, timestamp):
            self._floor += (1.0 - math.exp(-dt / FOLLOW_S)) * (estimate - self._floor)
        return self._floor

    def _on_a_step(self, hips: FloatArray, rise: float, timestamp: float) -> bool:
        if self._sure is None:
            return False
        since, x, z = self._sure
        went = math.hypot(float(hips[0]) - x, float(hips[2]) - z)
        return rise > STEP_M + MAX_SLOPE * went and 0.0 <= timestamp - since < STEP_S
