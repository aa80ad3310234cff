"""How far work in the background is, in the status bar."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

_LEAST_WIDTH = 40
"""Pixels to which text and bar give way before the window would have to grow."""


class _Name(QLabel):
    """A line of text whose end is left out where there is no room for it."""

    def minimumSizeHint(self) -> QSize:
        """Return the least size, which is not that of the text."""
        return QSize(_LEAST_WIDTH, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much of the text as fits."""
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()


class WorkProgress(QWidget):
    """What is being done, how far it is, and a button that stops it; hidden at first.

    Args:
        what: Name of the bar for screen readers.
        stop: Name of the button for screen readers.
        tip: What the button does, in a sentence.
        parent: The status bar.
    """

    def __init__(self, what: str, stop: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = _Name(self)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 100)
        self.bar.setMinimumWidth(_LEAST_WIDTH)
        self.bar.setMaximumWidth(120)
        self.bar.setAccessibleName(what)
        self.stop = QToolButton(self)
        self.stop.setText("✕")
        self.stop.setToolTip(tip)
        self.stop.setAccessibleName(stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.name, self.bar, self.stop):
            row.addWidget(widget)
        self.hide()

    def show_progress(self, text: str, share: float) -> None:
        """Show what is being done and how far it is, in [0, 1]."""
        self.name.setText(text)
        self.name.setToolTip(text)
        self.bar.setValue(round(100 * share))
        self.show()
