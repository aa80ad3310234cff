"""Lets the list of takes speak with the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from mocap_app.gui.notifications import Offer
from mocap_app.gui.take_commands import AnnotateTake, DeleteTakes, RenameTake
from mocap_app.gui.trash_dialog import TrashDialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QUndoCommand, QUndoStack

    from mocap_app.gui.takes_panel import TakesPanel
    from mocap_app.gui.window_parts import WindowParts
    from mocap_app.recording.take_store import TakeInfo


class TakesControl(QObject):
    """Opens, changes, deletes and refines as the panel asks; the window's child.

    Signals:
        notice_outdated: A text in the banner is no longer true.
    """

    notice_outdated = Signal(str)

    def __init__(
        self, panel: TakesPanel, parts: WindowParts, undo: QUndoStack, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.trash: TrashDialog | None = None
        """The dialog of deleted takes, while it is open."""
        self._panel = panel
        self._notifier = parts.notifier
        self._library = library = parts.library
        self._keeper = parts.keeper
        self._undo = undo
        self._offered: list[tuple[DeleteTakes, str]] = []
        """Deletions that the banner offered to undo, and what it said."""
        undo.indexChanged.connect(self._on_undo_moved)
        panel.delete_requested.connect(self._on_delete_requested)
        panel.notes_requested.connect(self._on_notes_requested)
        panel.open_requested.connect(library.open)
        panel.refine_requested.connect(self._on_refine_requested)
        panel.refine_stop_requested.connect(library.cancel_refine)
        panel.rename_requested.connect(self._on_rename_requested)
        panel.star_requested.connect(self._on_star_requested)
        panel.trash_requested.connect(self.show_trash)
        library.failed.connect(parts.notifier.error)
        library.refine_ended.connect(panel.show_refine_ended)
        library.refine_finished.connect(self._on_refine_finished)
        library.refine_progressed.connect(panel.show_refining)
        library.take_looked_at.connect(panel.show_look)
        library.takes_listed.connect(panel.show_takes)
        library.takes_recovered.connect(self._on_takes_recovered)
        library.trash_listed.connect(self._on_trash_listed)

    @Slot()
    def show_trash(self) -> None:
        """Show the deleted takes."""
        if self.trash is not None:
            self.trash.raise_()
            return
        dialog = TrashDialog(self._panel)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.empty_requested.connect(self._on_empty_requested)
        dialog.restore_requested.connect(self._on_restore_requested)
        dialog.finished.connect(self._on_trash_closed)
        self._library.trash_looked_at.connect(dialog.show_look)
        self._library.list_trash()
        self.trash = dialog
        dialog.show()

    @Slot(str)
    def _on_refine_requested(self, take_id: str) -> None:
        # Without a source: the take has a calibration of its own.
        self._library.refine(take_id, self._keeper.settings.solver_config(""))

    @Slot(object)
    def _on_delete_requested(self, infos: Sequence[TakeInfo]) -> None:
        command = DeleteTakes(self._library, infos)
        self._undo.push(command)
        what = infos[0].name if len(infos) == 1 else self.tr("{n} takes").format(n=len(infos))

        def take_back() -> None:
            self._take_back(command)

        text = self.tr("Deleted {what}.").format(what=what)
        self._offered.append((command, text))
        self._notifier.offer(text, Offer(self.tr("Undo"), take_back))

    @Slot()
    def _on_undo_moved(self) -> None:
        """Offer no undo of what was undone by the menu."""
        for offered in self._offered.copy():
            if not offered[0].done:
                self._offered.remove(offered)
                self.notice_outdated.emit(offered[1])

    def _take_back(self, command: QUndoCommand) -> None:
        """Undo a command: through the stack if it is on top, else by itself."""
        if self._undo.canUndo() and self._undo.command(self._undo.index() - 1) is command:
            self._undo.undo()
        else:
            command.undo()

    @Slot(object, str)
    def _on_rename_requested(self, info: TakeInfo, name: str) -> None:
        if not name.strip():
            self._library.rename(info.id, name)  # It says what is wrong.
        elif name.strip() != info.name:
            self._undo.push(RenameTake(self._library, info, name.strip()))

    @Slot(object)
    def _on_star_requested(self, info: TakeInfo) -> None:
        on = not info.annotations.starred
        words = self.tr("Star {name}") if on else self.tr("Remove star of {name}")
        words = words.format(name=info.name)
        self._undo.push(AnnotateTake(self._library, info, words, starred=on))

    @Slot(object, str)
    def _on_notes_requested(self, info: TakeInfo, notes: str) -> None:
        if notes != info.annotations.notes:
            words = self.tr("Notes on {name}").format(name=info.name)
            self._undo.push(AnnotateTake(self._library, info, words, notes=notes))

    @Slot(object)
    def _on_restore_requested(self, infos: Sequence[TakeInfo]) -> None:
        self._library.restore([info.id for info in infos])

    @Slot()
    def _on_empty_requested(self) -> None:
        # A deletion that can no longer be undone must not be offered for it.
        self._undo.clear()
        self._library.empty_trash()

    @Slot(object)
    def _on_trash_listed(self, takes: list[TakeInfo]) -> None:
        if self.trash is not None:
            self.trash.show_takes(takes)
            self._library.look_at_trash([info.id for info in takes])

    @Slot()
    def _on_trash_closed(self) -> None:
        self.trash = None

    @Slot(object)
    def _on_takes_recovered(self, takes: list[TakeInfo]) -> None:
        names = ", ".join(info.name for info in takes)
        self._notifier.warning(
            self.tr(
                "A recording was interrupted when the program ended unexpectedly; "
                "what was captured until then is in the list again: {names}."
            ).format(names=names)
        )

    @Slot(object)
    def _on_refine_finished(self, info: TakeInfo) -> None:
        self._notifier.info(
            self.tr("Refined: {name} is in the list of takes.").format(name=info.name)
        )
