"""How old a pose is when the user sees it."""

from __future__ import annotations

import statistics
from collections import deque

_SPAN_S = 4.0


class PoseAge:
    """Median over the last few seconds; the video view fills it while painting."""

    def __init__(self, window: int = 120) -> None:
        self._ages: deque[tuple[float, float]] = deque(maxlen=window)

    def add(self, seconds: float, now: float) -> None:
        """Note the age of a pose that was painted at `now`, in seconds of any clock."""
        self._ages.append((now, seconds))
        # Of a slow network a hundred poses would tell of what was minutes ago.
        while self._ages[0][0] < now - _SPAN_S:
            self._ages.popleft()

    def clear(self) -> None:
        """Forget everything, for another source."""
        self._ages.clear()

    @property
    def median_ms(self) -> float | None:
        """Milliseconds from grab to paint; None before the first pose."""
        ages = [age for _, age in self._ages]
        return 1000.0 * statistics.median(ages) if ages else None
