"""Turn and mirror the pictures of any source."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from mocap_app.capture.source import FrameSource, SourceWrapper
from mocap_app.core.errors import SourceError

if TYPE_CHECKING:
    from mocap_app.core.types import Frame, Image

_ROTATE_CODES = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}


def orient(image: Image, rotate: int, mirror: bool) -> Image:
    """Rotate (H, W, 3) clockwise by 0, 90, 180 or 270 degrees, then swap left and right."""
    turned = cv2.rotate(image, _ROTATE_CODES[rotate]) if rotate else image
    flipped = cv2.flip(turned, 1) if mirror else turned
    return np.asarray(flipped, dtype=np.uint8)


class OrientedSource(SourceWrapper):
    """Rotates clockwise, then mirrors: everything downstream sees the changed picture only.

    A mirrored person is a real person seen in a mirror, so the result of the whole pipeline
    (2D, 3D, take) has left and right swapped consistently.

    Raises:
        SourceError: The angle is not 0, 90, 180 or 270.
    """

    def __init__(self, inner: FrameSource, rotate: int = 0, mirror: bool = False) -> None:
        if rotate not in (0, *_ROTATE_CODES):
            raise SourceError(f"A picture can be rotated by 0, 90, 180 or 270, not by {rotate}.")
        super().__init__(inner)
        self._rotate = rotate
        self._mirror = mirror

    def read(self) -> Frame | None:
        """Return the next frame, turned."""
        frame = self._inner.read()
        if frame is None:
            return None
        return replace(frame, image=orient(frame.image, self._rotate, self._mirror))
