"""Recording: every processed pose goes to the journal, and from there into a take."""

from __future__ import annotations

import contextlib
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mocap_app.core.errors import OutputError, TakeError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.recording.header import TakeHeader
from mocap_app.recording.take_file import write_take

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mocap_app.core.calibration import Calibration
    from mocap_app.core.skeleton import Skeleton
    from mocap_app.core.types import ProcessedPose
    from mocap_app.recording.journal import JournalWriter
    from mocap_app.recording.take import Take
    from mocap_app.recording.take_store import TakeInfo, TakeStore

_ROUNDING_S = 1e-6
_OVERSHOOT_S = 0.1


class Recorder:
    """Writes what the inference thread processes; owned by the session.

    `append` and `set_skeleton` are called on the inference thread, `start` and `stop` on any
    other; one lock guards the journal and is never held while a take is read back or saved.

    Nothing but the journal holds the poses, so memory stays flat and what `stop` returns is
    what is on the disk. After a failure (disk full, folder gone) recording has ended and what was
    written is kept: `stop` makes a take of it, or `TakeStore.recover` does at the next start.
    """

    def __init__(
        self,
        store: TakeStore,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC).astimezone(),
    ) -> None:
        self.store = store
        self.saved: TakeInfo | None = None
        """The take that the last successful `stop` saved."""
        self._clock = clock
        self._now = now
        self._lock = threading.Lock()
        self._journal: JournalWriter | None = None
        self._failed = False
        self.limit_s = 0.0
        """Length, seconds, with which a take is full; 0 for none. Any thread may set it."""
        self._full = False
        self._first: float | None = None
        self._last = 0.0
        self._frames = 0

    @property
    def recording(self) -> bool:
        """True between `start` and `stop`, unless writing failed."""
        with self._lock:
            return self._journal is not None and not self._failed

    @property
    def full(self) -> bool:
        """Whether the recording is as long as `limit_s` allows."""
        return self._full

    @property
    def frame_count(self) -> int:
        """Frames of the recording that runs, or of the last one."""
        return self._frames

    @property
    def duration(self) -> float:
        """Seconds from the first to the last frame of the recording that runs, or the last one."""
        first = self._first
        return 0.0 if first is None else self._last - first

    @property
    def last_timestamp(self) -> float | None:
        """Of the last frame of the recording that runs, or the last one; None without any."""
        return None if self._first is None else self._last

    @property
    def video_path(self) -> Path | None:
        """Where a reference video of the running recording belongs; `stop` puts it to the take."""
        with self._lock:
            journal = self._journal
        return None if journal is None else self.store.unfinished_video(journal.path.stem)

    def start(
        self,
        name: str,
        source: str,
        skeleton: Skeleton,
        *,
        mirrored: bool = False,
        calibration: Calibration | None = None,
    ) -> None:
        """Begin a recording.

        Args:
            name: Shown in the list of takes.
            source: What is recorded.
            skeleton: The solver's skeleton as it is now.
            mirrored: Whether frames are flipped before inference.
            calibration: Of person and camera, if one is known.

        Raises:
            TakeError: One is running already.
            OutputError: The journal cannot be written.
        """
        header = TakeHeader(name, source, self._now(), skeleton, mirrored, calibration=calibration)
        with self._lock:
            if self._journal is not None and not self._failed:
                raise TakeError(QT_TRANSLATE_NOOP("Errors", "A recording is running already."))
            if self._journal is not None:
                # A failed one that nobody stopped: its journal waits for `recover`.
                self._journal.close()
            self._journal = None
            self._journal = self.store.create_journal(header, self._clock)
            self._failed = False
            self._first, self._last, self._frames, self._full = None, 0.0, 0, False

    def append(self, pose: ProcessedPose) -> None:
        """Write one pose; does nothing while no recording runs, or when it is `full`.

        The frame that reaches the limit is the last one, so a take is as long as was asked for;
        after a gap it may come too late to belong to the take. The limit is one of timestamps:
        whoever stops a full recording may come late.

        Raises:
            TakeError: Writing failed. The recording has ended, later calls do nothing, and what
                was written before is kept.
        """
        with self._lock:
            if self._journal is None or self._failed or self._full:
                return
            timestamp = pose.raw.timestamp
            length = 0.0 if self._first is None else timestamp - self._first
            self._full = bool(self.limit_s and length >= self.limit_s - _ROUNDING_S)
            if self._full and length > self.limit_s + _OVERSHOOT_S:
                return
            with self._ending_on_failure():
                self._journal.append(pose)
            self._first = timestamp if self._first is None else self._first
            self._last = timestamp
            self._frames += 1

    def set_skeleton(self, skeleton: Skeleton) -> None:
        """Note the skeleton that the solver has learned by now; the last one becomes the take's.

        Cheap when it has not changed; does nothing while no recording runs.

        Raises:
            TakeError: As `append`.
        """
        with self._lock:
            if self._journal is not None and not self._failed:
                with self._ending_on_failure():
                    self._journal.set_skeleton(skeleton)

    def stop(self) -> Take:
        """End the recording, save it in the store and return it.

        Takes as long as writing the take, so a program with a window calls it in a job. A reference
        video must be complete before.

        Raises:
            TakeError: No recording was started, or not one frame arrived.
            OutputError: The take cannot be saved; its journal is kept for `TakeStore.recover`, or,
                if its folder is gone, the take lies in the user's home folder. The text says so.
        """
        with self._lock:
            journal, self._journal = self._journal, None
            self._failed = False
        if journal is None:
            raise TakeError(QT_TRANSLATE_NOOP("Errors", "There is no recording to stop."))
        try:
            # Still locked, so that no other program recovers it meanwhile.
            journal.finish()
            contents = journal.contents()
            if len(contents.records):
                take = contents.to_take()
                self.saved = self._save(take, journal)
        finally:
            journal.close()
        with contextlib.suppress(OSError):
            journal.path.unlink()
            if not len(contents.records):
                self.store.unfinished_video(journal.path.stem).unlink()
        if not len(contents.records):
            raise TakeError(
                QT_TRANSLATE_NOOP(
                    "Errors", "The recording is empty: no frame arrived while it ran."
                )
            )
        return take

    def _save(self, take: Take, journal: JournalWriter) -> TakeInfo:
        take_id = journal.path.stem
        try:
            self.store.save(take, take_id)
            self.store.adopt_video(take_id)
            return self.store.info(take_id)
        except OutputError as error:
            if journal.path.exists():
                raise OutputError(
                    QT_TRANSLATE_NOOP(
                        "Errors",
                        "The take is recorded but cannot be saved yet: {problem} "
                        "It is recovered at the next start.",
                    ),
                    problem=error,
                ) from error
            # The folder is gone for good, and the journal ends with this process.
            refuge = Path.home() / journal.path.with_suffix(".npz").name
            write_take(take, refuge)
            raise OutputError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "The folder of takes is gone: {problem} The take is saved as {refuge} instead.",
                ),
                problem=error,
                refuge=refuge,
            ) from error

    @contextlib.contextmanager
    def _ending_on_failure(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._failed = True
            text = QT_TRANSLATE_NOOP(
                "Errors",
                "The recording has stopped: {reason}. Its first {frames} frames are kept.",
            )
            reason = error.strerror or error
            raise TakeError(text, reason=reason, frames=self._frames) from error
