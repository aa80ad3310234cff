"""Place and size of a window, remembered as plain numbers.

Qt's own description makes a window that fills its screen smaller by a title bar at every restart,
whether or not there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_MAXIMISED = "maximised"
_GRIP = 80  # pixels of a window that must be on a screen, so that it can be moved
_FRAME = QSize(16, 48)
"""Room for the frame and the title that the desktop puts about a dialog."""


def describe_place(window: QWidget) -> str:
    """Return x, y, width and height (with the place of the frame), and "maximised" if it is."""
    usual = window.normalGeometry() if window.isMaximized() else QRect(window.pos(), window.size())
    numbers = f"{usual.x()} {usual.y()} {usual.width()} {usual.height()}"
    return f"{numbers} {_MAXIMISED}" if window.isMaximized() else numbers


def restore_place(window: QWidget, text: str) -> bool:
    """Put a window where `describe_place` found it; False if that is nowhere on a screen."""
    words = text.split()
    try:
        x, y, width, height = (int(word) for word in words[:4])
    except ValueError:
        return False
    wanted = QRect(x, y, width, height)
    for screen in QGuiApplication.screens():
        available = screen.availableGeometry()
        seen = available.intersected(wanted)
        if seen.width() >= _GRIP and seen.height() >= _GRIP:
            window.resize(wanted.size().boundedTo(available.size()))
            window.move(wanted.topLeft())
            if words[4:] == [_MAXIMISED]:
                window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)
            return True
    return False


class FrameFitter(QObject):
    """Makes a window that its frame and title make too large for the screen as large as it holds.

    Once, when it is painted first: before that nobody knows what the desktop puts about it. Owned
    by the window.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        # Its own timer goes with it; a single shot would be fired at a window that is gone.
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._fit)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Wait for the first picture."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._soon.start()
        return False

    @Slot()
    def _fit(self) -> None:
        window, frame = self._window, self._window.frameGeometry()
        rooms = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        room = next((room for room in rooms if room.contains(frame.topLeft())), None)
        if room is None or window.isMaximized() or window.isFullScreen():
            return
        wide, high = frame.width() - room.width(), frame.height() - room.height()
        if wide > 0 or high > 0:
            window.resize(window.width() - max(wide, 0), window.height() - max(high, 0))
            window.move(room.x() if wide > 0 else frame.x(), room.y() if high > 0 else frame.y())


def resize_on_screen(dialog: QWidget, width: int, height: int) -> None:
    """Give a dialog its usual size, or what of it the screen has room for.

    At 200 % a usual screen is 540 pixels high, and the buttons are at the lower end.
    """
    # Not the dialog's own screen: see `MainWindow._restore_place`.
    room = QGuiApplication.primaryScreen().availableGeometry().size() - _FRAME
    dialog.resize(QSize(width, height).boundedTo(room))
