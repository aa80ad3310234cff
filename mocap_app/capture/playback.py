"""Play stored pictures the way a camera would: at their own pace, over and over."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from mocap_app.capture.source import FrameSource, SourceWrapper

if TYPE_CHECKING:
    from collections.abc import Callable

    from mocap_app.core.types import Frame

DEFAULT_FPS = 30.0
LONGEST_PAUSE_S = 1.0
"""A reader must be able to stop soon, so longer gaps between two frames are cut short."""
LARGEST_LAG_S = 0.25
"""A reader later than this goes on from where it is instead of hurrying after lost time."""


class PacedSource(SourceWrapper):
    """Holds every frame back until it is due; loses none and leaves timestamps as they are."""

    def __init__(
        self,
        inner: FrameSource,
        clock: Callable[[], float] = time.perf_counter,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(inner)
        self._clock = clock
        self._sleep = sleep
        self._zero: float | None = None
        """Clock time, seconds, at which timestamp 0 would have been due."""

    def _copy_facts(self) -> None:
        super()._copy_facts()
        self.live = True

    def open(self) -> None:
        """Open the wrapped source; the first frame starts the clock."""
        self._zero = None
        super().open()

    def read(self) -> Frame | None:
        """Return the next frame as soon as its time has come."""
        frame = self._inner.read()
        if frame is not None:
            self._wait_until_due(frame.timestamp)
        return frame

    def _wait_until_due(self, timestamp: float) -> None:
        now = self._clock()
        if self._zero is None:
            self._zero = now - timestamp
        early = self._zero + timestamp - now
        if early > LONGEST_PAUSE_S or early < -LARGEST_LAG_S:
            kept = min(max(early, 0.0), LONGEST_PAUSE_S)
            self._zero -= early - kept
            early = kept
        if early > 0:
            self._sleep(early)


class LoopedSource(SourceWrapper):
    """Starts again after the last frame; timestamps and indices go on rising."""

    def __init__(self, inner: FrameSource) -> None:
        super().__init__(inner)
        self._time_offset = 0.0
        self._index_offset = 0
        self._round = 0
        self._last: Frame | None = None

    def _copy_facts(self) -> None:
        super()._copy_facts()
        self.frame_count = None

    def open(self) -> None:
        """Open the wrapped source from its start."""
        self._time_offset, self._index_offset, self._round, self._last = 0.0, 0, 0, None
        super().open()

    def read(self) -> Frame | None:
        """Return the next frame of this or the next round; None only if a round has no frames."""
        frame = self._inner.read()
        if frame is None:
            frame = self._next_round()
        if frame is None:
            return None
        self._last = replace(
            frame,
            timestamp=frame.timestamp + self._time_offset,
            index=frame.index + self._index_offset,
            round=self._round,
        )
        return self._last

    def _next_round(self) -> Frame | None:
        self._inner.close()
        self._inner.open()
        frame = self._inner.read()
        if frame is not None and self._last is not None:
            period = 1.0 / (self.fps or DEFAULT_FPS)
            self._time_offset = self._last.timestamp + period - frame.timestamp
            self._index_offset = self._last.index + 1 - frame.index
            self._round += 1
        return frame
