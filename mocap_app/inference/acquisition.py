"""Where to look for a person in a whole frame.

Three scales of square windows cover the frame: the letterboxed frame, squares of the shorter side,
and half of that. A person of a quarter of the frame's height fills half of the smallest windows,
which is within what the network was trained on.
"""

from __future__ import annotations

import math

import numpy as np

from mocap_app.inference.preprocess import Region, whole_frame

_OVERLAP = 0.5


def search_windows(width: int, height: int) -> list[Region]:
    """Return the windows for a frame, large ones first."""
    windows = [whole_frame(width, height)]
    shorter, longer = min(width, height), max(width, height)
    if longer / shorter > 1.1:
        windows += _grid(width, height, float(shorter))
    windows += _grid(width, height, shorter * 0.55)
    return windows


def _grid(width: int, height: int, side: float) -> list[Region]:
    def centres(length: int) -> list[float]:
        if length <= side:
            return [(length - 1) / 2]
        count = math.ceil((length - side) / (side * _OVERLAP)) + 1
        return [float(c) for c in np.linspace(side / 2, length - side / 2, count)]

    return [Region(x, y, side) for y in centres(height) for x in centres(width)]


class WindowSchedule:
    """Spreads the search over frames, so that a live picture does not stall.

    The first look of a sequence uses every window; later ones the whole frame and the next
    `per_frame` windows in turn.
    """

    def __init__(self, per_frame: int = 2) -> None:
        self._per_frame = per_frame
        self._next = 0
        self._fresh = True

    def reset(self) -> None:
        """Look everywhere at once in the next frame."""
        self._fresh = True

    def windows(self, width: int, height: int) -> list[Region]:
        """Return the windows for one more frame of this size."""
        everything = search_windows(width, height)
        first, others = everything[:1], everything[1:]
        if self._fresh or len(others) <= self._per_frame:
            self._fresh = False
            return everything
        start = self._next % len(others)
        self._next = (start + self._per_frame) % len(others)
        return first + [others[(start + i) % len(others)] for i in range(self._per_frame)]
