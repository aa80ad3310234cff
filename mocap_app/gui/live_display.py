"""Carries the newest pose from the session to everything that shows it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from mocap_app.workers.live import LivePose, SessionState

if TYPE_CHECKING:
    from collections.abc import Callable

    from mocap_app.gui.status_bar import StatusBar
    from mocap_app.gui.tuning_panel import TuningPanel
    from mocap_app.gui.video_view import VideoView
    from mocap_app.gui.viewport.viewport_widget import ViewportWidget
    from mocap_app.workers.session import Session

_TICK_MS = 16  # at most 60 times a second
_NUMBERS_S = 0.1  # curves and numbers: more often is not readable
# Without a pose for this long the bare picture is shown: while the network loads, or without one.
# Poses that come slowly but steadily are not overdue: bare pictures between them would jump ahead
# and back, and painting them would slow the network further.
_POSE_OVERDUE_S = 0.5


@dataclass(frozen=True)
class LiveViews:
    """What a pose is shown on."""

    video: VideoView
    viewport: ViewportWidget
    tuning: TuningPanel
    status: StatusBar


class LiveDisplay(QObject):
    """Asks the session by timer, so that a slow window never builds a queue of poses."""

    def __init__(
        self,
        session: Session,
        views: LiveViews,
        parent: QObject | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__(parent)
        self.latest: LivePose | None = None
        self.views = views
        self._session = session
        self.held = False
        """Whether picture and figure are somebody else's at the moment."""
        self._clock = clock
        self._posed_at: float | None = None
        self._numbers_at: float | None = None
        self._fast = QTimer(self)
        self._fast.setTimerType(Qt.TimerType.PreciseTimer)
        self._fast.setInterval(_TICK_MS)
        self._fast.timeout.connect(self.refresh)

    def start(self) -> None:
        """Begin to ask."""
        self._fast.start()

    def stop(self) -> None:
        """Ask no more."""
        self._fast.stop()

    def hold(self, *, on: bool) -> None:
        """Leave picture and figure to somebody else, or take them back; numbers go on."""
        self.held = on
        # Nothing live is painted meanwhile, and its age is not known.
        self.views.video.pose_age.clear()
        if not on:
            self._posed_at = None
            self.show_state(self._session.state)

    def current(self, least_s: float) -> LivePose | None:
        """Return the newest pose if it speaks of the present, else None.

        Args:
            least_s: For how many seconds it does at least; longer where poses come slowly.
        """
        if self._posed_at is None or self.latest is None:
            return None
        age = self._clock() - self._posed_at
        return self.latest if age <= self.latest.lasts(least_s) else None

    @Slot()
    def refresh(self) -> None:
        """Show the newest pose on its own frame, or the bare picture if poses are overdue."""
        live = self._session.take_pose()
        if live is not None:
            self._show(live)
            return
        if self.current(_POSE_OVERDUE_S) is not None:
            return
        preview = self._session.take_preview()
        if preview is not None and not self.held:
            self.views.video.show_frame(preview.frame.image)

    @Slot(object)
    def show_state(self, state: SessionState) -> None:
        """Follow the session from source to source."""
        self.views.status.show_state(state)
        if state is SessionState.OPENING:
            self.latest, self._posed_at, self._numbers_at = None, None, None
            self.views.tuning.history.clear()
            self.views.video.pose_age.clear()
        if state in {SessionState.OPENING, SessionState.IDLE, SessionState.WAITING}:
            self.views.status.clear_numbers()
        if not self.held:
            self._clear_views(state)

    def _clear_views(self, state: SessionState) -> None:
        if state is SessionState.OPENING:
            self.views.video.clear(self.tr("Opening the source…"))
        elif state is SessionState.IDLE:
            self.views.video.clear(self.tr("Choose a source on the right"))
        if state in {SessionState.OPENING, SessionState.IDLE, SessionState.WAITING}:
            self.views.viewport.clear()

    def _show(self, live: LivePose) -> None:
        self.latest = live
        self._posed_at = self._clock()
        self.views.tuning.add(live.pose)
        self._show_numbers(live, self._posed_at)
        if self.held:
            return
        frame = live.captured.frame
        self.views.video.show_frame(frame.image, live.pose.filtered, live.captured.captured_at)
        self.views.viewport.show_pose(live.pose.solved)

    def _show_numbers(self, live: LivePose, now: float) -> None:
        """Redraw the curve and the numbers now and then.

        Together with a pose: whatever is repainted, Qt puts the whole window together anew where
        there is OpenGL in it, which without a graphics card takes as long as all the rest.
        """
        if self._numbers_at is not None and now - self._numbers_at < _NUMBERS_S:
            return
        self._numbers_at = now
        self.views.tuning.redraw()
        self.views.status.show_pose(live, self.views.video.pose_age.median_ms)
