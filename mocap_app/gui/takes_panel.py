"""The list of takes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QGridLayout,
    QInputDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QWidget,
)

from mocap_app.gui.panel import Panel
from mocap_app.gui.record_panel import format_time

if TYPE_CHECKING:
    from mocap_app.pipeline.score import QualityScore
    from mocap_app.recording.take_store import TakeInfo

_INFO = Qt.ItemDataRole.UserRole
_REFINE = "Refine"


class TakesPanel(Panel):
    """Takes, newest first; double click or F2 renames, Delete deletes, several can be exported.

    Signals:
        export_requested: The user wants these takes as files (list of `TakeInfo`).
        refine_requested: Id of a take to make a better one of.
        refine_stop_requested: The user no longer wants the one being made.
        rename_requested: Id of a take and its new name.
        delete_requested: Id of a take; the user has confirmed.
    """

    export_requested = Signal(object)
    refine_requested = Signal(str)
    refine_stop_requested = Signal()
    rename_requested = Signal(str, str)
    delete_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Takes", parent)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Takes")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.empty = QLabel("Takes you record appear here.", self)
        self.empty.setObjectName("hint")
        self.export = QPushButton("Export…", self)
        self.refine = QPushButton(_REFINE, self)
        self.refine.setToolTip(
            "Make a new take from this one that is steadier than live, by looking ahead"
        )
        self.rename = QPushButton("Rename…", self)
        self.delete = QPushButton("Delete…", self)
        self._refining = False
        self._scores: dict[str, QualityScore] = {}
        self.confirmation: QMessageBox | None = None
        """The question whether to delete, while it is open."""
        buttons = QGridLayout()
        for place, button in enumerate((self.export, self.refine, self.rename, self.delete)):
            buttons.addWidget(button, place // 2, place % 2)
        self.body.addWidget(self.empty)
        self.body.addWidget(self.list, 1)
        self.body.addLayout(buttons)
        delete_key = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        delete_key.setContext(Qt.ShortcutContext.WidgetShortcut)
        rename_key = QShortcut(QKeySequence("F2"), self.list)
        rename_key.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.export.clicked.connect(self._on_export)
        self.refine.clicked.connect(self._on_refine)
        self.rename.clicked.connect(self._on_rename)
        self.delete.clicked.connect(self._on_delete)
        self.list.itemDoubleClicked.connect(self._on_rename)
        self.list.itemSelectionChanged.connect(self._on_selection_changed)
        delete_key.activated.connect(self._on_delete)
        rename_key.activated.connect(self._on_rename)
        self._on_selection_changed()

    @property
    def selected(self) -> TakeInfo | None:
        """The selected take, if it is the only one."""
        chosen = self.selection
        return chosen[0] if len(chosen) == 1 else None

    @property
    def selection(self) -> list[TakeInfo]:
        """All selected takes, in the order of the list."""
        rows = sorted(self.list.row(item) for item in self.list.selectedItems())
        return [self.list.item(row).data(_INFO) for row in rows]

    @Slot(object)
    def show_takes(self, takes: list[TakeInfo]) -> None:
        """Show another list; the selection stays on the same takes, or goes to a new newest one."""
        wanted = {info.id for info in self.selection}
        newest_before = self.list.item(0).data(_INFO).id if self.list.count() else None
        self.list.clear()
        for info in takes:
            item = QListWidgetItem()
            item.setData(_INFO, info)
            self._describe(item)
            self.list.addItem(item)
        if takes and takes[0].id != newest_before:
            wanted = {takes[0].id}
        rows = [row for row, info in enumerate(takes) if info.id in wanted]
        # A list with the focus selects its first item by itself.
        self.list.clearSelection()
        if rows:
            self.list.setCurrentRow(rows[0], QItemSelectionModel.SelectionFlag.NoUpdate)
        for row in rows:
            self.list.item(row).setSelected(True)
        self.empty.setVisible(not takes)
        self._on_selection_changed()

    @Slot(str, object)
    def show_score(self, take_id: str, score: QualityScore) -> None:
        """Show how good a take is."""
        self._scores[take_id] = score
        for row in range(self.list.count()):
            if self.list.item(row).data(_INFO).id == take_id:
                self._describe(self.list.item(row))

    def _describe(self, item: QListWidgetItem) -> None:
        info = item.data(_INFO)
        line, details = _line(info), _details(info)
        score = self._scores.get(info.id)
        if score is not None and not info.problem:
            line += f"  ·  score {score.overall:.0f}"
            details += f"\n{_quality(score)}"
        item.setText(line)
        item.setToolTip(details)

    @Slot()
    def _on_selection_changed(self) -> None:
        info = self.selected
        self.export.setEnabled(any(not chosen.problem for chosen in self.selection))
        self.rename.setEnabled(info is not None and not info.problem)
        self.refine.setEnabled(self._refining or (info is not None and not info.problem))
        self.delete.setEnabled(info is not None)

    @Slot()
    def _on_export(self) -> None:
        readable = [info for info in self.selection if not info.problem]
        if readable:
            self.export_requested.emit(readable)

    @Slot()
    def _on_refine(self) -> None:
        info = self.selected
        if self._refining:
            self.refine_stop_requested.emit()
        elif info is not None:
            self.refine_requested.emit(info.id)

    @Slot(float)
    def show_refining(self, share: float) -> None:
        """Turn the button into one that stops the work and says how far it is."""
        self._refining = True
        self.refine.setText(f"Stop ({share:.0%})")
        self._on_selection_changed()

    @Slot()
    def show_refine_ended(self) -> None:
        """Offer to refine again."""
        self._refining = False
        self.refine.setText(_REFINE)
        self._on_selection_changed()

    @Slot()
    def _on_rename(self) -> None:
        info = self.selected
        if info is None or info.problem:
            return
        dialog = QInputDialog(self)
        dialog.setWindowTitle("Rename take")
        dialog.setLabelText("Name:")
        dialog.setTextValue(info.name)
        dialog.setProperty("take", info.id)
        dialog.resize(420, 120)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self._on_renamed)
        dialog.open()

    @Slot(str)
    def _on_renamed(self, name: str) -> None:
        self.rename_requested.emit(str(self.sender().property("take")), name)

    @Slot()
    def _on_delete(self) -> None:
        info = self.selected
        if info is None:
            return
        box = QMessageBox(self)
        box.setWindowTitle("Delete take")
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(f"Delete “{info.name}”?")
        box.setInformativeText(f"Its file goes to the trash folder beside {info.path.name}.")
        yes = box.addButton("Delete", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        yes.setProperty("take", info.id)
        yes.clicked.connect(self._on_delete_confirmed)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.confirmation = box
        box.finished.connect(self._on_confirmation_closed)
        box.open()

    @Slot()
    def _on_delete_confirmed(self) -> None:
        self.delete_requested.emit(str(self.sender().property("take")))

    @Slot()
    def _on_confirmation_closed(self) -> None:
        self.confirmation = None


def _line(info: TakeInfo) -> str:
    if info.problem:
        return f"{info.name}  ·  damaged"
    share = info.tracked_count / info.frame_count if info.frame_count else 0.0
    return f"{info.name}\n{format_time(info.duration)}  ·  tracked {share:.0%}"


def _quality(score: QualityScore) -> str:
    skate = score.foot_skate_cm_s
    feet = "no foot stands" if math.isnan(skate) else f"feet slide {skate:.1f} cm/s"
    return (
        f"Score {score.overall:.0f} of 100: jitter {score.jitter_m_s3:.0f} m/s³, {feet}, "
        f"{score.rotation_jumps} jumps"
    )


def _details(info: TakeInfo) -> str:
    if info.problem:
        return info.problem
    return (
        f"{info.name}\n{info.created:%Y-%m-%d %H:%M}, {info.duration:.1f} s, "
        f"{info.frame_count} frames\n{info.path}"
    )
