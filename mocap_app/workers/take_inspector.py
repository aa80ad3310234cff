"""Looks at the takes of the list, one after the other, in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from mocap_app.workers.jobs import Job, JobQueue, Listeners
from mocap_app.workers.look_file import keep_look, read_look, stamp_of
from mocap_app.workers.take_look import TakeLook, look_at_take

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.recording.annotations import Trim
    from mocap_app.recording.take_store import TakeInfo, TakeStore


class TakeInspector(QObject):
    """Looks at each take once, and again when it was trimmed; the library's child.

    What an earlier run of the program found out is read from files, all at once; the rest is found
    out one take at a time, so that exports need not wait behind all of them.

    Signals:
        looked: A `TakeLook`.
        progressed: How many takes were looked at, and of how many.
        ended: Nothing is left to do, or the rest is not wanted.
    """

    looked = Signal(object)
    progressed = Signal(int, int)
    ended = Signal()

    def __init__(self, store: TakeStore, jobs: JobQueue, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._jobs = jobs
        self._seen: dict[str, Trim | None] = {}
        """Which part of each take was looked at, or is not to be."""
        self._trims: dict[str, Trim | None] = {}
        self._waiting: dict[str, bool] = {}
        """Whether what an earlier run found out would do."""
        self._busy = False
        self._done = 0

    def look_at(self, infos: list[TakeInfo]) -> None:
        """Look at those takes that were not seen yet as they are now."""
        self._trims = {info.id: info.annotations.trim for info in infos if not info.problem}
        # One that is restored is shown anew, and nothing is kept of those that are not.
        self._seen = {i: trim for i, trim in self._seen.items() if i in self._trims}
        new = [i for i, trim in self._trims.items() if self._seen.get(i, ()) != trim]
        self._waiting = {i: self._waiting.get(i, True) for i in new}
        self._next()

    def look_again(self, take_ids: Sequence[str]) -> None:
        """Look at these takes, whatever is known of them, before all others."""
        asked = {i: False for i in take_ids if i in self._trims}
        for take_id in asked:
            self._seen.pop(take_id, None)
        self._waiting = asked | {i: may for i, may in self._waiting.items() if i not in asked}
        self._next()

    def cancel(self) -> None:
        """Look at no more takes than the present one, until they change or `look_again`."""
        self._seen |= {take_id: self._trims[take_id] for take_id in self._waiting}
        self._waiting.clear()

    def _next(self) -> None:
        if self._busy:
            return
        if not self._waiting:
            if self._done:
                self._done = 0
                self.ended.emit()
            return
        kept = [take_id for take_id, may in self._waiting.items() if may]
        if kept:
            self._read(kept)
        else:
            self._look(next(iter(self._waiting)))

    def _read(self, take_ids: list[str]) -> None:
        self._busy = True
        trims = dict(self._trims)

        def read(_job: Job) -> list[TakeLook]:
            looks = [read_look(self._store, take_id) for take_id in take_ids]
            return [look for look in looks if look is not None]

        def on_read(looks: list[TakeLook]) -> None:
            for look in looks:
                if look.take_id not in self._trims:
                    continue  # deleted meanwhile
                self._seen[look.take_id] = trims[look.take_id]
                if self._trims[look.take_id] == trims[look.take_id]:
                    self._waiting.pop(look.take_id, None)
                self.looked.emit(look)
            on_end()

        def on_end(_error: Exception | None = None) -> None:
            self._waiting |= {i: False for i in take_ids if i in self._waiting}
            self._busy = False
            self._next()

        self._jobs.run(read, Listeners(done=on_read, failed=on_end, cancelled=on_end))

    def _look(self, take_id: str) -> None:
        self._busy = True
        self._seen[take_id] = self._trims[take_id]
        del self._waiting[take_id]
        self.progressed.emit(self._done, self._done + 1 + len(self._waiting))

        def look(job: Job) -> TakeLook:
            stamp = stamp_of(self._store, take_id)
            found = look_at_take(self._store, take_id, job.report)
            keep_look(self._store, found, stamp)
            return found

        listeners = Listeners(done=self._on_looked, failed=self._on_end, cancelled=self._on_end)
        self._jobs.run(look, listeners)

    def _on_looked(self, look: TakeLook) -> None:
        self.looked.emit(look)
        self._on_end()

    def _on_end(self, _error: Exception | None = None) -> None:
        # A take that cannot be read is listed with its problem; here it simply has no look.
        self._done += 1
        self._busy = False
        self._next()
