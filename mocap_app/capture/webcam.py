"""A webcam, chosen by name or number, that survives being unplugged."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2

from mocap_app.capture.devices import CameraInfo, list_cameras, preferred_backend
from mocap_app.capture.live_reader import Capture, LiveReader, newest_frame
from mocap_app.capture.opencv_log import silence_opencv
from mocap_app.capture.source import FrameSource
from mocap_app.core.errors import SourceError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Callable

    from mocap_app.core.types import Frame

READS_TO_WARM_UP = 10


@dataclass(frozen=True, slots=True)
class WebcamConfig:
    """What to ask of a camera, which may answer with something near, and how long to wait."""

    width: int = 1280
    """Pixels."""
    height: int = 720
    """Pixels."""
    fps: int = 30
    open_timeout_s: float = 10.0
    """Seconds; USB cameras on a busy hub need several."""
    frame_timeout_s: float = 1.0
    """Seconds without a picture after which `read` says so."""
    retry_s: float = 1.0
    """Seconds between attempts to open a lost camera again."""


def find_camera(wanted: str, cameras: list[CameraInfo]) -> CameraInfo:
    """Choose a camera: "" is the first, digits are a number, anything else (part of) a name.

    Raises:
        SourceError: There is no such camera, or several fit the name.
    """
    if wanted.isdecimal():
        index = int(wanted)
        unlisted = CameraInfo(index, f"Camera {index}", preferred_backend())
        # A camera that the system does not list may open all the same, so it is worth the try.
        return next((c for c in cameras if c.index == index), unlisted)
    if not cameras:
        raise SourceError(
            QT_TRANSLATE_NOOP(
                "Errors", "No camera was found. Plug one in, or start with the demo or a video."
            )
        )
    if not wanted:
        return cameras[0]
    exact = [c for c in cameras if c.name.casefold() == wanted.casefold()]
    fitting = exact or [c for c in cameras if wanted.casefold() in c.name.casefold()]
    names = ", ".join(c.name for c in fitting or cameras)
    if not fitting:
        raise SourceError(
            QT_TRANSLATE_NOOP("Errors", "There is no camera named '{wanted}'. There are: {names}."),
            wanted=wanted,
            names=names,
        )
    if len(fitting) > 1:
        raise SourceError(
            QT_TRANSLATE_NOOP(
                "Errors", "Several cameras fit '{wanted}': {names}. Give the whole name."
            ),
            wanted=wanted,
            names=names,
        )
    return fitting[0]


class Webcam(FrameSource):
    """A camera of this machine; frames are stamped with `time.perf_counter` after the grab.

    After a loss it is looked for by its name, because the number often changes on the way back.
    """

    live = True
    stored = False

    def __init__(
        self,
        wanted: str = "",
        config: WebcamConfig | None = None,
        find_cameras: Callable[[], list[CameraInfo]] = list_cameras,
    ) -> None:
        self._wanted = wanted
        self._config = config or WebcamConfig()
        self._find_cameras = find_cameras
        self._camera: CameraInfo | None = None
        self._reader: LiveReader | None = None
        self.name = wanted if wanted and not wanted.isdecimal() else f"Camera {wanted}".strip()

    def open(self) -> None:
        """Open the camera and see its first picture.

        Raises:
            SourceError: There is no such camera, it is taken, may not be used, or does not answer.
        """
        self.close()
        silence_opencv()
        self._camera = None
        # A warm-up glitch is no unplug; a device that is gone fails every time.
        reader = LiveReader(self._connect, retry_s=self._config.retry_s, failures_allowed=10)
        self._reader = reader
        try:
            connection = reader.start(self._config.open_timeout_s)
        except SourceError:
            self.close()
            raise
        if connection is None:
            # Not joined: the driver hangs, and so would we.
            reader.abandon()
            self._reader = None
            text = QT_TRANSLATE_NOOP(
                "Errors",
                "{camera} did not answer within {seconds} seconds. Plug it out and in again.",
            )
            raise SourceError(text, camera=self.name, seconds=f"{self._config.open_timeout_s:g}")
        self.fps = connection.fps

    def _connect(self) -> Capture:
        """Find and open the camera; runs on the reader's thread."""
        cameras = self._find_cameras()
        if self._camera is None:
            camera = find_camera(self._wanted, cameras)
        else:
            known = self._camera
            camera = next((c for c in cameras if c.name == known.name), known)
        self.name = camera.name
        capture = cv2.VideoCapture(camera.index, camera.backend)
        if capture.isOpened():
            self._ask_for_format(capture)
            if any(_try_read(capture) for _ in range(READS_TO_WARM_UP)):
                self._camera = camera
                return capture
        capture.release()
        raise _refusal(camera, listed=camera in cameras)

    def _ask_for_format(self, capture: cv2.VideoCapture) -> None:
        # Motion JPEG first: uncompressed, most USB cameras manage 5 to 10 pictures a second at
        # this size, and the format must stand before the size is asked for.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._config.width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._config.height)
        capture.set(cv2.CAP_PROP_FPS, self._config.fps)

    def read(self) -> Frame | None:
        """Return the newest picture.

        Raises:
            FrameTimeoutError: The camera gives none at the moment, for example after an unplug.
        """
        return newest_frame(self._reader, self.name, self._config.frame_timeout_s)

    def close(self) -> None:
        """Release the camera."""
        if self._reader is not None:
            self._reader.stop()
        self._reader = None


def _try_read(capture: cv2.VideoCapture) -> bool:
    try:
        return capture.read()[0]
    except cv2.error:
        return False


def _refusal(camera: CameraInfo, listed: bool) -> SourceError:
    """Return the likeliest reason why a camera does not open."""
    device = Path(f"/dev/video{camera.index}")
    there = device.exists() if sys.platform.startswith("linux") else listed
    if not there:
        text = QT_TRANSLATE_NOOP("Errors", "{camera} was not found. Is it plugged in?")
        return SourceError(text, camera=camera.name)
    if sys.platform.startswith("linux") and not os.access(device, os.R_OK | os.W_OK):
        text = QT_TRANSLATE_NOOP(
            "Errors",
            "{camera} may not be used: permission denied for {device}. "
            "Add your user to the group 'video' and log in again.",
        )
        return SourceError(text, camera=camera.name, device=device)
    text = QT_TRANSLATE_NOOP(
        "Errors",
        "{camera} gives no picture. It is probably used by another program: "
        "close that one, or allow camera access in the system's privacy settings.",
    )
    return SourceError(text, camera=camera.name)
