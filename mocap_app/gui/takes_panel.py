"""The list of takes: find, open, star, note, rename, refine, export, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from mocap_app.gui.panel import Panel
from mocap_app.gui.take_list import INFO, TakeList, picture_of, show_take
from mocap_app.gui.theme import icon
from mocap_app.gui.translation import translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from mocap_app.pipeline.score import QualityScore
    from mocap_app.recording.take_store import TakeInfo
    from mocap_app.workers.take_look import TakeLook

_DATE_LETTERS = 4
"""A word of the search is looked for in dates from this length on."""


class TakesPanel(Panel):
    """Takes, newest first; a click opens one, F2 renames, Delete deletes, several can be exported.

    Signals:
        open_requested: Id of a take to put on the timeline.
        export_requested: The user wants these takes as files (list of `TakeInfo`).
        refine_requested: Id of a take to make a better one of.
        refine_stop_requested: The user no longer wants the one being made.
        score_requested: These takes are to be scored now (list of `TakeInfo`).
        rename_requested: A take (`TakeInfo`) and its new name.
        star_requested: A take (`TakeInfo`) whose star is to change.
        notes_requested: A take (`TakeInfo`) and its new notes.
        delete_requested: These takes are to be deleted (list of `TakeInfo`).
        trash_requested: The user wants to see what was deleted.
    """

    open_requested = Signal(str)
    export_requested = Signal(object)
    refine_requested = Signal(str)
    refine_stop_requested = Signal()
    score_requested = Signal(object)
    rename_requested = Signal(object, str)
    star_requested = Signal(object)
    notes_requested = Signal(object, str)
    delete_requested = Signal(object)
    trash_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("TakesPanel", "Takes"), parent)
        self._takes: list[TakeInfo] = []
        self._scores: dict[str, QualityScore | None] = {}
        self._pictures: dict[str, QPixmap] = {}
        self._refining = False
        self._held = False
        # In the order in which Tab goes through them.
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search names, notes, sources"))
        self.search.setAccessibleName(self.tr("Search takes"))
        self.search.setClearButtonEnabled(True)
        self.only_starred = self._tool("star", self.tr("Show only takes with a star"))
        self.only_starred.setCheckable(True)
        self.trash = self._tool("trash", self.tr("Deleted takes: restore them, or empty the trash"))
        self.list = TakeList(self)
        self.empty = QLabel(self.tr("Takes you record appear here."), self)
        self.empty.setObjectName("hint")
        self.export = QPushButton(self.tr("Export…"), self)
        self.refine = QPushButton(self.tr("Refine"), self)
        self.refine.setToolTip(
            self.tr("Make a new take from this one that is steadier than live, by looking ahead")
        )
        self.delete = QPushButton(self.tr("Delete"), self)
        self.delete.setToolTip(self.tr("Move to the trash; can be undone (Del)"))
        self.more = self._tool("more", self.tr("Rename, notes, star and more (right click)"))
        self._lay_out()
        self._connect_signals()
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
        return [self.list.item(row).data(INFO) for row in rows]

    @Slot(object)
    def show_takes(self, takes: list[TakeInfo]) -> None:
        """Show another list; a new newest take is selected, unless the selection is held."""
        newest_before = self._takes[0].id if self._takes else None
        self._takes = takes
        listed = {info.id for info in takes}
        # A take that is restored is looked at again.
        for gone in self._pictures.keys() - listed:
            del self._scores[gone], self._pictures[gone]
        is_new = bool(takes) and takes[0].id != newest_before
        follow = is_new and not self._held
        self._fill({takes[0].id} if follow else {info.id for info in self.selection})

    @Slot(bool)
    def hold_selection(self, on: bool) -> None:
        """Leave the selection on the take that is shown on the timeline, or let new ones have it.

        Else what is deleted, refined or exported would not be what is seen.
        """
        self._held = on

    @Slot(object)
    def show_look(self, look: TakeLook) -> None:
        """Show how good a take is, and its picture."""
        if all(info.id != look.take_id for info in self._takes):
            return  # deleted while it was looked at
        # Without the picture that the painted one was made of.
        self._scores[look.take_id] = look.score
        self._pictures[look.take_id] = picture_of(look)
        for row in range(self.list.count()):
            if self.list.item(row).data(INFO).id == look.take_id:
                self._describe(self.list.item(row))

    @Slot(float)
    def show_refining(self, share: float) -> None:
        """Turn the button into one that stops the work and says how far it is."""
        self._refining = True
        self.refine.setText(self.tr("Stop {share}").format(share=f"{share:.0%}"))
        self._on_selection_changed()

    @Slot()
    def show_refine_ended(self) -> None:
        """Offer to refine again."""
        self._refining = False
        self.refine.setText(self.tr("Refine"))
        self._on_selection_changed()

    def _fill(self, wanted: set[str]) -> None:
        """Fill the list with the takes that are searched for, some of them selected."""
        self.list.clear()
        words = self.search.text().casefold().split()
        shown = [info for info in self._takes if self._fits(info, words)]
        for info in shown:
            item = QListWidgetItem()
            item.setData(INFO, info)
            self._describe(item)
            self.list.addItem(item)
        rows = [row for row, info in enumerate(shown) if info.id in wanted]
        # A list with the focus selects its first item by itself.
        self.list.clearSelection()
        if rows:
            self.list.setCurrentRow(rows[0], QItemSelectionModel.SelectionFlag.NoUpdate)
        for row in rows:
            self.list.item(row).setSelected(True)
        self.empty.setText(
            self.tr("No take is like that.")
            if self._takes
            else self.tr("Takes you record appear here.")
        )
        self.empty.setVisible(not shown)
        self._on_selection_changed()

    def _fits(self, info: TakeInfo, words: list[str]) -> bool:
        if self.only_starred.isChecked() and not info.annotations.starred:
            return False
        text = f"{info.name} {info.annotations.notes} {info.source}".casefold()
        made = f"{info.created.astimezone():%Y-%m-%d}"
        # The 2 of "Take 2" is in most dates.
        return all(word in text or (len(word) >= _DATE_LETTERS and word in made) for word in words)

    def _describe(self, item: QListWidgetItem) -> None:
        take_id = item.data(INFO).id
        show_take(item, self._scores.get(take_id), self._pictures.get(take_id))

    @Slot()
    def _on_searched(self) -> None:
        self._fill({info.id for info in self.selection})

    @Slot()
    def _on_selection_changed(self) -> None:
        info = self.selected
        self.export.setEnabled(any(not chosen.problem for chosen in self.selection))
        self.refine.setEnabled(self._refining or (info is not None and not info.problem))
        self.delete.setEnabled(bool(self.selection))
        self.more.setEnabled(bool(self.selection))

    @Slot()
    def _on_clicked(self) -> None:
        # With Ctrl or Shift one gathers takes for an export.
        if QApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier:
            self._on_open()

    @Slot()
    def _on_open(self) -> None:
        info = self.selected
        if info is not None and not info.problem:
            self.open_requested.emit(info.id)

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

    @Slot()
    def _on_score(self) -> None:
        readable = [info for info in self.selection if not info.problem]
        if readable:
            self.score_requested.emit(readable)

    @Slot()
    def _on_star(self) -> None:
        for info in self.selection:
            self.star_requested.emit(info)

    @Slot()
    def _on_delete(self) -> None:
        if self.selection:
            self.delete_requested.emit(self.selection)

    @Slot()
    def _on_rename(self) -> None:
        info = self.selected
        if info is None or info.problem:
            return
        dialog = self._ask(self.tr("Rename take"), self.tr("Name:"), info.name, info)
        dialog.textValueSelected.connect(self._on_renamed)
        dialog.open()

    @Slot()
    def _on_notes(self) -> None:
        info = self.selected
        if info is None or info.problem:
            return
        dialog = self._ask(
            self.tr("Notes"),
            self.tr("Notes on {name}:").format(name=info.name),
            info.annotations.notes,
            info,
        )
        dialog.setOption(QInputDialog.InputDialogOption.UsePlainTextEditForTextInput)
        # Or nobody without a mouse gets from the text to OK.
        for field in dialog.findChildren(QPlainTextEdit):
            field.setTabChangesFocus(True)
        dialog.textValueSelected.connect(self._on_noted)
        dialog.open()

    def _ask(self, title: str, label: str, text: str, info: TakeInfo) -> QInputDialog:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(title)
        dialog.setLabelText(label)
        dialog.setTextValue(text)
        dialog.setProperty("take", info)
        dialog.resize(420, 120)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    @Slot(str)
    def _on_renamed(self, name: str) -> None:
        self.rename_requested.emit(self.sender().property("take"), name)

    @Slot(str)
    def _on_noted(self, notes: str) -> None:
        self.notes_requested.emit(self.sender().property("take"), notes.strip())

    @Slot(QPoint)
    def _on_menu(self, place: QPoint) -> None:
        self.menu().popup(self.list.viewport().mapToGlobal(place))

    @Slot()
    def _on_more(self) -> None:
        menu = self.menu()
        above = self.more.rect().topRight() - QPoint(menu.sizeHint().width(), 0)
        menu.popup(self.more.mapToGlobal(above - QPoint(0, menu.sizeHint().height())))

    def menu(self) -> QMenu:
        """Return what can be done with the selected takes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        single = self.selected is not None and not self.selected.problem
        starred = any(info.annotations.starred for info in self.selection)
        entries: list[tuple[str, Callable[[], None], str, bool]] = [
            (self.tr("Open on the timeline"), self._on_open, "Return", single),
            (
                self.tr("Remove star") if starred else self.tr("Add star"),
                self._on_star,
                "S",
                bool(self.selection),
            ),
            (self.tr("Notes…"), self._on_notes, "N", single),
            (self.tr("Rename…"), self._on_rename, "F2", single),
            (self.tr("Refine"), self._on_refine, "", single and not self._refining),
            (self.tr("Score"), self._on_score, "", self.export.isEnabled()),
            (self.tr("Export…"), self._on_export, "", self.export.isEnabled()),
            (self.tr("Delete"), self._on_delete, "Del", bool(self.selection)),
        ]
        for text, slot, key, possible in entries:
            action = QAction(text, menu)
            # Shown only: the key itself belongs to the list.
            action.setText(f"{text}\t{key}" if key else text)
            action.setEnabled(possible)
            action.triggered.connect(slot)
            menu.addAction(action)
        return menu

    def _tool(self, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(name))
        button.setIconSize(QSize(16, 16))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.search, 1)
        row.addWidget(self.only_starred)
        row.addWidget(self.trash)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for button in (self.export, self.refine, self.delete):
            button.setMinimumWidth(60)
            buttons.addWidget(button, 1)
        self.more.setMinimumWidth(34)  # the row would squeeze its dots away
        buttons.addWidget(self.more)
        self.body.addLayout(row)
        self.body.addWidget(self.empty)
        self.body.addWidget(self.list, 1)
        self.body.addLayout(buttons)

    def _connect_signals(self) -> None:
        self.search.textChanged.connect(self._on_searched)
        self.only_starred.toggled.connect(self._on_searched)
        self.trash.clicked.connect(self.trash_requested)
        self.export.clicked.connect(self._on_export)
        self.refine.clicked.connect(self._on_refine)
        self.delete.clicked.connect(self._on_delete)
        self.more.clicked.connect(self._on_more)
        self.list.itemClicked.connect(self._on_clicked)
        self.list.itemSelectionChanged.connect(self._on_selection_changed)
        self.list.star_clicked.connect(self.star_requested)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._on_menu)
        keys: dict[Any, Callable[[], None]] = {
            QKeySequence.StandardKey.Delete: self._on_delete,
            "F2": self._on_rename,
            "S": self._on_star,
            "N": self._on_notes,
            "Return": self._on_open,
            "Enter": self._on_open,
        }
        for key, slot in keys.items():
            shortcut = QShortcut(QKeySequence(key), self.list)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(slot)
