"""The menu bar; every control adds its own actions to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMenu


class Menus(QMenuBar):
    """File, Edit, Capture, View, Take and Help, in this order."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.file = self.addMenu(self.tr("&File"))
        self.edit = self.addMenu(self.tr("&Edit"))
        self.capture = self.addMenu(self.tr("&Capture"))
        self.view = self.addMenu(self.tr("&View"))
        self.take = self.addMenu(self.tr("&Take"))
        self.help = self.addMenu(self.tr("&Help"))
        self.all = (self.file, self.edit, self.capture, self.view, self.take, self.help)


def add_action(
    menu: QMenu,
    text: str,
    slot: Callable[[], object],
    shortcut: QKeySequence | QKeySequence.StandardKey | str | None = None,
) -> QAction:
    """Add an action to a menu and return it.

    Args:
        menu: Where it goes; also its owner.
        text: What it says, with & before the letter that chooses it.
        slot: What it does.
        shortcut: Keys that do it from anywhere in the window.
    """
    action = QAction(text, menu)
    if shortcut is not None:
        action.setShortcut(QKeySequence(shortcut))
    action.triggered.connect(slot)
    menu.addAction(action)
    return action
