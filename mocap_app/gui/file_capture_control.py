"""Capturing video files: from the menu or dropped onto the window, with progress and stop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog

from mocap_app.gui.menus import Menus, add_action
from mocap_app.gui.source_panel import VIDEO_SUFFIXES
from mocap_app.gui.work_progress import WorkProgress
from mocap_app.pipeline.capture_file import FileChoices

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from mocap_app.gui.drops import Drops
    from mocap_app.gui.status_bar import StatusBar
    from mocap_app.gui.window_parts import WindowParts
    from mocap_app.recording.take_store import TakeInfo

_NAME_LENGTH = 28


class FileCaptureControl(QObject):
    """Makes takes of video files with the settings in force; the window's child."""

    def __init__(
        self, parts: WindowParts, menus: Menus, drops: Drops, status: StatusBar, window: QWidget
    ) -> None:
        super().__init__(window)
        self.progress = WorkProgress(
            self.tr("Progress of the capture"),
            self.tr("Stop capturing the file"),
            self.tr("Stop capturing this file; nothing of it is kept"),
            status,
        )
        status.insertWidget(2, self.progress)
        self._parts = parts
        self._window = window
        files = parts.files
        self.progress.stop.clicked.connect(files.cancel)
        files.progressed.connect(self._on_progressed)
        files.finished.connect(self._on_finished)
        files.failed.connect(parts.notifier.error)
        files.ended.connect(self.progress.hide)
        drops.take(VIDEO_SUFFIXES, self.capture)
        add_action(menus.file, self.tr("&Capture a video file…"), self.choose, "Ctrl+O")

    @Slot()
    def choose(self) -> None:
        """Ask for video files."""
        names = " ".join(f"*{suffix}" for suffix in VIDEO_SUFFIXES)
        videos = self.tr("Videos ({names})").format(names=names)
        dialog = QFileDialog(self._window, self.tr("Capture a video file"), "", videos)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._on_chosen)
        dialog.open()

    def capture(self, path: Path) -> None:
        """Make a take of a file in the background."""
        settings = self._parts.keeper.settings
        choices = FileChoices(
            mirror=settings.mirror,
            rotate=settings.rotate,
            lifter=settings.lifter,
            network=settings.network,
            filter=settings.filter_config,
            solver=settings.solver_config(str(path)),
        )
        self._parts.files.capture(str(path), choices)

    @Slot(list)
    def _on_chosen(self, paths: list[str]) -> None:
        for path in paths:
            self.capture(Path(path))

    @Slot(str, float)
    def _on_progressed(self, path: str, share: float) -> None:
        name = Path(path).name
        short = name if len(name) <= _NAME_LENGTH else name[: _NAME_LENGTH - 1] + "…"
        self.progress.show_progress(self.tr("Capturing {name}").format(name=short), share)

    @Slot(str, object)
    def _on_finished(self, path: str, info: TakeInfo) -> None:
        self._parts.notifier.info(
            self.tr("{file} is captured: {take} is in the list of takes.").format(
                file=Path(path).name, take=info.name
            )
        )
        self._parts.library.refresh()
