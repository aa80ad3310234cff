"""One-shot work on pool threads, reported through signals."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from mocap_app.core.errors import MocapError
from mocap_app.core.mailbox import LatestSlot

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)


class JobCancelledError(Exception):
    """The user asked for the job to stop; raised inside the work by `Job.report`."""


class Job(QObject):
    """A piece of work in flight; lives on the thread that submitted it.

    Signals (exactly one of the last three ends every job):
        progressed: Share of the work done, in [0, 1].
        done: The work's return value.
        failed: The exception that ended it.
        cancelled: It stopped because `cancel` was called.
    """

    progressed = Signal(float)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, work: Callable[[Job], object], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._stop: LatestSlot[bool] = LatestSlot()

    def cancel(self) -> None:
        """Ask the work to stop at its next `report`."""
        self._stop.put(True)

    def report(self, share: float) -> None:
        """Tell how far the work is; called by the work on its pool thread.

        Raises:
            JobCancelledError: `cancel` was called.
        """
        if self._stop.take(0.0) is not None:
            raise JobCancelledError
        self.progressed.emit(share)

    def execute(self) -> None:
        """Do the work and send its ending; called on a pool thread."""
        try:
            result = self._work(self)
        except JobCancelledError:
            self.cancelled.emit()
        except Exception as error:  # noqa: BLE001 - the thread's border: nobody above can catch it
            if not isinstance(error, MocapError):
                logger.warning("A job stopped: %r", error)
            self.failed.emit(error)
        else:
            self.done.emit(result)


class _Runner(QRunnable):
    """Carries a job onto a pool thread."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job

    def run(self) -> None:
        self._job.execute()


class JobQueue(QObject):
    """Runs jobs on a pool of its own; `Session` makes it, `shut_down` waits for what is left."""

    def __init__(self, parent: QObject | None = None, workers: int = 2) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(workers)
        # Python must hold each job until its last signal was delivered.
        self._jobs: set[Job] = set()
        self._closed = False

    def submit(self, work: Callable[[Job], object]) -> Job:
        """Prepare `work`; connect to the returned job, then `start` it."""
        return Job(work, self)

    def start(self, job: Job) -> None:
        """Run a prepared job as soon as a pool thread is free."""
        if self._closed:
            return
        self._jobs.add(job)
        job.done.connect(self._forget)
        job.failed.connect(self._forget)
        job.cancelled.connect(self._forget)
        self._pool.start(_Runner(job))

    def shut_down(self, timeout_s: float = 5.0) -> bool:
        """Cancel what can be cancelled and wait; False if a job is still running."""
        self._closed = True
        for job in self._jobs:
            job.cancel()
        return self._pool.waitForDone(int(timeout_s * 1000))

    @Slot()
    def _forget(self) -> None:
        job = self.sender()
        if isinstance(job, Job):
            self._jobs.discard(job)
            job.deleteLater()
