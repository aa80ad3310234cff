"""Frames of a video file, every one, with the times the file gives them."""

from __future__ import annotations

import logging
import math
import stat
from typing import TYPE_CHECKING

import cv2
import numpy as np

from mocap_app.capture.opencv_log import silence_opencv
from mocap_app.capture.playback import DEFAULT_FPS
from mocap_app.capture.source import FrameSource
from mocap_app.core.errors import SourceError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.types import Frame, Image

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

FPS_LIMIT = 1000.0
"""Containers without a rate announce their time base instead (90000 and the like)."""
TEXT_AS_VIDEO = cv2.VideoWriter.fourcc(*"ansi")
"""FFmpeg would gladly play a text file as terminal art."""
RESTART_S = 1.0
"""Times that fall back by more than this belong to a new count, as in joined recordings."""


class PresentationTimes:
    """Turns what a container says into seconds that strictly rise.

    True times pass unchanged, so that a variable frame rate is kept. Where a time is missing,
    repeated or out of order, the frame follows its predecessor by one nominal period; where the
    count restarts, it is joined on.
    """

    def __init__(self, fps: float) -> None:
        self._period = 1.0 / fps
        self._last: float | None = None
        self._offset = 0.0

    def next(self, reported: float) -> float:
        """Return the time of the next frame, seconds; `reported` may be NaN or wrong."""
        time = reported + self._offset
        if self._last is None:
            time = reported if math.isfinite(reported) else 0.0
        elif not math.isfinite(time):
            time = self._last + self._period
        elif time <= self._last:
            fallen_back = self._last - time
            time = self._last + self._period
            if fallen_back > RESTART_S:
                self._offset = time - reported
        self._last = time
        return time


def check_readable(path: Path) -> None:
    """Tell the plain reasons why a file cannot be read.

    Raises:
        SourceError: The file is missing, a folder, empty, or may not be read.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            text = QT_TRANSLATE_NOOP("Errors", "{path} is a folder, not a video file.")
            raise SourceError(text, path=path)
        if stat.S_ISREG(status.st_mode):  # opening a pipe would wait for its writer
            path.open("rb").close()
    except FileNotFoundError:
        text = QT_TRANSLATE_NOOP("Errors", "There is no file {path}.")
        raise SourceError(text, path=path) from None
    except PermissionError:
        text = QT_TRANSLATE_NOOP("Errors", "{path} may not be read: permission denied.")
        raise SourceError(text, path=path) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        text = QT_TRANSLATE_NOOP("Errors", "{path} cannot be read: {reason}.")
        raise SourceError(text, path=path, reason=reason) from error
    if stat.S_ISREG(status.st_mode) and status.st_size == 0:
        raise SourceError(QT_TRANSLATE_NOOP("Errors", "{path} is empty."), path=path)


def _undecodable(path: Path) -> SourceError:
    """Return what is wrong with a file of which no frame can be decoded."""
    if _is_mp4_without_index(path):
        text = QT_TRANSLATE_NOOP(
            "Errors",
            "{path} cannot be read as a video: it is cut off, and the index that "
            "its kind of file keeps at the end is missing.",
        )
        return SourceError(text, path=path)
    text = QT_TRANSLATE_NOOP(
        "Errors",
        "{path} cannot be read as a video: it is damaged, cut off, "
        "or of a kind this program does not know.",
    )
    return SourceError(text, path=path)


def _is_mp4_without_index(path: Path) -> bool:
    """Tell whether a file starts like MP4 or MOV but has no whole `moov` box on its top level."""
    whole = []
    start, end = 0, path.stat().st_size
    with path.open("rb") as file:
        while len(head := file.read(16)) >= 8:
            size, kind = int.from_bytes(head[:4], "big"), head[4:8]
            if size == 1:  # the true size follows as 64 bits
                size = int.from_bytes(head[8:16], "big")
            if size < 8 or start + size > end:
                break
            whole.append(kind)
            start += size
            file.seek(start)
    return whole[:1] == [b"ftyp"] and b"moov" not in whole


class VideoFile(FrameSource):
    """A video file, as fast as it is read; `playback` adds pace and repetition.

    The rotation written by phones is applied by the decoder. A file that was cut off gives the
    frames it still has and then ends with a logged warning.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._capture: cv2.VideoCapture | None = None
        self._first: tuple[Image, float] | None = None
        self._times = PresentationTimes(DEFAULT_FPS)
        self._count = 0
        self.name = path.name

    def open(self) -> None:
        """Open the file and decode its first frame.

        Raises:
            SourceError: There is no such file, or nothing in it can be decoded.
        """
        self.close()
        check_readable(self._path)
        silence_opencv()
        self._capture = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG)
        if self._capture.isOpened() and self._capture.get(cv2.CAP_PROP_FOURCC) != TEXT_AS_VIDEO:
            self._first = self._decode()
        if self._first is None:
            self.close()
            raise _undecodable(self._path)
        announced = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        self.frame_count = round(announced) if 0 < announced < 1e9 else None
        fps = self._capture.get(cv2.CAP_PROP_FPS)
        self.fps = fps if 0 < fps <= FPS_LIMIT else None
        self._times = PresentationTimes(self.fps or DEFAULT_FPS)
        self._count = 0

    def _decode(self) -> tuple[Image, float] | None:
        """Return the next picture with its reported time in seconds; None at the end."""
        if self._capture is None:
            raise RuntimeError("open() the source before reading it")
        try:
            ok, image = self._capture.read()
        except cv2.error as error:
            logger.warning("%s: decoding stopped: %s", self.name, error)
            return None
        if not ok or image.size == 0:
            return None
        seconds = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
        return np.asarray(image, dtype=np.uint8), seconds

    def read(self) -> Frame | None:
        """Return the next frame; None at the end of the file or where its data break off."""
        decoded = self._first
        self._first = None
        if decoded is None:
            decoded = self._decode()
        if decoded is None:
            self._warn_if_cut_off()
            return None
        image, reported = decoded
        frame = Frame(image, self._times.next(reported), self._count)
        self._count += 1
        return frame

    def _warn_if_cut_off(self) -> None:
        # Some containers only estimate their length, so a few frames less mean nothing.
        if self.frame_count is not None and self._count < 0.95 * self.frame_count - 2:
            logger.warning(
                "%s ends early: %d of the %d frames it announces.",
                self.name,
                self._count,
                self.frame_count,
            )

    def close(self) -> None:
        """Release the decoder."""
        if self._capture is not None:
            self._capture.release()
        self._capture = None
        self._first = None
