"""Making takes of video files in the background, one after the other."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mocap_app.workers.jobs import Listeners

if TYPE_CHECKING:
    from mocap_app.pipeline.capture_file import FileChoices
    from mocap_app.recording.take_store import TakeInfo, TakeStore
    from mocap_app.workers.jobs import Job, JobQueue


class FileCapture(QObject):
    """A queue of video files; lives on the main thread.

    Signals:
        progressed: Path of the file being captured and the share done, in [0, 1].
        finished: Path of a file and its new take (`TakeInfo`).
        failed: Why a file gave no take (an exception).
        ended: Nothing is left to do.
    """

    progressed = Signal(str, float)
    finished = Signal(str, object)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, store: TakeStore, jobs: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._jobs = jobs
        self._waiting: deque[tuple[str, FileChoices]] = deque()
        self._path = ""
        self._job: Job | None = None

    def capture(self, path: str, choices: FileChoices) -> None:
        """Make a take of this file, after those that wait already."""
        self._waiting.append((path, choices))
        if self._job is None:
            self._start_next()

    @Slot()
    def cancel(self) -> None:
        """Stop the present file and forget those that wait; nothing of them is kept."""
        self._waiting.clear()
        if self._job is not None:
            self._job.cancel()

    def _start_next(self) -> None:
        self._job = None
        if not self._waiting:
            self.ended.emit()
            return
        self._path, choices = self._waiting.popleft()
        path = self._path
        listeners = Listeners(
            progressed=self._on_progressed,
            done=self._on_done,
            failed=self._on_failed,
            cancelled=self._start_next,
        )
        self._job = self._jobs.run(lambda job: self._work(path, choices, job), listeners)
        self.progressed.emit(path, 0.0)

    def _work(self, path: str, choices: FileChoices, job: Job) -> TakeInfo:
        # On a pool thread, where the imports may take their time.
        from mocap_app.pipeline.capture_file import capture_file

        self._store.check_writable()
        return self._store.add(capture_file(path, choices, job.report))

    def _on_progressed(self, share: float) -> None:
        self.progressed.emit(self._path, share)

    def _on_done(self, info: TakeInfo) -> None:
        self.finished.emit(self._path, info)
        self._start_next()

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)
        self._start_next()
