"""Opens the export dialog and lets it speak with the library and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from mocap_app.gui.export_dialog import ExportDialog
from mocap_app.gui.notifications import Offer

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from mocap_app.gui.takes_panel import TakesPanel
    from mocap_app.gui.window_parts import WindowParts
    from mocap_app.recording.take_store import TakeInfo
    from mocap_app.workers.take_library import ExportRequest


class ExportControl(QObject):
    """One export dialog at a time; the window's child."""

    def __init__(self, panel: TakesPanel, parts: WindowParts, window: QWidget) -> None:
        super().__init__(window)
        self.dialog: ExportDialog | None = None
        """The dialog while it is open."""
        self._window = window
        self._parts = parts
        panel.export_requested.connect(self.open)
        parts.library.export_finished.connect(self._on_finished)

    @Slot(object)
    def open(self, takes: list[TakeInfo]) -> None:
        """Ask how these takes are to be written."""
        library = self._parts.library
        dialog = ExportDialog(takes, self._parts.keeper.settings, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.export_requested.connect(self._on_started)
        dialog.cancel_requested.connect(library.cancel_export)
        dialog.finished.connect(self._on_dialog_closed)
        library.export_progressed.connect(dialog.show_progress)
        library.export_failed.connect(dialog.show_failure)
        library.export_cancelled.connect(dialog.show_cancelled)
        self.dialog = dialog
        dialog.open()

    @Slot(object)
    def _on_started(self, request: ExportRequest) -> None:
        self._parts.keeper.change(
            export_target=request.options.target,
            export_fps=request.options.fps or self._parts.keeper.settings.export_fps,
            export_format=request.paths[0].suffix,
            export_folder=str(request.paths[0].parent),
        )
        self._parts.library.export(request)

    @Slot(object)
    def _on_finished(self, path: Path) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        folder = QUrl.fromLocalFile(str(path if path.is_dir() else path.parent))

        def show_folder() -> None:
            QDesktopServices.openUrl(folder)

        self._parts.notifier.offer(
            self.tr("Exported to {path}.").format(path=path),
            Offer(self.tr("Show folder"), show_folder),
        )

    @Slot()
    def _on_dialog_closed(self) -> None:
        self.dialog = None
