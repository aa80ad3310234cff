"""The big number over the picture while somebody gets into position."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QLabel, QWidget


class CountdownOverlay(QLabel):
    """Covers a widget with the seconds left; lets the mouse through."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("countdown")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._over = over
        self.hide()
        over.installEventFilter(self)

    @Slot(int)
    def show_left(self, left: int) -> None:
        """Show how many seconds are left; 0 hides it."""
        self.resize(self._over.size())
        self.setText(str(left))
        self.setVisible(left > 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay as large as what it covers."""
        if event.type() is QEvent.Type.Resize:
            self.resize(self._over.size())
        return super().eventFilter(watched, event)
