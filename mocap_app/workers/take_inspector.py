"""What a take looks like in the list: its score and a small picture, one take after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from mocap_app.core.errors import MocapError
from mocap_app.pipeline.score import score_take
from mocap_app.workers.jobs import Job, JobQueue, Listeners

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray, Image
    from mocap_app.pipeline.score import QualityScore
    from mocap_app.recording.annotations import Trim
    from mocap_app.recording.take import Take
    from mocap_app.recording.take_store import TakeInfo, TakeStore


@dataclass(frozen=True, eq=False)
class TakeLook:
    """What was found out about one take."""

    take_id: str
    score: QualityScore | None
    """Of the part that counts; None if there is nobody in it."""
    picture: Image | None
    """(H, W, 3) BGR of its middle, if there is a reference video."""
    figure: FloatArray | None
    """(22, 3) joints of its middle, metres; None if there is nobody in it."""


class TakeInspector(QObject):
    """Looks at each take once, and again when it was trimmed; the library's child.

    One at a time, so that exports need not wait behind all of them.

    Signals:
        looked: A `TakeLook`.
    """

    looked = Signal(object)

    def __init__(self, store: TakeStore, jobs: JobQueue, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._jobs = jobs
        self._asked: dict[str, Trim | None] = {}
        self._trims: dict[str, Trim | None] = {}
        self._waiting: list[str] = []
        self._busy = False

    def look_at(self, infos: list[TakeInfo]) -> None:
        """Look at those takes that were not seen yet as they are now."""
        self._trims = {info.id: info.annotations.trim for info in infos if not info.problem}
        self._waiting = [i for i, trim in self._trims.items() if self._asked.get(i, ()) != trim]
        self._next()

    def _next(self) -> None:
        if self._busy or not self._waiting:
            return
        take_id = self._waiting.pop(0)
        self._asked[take_id] = self._trims[take_id]
        self._busy = True

        def look(_job: Job) -> TakeLook:
            return look_at_take(self._store, take_id)

        listeners = Listeners(done=self._on_looked, failed=self._on_end, cancelled=self._on_end)
        self._jobs.run(look, listeners)

    def _on_looked(self, look: TakeLook) -> None:
        self.looked.emit(look)
        self._on_end()

    def _on_end(self, _error: Exception | None = None) -> None:
        # A take that cannot be read is listed with its problem; here it simply has no look.
        self._busy = False
        self._next()


def look_at_take(store: TakeStore, take_id: str) -> TakeLook:
    """Score a take and find a picture of its middle.

    Raises:
        MocapError: It cannot be read.
    """
    take = store.load_trimmed(take_id)
    solved = np.flatnonzero(take.solved)
    if not len(solved):
        return TakeLook(take_id, None, _picture(store, take_id, take), None)
    middle = int(solved[len(solved) // 2])
    solved_pose = take.pose(middle).solved
    figure = None if solved_pose is None else solved_pose.positions
    return TakeLook(take_id, score_take(take), _picture(store, take_id, take), figure)


def _picture(store: TakeStore, take_id: str, take: Take) -> Image | None:
    from mocap_app.recording.reference_video import ReferenceVideo

    # What was refined shows the recording's video.
    path = store.video(take_id) or store.video(store.info(take_id).annotations.refined_from)
    if path is None:
        return None
    try:
        with ReferenceVideo(path) as video:
            middle = float(take.timestamps[take.frame_count // 2])
            return video.image(video.row_at(middle))
    except MocapError:
        return None
