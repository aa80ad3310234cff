"""Seconds to get into position before a recording begins."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot


class Countdown(QObject):
    """Counts down once a second; owned by the record panel.

    Signals:
        ticked: Whole seconds left, from the first to 1.
        finished: It reached zero.
        cancelled: It was stopped before.
    """

    ticked = Signal(int)
    finished = Signal()
    cancelled = Signal()

    def __init__(self, parent: QObject | None = None, interval_ms: int = 1000) -> None:
        super().__init__(parent)
        self.left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def running(self) -> bool:
        """Whether it is counting."""
        return self.left > 0

    def start(self, seconds: int) -> None:
        """Count from `seconds`; 0 finishes at once."""
        self.left = seconds
        if seconds <= 0:
            self.finished.emit()
            return
        self.ticked.emit(seconds)
        self._timer.start()

    def cancel(self) -> None:
        """Stop counting."""
        if self.running:
            self.left = 0
            self._timer.stop()
            self.cancelled.emit()

    @Slot()
    def _on_timeout(self) -> None:
        self.left -= 1
        if self.left > 0:
            self.ticked.emit(self.left)
            return
        self._timer.stop()
        self.finished.emit()
