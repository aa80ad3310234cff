"""A long run of the whole window, recording on and off, that looks for what grows."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mocap_app.pipeline.memory import open_handles, resident_mb, running_threads
from mocap_app.pipeline.soak_report import SoakPlan, SoakReport, SoakSample
from mocap_app.workers.live import SessionState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mocap_app.gui.live_display import LiveDisplay
    from mocap_app.gui.pose_age import PoseAge
    from mocap_app.recording.take_store import TakeInfo
    from mocap_app.workers.session import Session
    from mocap_app.workers.take_library import TakeLibrary

_TICK_MS = 250
_KEPT_TAKES = 3
"""Older ones are deleted: a list that grows would look like a leak."""


@dataclass(frozen=True)
class SoakParts:
    """What a soak run drives and reads."""

    session: Session
    library: TakeLibrary
    display: LiveDisplay
    pose_age: PoseAge
    empty_trash: Callable[[], int]


class SoakRun(QObject):
    """Starts and stops recordings by the clock and takes samples; lives on the main thread.

    Signals:
        finished: The time is over and the last take is saved.
    """

    finished = Signal()

    def __init__(
        self,
        parts: SoakParts,
        plan: SoakPlan,
        parent: QObject | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__(parent)
        self._parts, self._plan, self._clock = parts, plan, clock
        self._start = 0.0
        self._turn_at = 0.0
        self._samples: list[SoakSample] = []
        self._problems: list[str] = []
        self._frames, self._dropped, self._takes = 0, 0, 0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        parts.session.take_saved.connect(self._on_take_saved)
        parts.session.failed.connect(self._on_failed)
        parts.session.recording_ended.connect(self._on_recording_ended)
        parts.library.takes_listed.connect(self._on_takes_listed)

    def begin(self) -> None:
        """Start the clock."""
        self._start = self._clock()
        self._turn_at = self._start + self._plan.pause_s
        self._timer.start()

    def report(self) -> SoakReport:
        """Return what was found until now."""
        seconds = self._samples[-1].second if self._samples else 0.0
        return SoakReport(
            seconds=seconds,
            frames=self._frames,
            dropped=self._dropped,
            takes=self._takes,
            problems=tuple(self._problems),
            samples=tuple(self._samples),
        )

    @Slot()
    def _on_tick(self) -> None:
        now = self._clock()
        if len(self._samples) * self._plan.sample_s <= now - self._start:
            self._sample(now)
        session, over = self._parts.session, now - self._start >= self._plan.seconds
        if session.state is SessionState.RECORDING:
            if over or now >= self._turn_at:
                self._turn_at = now + self._plan.pause_s
                session.stop_recording()
        elif over:
            # Only once the last take is saved can another be recorded.
            if session.can_record or session.state is SessionState.IDLE:
                self._timer.stop()
                self.finished.emit()
        elif now >= self._turn_at and session.can_record:
            self._turn_at = now + self._plan.record_s
            session.start_recording()

    def _sample(self, now: float) -> None:
        live = self._parts.display.latest
        if live is not None:
            self._frames = live.pose.raw.frame_index + 1
            self._dropped = live.dropped
        self._samples.append(
            SoakSample(
                second=now - self._start,
                rss_mb=resident_mb(),
                handles=open_handles(),
                threads=running_threads(),
                latency_ms=self._parts.pose_age.median_ms,
                inference_ms=None if live is None else live.inference_ms,
                recording=self._parts.session.state is SessionState.RECORDING,
            )
        )

    @Slot(object)
    def _on_take_saved(self, _take: object) -> None:
        self._takes += 1

    @Slot(object)
    def _on_takes_listed(self, takes: Sequence[TakeInfo]) -> None:
        if len(takes) > _KEPT_TAKES:
            self._parts.library.delete([info.id for info in takes[_KEPT_TAKES:]])
            self._parts.empty_trash()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._problems.append(str(error))

    @Slot(str)
    def _on_recording_ended(self, reason: str) -> None:
        self._problems.append(reason)
