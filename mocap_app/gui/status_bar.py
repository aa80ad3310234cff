"""The four numbers a live capture is judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar, QWidget

from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.gui.translation import translate
from mocap_app.workers.live import LivePose, SessionState

if TYPE_CHECKING:
    from mocap_app.core.types import ProcessedPose

_STATES = {
    SessionState.IDLE: QT_TRANSLATE_NOOP("StatusBar", "No source"),
    SessionState.OPENING: QT_TRANSLATE_NOOP("StatusBar", "Opening…"),
    SessionState.RUNNING: QT_TRANSLATE_NOOP("StatusBar", "Live"),
    SessionState.WAITING: QT_TRANSLATE_NOOP("StatusBar", "Waiting for pictures…"),
    SessionState.RECORDING: QT_TRANSLATE_NOOP("StatusBar", "● Recording"),
}


class StatusBar(QStatusBar):
    """Capture rate, inference time, age of the pose when drawn, dropped frames."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.state = QLabel(self)
        self.source = QLabel(self)
        self.capture = QLabel(self)
        self.inference = QLabel(self)
        self.latency = QLabel(self)
        self.dropped = QLabel(self)
        self.capture.setToolTip(self.tr("Pictures per second that the source gives"))
        self.latency.setToolTip(
            self.tr("From the moment a picture arrives until its pose is on screen")
        )
        self.dropped.setToolTip(self.tr("Pictures skipped because the network was still busy"))
        self.addWidget(self.state)
        self.addWidget(self.source, 1)
        # A long name gives way to the numbers.
        self.source.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for label, widest in (
            (self.capture, self.tr("Capture {fps} fps").format(fps="000.0")),
            (self.inference, self.tr("Inference {ms} ms").format(ms="000.0")),
            (self.latency, self.tr("Latency {ms} ms").format(ms="0000")),
            (self.dropped, self.tr("Dropped {n}").format(n="00000")),
        ):
            # Or the numbers would jump about.
            label.ensurePolished()  # before that it knows neither its font nor its margins
            _put(label, widest)
        for label in (self.capture, self.inference, self.latency, self.dropped):
            self.addPermanentWidget(label)
        self.show_state(SessionState.IDLE)
        self.clear_numbers()

    def show_state(self, state: SessionState) -> None:
        """Show what the session is doing."""
        self.state.setText(translate("StatusBar", _STATES[state]))

    def show_source(self, name: str) -> None:
        """Show the name of the source."""
        self.source.setText(name)

    def show_pose(self, live: LivePose, median_age_ms: float | None) -> None:
        """Show the numbers of the newest pose."""
        fps = f"{live.captured.capture_fps:.1f}"
        _put(self.capture, self.tr("Capture {fps} fps").format(fps=fps))
        _put(self.inference, self.tr("Inference {ms} ms").format(ms=f"{live.inference_ms:.1f}"))
        self.inference.setToolTip(_stages(live.pose))
        age = "-" if median_age_ms is None else f"{median_age_ms:.0f}"
        _put(self.latency, self.tr("Latency {ms} ms").format(ms=age))
        _put(self.dropped, self.tr("Dropped {n}").format(n=live.dropped))

    def clear_numbers(self) -> None:
        """Show that nothing is measured at the moment."""
        _put(self.capture, self.tr("Capture {fps} fps").format(fps="-"))
        _put(self.inference, self.tr("Inference {ms} ms").format(ms="-"))
        _put(self.latency, self.tr("Latency {ms} ms").format(ms="-"))
        _put(self.dropped, self.tr("Dropped {n}").format(n="-"))


def _put(label: QLabel, text: str) -> None:
    """Show a number; its place grows with it and never shrinks, so that nothing is cut off."""
    label.setText(text)
    label.setMinimumWidth(max(label.minimumWidth(), label.sizeHint().width()))


def _stages(pose: ProcessedPose) -> str:
    lines = [f"{stage}: {spent:.1f} ms" for stage, spent in pose.stage_ms.items()]
    return "\n".join([translate("StatusBar", "From frame to solved pose"), *lines])
