"""Measures the 3D view while capture and network run: pictures a second, and what they cost."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mocap_app.gui.viewport.opengl import find_opengl
from mocap_app.gui.viewport.scene import AVATAR, SKELETON
from mocap_app.pipeline.window_report import WindowPhase, WindowPlan, WindowReport

if TYPE_CHECKING:
    from collections.abc import Callable

    from mocap_app.gui.live_display import LiveDisplay
    from mocap_app.gui.pose_age import PoseAge
    from mocap_app.gui.viewport.viewport_widget import ViewportWidget

_TICK_MS = 20
_PATIENCE_S = 60.0
"""For the first pose and the avatar; then it is given up."""


@dataclass(frozen=True)
class _Phase:
    name: str
    shows: str
    always: bool
    """Draw again as soon as a picture is done, instead of with every pose."""


_PHASES = (
    _Phase("skeleton, with every pose", SKELETON, always=False),
    _Phase("avatar, with every pose", AVATAR, always=False),
    _Phase("avatar, as fast as can be", AVATAR, always=True),
)


@dataclass
class _Counts:
    began: float
    frame: int
    dropped: int
    drawn: int = 0


class WindowBench(QObject):
    """Shows one thing after the other and counts; lives on the main thread.

    Signals:
        finished: All phases are over, or it was given up.
    """

    finished = Signal()

    def __init__(
        self,
        viewport: ViewportWidget,
        display: LiveDisplay,
        pose_age: PoseAge,
        plan: WindowPlan,
        parent: QObject | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__(parent)
        self._viewport, self._display, self._pose_age = viewport, display, pose_age
        self._plan, self._clock = plan, clock
        self._waiting = list(_PHASES)
        self._now: _Phase | None = None
        self._counts: _Counts | None = None
        self._inference: list[float] = []
        self._seen: object = None
        self._done: list[WindowPhase] = []
        self._problem = viewport.why_no_avatar
        self._since = clock()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        viewport.canvas.setFixedSize(*plan.size)
        if viewport.uses_opengl:
            viewport.canvas.frameSwapped.connect(self._on_drawn)  # type: ignore[attr-defined]

    def begin(self) -> None:
        """Wait for the first pose and the avatar, then measure."""
        self._since = self._clock()
        self._timer.start()

    def report(self) -> WindowReport:
        """Return what was measured until now."""
        rig = self._viewport.rig
        return WindowReport(
            renderer=find_opengl().renderer,
            size=self._plan.size,
            avatar="" if rig is None else rig.avatar.name,
            phases=tuple(self._done),
            problem=self._problem,
        )

    @Slot()
    def _on_drawn(self) -> None:
        if self._counts is not None:
            self._counts.drawn += 1
        if self._now is not None and self._now.always:
            self._viewport.canvas.update()

    @Slot()
    def _on_tick(self) -> None:
        now, live = self._clock(), self._display.latest
        if self._problem or live is None or self._viewport.rig is None:
            if not self._problem and now - self._since > _PATIENCE_S:
                self._problem = "no pose came within a minute"
            if self._problem:
                self._end()
            return
        if live is not self._seen:
            self._seen = live
            self._inference.append(live.inference_ms)
        if self._now is None:
            self._next(now)
        elif self._counts is None and now - self._since >= self._plan.settle_s:
            self._inference.clear()
            self._counts = _Counts(now, live.pose.raw.frame_index, live.dropped)
        elif self._counts is not None and now - self._counts.began >= self._plan.seconds:
            self._done.append(self._measured(self._now, self._counts, now))
            self._next(now)

    def _next(self, now: float) -> None:
        self._counts, self._since = None, now
        if not self._waiting:
            self._end()
            return
        self._now = self._waiting.pop(0)
        self._viewport.choose_shows(self._now.shows)
        self._viewport.canvas.update()

    def _measured(self, phase: _Phase, counts: _Counts, now: float) -> WindowPhase:
        live = self._display.latest
        seconds = now - counts.began
        frames = dropped = 0
        if live is not None:
            frames = live.pose.raw.frame_index - counts.frame
            dropped = live.dropped - counts.dropped
        return WindowPhase(
            name=phase.name,
            seconds=seconds,
            drawn_fps=counts.drawn / seconds,
            captured_fps=frames / seconds,
            posed_fps=(frames - dropped) / seconds,
            inference_ms=float(np.median(self._inference)) if self._inference else None,
            latency_ms=self._pose_age.median_ms,
        )

    def _end(self) -> None:
        self._now = None
        self._timer.stop()
        self.finished.emit()
