"""The four numbers a live capture is judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar, QWidget

from mocap_app.workers.live import LivePose, SessionState

if TYPE_CHECKING:
    from mocap_app.core.types import ProcessedPose

_STATES = {
    SessionState.IDLE: "No source",
    SessionState.OPENING: "Opening…",
    SessionState.RUNNING: "Live",
    SessionState.WAITING: "Waiting for pictures…",
    SessionState.RECORDING: "● Recording",
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
        self.capture.setToolTip("Pictures per second that the source gives")
        self.latency.setToolTip("From the moment a picture arrives until its pose is on screen")
        self.dropped.setToolTip("Pictures skipped because the network was still busy")
        self.addWidget(self.state)
        self.addWidget(self.source, 1)
        # A long name gives way to the numbers.
        self.source.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for label, widest in (
            (self.capture, "Capture 000.0 fps"),
            (self.inference, "Inference 000.0 ms"),
            (self.latency, "Latency 0000 ms"),
            (self.dropped, "Dropped 00000"),
        ):
            # Or the numbers would jump about, and be cut off until the bar is laid out again.
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance(widest) + 12)
        for label in (self.capture, self.inference, self.latency, self.dropped):
            self.addPermanentWidget(label)
        self.show_state(SessionState.IDLE)
        self.clear_numbers()

    def show_state(self, state: SessionState) -> None:
        """Show what the session is doing."""
        self.state.setText(_STATES[state])

    def show_source(self, name: str) -> None:
        """Show the name of the source."""
        self.source.setText(name)

    def show_pose(self, live: LivePose, median_age_ms: float | None) -> None:
        """Show the numbers of the newest pose."""
        self.capture.setText(f"Capture {live.captured.capture_fps:.1f} fps")
        self.inference.setText(f"Inference {live.inference_ms:.1f} ms")
        self.inference.setToolTip(_stages(live.pose))
        age = "-" if median_age_ms is None else f"{median_age_ms:.0f}"
        self.latency.setText(f"Latency {age} ms")
        self.dropped.setText(f"Dropped {live.dropped}")

    def clear_numbers(self) -> None:
        """Show that nothing is measured at the moment."""
        self.capture.setText("Capture - fps")
        self.inference.setText("Inference - ms")
        self.latency.setText("Latency - ms")
        self.dropped.setText("Dropped -")


def _stages(pose: ProcessedPose) -> str:
    lines = [f"{stage}: {spent:.1f} ms" for stage, spent in pose.stage_ms.items()]
    return "\n".join(["From frame to solved pose", *lines])
