"""Says that a take is being read for the timeline, where that takes its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from mocap_app.gui.work_progress import WorkProgress

if TYPE_CHECKING:
    from mocap_app.gui.status_bar import StatusBar
    from mocap_app.workers.take_library import TakeLibrary

_PATIENCE_MS = 300  # Most takes are there sooner, and something that flashes up is no help.


class TakeReading(QObject):
    """How far reading a take is, in the status bar, with a button that stops it."""

    def __init__(self, library: TakeLibrary, status: StatusBar, parent: QObject) -> None:
        super().__init__(parent)
        self.progress = WorkProgress(
            self.tr("Progress of opening a take"),
            self.tr("Stop opening the take"),
            self.tr("Do not open this take"),
            status,
        )
        status.insertWidget(2, self.progress)
        self._library = library
        self._now = ("", 0.0)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._show)
        self.progress.stop.clicked.connect(library.cancel_opening)
        library.opening_progressed.connect(self._on_progressed)
        library.opening_ended.connect(self._on_ended)

    @Slot(str, float)
    def _on_progressed(self, take_id: str, share: float) -> None:
        self._now = (take_id, share)
        if self.progress.isVisible():
            self._show()
        elif not self._patience.isActive():
            self._patience.start()

    @Slot()
    def _show(self) -> None:
        take_id, share = self._now
        name = next((info.name for info in self._library.takes if info.id == take_id), take_id)
        self.progress.show_progress(self.tr("Opening {name}").format(name=name), share)

    @Slot()
    def _on_ended(self) -> None:
        self._patience.stop()
        self.progress.hide()
