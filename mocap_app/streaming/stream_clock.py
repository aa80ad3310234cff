"""The time of a stream, which goes on when the film that is streamed starts over."""

from __future__ import annotations

_USUAL_STEP_S = 1.0 / 30.0


class StreamClock:
    """Turns timestamps of a source into seconds since the stream began, which never go back."""

    def __init__(self) -> None:
        self._zero: float | None = None
        """Timestamp that would be second 0."""
        self._last = 0.0
        self._step = _USUAL_STEP_S

    def seconds(self, timestamp: float) -> float:
        """Return the time in the stream of this timestamp, seconds.

        A timestamp before the last one is that of a source which has started over: it comes as long
        after the last one as that came after the one before.
        """
        if self._zero is None:
            # A timestamp may count from the machine's start; the 32 bits of VMC would be too few.
            self._zero = timestamp
        elif timestamp < self._last:
            self._zero += timestamp - self._last - self._step
        elif timestamp > self._last:
            self._step = timestamp - self._last
        self._last = timestamp
        return timestamp - self._zero
