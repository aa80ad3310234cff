"""A thread of its own that keeps one live device or address open.

Drivers may block for many seconds while they open or after an unplug, and nothing in OpenCV can
interrupt them everywhere: V4L2, DirectShow, Media Foundation and AVFoundation have no open timeout.
So the device is opened, read and closed on this helper thread alone, and whoever asks for frames
waits with a timeout. It also empties the buffers of network streams, which keeps them current.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import cv2
import numpy as np

from mocap_app.core.errors import FrameTimeoutError, SourceError
from mocap_app.core.mailbox import LatestSlot
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.types import Frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from mocap_app.core.types import Image

logger = logging.getLogger(__name__)

STOP_TIMEOUT_S = 3.0


class Capture(Protocol):
    """What is used of `cv2.VideoCapture`."""

    def read(self) -> tuple[bool, Any]:
        """Return success and the picture."""

    def release(self) -> None:
        """Close the device."""

    def get(self, propId: int) -> float:  # noqa: N803 - OpenCV's own name
        """Return a property."""


@dataclass(frozen=True, slots=True)
class Grab:
    """One picture of a live device."""

    image: Image
    """(H, W, 3) uint8 BGR."""
    timestamp: float
    """Seconds of the reader's clock right after the grab."""
    index: int
    """Running number since the start, counting grabs that nobody fetched."""


@dataclass(frozen=True, slots=True)
class Connection:
    """What a freshly opened device says about itself."""

    fps: float | None


class LiveReader:
    """Owns the helper thread; belongs to one source and is used from the source's thread.

    Args:
        connect: Opens the device; called on the helper thread, at the start and after each loss.
            Raises SourceError with a sentence for the user.
        clock: Stamps the frames, monotonic seconds.
        retry_s: Pause between attempts to open a lost device again, seconds.
        failures_allowed: Failed reads in a row that do not yet mean that the device is gone.
    """

    def __init__(
        self,
        connect: Callable[[], Capture],
        clock: Callable[[], float] = time.perf_counter,
        retry_s: float = 1.0,
        failures_allowed: int = 0,
    ) -> None:
        self._connect = connect
        self._clock = clock
        self._retry_s = retry_s
        self._failures_allowed = failures_allowed
        self._stopping = threading.Event()
        self._first: LatestSlot[Connection | Exception] = LatestSlot()
        self._frames: LatestSlot[Grab | Exception] = LatestSlot()
        self._count = 0
        self._connected_before = False
        # A driver that never returns must not keep the program from ending, hence daemon.
        self._thread = threading.Thread(target=self._run, name="live-reader", daemon=True)
        self.problem: SourceError | None = None
        """Why the device is away at the moment; None while it delivers."""

    def start(self, timeout_s: float) -> Connection | None:
        """Open the device; None if it has not answered within `timeout_s` seconds.

        Raises:
            SourceError: The first attempt to open it failed.
        """
        self._thread.start()
        answer = self._first.take(timeout_s)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def next(self, timeout_s: float) -> Grab | None:
        """Return the newest picture that was not fetched yet; None after `timeout_s` seconds."""
        answer = self._frames.take(timeout_s)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def abandon(self) -> None:
        """Tell the thread to close the device whenever its driver returns, and do not wait."""
        self._stopping.set()

    def stop(self) -> None:
        """Close the device; a driver that hangs is left to end on its own."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(STOP_TIMEOUT_S)
            if self._thread.is_alive():
                logger.warning("A camera driver does not answer; left it behind.")

    def _run(self) -> None:
        try:
            self._keep_connected()
        except Exception as error:  # noqa: BLE001 - the thread's border; raised again by the user
            (self._frames if self._connected_before else self._first).put(error)

    def _keep_connected(self) -> None:
        while not self._stopping.is_set():
            try:
                capture = self._connect()
            except SourceError as error:
                if not self._connected_before:
                    self._first.put(error)
                    return
                self.problem = error
            else:
                try:
                    if not self._connected_before:
                        fps = capture.get(cv2.CAP_PROP_FPS)
                        self._first.put(Connection(fps=fps if 0 < fps <= 1000 else None))
                        self._connected_before = True
                    self._pump(capture)
                finally:
                    capture.release()
            self._stopping.wait(self._retry_s)

    def _pump(self, capture: Capture) -> None:
        """Read until the device is lost or the reader is stopped."""
        failures = 0
        while not self._stopping.is_set() and failures <= self._failures_allowed:
            image = _read(capture)
            if image is None:
                failures += 1
                self._stopping.wait(self._retry_s / 20)  # some drivers fail without waiting
                continue
            failures = 0
            self.problem = None
            self._frames.put(Grab(image, self._clock(), self._count))
            self._count += 1


def _read(capture: Capture) -> Image | None:
    try:
        ok, image = capture.read()
    except cv2.error:
        # OpenCV raises on some damaged motion-JPEG pictures; the next one may be fine.
        return None
    if not ok or image is None or image.size == 0:
        return None
    return np.asarray(image, dtype=np.uint8)


def newest_frame(reader: LiveReader | None, name: str, timeout_s: float) -> Frame:
    """Return the newest picture of an opened live source called `name`.

    Raises:
        FrameTimeoutError: None came within `timeout_s`; the reader goes on trying.
    """
    if reader is None:
        raise RuntimeError("open() the source before reading it")
    grab = reader.next(timeout_s)
    if grab is None:
        quiet = QT_TRANSLATE_NOOP("Errors", "{camera} gives no picture.")
        problem = reader.problem or SourceError(quiet, camera=name)
        text = QT_TRANSLATE_NOOP("Errors", "{problem} Trying again until it is back.")
        raise FrameTimeoutError(text, problem=problem)
    return Frame(grab.image, grab.timestamp, grab.index)
