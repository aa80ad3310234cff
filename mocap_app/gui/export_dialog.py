"""How a take is written to a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import (
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
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from mocap_app.export.exporter import SUFFIXES
from mocap_app.export.presets import TARGETS
from mocap_app.workers.take_library import ExportRequest

if TYPE_CHECKING:
    from mocap_app.recording.take_store import TakeInfo
    from mocap_app.settings.schema import Settings


class ExportDialog(QDialog):
    """Asks for target, format, rate and place; stays open while the file is written.

    Signals:
        export_requested: The user pressed Export (`ExportRequest`).
        cancel_requested: The user wants the running export to stop.
    """

    export_requested = Signal(object)
    cancel_requested = Signal()

    def __init__(self, take: TakeInfo, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Export {take.name}")
        self.setMinimumWidth(520)
        self._take = take
        self.target = QComboBox(self)
        for name, target in TARGETS.items():
            self.target.addItem(f"{name.capitalize()} ({target.unit})", name)
        self.target.setCurrentIndex(max(0, self.target.findData(settings.export_target)))
        self.format = QComboBox(self)
        for suffix in SUFFIXES:
            self.format.addItem(suffix.removeprefix(".").upper(), suffix)
        self.fps = QSpinBox(self)
        self.fps.setRange(1, 240)
        self.fps.setValue(settings.export_fps)
        self.fps.setSuffix(" fps")
        last = Path(settings.export_folder)
        folder = last if settings.export_folder and last.is_dir() else _documents()
        self.path = QLineEdit(str(folder / (_file_name(take.name) + next(iter(SUFFIXES)))), self)
        self.browse = QPushButton("Browse…", self)
        self.hint = QLabel(self)
        self.hint.setObjectName("hint")
        self.hint.setWordWrap(True)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 100)
        self.progress.hide()
        self.message = QLabel(self)
        self.message.setWordWrap(True)
        self.message.hide()
        self._lay_out()
        self._show_hint()
        self._connect_signals()

    def _lay_out(self) -> None:
        place = QHBoxLayout()
        place.addWidget(self.path, 1)
        place.addWidget(self.browse)
        form = QFormLayout()
        form.addRow("For", self.target)
        form.addRow("Format", self.format)
        form.addRow("Frame rate", self.fps)
        form.addRow("File", place)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.export_button = self.buttons.addButton(
            "Export", QDialogButtonBox.ButtonRole.AcceptRole
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
        self.target.activated.connect(self._show_hint)

    @property
    def busy(self) -> bool:
        """Whether a file is being written."""
        return not self.export_button.isEnabled()

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
        self.message.setText(str(error))
        self.message.show()

    @Slot()
    def show_cancelled(self) -> None:
        """Let the user try again after a cancelled export."""
        self._set_busy(busy=False)

    def _set_busy(self, *, busy: bool) -> None:
        for widget in (self.target, self.format, self.fps, self.path, self.browse):
            widget.setEnabled(not busy)
        self.export_button.setEnabled(not busy)
        self.progress.setVisible(busy)
        self.message.hide()

    @Slot()
    def _on_export(self) -> None:
        self._set_busy(busy=True)
        self.progress.setValue(0)
        self.export_requested.emit(
            ExportRequest(
                take_id=self._take.id,
                path=Path(self.path.text()).expanduser(),
                target=str(self.target.currentData()),
                fps=self.fps.value(),
            )
        )

    @Slot()
    def _on_format_chosen(self) -> None:
        path = Path(self.path.text())
        self.path.setText(str(path.with_suffix(str(self.format.currentData()))))

    @Slot()
    def _on_browse(self) -> None:
        suffix = str(self.format.currentData())
        dialog = QFileDialog(self, "Export to", self.path.text(), f"*{suffix}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix.removeprefix("."))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.path.setText)
        dialog.open()

    @Slot()
    def _show_hint(self) -> None:
        self.hint.setText(TARGETS[str(self.target.currentData())].hint)


def _documents() -> Path:
    kind = QStandardPaths.StandardLocation.DocumentsLocation
    folder = Path(QStandardPaths.writableLocation(kind))
    return folder if folder.is_dir() else Path.home()


def _file_name(take_name: str) -> str:
    # Characters that some file system refuses.
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", take_name).strip(" .") or "take"
