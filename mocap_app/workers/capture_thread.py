"""Reads a source on its own thread."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Signal

from mocap_app.core.errors import FrameTimeoutError
from mocap_app.workers.live import CapturedFrame, RateMeter, SourceInfo
from mocap_app.workers.loop_thread import LoopThread

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mocap_app.capture.source import FrameSource


class Outlet(Protocol):
    """Where frames go; `put` must not wait."""

    def put(self, value: CapturedFrame, /) -> None:
        """Take one frame."""


class CaptureThread(LoopThread):
    """Opens a source, puts every frame into the outlets, and closes it; owned by `Session`.

    Making, opening, reading and closing the source all happen on this thread, which ends with it.

    Signals:
        opened: The source is open (`SourceInfo`).
        waiting: No picture came for about a second (`FrameTimeoutError`); sent again
            about every second until pictures return.
        resumed: Pictures are coming again.
    """

    opened = Signal(object)
    waiting = Signal(object)
    resumed = Signal()

    def __init__(
        self,
        make_source: Callable[[], FrameSource],
        outlets: Sequence[Outlet],
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__()
        self._make_source = make_source
        self._outlets = outlets
        self._clock = clock
        self._rate = RateMeter()
        self._source: FrameSource | None = None
        self._is_waiting = False

    def set_up(self) -> None:
        """Make and open the source.

        Raises:
            SourceError: It cannot be opened.
        """
        # Kept before it is opened, so that a half-opened one is closed as well.
        self._source = source = self._make_source()
        source.open()
        self.opened.emit(SourceInfo(name=source.name, fps=source.fps, live=not source.stored))

    def step(self) -> bool:
        """Read one frame; False when the source has ended."""
        assert self._source is not None, "step runs after set_up"
        try:
            frame = self._source.read()
        except FrameTimeoutError as error:
            self._is_waiting = True
            self._rate.reset()
            self.waiting.emit(error)
            return True
        if frame is None:
            return False
        now = self._clock()
        if self._is_waiting:
            self._is_waiting = False
            self.resumed.emit()
        captured = CapturedFrame(frame, captured_at=now, capture_fps=self._rate.tick(now))
        for outlet in self._outlets:
            outlet.put(captured)
        return True

    def tear_down(self) -> None:
        """Close the source."""
        if self._source is not None:
            self._source.close()
            self._source = None
