"""Pictures embedded in a file, decoded with care: their size is read before they are.

A picture of a few bytes can ask for gigabytes of memory. What cannot be shown is left out, for a
character without one of its textures is still a character.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.avatar.document import Json, index
from mocap_app.avatar.glb import embedded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.avatar.glb import Glb

MOST_SIDE = 2048
"""Larger textures are made smaller: on the screen nobody sees the difference."""
MOST_SOURCE_PIXELS = 8192 * 4096
MOST_PIXELS = 32 * 2**20
"""Of all textures together; once they are used up, the next ones are made smaller still."""
_LEAST_SIDE = 64
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
# Frame headers of JPEG; the other markers from C0 to CF begin tables.
_JPEG_SIZES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class PictureReader:
    """Decodes the textures of one file, each once, within one budget of memory."""

    def __init__(self, glb: Glb) -> None:
        self.pictures: list[NDArray[np.uint8]] = []
        self.unread = 0
        """Number of pictures that could not be shown."""
        self._glb = glb
        self._left = MOST_PIXELS
        self._numbers: dict[int, int | None] = {}

    def texture(self, info: Json) -> int | None:
        """Return the number in `pictures` of the texture that a material names, if it is shown.

        Raises:
            Damaged: The texture or its picture does not exist.
        """
        textures, images = self._glb.part("textures"), self._glb.part("images")
        number = index(info, "index", len(textures))
        if number is None:
            return None
        texture = textures[number]
        source = index(texture, "source", len(images))
        if source is None:
            # The picture is in a form of an extension (KTX2 and the like).
            self.unread += 1
            return None
        if source not in self._numbers:
            self._numbers[source] = self._decode(images[source])
        return self._numbers[source]

    def _decode(self, image: Json) -> int | None:
        view = self._glb.view_of(image)
        raw = bytes(view) if view is not None else embedded(image.get("uri"))
        size = picture_size(raw)
        if size is None or size[0] * size[1] > MOST_SOURCE_PIXELS or self._left <= 0:
            self.unread += 1
            return None
        picture = _decoded(raw, self._side(size))
        if picture is None:
            self.unread += 1
            return None
        self._left -= picture.shape[0] * picture.shape[1]
        self.pictures.append(picture)
        return len(self.pictures) - 1

    def _side(self, size: tuple[int, int]) -> int:
        """Return how large the longer side may become."""
        side = min(MOST_SIDE, max(size))
        while side > _LEAST_SIDE and side * side * 4 > self._left:
            side //= 2
        return side


def picture_size(raw: bytes) -> tuple[int, int] | None:
    """Return (width, height) from the head of a PNG, JPEG or WebP picture; None for others."""
    if raw.startswith(_PNG) and len(raw) >= 24:
        width, height = struct.unpack_from(">II", raw, 16)
        return _plausible(width, height)
    if raw.startswith(_JPEG):
        return _jpeg_size(raw)
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return _webp_size(raw)
    return None


def _plausible(width: int, height: int) -> tuple[int, int] | None:
    return (width, height) if 0 < width < 2**16 and 0 < height < 2**16 else None


def _jpeg_size(raw: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(raw) and raw[at] == 0xFF:
        marker = raw[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        if marker in _JPEG_SIZES:
            height, width = struct.unpack_from(">HH", raw, at + 5)
            return _plausible(width, height)
        at += 2 + struct.unpack_from(">H", raw, at + 2)[0]
    return None


def _webp_size(raw: bytes) -> tuple[int, int] | None:
    kind, body = raw[12:16], raw[20:30]
    if len(body) < 10:
        return None
    if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", body, 6)
        return _plausible(width & 0x3FFF, height & 0x3FFF)
    if kind == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return _plausible((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8X":
        width = int.from_bytes(body[4:7], "little") + 1
        return _plausible(width, int.from_bytes(body[7:10], "little") + 1)
    return None


def _decoded(raw: bytes, side: int) -> NDArray[np.uint8] | None:
    """Return (H, W, 4) RGBA with no side longer than `side`; None if it is damaged."""
    # Imported here: the window starts without OpenCV.
    import cv2

    try:
        decoded = cv2.imdecode(np.frombuffer(raw, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error:
        return None
    if decoded is None or decoded.ndim not in {2, 3}:
        return None
    if decoded.dtype == np.uint16:
        decoded = (decoded // 256).astype(np.uint8)
    if decoded.dtype != np.uint8:
        return None
    longest = max(decoded.shape[:2])
    if longest > side:
        height, width = (max(1, round(n * side / longest)) for n in decoded.shape[:2])
        decoded = cv2.resize(decoded, (width, height), interpolation=cv2.INTER_AREA)
    channels = 1 if decoded.ndim == 2 else decoded.shape[2]
    ways = {1: cv2.COLOR_GRAY2RGBA, 3: cv2.COLOR_BGR2RGBA, 4: cv2.COLOR_BGRA2RGBA}
    if channels not in ways:
        return None
    return np.ascontiguousarray(cv2.cvtColor(decoded, ways[channels]), dtype=np.uint8)
