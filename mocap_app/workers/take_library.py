"""The list of takes as the window uses it: every disk access is a job."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from mocap_app.core.errors import MocapError, OutputError, TakeError
from mocap_app.export.exporter import export_takes
from mocap_app.pipeline.score import score_take
from mocap_app.workers.jobs import Listeners

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mocap_app.export.options import ExportOptions
    from mocap_app.pipeline.score import QualityScore
    from mocap_app.recording.take_store import TakeInfo, TakeStore
    from mocap_app.workers.jobs import Job, JobQueue


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
    """Lists, renames, deletes, recovers, refines and exports takes; lives on the main thread.

    Signals:
        takes_listed: All takes, newest first (list of `TakeInfo`); sent after every change.
        take_scored: Id of a take and its `QualityScore`, some time after it was listed.
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
    take_scored = Signal(str, object)
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
        self._unscored: list[str] = []
        self._asked: set[str] = set()
        self._scoring = False
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
        self._run(lambda _job: self._store.rename(take_id, name), self._on_changed)

    @Slot(str)
    def delete(self, take_id: str) -> None:
        """Put a take into the trash folder."""
        self._run(lambda _job: self._store.delete(take_id), self._on_changed)

    @Slot(object)
    def export(self, request: ExportRequest) -> None:
        """Write takes to files; one export at a time."""
        if self._export is not None:
            self.export_failed.emit(OutputError("Another export is still running."))
            return
        listeners = Listeners(
            progressed=self.export_progressed.emit,
            done=self._on_export_done,
            failed=self._on_export_failed,
            cancelled=self._on_export_cancelled,
        )
        self._export = self._jobs.run(lambda job: self._write(request, job), listeners)

    @Slot()
    def cancel_export(self) -> None:
        """Stop the running export, if there is one."""
        if self._export is not None:
            self._export.cancel()

    @Slot(str)
    def refine(self, take_id: str) -> None:
        """Make a better take of this one, beside it; one at a time."""
        if self._refinement is not None:
            self.failed.emit(TakeError("Another take is still being refined."))
            return
        listeners = Listeners(
            progressed=self.refine_progressed.emit,
            done=self._on_refine_done,
            failed=self._on_refine_failed,
            cancelled=self._on_refine_ended,
        )
        self._refinement = self._jobs.run(lambda job: self._refine(take_id, job), listeners)

    @Slot()
    def cancel_refine(self) -> None:
        """Stop the running refinement, if there is one; nothing of it is kept."""
        if self._refinement is not None:
            self._refinement.cancel()

    def _refine(self, take_id: str, job: Job) -> TakeInfo:
        # On a pool thread, where the imports may take their time.
        from mocap_app.pipeline.refine import load_refiner, refine_take

        job.report(0.0)
        take = self._store.load(take_id)
        return self._store.save(refine_take(take, load_refiner(), report=job.report))

    def _write(self, request: ExportRequest, job: Job) -> Path:
        # On a pool thread.
        job.report(0.0)
        todo = [
            (functools.partial(self._store.load, take_id), path)
            for take_id, path in zip(request.take_ids, request.paths, strict=True)
        ]
        export_takes(todo, request.options, progress=job.report)
        return request.place

    def _run(self, work: Callable[[Job], object], done: Callable[[Any], None]) -> None:
        self._jobs.run(work, Listeners(done=done, failed=self._on_failed))

    def _on_listed(self, takes: list[TakeInfo]) -> None:
        self.takes_listed.emit(takes)
        self._unscored = [i.id for i in takes if not i.problem and i.id not in self._asked]
        self._score_next()

    def _score_next(self) -> None:
        """Score one take; they queue here, so that exports need not wait behind all of them."""
        if self._scoring or not self._unscored:
            return
        take_id = self._unscored.pop(0)
        self._asked.add(take_id)
        self._scoring = True
        listeners = Listeners(
            done=self._on_scored, failed=self._on_not_scored, cancelled=self._on_not_scored
        )
        self._jobs.run(lambda _job: (take_id, score_take(self._store.load(take_id))), listeners)

    def _on_scored(self, scored: tuple[str, QualityScore]) -> None:
        self.take_scored.emit(*scored)
        self._on_not_scored()

    def _on_not_scored(self, _error: Exception | None = None) -> None:
        # A take that cannot be read, or with nobody in it, simply has no score.
        self._scoring = False
        self._score_next()

    def _on_recovered(self, takes: list[TakeInfo]) -> None:
        if takes:
            self.takes_recovered.emit(takes)
        self.refresh()

    def _on_changed(self, _result: object) -> None:
        self.refresh()

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)
        if isinstance(error, MocapError):
            # Another program may have changed the folder; show what is there now.
            self._run(lambda _job: self._store.list(), self._on_listed)

    def _on_export_done(self, path: Path) -> None:
        self._export = None
        self.export_finished.emit(path)

    def _on_export_failed(self, error: Exception) -> None:
        self._export = None
        self.export_failed.emit(error)

    def _on_export_cancelled(self) -> None:
        self._export = None
        self.export_cancelled.emit()

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
