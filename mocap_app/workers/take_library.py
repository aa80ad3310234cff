"""The takes as the window uses them: every disk access is a job."""

from __future__ import annotations

import functools
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from mocap_app.core.errors import MocapError, OutputError, TakeError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.export.exporter import export_takes, make_batch_folder
from mocap_app.workers.jobs import Listeners
from mocap_app.workers.look_file import read_deleted_look
from mocap_app.workers.take_inspector import TakeInspector
from mocap_app.workers.take_opener import OpenedTake, open_take

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from mocap_app.export.options import ExportOptions
    from mocap_app.recording.take_store import TakeInfo, TakeStore
    from mocap_app.solving.config import SolverConfig
    from mocap_app.workers.jobs import Job, JobQueue
    from mocap_app.workers.take_look import TakeLook


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What to export and how."""

    take_ids: tuple[str, ...]
    paths: tuple[Path, ...]
    """Where to, one for each take; the suffix chooses the format."""
    options: ExportOptions
    """How."""

    @property
    def place(self) -> Path:
        """The file, or the folder of several."""
        return self.paths[0] if len(self.paths) == 1 else self.paths[0].parent


class TakeLibrary(QObject):
    """Lists, opens, changes, refines and exports takes; lives on the main thread.

    Signals:
        takes_listed: All takes, newest first (list of `TakeInfo`); sent after every change.
        take_looked_at: Score and picture of a take (`TakeLook`), some time after it was listed.
        scoring_progressed: How many takes were scored, and of how many.
        scoring_ended: No take is being scored any more.
        opening_progressed: Id of the take that is being read, and the share done, in [0, 1].
        opening_ended: No take is being read any more.
        take_opened: A take with all that the timeline shows (`OpenedTake`).
        takes_leaving: Ids of takes that are put into the trash next; whoever holds a file of theirs
            lets go at once, for some systems do not move open files.
        trash_listed: The deleted takes, newest first (list of `TakeInfo`).
        trash_looked_at: What was known of one of them (`TakeLook`); after `look_at_trash`.
        takes_recovered: Takes rescued from an earlier crash (list of `TakeInfo`, not empty).
        export_progressed: Share of the export done, in [0, 1].
        export_finished: The written file, or the folder of several (`Path`).
        export_cancelled: The user stopped the export; an older file is untouched.
        export_failed: Why the export stopped (an exception).
        refine_progressed: Share of the refinement done, in [0, 1].
        refine_finished: The new, refined take (`TakeInfo`); the list follows.
        refine_ended: Refining is over, well or not; the next one may start.
        failed: Why anything else did not work (an exception).
    """

    takes_listed = Signal(object)
    takes_recovered = Signal(object)
    take_looked_at = Signal(object)
    scoring_progressed = Signal(int, int)
    scoring_ended = Signal()
    opening_progressed = Signal(str, float)
    opening_ended = Signal()
    take_opened = Signal(object)
    takes_leaving = Signal(object)
    trash_listed = Signal(object)
    trash_looked_at = Signal(object)
    export_progressed = Signal(float)
    export_finished = Signal(object)
    export_cancelled = Signal()
    export_failed = Signal(object)
    refine_progressed = Signal(float)
    refine_finished = Signal(object)
    refine_ended = Signal()
    failed = Signal(object)

    def __init__(self, store: TakeStore, jobs: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._jobs = jobs
        self.takes: list[TakeInfo] = []
        """As they were last listed."""
        self._inspector = TakeInspector(store, jobs, self)
        self._inspector.looked.connect(self.take_looked_at)
        self._inspector.progressed.connect(self.scoring_progressed)
        self._inspector.ended.connect(self.scoring_ended)
        self._opening: tuple[str, Job] | None = None
        self._changes: deque[Callable[[Job], object]] = deque()
        self._changing = False
        self._export: Job | None = None
        self._refinement: Job | None = None

    @Slot()
    def refresh(self) -> None:
        """List the takes again."""
        self._run(lambda _job: self._store.list(), self._on_listed)

    @Slot()
    def recover(self) -> None:
        """Rescue recordings that a crash interrupted, then list the takes."""
        self._run(lambda _job: self._store.recover(), self._on_recovered)

    @Slot(str, str)
    def rename(self, take_id: str, name: str) -> None:
        """Give a take another name."""
        self._change(lambda _job: self._store.rename(take_id, name))

    def annotate(self, take_id: str, **changes: Any) -> None:
        """Change some fields of a take's `Annotations`."""
        self._change(lambda _job: self._store.annotate(take_id, **changes))

    def delete(self, take_ids: Sequence[str]) -> None:
        """Put takes into the trash folder.

        Raises:
            TypeError: One id was given instead of a sequence of ids.
        """
        _refuse_text(take_ids)
        if self._opening is not None and self._opening[0] in take_ids:
            self.cancel_opening()
        self.takes_leaving.emit(frozenset(take_ids))
        self._change(lambda _job: _each(self._store.delete, take_ids))

    def restore(self, take_ids: Sequence[str]) -> None:
        """Bring takes back from the trash folder.

        Raises:
            TypeError: One id was given instead of a sequence of ids.
        """
        _refuse_text(take_ids)
        self._change(lambda _job: _each(self._store.restore, take_ids))

    @Slot()
    def list_trash(self) -> None:
        """List the deleted takes."""
        self._run(lambda _job: self._store.trash(), self.trash_listed.emit)

    def look_at_trash(self, take_ids: Sequence[str]) -> None:
        """Read what was known of these takes when they were deleted.

        Raises:
            TypeError: One id was given instead of a sequence of ids.
        """
        _refuse_text(take_ids)
        self._run(
            lambda _job: [read_deleted_look(self._store, take_id) for take_id in take_ids],
            self._on_trash_looked_at,
        )

    @Slot()
    def empty_trash(self) -> None:
        """Delete for good what is in the trash folder."""
        self._change(lambda _job: self._store.empty_trash())

    @Slot(str)
    def open(self, take_id: str) -> None:
        """Read a take for the timeline; of several wishes only the last is answered."""
        if self._opening is not None and self._opening[0] == take_id:
            return
        self.cancel_opening()
        takes = self.takes
        listeners = Listeners(
            progressed=lambda share: self.opening_progressed.emit(take_id, share),
            done=self._on_opened,
            failed=self._on_opening_failed,
        )
        job = self._jobs.run(
            lambda job: open_take(self._store, take_id, takes, job.report), listeners
        )
        self._opening = take_id, job
        # Who clicked is told at once, even if all pool threads are busy.
        self.opening_progressed.emit(take_id, 0.0)

    @Slot()
    def cancel_opening(self) -> None:
        """Open no take after all; harmless when none is being read."""
        opening, self._opening = self._opening, None
        if opening is not None:
            # It may be done already, and only its result on its way.
            opening[1].listeners = Listeners(done=OpenedTake.close)
            opening[1].cancel()
            self.opening_ended.emit()

    @Slot(object)
    def export(self, request: ExportRequest) -> None:
        """Write takes to files; one export at a time."""
        if self._export is not None:
            self.export_failed.emit(
                OutputError(QT_TRANSLATE_NOOP("Errors", "Another export is still running."))
            )
            return
        listeners = Listeners(
            progressed=self.export_progressed.emit,
            done=self._on_export_done,
            failed=self._on_export_failed,
        )
        self._export = self._jobs.run(lambda job: self._write(request, job), listeners)

    @Slot()
    def cancel_export(self) -> None:
        """Stop the running export, if there is one; the next may start at once.

        Reading a long take cannot be interrupted: the job ends after it, without a file and with
        nobody listening.
        """
        job, self._export = self._export, None
        if job is not None:
            job.listeners = Listeners()
            job.cancel()
            self.export_cancelled.emit()

    def refine(self, take_id: str, solver: SolverConfig | None = None) -> None:
        """Make a better take of this one, beside it, with these choices; one at a time."""
        if self._refinement is not None:
            self.failed.emit(
                TakeError(QT_TRANSLATE_NOOP("Errors", "Another take is still being refined."))
            )
            return
        listeners = Listeners(
            progressed=self.refine_progressed.emit,
            done=self._on_refine_done,
            failed=self._on_refine_failed,
            cancelled=self._on_refine_ended,
        )

        def refine(job: Job) -> TakeInfo:
            # On a pool thread, where the imports may take their time.
            from mocap_app.workers.take_refiner import refine_stored

            return refine_stored(self._store, take_id, job.report, solver)

        self._refinement = self._jobs.run(refine, listeners)
        # The first picture may take its time, and who sees nothing asks again.
        self.refine_progressed.emit(0.0)

    @Slot()
    def cancel_refine(self) -> None:
        """Stop the running refinement, if there is one; nothing of it is kept."""
        if self._refinement is not None:
            self._refinement.cancel()

    def score(self, take_ids: Sequence[str]) -> None:
        """Score these takes now, whether they have been or not.

        Raises:
            TypeError: One id was given instead of a sequence of ids.
        """
        _refuse_text(take_ids)
        self._inspector.look_again(take_ids)

    @Slot()
    def cancel_scoring(self) -> None:
        """Score no more takes than the present one."""
        self._inspector.cancel()

    def _write(self, request: ExportRequest, job: Job) -> Path:
        # On a pool thread.
        job.report(0.0)
        if len(request.paths) > 1:
            make_batch_folder(request.place)
        todo = [
            (functools.partial(self._store.load_trimmed, take_id), path)
            for take_id, path in zip(request.take_ids, request.paths, strict=True)
        ]
        export_takes(todo, request.options, progress=job.report)
        return request.place

    def _run(self, work: Callable[[Job], object], done: Callable[[Any], None]) -> None:
        self._jobs.run(work, Listeners(done=done, failed=self._on_failed))

    def _change(self, work: Callable[[Job], object]) -> None:
        """Change the folder after all changes asked for before, as undo and redo need it."""
        self._changes.append(work)
        if not self._changing:
            self._next_change()

    def _next_change(self) -> None:
        self._changing = True
        listeners = Listeners(
            done=self._on_changed, failed=self._on_change_failed, cancelled=self._on_changed
        )
        self._jobs.run(self._changes.popleft(), listeners)

    def _on_listed(self, takes: list[TakeInfo]) -> None:
        self.takes = takes
        self.takes_listed.emit(takes)
        self._inspector.look_at(takes)

    def _on_trash_looked_at(self, looks: list[TakeLook | None]) -> None:
        for look in looks:
            if look is not None:
                self.trash_looked_at.emit(look)

    def _on_opened(self, opened: OpenedTake) -> None:
        self._opening = None
        self.opening_ended.emit()
        self.take_opened.emit(opened)

    def _on_opening_failed(self, error: Exception) -> None:
        self._opening = None
        self.opening_ended.emit()
        self.failed.emit(error)

    def _on_recovered(self, takes: list[TakeInfo]) -> None:
        if takes:
            self.takes_recovered.emit(takes)
        self.refresh()

    def _on_changed(self, _result: object = None) -> None:
        self._changing = False
        if self._changes:
            self._next_change()
            return
        self.refresh()
        self.list_trash()

    def _on_change_failed(self, error: Exception) -> None:
        # Another program may have changed the folder; `_on_changed` shows what is there now.
        self.failed.emit(error)
        self._on_changed()

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)

    def _on_export_done(self, path: Path) -> None:
        self._export = None
        self.export_finished.emit(path)

    def _on_export_failed(self, error: Exception) -> None:
        self._export = None
        self.export_failed.emit(error)

    def _on_refine_done(self, info: TakeInfo) -> None:
        self._on_refine_ended()
        self.refine_finished.emit(info)
        self.refresh()

    def _on_refine_failed(self, error: Exception) -> None:
        self._on_refine_ended()
        self.failed.emit(error)

    def _on_refine_ended(self) -> None:
        self._refinement = None
        self.refine_ended.emit()


def _refuse_text(take_ids: Sequence[str]) -> None:
    """Raise for a text: it is a sequence of texts too, and would be taken letter by letter."""
    if isinstance(take_ids, str):
        raise TypeError(f"ids are given as a sequence, not as one text: {take_ids!r}")


def _each(change: Callable[[str], object], take_ids: Sequence[str]) -> None:
    """Change all of them, also those behind one that cannot be changed."""
    failure: MocapError | None = None
    for take_id in take_ids:
        try:
            change(take_id)
        except MocapError as error:
            failure = error
    if failure is not None:
        raise failure
