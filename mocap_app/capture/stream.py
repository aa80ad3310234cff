"""Pictures from a network address: motion JPEG over HTTP, RTSP and what else FFmpeg opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import cv2

from mocap_app.capture.live_reader import Capture, LiveReader, newest_frame
from mocap_app.capture.opencv_log import silence_opencv
from mocap_app.capture.source import FrameSource
from mocap_app.core.errors import SourceError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from mocap_app.core.types import Frame

_MOTION_JPEG = int.from_bytes(b"MJPG", "little")
_DAMAGED_ALLOWED = 10
"""Pictures in a row that cannot be decoded before the connection counts as broken."""
SCHEMES = ("http", "https", "rtsp", "rtsps", "rtmp", "udp", "tcp")


@dataclass(frozen=True, slots=True)
class StreamConfig:
    """How long to wait for a network camera, seconds each."""

    open_timeout_s: float = 10.0
    read_timeout_s: float = 5.0
    """Silence after which the connection counts as broken and is made anew."""
    frame_timeout_s: float = 1.0
    """Silence after which `read` says so."""
    retry_s: float = 1.0


def without_password(address: str) -> str:
    """Return the address without user name and password, fit for the screen and the log."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _gives_packets(capture: cv2.VideoCapture) -> bool:
    """Ask for pictures as they come, not decoded."""
    return capture.set(cv2.CAP_PROP_FORMAT, -1)


class JpegPictures:
    """A motion-JPEG stream whose pictures are decoded one by one, each in the size it has.

    OpenCV's own decoder squeezes all pictures into the size of the first one, for example those
    of a telephone that is turned.
    """

    def __init__(self, packets: Capture) -> None:
        self._packets = packets

    def read(self) -> tuple[bool, Any]:
        """Return success and the next picture that is not damaged."""
        for _ in range(_DAMAGED_ALLOWED):
            ok, packet = self._packets.read()
            if not ok or packet is None:
                break
            try:
                image = cv2.imdecode(packet, cv2.IMREAD_COLOR)
            except cv2.error:
                continue
            if image is not None:
                return True, image
        return False, None

    def release(self) -> None:
        """Hang up."""
        self._packets.release()

    def get(self, propId: int) -> float:  # noqa: N803 - OpenCV's own name
        """Return a property of the stream."""
        return self._packets.get(propId)


class Stream(FrameSource):
    """A network camera; it reconnects by itself, also after the server closed the stream."""

    live = True
    stored = False

    def __init__(self, address: str, config: StreamConfig | None = None) -> None:
        self._address = address
        self._config = config or StreamConfig()
        self._reader: LiveReader | None = None
        self.name = without_password(address)

    def open(self) -> None:
        """Connect.

        Raises:
            SourceError: The address does not answer, or not with video.
        """
        self.close()
        silence_opencv()
        reader = LiveReader(self._connect, retry_s=self._config.retry_s)
        self._reader = reader
        try:
            # FFmpeg keeps the timeout itself; the second one is for name servers that hang.
            connection = reader.start(2 * self._config.open_timeout_s)
        except SourceError:
            self.close()
            raise
        if connection is None:
            reader.abandon()
            self._reader = None
            raise SourceError(
                QT_TRANSLATE_NOOP("Errors", "{name} did not answer in time."), name=self.name
            )
        self.fps = connection.fps

    def _connect(self) -> Capture:
        """Open the address; runs on the reader's thread."""
        timeouts = [
            cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
            round(1000 * self._config.open_timeout_s),
            cv2.CAP_PROP_READ_TIMEOUT_MSEC,
            round(1000 * self._config.read_timeout_s),
        ]
        capture = cv2.VideoCapture(self._address, cv2.CAP_FFMPEG, timeouts)
        if not capture.isOpened():
            capture.release()
            text = QT_TRANSLATE_NOOP(
                "Errors",
                "No video comes from {address}. Check the address and that the camera is on.",
            )
            raise SourceError(text, address=self.name)
        is_jpeg = int(capture.get(cv2.CAP_PROP_FOURCC)) == _MOTION_JPEG
        if is_jpeg and self._address.lower().startswith("http") and _gives_packets(capture):
            return JpegPictures(capture)
        return capture

    def read(self) -> Frame | None:
        """Return the newest picture.

        Raises:
            FrameTimeoutError: None comes at the moment.
        """
        return newest_frame(self._reader, self.name, self._config.frame_timeout_s)

    def close(self) -> None:
        """Hang up."""
        if self._reader is not None:
            self._reader.stop()
        self._reader = None
