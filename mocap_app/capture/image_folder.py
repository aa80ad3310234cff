"""Frames from image files: a whole folder in natural order, or a single picture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import cv2
import numpy as np

from mocap_app.capture.opencv_log import silence_opencv
from mocap_app.capture.playback import DEFAULT_FPS
from mocap_app.capture.source import FrameSource
from mocap_app.core.errors import DamagedFrameError, SourceError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.types import Frame, Image

if TYPE_CHECKING:
    from pathlib import Path

IMAGE_SUFFIXES = frozenset(
    {".bmp", ".jpeg", ".jpg", ".pbm", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp"}
)


def natural_key(name: str) -> list[tuple[int, int, str]]:
    """Return a sort key that puts `img2` before `img10`, ignoring case."""
    # The third member keeps the order total where numbers differ in leading zeros only.
    return [
        (0, int(part), part) if part.isdecimal() else (1, 0, part)
        for part in re.split(r"(\d+)", name.casefold())
        if part
    ]


def list_images(path: Path) -> list[Path]:
    """Return the image files of a folder in natural order, or the one image itself.

    Raises:
        SourceError: The path does not exist, may not be read, or holds no images.
    """
    if path.is_file():
        return [path]
    try:
        found = [
            p
            for p in path.iterdir()
            # macOS leaves "._name.jpg" files that are no pictures beside the real ones.
            if p.suffix.lower() in IMAGE_SUFFIXES and not p.name.startswith(".") and p.is_file()
        ]
    except FileNotFoundError:
        raise SourceError(
            QT_TRANSLATE_NOOP("Errors", "There is no folder {path}."), path=path
        ) from None
    except OSError as error:
        raise SourceError(
            QT_TRANSLATE_NOOP("Errors", "{path} cannot be read: {reason}."),
            path=path,
            reason=error.strerror or error,
        ) from error
    if not found:
        raise SourceError(
            QT_TRANSLATE_NOOP("Errors", "The folder {path} contains no images."), path=path
        )
    return sorted(found, key=lambda p: natural_key(p.name))


def read_image(path: Path) -> Image:
    """Decode one image file as (H, W, 3) BGR, upright where its EXIF data say how.

    Raises:
        SourceError: The file is missing, empty, or no image.
    """
    silence_opencv()
    try:
        # Not cv2.imread: on Windows it cannot open names outside the system's code page.
        data = np.frombuffer(path.read_bytes(), dtype=np.uint8)
        image = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
    except OSError as error:
        raise SourceError(
            QT_TRANSLATE_NOOP("Errors", "{path} cannot be read: {reason}."),
            path=path,
            reason=error.strerror or error,
        ) from error
    except cv2.error:
        image = None
    if image is None:
        raise SourceError(QT_TRANSLATE_NOOP("Errors", "{path} is not a readable image."), path=path)
    return np.asarray(image, dtype=np.uint8)


class ImageFolder(FrameSource):
    """A folder of images or a single one; sizes may differ from frame to frame.

    Args:
        path: Folder or image file.
        fps: Rate that gives the frames their timestamps; images carry none.
    """

    def __init__(self, path: Path, fps: float = DEFAULT_FPS) -> None:
        self._path = path
        self._images: list[Path] = []
        self._next = 0
        self.name = path.name or str(path)
        self.fps = fps

    def open(self) -> None:
        """List the images.

        Raises:
            SourceError: There are none.
        """
        self._images = list_images(self._path)
        self._next = 0
        self.frame_count = len(self._images)

    def read(self) -> Frame | None:
        """Return the next image, named after its file.

        Raises:
            DamagedFrameError: The file is not a readable image. Reading on skips it.
        """
        if self._next >= len(self._images):
            return None
        index, path = self._next, self._images[self._next]
        self._next += 1
        timestamp = index / (self.fps or DEFAULT_FPS)
        try:
            image = read_image(path)
        except SourceError as error:
            raise DamagedFrameError(str(error), timestamp, index, path.name) from error
        return Frame(image, timestamp, index, name=path.name)

    def close(self) -> None:
        """Forget the list."""
        self._images = []
