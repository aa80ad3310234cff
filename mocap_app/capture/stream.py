"""Pictures from a network address: motion JPEG over HTTP, RTSP and what else FFmpeg opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import cv2

from mocap_app.capture.live_reader import Capture, LiveReader, newest_frame
from mocap_app.capture.opencv_log import silence_opencv
from mocap_app.capture.source import FrameSource
from mocap_app.core.errors import SourceError

if TYPE_CHECKING:
    from mocap_app.core.types import Frame

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


class Stream(FrameSource):
    """A network camera; it reconnects by itself, also after the server closed the stream."""

    live = True

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
            raise SourceError(f"{self.name} did not answer in time.")
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
            raise SourceError(
                f"No video comes from {self.name}. Check the address and that the camera is on."
            )
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
