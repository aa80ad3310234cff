"""One recording at a time: from the first pose that is kept to the saved take."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mocap_app.core.errors import MocapError
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.workers.jobs import Job, JobQueue, Listeners
from mocap_app.workers.video_thread import VideoThread

if TYPE_CHECKING:
    from mocap_app.core.calibration import Calibration
    from mocap_app.recording.take import Take
    from mocap_app.workers.live_pair import LivePair
    from mocap_app.workers.session_parts import SessionParts

logger = logging.getLogger(__name__)

_VIDEO_ENDS_S = 20.0


@dataclass(frozen=True, slots=True)
class RecordingPlan:
    """What the user wants of every recording."""

    video_side: int = 0
    """Pixels of the longer side of the reference video; 0 for none."""
    limit_s: float = 0.0
    """Length in seconds after which a recording ends by itself; 0 for never."""


class TakeRecording(QObject):
    """Lends the recorder to a pair's inference thread and saves the take when it comes back.

    Made by `Session`, lives on the main thread like it; saving is a job.

    Signals:
        ended: No more poses are wanted; the take is saved next.
        take_saved: The finished `Take`.
        save_ended: Saving is over, well or not; the next recording may start.
        failed: Why there is no take (an exception).
        video_failed: Why the reference video is not whole (`MocapError`); the take is.
        limit_reached: The take is as long as was planned.
    """

    ended = Signal()
    video_failed = Signal(object)
    limit_reached = Signal()
    take_saved = Signal(object)
    save_ended = Signal()
    failed = Signal(object)

    def __init__(self, parts: SessionParts, jobs: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.saving = False
        self.plan = RecordingPlan()
        """For the recordings to come."""
        self._parts = parts
        self._jobs = jobs
        # Kept until its take is saved: a QThread must not be deleted on a pool thread.
        self._video: VideoThread | None = None
        # The pair whose inference thread holds the recorder, from attach to release.
        self._pair: LivePair | None = None

    def use(self, plan: RecordingPlan) -> None:
        """Record like this from now on; a running recording ends by the limit of this too."""
        self.plan = plan
        self._parts.recorder.limit_s = plan.limit_s

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
        self._begin_video(pair)
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
        self._pair.tap.video = None
        self._pair = None
        video, self._video = self._video, None
        try:
            self._finish(video)
        except MocapError as error:
            logger.warning("The last recording was not closed: %s", error)

    @Slot()
    def _on_released(self) -> None:
        if self._pair is None:
            return
        if not self.saving:
            # The thread let go by itself: the take is full, could not be written or the loop ended.
            self.saving = True
            self.ended.emit()
            if self._parts.recorder.full:
                self.limit_reached.emit()
        self._save()

    def _begin_video(self, pair: LivePair) -> None:
        path = self._parts.recorder.video_path
        if not self.plan.video_side or path is None:
            return
        self._video = VideoThread(path, self.plan.video_side)
        self._video.failed.connect(self.video_failed)
        self._video.start()
        pair.tap.video = self._video

    def _save(self) -> None:
        pair, self._pair = self._pair, None
        if pair is not None:
            pair.tap.video = None
            pair.recorder_released.disconnect(self._on_released)
        video = self._video

        def finish(_job: Job) -> Take:
            return self._finish(video)

        listeners = Listeners(done=self._on_saved, failed=self._on_not_saved)
        # What was recorded is safe before anything else is looked at.
        self._jobs.run(finish, listeners, urgent=True)

    def _finish(self, video: VideoThread | None) -> Take:
        """Complete the video, then the take that it goes with; takes a while."""
        if video is not None:
            # The camera was ahead of the network: what came after the last pose belongs to no take.
            video.until = self._parts.recorder.last_timestamp
            if not video.stop(_VIDEO_ENDS_S):
                logger.warning("The reference video of the last take is not finished yet.")
            if video.dropped:
                logger.info("The reference video lacks %d frames.", video.dropped)
        return self._parts.recorder.stop()

    def _on_saved(self, take: Take) -> None:
        self.saving, self._video = False, None
        self.take_saved.emit(take)
        self.save_ended.emit()

    def _on_not_saved(self, error: Exception) -> None:
        self.saving, self._video = False, None
        self.failed.emit(error)
        self.save_ended.emit()
