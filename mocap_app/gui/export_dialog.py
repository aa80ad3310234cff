"""How takes are written to files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.export.exporter import FORMATS, batch_paths, file_name, import_hint
from mocap_app.export.options import MAX_FPS, ORDERS, ExportOptions
from mocap_app.export.presets import TARGETS, UNITS
from mocap_app.gui.number_box import NumberBox
from mocap_app.gui.setting_field import words
from mocap_app.gui.translation import sentence_of, translate
from mocap_app.workers.take_library import ExportRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.recording.take_store import TakeInfo
    from mocap_app.settings.schema import Settings

_UNIT_TITLES = {
    "m": QT_TRANSLATE_NOOP("ExportDialog", "metres"),
    "cm": QT_TRANSLATE_NOOP("ExportDialog", "centimetres"),
}


class ExportDialog(QDialog):
    """Asks for target, format, rate and place; stays open while the files are written.

    One take goes into a file, several go into a folder.

    Signals:
        export_requested: The user pressed Export (`ExportRequest`).
        cancel_requested: The user wants the running export to stop.
    """

    export_requested = Signal(object)
    cancel_requested = Signal()

    def __init__(
        self, takes: Sequence[TakeInfo], settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._takes = list(takes)
        several = len(self._takes) > 1
        what = self.tr("{n} takes").format(n=len(self._takes)) if several else self._takes[0].name
        self.setWindowTitle(self.tr("Export {what}").format(what=what))
        self.setMinimumWidth(560)
        self._make_choices(settings)
        last = Path(settings.export_folder)
        folder = last if settings.export_folder and last.is_dir() else _documents()
        name = "" if several else file_name(self._takes[0].name) + self.suffix
        self.path = QLineEdit(str(folder / name), self)
        self.path.setAccessibleName(self.tr("File or folder to write to"))
        self.browse = QPushButton(self.tr("Browse…"), self)
        self.hint = QLabel(self)
        self.hint.setObjectName("hint")
        self.hint.setWordWrap(True)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 100)
        self.progress.setAccessibleName(self.tr("Progress of the export"))
        self.progress.hide()
        self.message = QLabel(self)
        self.message.setWordWrap(True)
        self.message.hide()
        self._lay_out(self.tr("Folder") if several else self.tr("File"))
        self._adapt()
        self._connect_signals()

    def _make_choices(self, settings: Settings) -> None:
        self.target = QComboBox(self)
        for name, target in TARGETS.items():
            unit = translate("ExportDialog", _UNIT_TITLES[target.unit])
            self.target.addItem(f"{words(target.title)} ({unit})", name)
        self.target.setCurrentIndex(max(0, self.target.findData(settings.export_target)))
        self.format = QComboBox(self)
        for suffix, kind in FORMATS.items():
            self.format.addItem(words(kind.title), suffix)
        self.format.setCurrentIndex(max(0, self.format.findData(settings.export_format)))
        self.fps = NumberBox(1, MAX_FPS, self, " fps")
        self.fps.setAccessibleName(self.tr("Frame rate"))
        self.fps.setValue(settings.export_fps)
        self.unit = QComboBox(self)
        self.unit.setAccessibleName(self.tr("Unit"))
        self.unit.addItem(self.tr("the target's"), None)
        for unit in UNITS:
            self.unit.addItem(translate("ExportDialog", _UNIT_TITLES[unit]), unit)
        self.rest = QComboBox(self)
        self.rest.addItem(self.tr("T-pose"), "t")
        self.rest.addItem(self.tr("A-pose"), "a")
        self.rest.setAccessibleName(self.tr("Rest pose"))
        self.rest_frame = QCheckBox(self.tr("as the first frame, too"), self)
        self.order = QComboBox(self)
        for order in ORDERS:
            self.order.addItem(order, order)
        self.order.setAccessibleName(self.tr("Rotation order"))
        self.on_floor = QCheckBox(self.tr("rest pose stands on the floor"), self)

    def _lay_out(self, place_label: str) -> None:
        form = QFormLayout()
        form.addRow(self.tr("For"), self.target)
        form.addRow(self.tr("Format"), self.format)
        form.addRow(self.tr("Frame rate"), _row(self.fps, QLabel(self.tr("Unit"), self), self.unit))
        form.addRow(self.tr("Rest pose"), _row(self.rest, self.rest_frame))
        form.addRow(self.tr("Rotation order"), _row(self.order, self.on_floor))
        place = QHBoxLayout()
        place.addWidget(self.path, 1)
        place.addWidget(self.browse)
        form.addRow(place_label, place)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.export_button = self.buttons.addButton(
            self.tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.export_button.setDefault(True)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.hint)
        layout.addWidget(self.progress)
        layout.addWidget(self.message)
        layout.addWidget(self.buttons)

    def _connect_signals(self) -> None:
        self.browse.clicked.connect(self._on_browse)
        self.buttons.accepted.connect(self._on_export)
        self.buttons.rejected.connect(self.reject)
        self.format.activated.connect(self._on_format_chosen)
        self.target.activated.connect(self._adapt)
        self.unit.activated.connect(self._adapt)

    @property
    def busy(self) -> bool:
        """Whether a file is being written."""
        return not self.export_button.isEnabled()

    @property
    def suffix(self) -> str:
        """The chosen format's suffix."""
        return str(self.format.currentData())

    @property
    def options(self) -> ExportOptions:
        """What is chosen, without what the format has not."""
        kind = FORMATS[self.suffix]
        unit = self.unit.currentData()
        return ExportOptions(
            target=str(self.target.currentData()),
            fps=self.fps.value(),
            unit=unit if unit in kind.units else None,
            order=str(self.order.currentData()) if kind.has_order else None,
            rest=str(self.rest.currentData()),
            rest_frame=self.rest_frame.isChecked(),
            on_floor=self.on_floor.isChecked(),
        )

    @Slot()
    def reject(self) -> None:
        """Cancel a running export, or close."""
        if self.busy:
            self.cancel_requested.emit()
        else:
            super().reject()

    @Slot(float)
    def show_progress(self, share: float) -> None:
        """Show how far the export is, in [0, 1]."""
        self.progress.setValue(round(100 * share))

    @Slot(object)
    def show_failure(self, error: Exception) -> None:
        """Say why there is no file, and let the user try again."""
        self._set_busy(busy=False)
        self.message.setText(sentence_of(error))
        self.message.show()

    @Slot()
    def show_cancelled(self) -> None:
        """Let the user try again after a cancelled export."""
        self._set_busy(busy=False)

    def _set_busy(self, *, busy: bool) -> None:
        choices: tuple[QWidget, ...] = (
            *(self.target, self.format, self.fps, self.unit, self.rest, self.rest_frame),
            *(self.order, self.on_floor, self.path, self.browse),
        )
        for widget in choices:
            widget.setEnabled(not busy)
        self.export_button.setEnabled(not busy)
        self.progress.setVisible(busy)
        self.message.hide()
        if not busy:
            self._adapt()

    @Slot()
    def _on_export(self) -> None:
        self._set_busy(busy=True)
        self.progress.setValue(0)
        place = Path(self.path.text()).expanduser()
        paths = [place]
        if len(self._takes) > 1:
            paths = batch_paths([take.name for take in self._takes], place, self.suffix)
        self.export_requested.emit(
            ExportRequest(tuple(take.id for take in self._takes), tuple(paths), self.options)
        )

    @Slot()
    def _on_format_chosen(self) -> None:
        if len(self._takes) == 1:
            path = Path(self.path.text())
            known = path.suffix.lower() in FORMATS
            stem = path.stem if known else path.name
            self.path.setText(str(path.with_name(stem + self.suffix)) if stem else str(path))
        self._adapt()

    @Slot()
    def _on_browse(self) -> None:
        if len(self._takes) > 1:
            dialog = QFileDialog(self, self.tr("Export to"), self.path.text())
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            dialog = QFileDialog(self, self.tr("Export to"), self.path.text(), f"*{self.suffix}")
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix(self.suffix.removeprefix("."))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.path.setText)
        dialog.open()

    @Slot()
    def _adapt(self) -> None:
        """Show what the chosen format has, and what to do with it."""
        kind = FORMATS[self.suffix]
        self.order.setEnabled(kind.has_order)
        self.on_floor.setEnabled(kind.has_order)
        self.unit.setEnabled(len(kind.units) > 1)
        self.hint.setText(import_hint(self.suffix, self.options, _hint_words))


def _hint_words(sentence: str) -> str:
    return translate("Export", sentence)


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def _documents() -> Path:
    kind = QStandardPaths.StandardLocation.DocumentsLocation
    folder = Path(QStandardPaths.writableLocation(kind))
    return folder if folder.is_dir() else Path.home()
