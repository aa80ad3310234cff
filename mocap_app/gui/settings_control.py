"""Opens the settings dialog; what is changed there can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QUndoCommand, QUndoStack

from mocap_app.gui.menus import Menus, add_action
from mocap_app.gui.settings_dialog import SettingsDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from mocap_app.gui.settings_keeper import SettingsKeeper


class ChangeSettings(QUndoCommand):
    """One change of some settings; changes of the same one in a row become one."""

    def __init__(self, text: str, keeper: SettingsKeeper, changes: dict[str, Any]) -> None:
        super().__init__(text)
        self._keeper = keeper
        self.after = changes
        self._before = {name: getattr(keeper.settings, name) for name in changes}

    def redo(self) -> None:
        """Change them."""
        self._keeper.change(**self.after)

    def undo(self) -> None:
        """Change them back."""
        self._keeper.change(**self._before)

    def id(self) -> int:
        """Return the same number for all, so that Qt asks whether two can be merged."""
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802 - Qt's name
        """Take in a later change of the same settings: a slider sends many."""
        if not isinstance(other, ChangeSettings) or set(other.after) != set(self.after):
            return False
        if other.text() != self.text():
            return False
        self.after = other.after
        return True


class SettingsControl(QObject):
    """One settings dialog at a time; the window's child."""

    def __init__(
        self, keeper: SettingsKeeper, undo: QUndoStack, menus: Menus, window: QWidget
    ) -> None:
        super().__init__(window)
        self.dialog: SettingsDialog | None = None
        """The dialog while it is open."""
        self._window = window
        self._keeper = keeper
        self._undo = undo
        action = add_action(menus.file, self.tr("&Settings…"), self.open, "Ctrl+,")
        action.setMenuRole(QAction.MenuRole.PreferencesRole)
        keeper.changed.connect(self._on_changed)

    @Slot()
    def open(self) -> None:
        """Show the dialog."""
        if self.dialog is not None:
            self.dialog.raise_()
            return
        dialog = SettingsDialog(self._keeper.settings, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._on_chosen)
        dialog.undo_requested.connect(self._on_undo)
        dialog.finished.connect(self._on_closed)
        self.dialog = dialog
        dialog.open()

    @Slot(str, object)
    def _on_chosen(self, text: str, changes: dict[str, Any]) -> None:
        if any(getattr(self._keeper.settings, name) != value for name, value in changes.items()):
            self._undo.push(ChangeSettings(text, self._keeper, changes))
            self._show_undo()

    @Slot()
    def _on_undo(self) -> None:
        self._undo.undo()
        self._show_undo()

    def _show_undo(self) -> None:
        # Only what was done here: a take that was deleted before is not undone by this button.
        index = self._undo.index()
        last = self._undo.command(index - 1) if index else None
        if self.dialog is not None:
            self.dialog.undo.setEnabled(isinstance(last, ChangeSettings))

    @Slot(object)
    def _on_changed(self, _names: frozenset[str]) -> None:
        if self.dialog is not None:
            self.dialog.show_settings(self._keeper.settings)

    @Slot()
    def _on_closed(self) -> None:
        self.dialog = None
