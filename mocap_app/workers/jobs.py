"""One-shot work on pool threads; what becomes of it is told on the main thread."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

from mocap_app.core.errors import MocapError
from mocap_app.core.mailbox import LatestSlot

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)


class JobCancelledError(Exception):
    """The user asked for the job to stop; raised inside the work by `Job.report`."""


@dataclass(frozen=True)
class Listeners:
    """Whom a job tells; all of them are called on the thread that owns the queue.

    Exactly one of the last three ends every job.
    """

    progressed: Callable[[float], None] | None = None
    """Called with the share of the work done, in [0, 1]."""
    done: Callable[[Any], None] | None = None
    """Called with the work's return value."""
    failed: Callable[[Exception], None] | None = None
    """Called with the exception that ended it."""
    cancelled: Callable[[], None] | None = None
    """Called when it stopped because of `Job.cancel`."""


class Job:
    """A piece of work in flight.

    A plain object on purpose: a QObject for each job would be deleted on one thread while the
    other is still inside its last `emit`.
    """

    def __init__(
        self,
        work: Callable[[Job], object],
        listeners: Listeners,
        send: Callable[[Job, str, object], None],
    ) -> None:
        self.listeners = listeners
        self._work = work
        self._send = send
        self._stop: LatestSlot[bool] = LatestSlot()

    def cancel(self) -> None:
        """Ask the work to stop at its next `report`; any thread may call this."""
        self._stop.put(True)

    def report(self, share: float) -> None:
        """Tell how far the work is; called by the work on its pool thread.

        Raises:
            JobCancelledError: `cancel` was called.
        """
        if self._stop.take(0.0) is not None:
            raise JobCancelledError
        self._send(self, "progressed", share)

    def execute(self) -> None:
        """Do the work and send its ending; called on a pool thread."""
        try:
            result = self._work(self)
        except JobCancelledError:
            self._send(self, "cancelled", None)
        except Exception as error:  # noqa: BLE001 - the thread's border: nobody above can catch it
            if not isinstance(error, MocapError):
                logger.warning("A job stopped: %r", error)
            self._send(self, "failed", error)
        else:
            self._send(self, "done", result)


class _Runner(QRunnable):
    """Carries a job onto a pool thread."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job

    def run(self) -> None:
        self._job.execute()


_WORKERS = 4
"""A long refinement, export and score may run side by side, and a take is opened all the same."""


class JobQueue(QObject):
    """Runs jobs on a pool of its own; `Session` makes it, `shut_down` waits for what is left."""

    _sent = Signal(object, str, object)

    def __init__(self, parent: QObject | None = None, workers: int = _WORKERS) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(workers)
        self._jobs: set[Job] = set()
        self._closed = False
        self._sent.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[Job], object],
        listeners: Listeners | None = None,
        *,
        urgent: bool = False,
    ) -> Job:
        """Do the work as soon as a pool thread is free; nothing happens after `shut_down`.

        Args:
            work: What to do.
            listeners: Whom to tell.
            urgent: Go before all work that waits already.
        """
        job = Job(work, listeners or Listeners(), self._sent.emit)
        if not self._closed:
            self._jobs.add(job)
            self._pool.start(_Runner(job), priority=int(urgent))
        return job

    def shut_down(self, timeout_s: float = 5.0) -> bool:
        """Cancel what can be cancelled and wait; False if a job is still running.

        From now on nobody is told anything: whoever listened is being deleted.
        """
        self._closed = True
        for job in self._jobs:
            job.cancel()
        return self._pool.waitForDone(int(timeout_s * 1000))

    @Slot(object, str, object)
    def _deliver(self, job: Job, what: str, value: object) -> None:
        if what != "progressed":
            self._jobs.discard(job)
        listener = getattr(job.listeners, what)
        if listener is None or self._closed:
            return
        if what == "cancelled":
            listener()
        else:
            listener(value)
