"""Where in a take we are, and how that moves on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable

    from mocap_app.core.types import FloatArray

SPEEDS = (0.25, 0.5, 1.0, 1.5, 2.0)
"""To choose from; 1 is the speed of the recording."""
_TICK_MS = 16


class Player(QObject):
    """Plays T frames by their own times; knows nothing of what is shown at them.

    Signals:
        moved: Position in seconds after the first frame.
        playing_changed: Whether it plays.
    """

    moved = Signal(float)
    playing_changed = Signal(bool)

    def __init__(
        self, parent: QObject | None = None, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        super().__init__(parent)
        self.position = 0.0
        """Seconds after the first frame."""
        self.speed = 1.0
        self.loop = True
        self.span = (0.0, 0.0)
        """Begin and end of what is played, seconds; one may scrub beyond."""
        self._times: FloatArray = np.zeros(1)
        self._clock = clock
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.tick)

    @property
    def playing(self) -> bool:
        """Whether it moves by itself."""
        return self._timer.isActive()

    @property
    def duration(self) -> float:
        """Seconds from the first frame to the last."""
        return float(self._times[-1])

    @property
    def row(self) -> int:
        """Number of the frame at the position: the newest one by then."""
        return max(int(np.searchsorted(self._times, self.position + 5e-7, side="right")) - 1, 0)

    def load(self, times: FloatArray, span: tuple[float, float]) -> None:
        """Begin with another take, paused at the begin of its span.

        Args:
            times: (T,) seconds after the first frame, rising, T >= 1.
            span: What is to be played.
        """
        self.pause()
        self._times = times
        self.span = span
        self.seek(span[0])

    @Slot()
    def toggle(self) -> None:
        """Play or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    @Slot()
    def play(self) -> None:
        """Go on from here, or from the begin if the end is reached."""
        begin, end = self.span
        if self.playing or end <= begin:
            return
        if not begin - 1e-6 <= self.position < end - 1e-6:
            self.seek(begin)
        self._last = self._clock()
        self._timer.start()
        self.playing_changed.emit(True)

    @Slot()
    def pause(self) -> None:
        """Stay here."""
        if self.playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    @Slot(float)
    def seek(self, seconds: float) -> None:
        """Go to a time, within the whole take."""
        self.position = min(max(seconds, 0.0), self.duration)
        self._last = self._clock()
        self.moved.emit(self.position)

    @Slot(int)
    def step(self, frames: int) -> None:
        """Pause and go so many frames on, or back."""
        self.pause()
        row = min(max(self.row + frames, 0), len(self._times) - 1)
        self.seek(float(self._times[row]))

    @Slot()
    def to_begin(self) -> None:
        """Go to the begin of the span."""
        self.seek(self.span[0])

    @Slot()
    def to_end(self) -> None:
        """Go to the end of the span."""
        self.pause()
        self.seek(self.span[1])

    @Slot()
    def tick(self) -> None:
        """Move on by the time that has passed; called by the timer."""
        now = self._clock()
        position = self.position + self.speed * (now - self._last)
        self._last = now
        begin, end = self.span
        if position < end:
            self.position = position
        elif self.loop:
            self.position = begin + (position - end) % (end - begin)
        else:
            self.position = end
            self.pause()
        self.moved.emit(self.position)
