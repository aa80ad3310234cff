"""The small video of a recording, whose every picture knows the time of the frame it shows."""

from __future__ import annotations

import contextlib
import errno
import io
import struct
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from mocap_app.core.errors import TakeError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.recording.avi import AviWriter, find_pictures

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray, Frame, Image

DEFAULT_SIDE = 640
"""Pixels of the longer side."""
QUALITY = 75
"""Of the JPEG pictures, 0 to 100: some 15 to 30 kB each at the default size."""
_FIRST_FPS = 30.0
# A JPEG comment: any program that shows the picture passes over it.
_COMMENT = struct.Struct(">2sH12sd")
_MARK = b"mocap time: "
_START = b"\xff\xd8"


class VideoWriter:
    """Writes frames into an AVI file; made and used on one thread.

    The file appears with the first frame, whose size holds for all.
    """

    def __init__(self, path: Path, side: int = DEFAULT_SIDE) -> None:
        """Prepare the writing.

        Args:
            path: Must not exist.
            side: Pixels of the longer side; smaller frames keep their size.
        """
        self.path = path
        self._side = side
        self._size = (0, 0)
        self._avi: AviWriter | None = None
        self._times: list[float] = []

    def write(self, frame: Frame) -> bool:
        """Write a frame; False if time has stood still or turned back.

        Raises:
            OSError: It could not be written, or the file is full; the frames before are intact.
        """
        if self._times and frame.timestamp <= self._times[-1]:
            return False
        if self._avi is None:
            self._size = reduced(frame.image, self._side)
            self._avi = AviWriter(self.path, self._size, _FIRST_FPS)
        if not self._avi.append(encode(frame, self._size)):
            raise OSError(errno.EFBIG, "its file is full")
        self._times.append(frame.timestamp)
        return True

    def close(self, until: float | None = None) -> None:
        """Finish the file, if there is one.

        Args:
            until: Timestamp, seconds, of the last frame to keep, as far as one is left; None for
                all.

        Raises:
            OSError: Its end could not be written; its frames are intact.
        """
        avi, self._avi = self._avi, None
        if avi is None:
            return
        kept = len(self._times) if until is None else bisect_right(self._times, until + 5e-7)
        times = self._times[: max(kept, 1)]
        try:
            avi.cut(len(times))
        finally:
            avi.close((len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else None)


class ReferenceVideo:
    """The frames of a finished or interrupted video, by number or by time; a context manager."""

    def __init__(self, path: Path) -> None:
        """Open a video.

        Raises:
            TakeError: It cannot be read, or there is no picture in it.
        """
        self.path = path
        with contextlib.ExitStack() as stack:
            try:
                self._file = stack.enter_context(io.FileIO(path, "rb"))
                self._places = find_pictures(self._file)
                times = [self._time(place) for place, _ in self._places]
            except (OSError, ValueError) as error:
                raise TakeError(
                    QT_TRANSLATE_NOOP(
                        "Errors", "Cannot read the reference video {path}: {problem}."
                    ),
                    path=path,
                    problem=error,
                ) from error
            if not times:
                raise TakeError(
                    QT_TRANSLATE_NOOP(
                        "Errors", "There is no picture in the reference video {path}."
                    ),
                    path=path,
                )
            self.times: FloatArray = np.array(times)
            """(N,) seconds, the timestamps of the recorded frames, rising."""
            if not np.isfinite(self.times).all() or (np.diff(self.times) <= 0.0).any():
                raise TakeError(
                    QT_TRANSLATE_NOOP(
                        "Errors", "The reference video {path} is damaged: its times do not rise."
                    ),
                    path=path,
                )
            stack.pop_all()

    @property
    def frame_count(self) -> int:
        """Number of pictures, N."""
        return len(self._places)

    def row_at(self, time: float) -> int:
        """Return the number of the picture that is shown at a time: the newest one by then."""
        # Half a microsecond for times that went through 32-bit arithmetic on the way.
        row = int(np.searchsorted(self.times, time + 5e-7, side="right")) - 1
        return max(row, 0)

    def image(self, row: int) -> Image | None:
        """Return a picture, (H, W, 3) uint8 BGR; None if it is damaged."""
        place, size = self._places[row]
        try:
            self._file.seek(place)
            data = np.frombuffer(self._file.read(size), dtype=np.uint8)
            picture = cv2.imdecode(data, cv2.IMREAD_COLOR)
        except (OSError, ValueError, cv2.error):
            return None
        return None if picture is None else np.asarray(picture, dtype=np.uint8)

    def close(self) -> None:
        """Give up the file."""
        self._file.close()

    def __enter__(self) -> ReferenceVideo:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _time(self, place: int) -> float:
        self._file.seek(place + len(_START))
        data = self._file.read(_COMMENT.size)
        if len(data) < _COMMENT.size or data[4:16] != _MARK:
            raise ValueError("a picture does not tell its time")
        return float(_COMMENT.unpack(data)[3])


def reduced(image: Image, side: int) -> tuple[int, int]:
    """Return (width, height), even, of a picture whose longer side is at most `side` pixels."""
    height, width = image.shape[:2]
    scale = min(1.0, side / max(width, height))
    return max(2, 2 * round(scale * width / 2)), max(2, 2 * round(scale * height / 2))


def encode(frame: Frame, size: tuple[int, int]) -> bytes:
    """Return a frame as a JPEG file of a size (width, height) with its time in a comment."""
    image: NDArray[Any] = frame.image
    if (image.shape[1], image.shape[0]) != size:
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    done, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not done:
        raise OSError("a picture could not be encoded")
    comment = _COMMENT.pack(b"\xff\xfe", _COMMENT.size - 2, _MARK, frame.timestamp)
    return _START + comment + data.tobytes()[len(_START) :]
