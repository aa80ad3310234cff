"""Cameras by name."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass

import cv2

from mocap_app.capture.opencv_log import silence_opencv

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera that is plugged in."""

    index: int
    """Number that OpenCV opens it by, within the backend."""
    name: str
    """As the system calls it; cameras of one kind are told apart by " (2)", " (3)"."""
    backend: int
    """OpenCV's number of the capture interface, for example `cv2.CAP_V4L2`."""


def preferred_backend() -> int:
    """Return OpenCV's capture interface for this system.

    DirectShow on Windows: Media Foundation opens many cameras slowly and ignores the picture
    format asked for.
    """
    if sys.platform == "win32":
        return cv2.CAP_DSHOW
    if sys.platform == "darwin":
        return cv2.CAP_AVFOUNDATION
    return cv2.CAP_V4L2


def list_cameras() -> list[CameraInfo]:
    """Return the cameras of this machine in the order of their numbers; never raises.

    It may take a second where drivers are slow: call it off the main thread.
    """
    silence_opencv()
    backend = preferred_backend()
    try:
        from cv2_enumerate_cameras import enumerate_cameras

        found = enumerate_cameras(backend)
    except Exception as error:  # noqa: BLE001 - the platform's camera services fail in many ways
        logger.warning("The cameras cannot be listed: %s", error)
        return []
    cameras: list[CameraInfo] = []
    seen: dict[str, int] = {}
    for camera in sorted(found, key=lambda c: int(c.index)):
        name = str(camera.name or f"Camera {camera.index}").strip()
        seen[name] = seen.get(name, 0) + 1
        unique = name if seen[name] == 1 else f"{name} ({seen[name]})"
        cameras.append(CameraInfo(index=int(camera.index), name=unique, backend=backend))
    return cameras
