"""Writes the reference video of a recording on a thread of its own."""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING

from mocap_app.core.errors import OutputError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.workers.loop_thread import LoopThread

if TYPE_CHECKING:
    from pathlib import Path

    from mocap_app.core.types import Frame
    from mocap_app.recording.reference_video import VideoWriter
    from mocap_app.workers.live import CapturedFrame

QUEUE_FRAMES = 8
"""Frames that may wait: a quarter of a second, and 50 MB of a full HD camera."""
_WAIT_S = 0.1


class FrameTap:
    """An outlet of the capture thread that leads somewhere only while a video is written."""

    def __init__(self) -> None:
        self.video: VideoThread | None = None
        """Where frames go; the main thread sets it, the capture thread reads it."""

    def put(self, captured: CapturedFrame) -> None:
        """Pass a frame on; never waits."""
        video = self.video
        if video is not None:
            video.offer(captured.frame)


class VideoThread(LoopThread):
    """Writes the frames it is offered until it is stopped; made for one recording.

    What it cannot keep up with is dropped and counted: neither capture nor recording ever waits
    for it. `failed` tells (`OutputError`) that the video ended early; what it has is kept.
    """

    def __init__(self, path: Path, side: int) -> None:
        super().__init__()
        self.dropped = 0
        """Frames that found no place in the queue."""
        self.until: float | None = None
        """Timestamp of the last frame to keep; whoever stops the thread may set it before."""
        self._path = path
        self._side = side
        self._waiting: queue.Queue[Frame] = queue.Queue(QUEUE_FRAMES)
        self._writer: VideoWriter | None = None

    def offer(self, frame: Frame) -> None:
        """Take a frame if there is room; any thread may call this."""
        try:
            self._waiting.put_nowait(frame)
        except queue.Full:
            self.dropped += 1

    def set_up(self) -> None:
        """Make the writer, which loads OpenCV if nothing else has."""
        from mocap_app.recording.reference_video import VideoWriter

        self._writer = VideoWriter(self._path, self._side)

    def step(self) -> bool:
        """Write the next frame."""
        try:
            frame = self._waiting.get(timeout=_WAIT_S)
        except queue.Empty:
            return True
        return self._write(frame)

    def tear_down(self) -> None:
        """Write what still waits and finish the file."""
        writer = self._writer
        if writer is None:
            return
        try:
            while self._write(self._waiting.get_nowait()):
                pass
        except queue.Empty:
            pass
        finally:
            self._close(writer)

    def _write(self, frame: Frame) -> bool:
        assert self._writer is not None, "frames are written after set_up"
        try:
            return self._writer.write(frame)
        except OSError as error:
            raise _ended(error) from error

    def _close(self, writer: VideoWriter) -> None:
        self._writer = None
        try:
            writer.close(self.until)
        except OSError as error:
            raise _ended(error) from error


def _ended(error: OSError) -> OutputError:
    reason = error.strerror or error
    return OutputError(
        QT_TRANSLATE_NOOP(
            "Errors", "The reference video has ended early: {reason}. The recording is whole."
        ),
        reason=reason,
    )
