"""Deleted takes, which can be brought back or deleted for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidgetItem,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from mocap_app.gui.take_list import INFO, TakeList, picture_of, show_take

if TYPE_CHECKING:
    from mocap_app.recording.take_store import TakeInfo
    from mocap_app.workers.take_look import TakeLook


class TrashDialog(QDialog):
    """Lists the trash folder; stays open while takes are restored.

    Signals:
        restore_requested: Bring these takes back (list of `TakeInfo`).
        empty_requested: Delete all of them for good; the user has confirmed.
    """

    restore_requested = Signal(object)
    empty_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Deleted takes"))
        self.resize(420, 420)
        self.list = TakeList(self)
        self.hint = QLabel(self)
        self.hint.setObjectName("hint")
        self.hint.setWordWrap(True)
        self.confirmation: QMessageBox | None = None
        """The question whether to empty the trash, while it is open."""
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        role = QDialogButtonBox.ButtonRole
        self.restore = buttons.addButton(self.tr("Restore"), role.ActionRole)
        self.empty = buttons.addButton(self.tr("Empty trash…"), role.DestructiveRole)
        # The key Enter must not empty the trash.
        for button in (self.restore, self.empty):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.addWidget(self.hint)
        column.addWidget(self.list, 1)
        column.addWidget(buttons)
        self.restore.clicked.connect(self._on_restore)
        self.empty.clicked.connect(self._on_empty)
        self.list.itemSelectionChanged.connect(self._on_selection_changed)
        self.list.itemDoubleClicked.connect(self._on_restore)
        buttons.rejected.connect(self.reject)
        self.show_takes([])

    @Slot(object)
    def show_takes(self, takes: list[TakeInfo]) -> None:
        """Show what is in the trash now."""
        self.list.clear()
        for info in takes:
            item = QListWidgetItem()
            item.setData(INFO, info)
            show_take(item, None, None)
            self.list.addItem(item)
        self.hint.setText(
            self.tr("Deleted takes stay here until the trash is emptied.")
            if takes
            else self.tr("The trash is empty.")
        )
        self.empty.setEnabled(bool(takes))
        self._on_selection_changed()

    @Slot(object)
    def show_look(self, look: TakeLook) -> None:
        """Show the picture and the score that a take had in the list."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(INFO).id == look.take_id:
                show_take(item, look.score, picture_of(look))

    @Slot()
    def _on_selection_changed(self) -> None:
        self.restore.setEnabled(bool(self.list.selectedItems()))

    @Slot()
    def _on_restore(self) -> None:
        chosen = [item.data(INFO) for item in self.list.selectedItems()]
        if chosen:
            self.restore_requested.emit(chosen)

    @Slot()
    def _on_empty(self) -> None:
        count = self.list.count()
        box = QMessageBox(self)
        box.setWindowTitle(self.tr("Empty trash"))
        box.setIcon(QMessageBox.Icon.Warning)
        text = (
            self.tr("Delete 1 take for good?")
            if count == 1
            else self.tr("Delete {n} takes for good?").format(n=count)
        )
        box.setText(text)
        box.setInformativeText(self.tr("Their motion, videos and notes cannot be brought back."))
        yes = box.addButton(self.tr("Delete for good"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        yes.clicked.connect(self.empty_requested)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(self._on_confirmation_closed)
        self.confirmation = box
        box.open()

    @Slot()
    def _on_confirmation_closed(self) -> None:
        self.confirmation = None
