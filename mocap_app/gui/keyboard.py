"""Working without a mouse: where Tab goes, and what the space bar and Esc do there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

_PRESSED = (QPushButton, QCheckBox, QToolButton, QComboBox)
"""Controls that the space bar presses."""
_TYPED_IN = (QLineEdit, QAbstractSpinBox)


class SpaceBar(QObject):
    """Lets the space bar press the control that was reached by Tab, instead of recording.

    A click with the mouse gives those controls no focus: whoever clicks *Mirror* and then presses
    the space bar wants to record, not to turn it off again.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.adopt()

    def adopt(self) -> None:
        """Take care of all controls the window has by now."""
        for kind in _PRESSED:
            for control in self._window.findChildren(kind):
                # Qt's own, such as the buttons that scroll a menu, are none of ours.
                if not control.objectName().startswith("qt_"):
                    control.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                    control.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Claim the space bar for the control that has the focus."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
        ):
            event.accept()
            return True
        return super().eventFilter(watched, event)


class EscapeKey(QObject):
    """Lets Esc leave a field that is typed in, instead of closing the take on the timeline."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        for kind in _TYPED_IN:
            for field in window.findChildren(kind):
                field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Claim Esc for the field, and give the focus back to the window."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self._window.setFocus()
                return True
        return super().eventFilter(watched, event)
