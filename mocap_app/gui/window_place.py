"""Place and size of a window, remembered as plain numbers.

Qt's own description makes a window that fills its screen smaller by a title bar at every restart,
whether or not there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
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


def resize_on_screen(dialog: QWidget, width: int, height: int) -> None:
    """Give a dialog its usual size, or what of it the screen has room for.

    At 200 % a usual screen is 540 pixels high, and the buttons are at the lower end.
    """
    # Not the dialog's own screen: see `MainWindow._restore_place`.
    room = QGuiApplication.primaryScreen().availableGeometry().size() - _FRAME
    dialog.resize(QSize(width, height).boundedTo(room))
