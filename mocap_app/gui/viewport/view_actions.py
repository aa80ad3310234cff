"""What can be chosen about the 3D view: what it shows, from where, and mirrored or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.gui.translation import translate
from mocap_app.gui.viewport.scene import AVATAR, BOTH, SHOWS, SKELETON

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

_SHOWN = {
    SKELETON: (
        QT_TRANSLATE_NOOP("ViewActions", "&Skeleton"),
        QT_TRANSLATE_NOOP("ViewActions", "Show the captured skeleton"),
    ),
    AVATAR: (
        QT_TRANSLATE_NOOP("ViewActions", "&Avatar"),
        QT_TRANSLATE_NOOP("ViewActions", "Show the avatar, moved by the skeleton"),
    ),
    BOTH: (
        QT_TRANSLATE_NOOP("ViewActions", "S&keleton and avatar"),
        QT_TRANSLATE_NOOP("ViewActions", "Show the skeleton through the avatar"),
    ),
}
_VIEWS = {
    "front": (QT_TRANSLATE_NOOP("ViewActions", "&Front"), "Ctrl+1"),
    "left": (QT_TRANSLATE_NOOP("ViewActions", "&Left side"), "Ctrl+2"),
    "right": (QT_TRANSLATE_NOOP("ViewActions", "&Right side"), "Ctrl+3"),
    "back": (QT_TRANSLATE_NOOP("ViewActions", "&Back"), "Ctrl+4"),
    "top": (QT_TRANSLATE_NOOP("ViewActions", "&Top"), "Ctrl+5"),
    "free": (QT_TRANSLATE_NOOP("ViewActions", "Fr&ee"), "Ctrl+6"),
}


class ViewActions(QObject):
    """The actions, shared by the viewport's buttons and the menu bar; owned by the viewport.

    Signals:
        shows_chosen: What the user wants to see, one of `SHOWS`.
        view_chosen: From where, a key of `VIEWS`.
        mirror_chosen: Whether the picture is mirrored.
    """

    shows_chosen = Signal(str)
    view_chosen = Signal(str)
    mirror_chosen = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        group = QActionGroup(self)
        self.shows: dict[str, QAction] = {}
        for shows in SHOWS:
            text, tip = _SHOWN[shows]
            action = QAction(translate("ViewActions", text), group, checkable=True)
            action.setToolTip(translate("ViewActions", tip))
            action.setData(shows)
            self.shows[shows] = action
        self.shows[SKELETON].setChecked(True)
        group.triggered.connect(self._on_shows)
        views = QActionGroup(self)
        self.views: dict[str, QAction] = {}
        for view, (text, keys) in _VIEWS.items():
            action = QAction(translate("ViewActions", text), views)
            action.setShortcut(QKeySequence(keys))
            action.setData(view)
            self.views[view] = action
        views.triggered.connect(self._on_view)
        self.mirror = QAction(self.tr("M&irror"), self, checkable=True)
        self.mirror.setToolTip(self.tr("Turn the 3D view round, as a mirror would show it"))
        self.mirror.setShortcut(QKeySequence("Ctrl+M"))
        self.mirror.toggled.connect(self.mirror_chosen)

    def fill_shows(self, menu: QMenu) -> None:
        """Add what can be shown."""
        menu.addActions(list(self.shows.values()))

    def fill_views(self, menu: QMenu) -> None:
        """Add from where one can look, and the mirror."""
        menu.addActions(list(self.views.values()))
        menu.addSeparator()
        menu.addAction(self.mirror)

    def allow_avatar(self, *, possible: bool) -> None:
        """Offer what needs an avatar, or do not."""
        for shows in (AVATAR, BOTH):
            self.shows[shows].setEnabled(possible)

    @Slot(QAction)
    def _on_shows(self, action: QAction) -> None:
        self.shows_chosen.emit(action.data())

    @Slot(QAction)
    def _on_view(self, action: QAction) -> None:
        self.view_chosen.emit(action.data())
