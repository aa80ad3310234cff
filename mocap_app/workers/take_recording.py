"""One recording at a time: from the first pose that is kept to the saved take."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mocap_app.core.errors import MocapError
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.workers.jobs import Job, JobQueue, Listeners

if TYPE_CHECKING:
    from mocap_app.core.calibration import Calibration
    from mocap_app.recording.take import Take
    from mocap_app.workers.live_pair import LivePair
    from mocap_app.workers.session_parts import SessionParts

logger = logging.getLogger(__name__)


class TakeRecording(QObject):
    """Lends the recorder to a pair's inference thread and saves the take when it comes back.

    Made by `Session`, lives on the main thread like it; saving is a job.

    Signals:
        ended: No more poses are wanted; the take is saved next.
        take_saved: The finished `Take`.
        save_ended: Saving is over, well or not; the next recording may start.
        failed: Why there is no take (an exception).
    """

    ended = Signal()
    take_saved = Signal(object)
    save_ended = Signal()
    failed = Signal(object)

    def __init__(self, parts: SessionParts, jobs: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.saving = False
        self._parts = parts
        self._jobs = jobs
        # The pair whose inference thread holds the recorder, from attach to release.
        self._pair: LivePair | None = None

    @property
    def seconds(self) -> float:
        """Length of the running recording, or of the last one."""
        return self._parts.recorder.duration

    def start(
        self, pair: LivePair, source: str, *, mirrored: bool, calibration: Calibration | None
    ) -> str:
        """Append every pose of a pair to a new take from now on; return the name of the take.

        Raises:
            MocapError: The recording cannot be begun.
        """
        name = self._parts.name_take()
        self._parts.recorder.start(
            name, source, solved_skeleton(), mirrored=mirrored, calibration=calibration
        )
        self._pair = pair
        pair.recorder_released.connect(self._on_released)
        pair.inference.attach(self._parts.recorder)
        return name

    def stop(self) -> None:
        """Close the take, if one is being recorded; `take_saved` or `failed` follows."""
        pair = self._pair
        if pair is None or self.saving:
            return
        self.saving = True
        self.ended.emit()
        if pair.inference.isRunning():
            pair.inference.detach()
        else:
            self._save()

    def close(self) -> None:
        """Save what is still being recorded, here and now; the threads have ended."""
        if self._pair is None:
            return
        self._pair = None
        try:
            self._parts.recorder.stop()
        except MocapError as error:
            logger.warning("The last recording was not closed: %s", error)

    @Slot()
    def _on_released(self) -> None:
        if self._pair is None:
            return
        if not self.saving:
            # The thread let go by itself: the source started over or the loop ended.
            self.saving = True
            self.ended.emit()
        self._save()

    def _save(self) -> None:
        pair, self._pair = self._pair, None
        if pair is not None:
            pair.recorder_released.disconnect(self._on_released)
        listeners = Listeners(done=self._on_saved, failed=self._on_not_saved)
        self._jobs.run(self._stop_recorder, listeners)

    def _stop_recorder(self, job: Job) -> Take:  # noqa: ARG002 - the shape of every job's work
        return self._parts.recorder.stop()

    def _on_saved(self, take: Take) -> None:
        self.saving = False
        self.take_saved.emit(take)
        self.save_ended.emit()

    def _on_not_saved(self, error: Exception) -> None:
        self.saving = False
        self.failed.emit(error)
        self.save_ended.emit()
