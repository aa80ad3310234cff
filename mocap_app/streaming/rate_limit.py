"""Letting through only as many poses a second as the receiver wants."""

from __future__ import annotations

# Cameras are not punctual: a pose so many seconds (and at most this share of the interval) too
# early is let through, or a limit equal to the camera's rate would drop every second picture.
_EARLY_S = 0.008
_EARLY_SHARE = 0.25


class RateLimit:
    """Spreads what it lets through evenly over the time that the timestamps tell."""

    def __init__(self, per_second: float) -> None:
        """Let through at most so many a second; 0 for all."""
        self._interval = 1.0 / per_second if per_second > 0.0 else 0.0
        self._early = min(_EARLY_S, _EARLY_SHARE * self._interval)
        self._due: float | None = None

    def allows(self, timestamp: float) -> bool:
        """Return whether the value of this moment, seconds, may pass; time must not go back."""
        if self._due is None:
            self._due = timestamp
        if timestamp < self._due - self._early:
            return False
        # The grid is kept, so that the mean is right; more than one interval is not caught up with.
        self._due = max(self._due, timestamp - self._interval) + self._interval
        return True
