"""Looks for cameras off the main thread, because some drivers take a second to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mocap_app.workers.jobs import Listeners

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mocap_app.capture.devices import CameraInfo
    from mocap_app.workers.jobs import Job, JobQueue


class CameraFinder(QObject):
    """Asks the system which cameras there are; lives on the main thread.

    Signals:
        cameras_found: Names of the cameras, in the system's order (list of str, maybe empty).
    """

    cameras_found = Signal(object)

    def __init__(
        self,
        list_cameras: Callable[[], Sequence[CameraInfo]],
        jobs: JobQueue,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._list_cameras = list_cameras
        self._jobs = jobs

    @Slot()
    def find(self) -> None:
        """Look for cameras; `cameras_found` follows."""
        self._jobs.run(self._names, Listeners(done=self._on_done, failed=self._on_failed))

    def _names(self, job: Job) -> list[str]:  # noqa: ARG002 - the shape of every job's work
        return [camera.name for camera in self._list_cameras()]

    def _on_done(self, names: list[str]) -> None:
        self.cameras_found.emit(names)

    def _on_failed(self, _error: Exception) -> None:
        # The job has logged it; a machine whose cameras cannot be listed is one without any.
        self.cameras_found.emit([])
