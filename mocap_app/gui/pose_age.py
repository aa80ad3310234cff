"""How old a pose is when the user sees it."""

from __future__ import annotations

import statistics
from collections import deque


class PoseAge:
    """Median over the last few seconds; the video view fills it while painting."""

    def __init__(self, window: int = 120) -> None:
        self._ages: deque[float] = deque(maxlen=window)

    def add(self, seconds: float) -> None:
        """Note the age of one painted pose."""
        self._ages.append(seconds)

    def clear(self) -> None:
        """Forget everything, for another source."""
        self._ages.clear()

    @property
    def median_ms(self) -> float | None:
        """Milliseconds from grab to paint; None before the first pose."""
        return 1000.0 * statistics.median(self._ages) if self._ages else None
