"""Motion JPEG in an AVI file that is whole after every single frame.

Chosen by killing writers: OpenCV's MP4 is lost as a whole with the program, its Matroska loses
one and a half seconds, its AVI a few frames, and none of them keeps the real times of a camera.
Here every picture goes to the system at once, the sizes in front are mended after each, and only
the index, which players can do without, waits for the end.
"""

from __future__ import annotations

import io
import os
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 2**31 - 2**26
"""Largest file: many players read 32 bits with a sign, and the index needs room too."""

# Places in the header, which has one fixed form.
_RIFF_SIZE, _FRAME_US, _FLAGS, _FRAMES = 4, 32, 44, 48
_WIDTH, _SCALE, _RATE, _LENGTH = 64, 128, 132, 140
_MOVI_SIZE = 216
_DATA = 224
_HAS_INDEX = 0x10
_KEY_FRAME = 0x10
_CHUNK = struct.Struct("<4sI")
_INDEX = struct.Struct("<4sIII")
_PICTURE = b"00dc"


class AviWriter:
    """Owns one open file; used on one thread."""

    def __init__(self, path: Path, size: tuple[int, int], fps: float) -> None:
        """Create the file.

        Args:
            path: Must not exist.
            size: (width, height) of every picture, pixels.
            fps: What players go by until `close` tells better.

        Raises:
            OSError: It cannot be created.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = io.FileIO(path, "xb+")
        self._chunks: list[tuple[int, int]] = []
        self._end = _DATA
        self._write(0, _header(size))
        self._put_fps(fps)

    @property
    def frame_count(self) -> int:
        """Pictures written so far."""
        return len(self._chunks)

    def append(self, jpeg: bytes) -> bool:
        """Write one picture; False, and nothing written, if the file may not grow any more.

        Raises:
            OSError: It could not be written; those before it are intact.
        """
        if self._end + len(jpeg) > MAX_BYTES:
            return False
        chunk = _CHUNK.pack(_PICTURE, len(jpeg)) + jpeg + b"\0" * (len(jpeg) % 2)
        self._write(self._end, chunk)
        self._chunks.append((self._end, len(jpeg)))
        self._end += len(chunk)
        self._put_sizes()
        return True

    def cut(self, count: int) -> None:
        """Keep only the first pictures.

        Args:
            count: How many, at least 1.

        Raises:
            OSError: The file cannot be shortened; every picture is still in it.
        """
        if count >= len(self._chunks):
            return
        place, size = self._chunks[count - 1]
        end = place + _CHUNK.size + size + size % 2
        self._file.truncate(end)
        self._chunks, self._end = self._chunks[:count], end
        self._put_sizes()

    def close(self, fps: float | None = None) -> None:
        """Write the index and close the file.

        Args:
            fps: Pictures per second as it turned out; None to leave it.

        Raises:
            OSError: The index could not be written; the pictures are intact.
        """
        try:
            if fps is not None:
                self._put_fps(fps)
            _write_index(self._file, self._chunks, self._end)
            os.fsync(self._file.fileno())
        finally:
            self._file.close()

    def _put_sizes(self) -> None:
        self._write(_RIFF_SIZE, struct.pack("<I", self._end - 8))
        self._write(_MOVI_SIZE, struct.pack("<I", self._end - _MOVI_SIZE - 4))
        for place in (_FRAMES, _LENGTH):
            self._write(place, struct.pack("<I", len(self._chunks)))

    def _put_fps(self, fps: float) -> None:
        self._write(_FRAME_US, struct.pack("<I", round(1e6 / fps)))
        self._write(_SCALE, struct.pack("<II", 1000, round(1000 * fps)))

    def _write(self, place: int, data: bytes) -> None:
        _write_all(self._file, place, data)


def find_pictures(file: io.FileIO) -> list[tuple[int, int]]:
    """Return place and length in bytes of every whole picture of an `AviWriter`'s file.

    They are found one behind the other, so neither index nor sizes in front need to be right.

    Raises:
        ValueError: It is no such file.
        OSError: It cannot be read.
    """
    length = file.seek(0, os.SEEK_END)
    file.seek(0)
    start = file.read(_DATA)
    if start[:4] != b"RIFF" or start[8:12] != b"AVI " or start[_DATA - 4 : _DATA] != b"movi":
        raise ValueError("it is not a reference video")
    found = []
    place = _DATA
    while place + _CHUNK.size <= length:
        file.seek(place)
        kind, size = _CHUNK.unpack(file.read(_CHUNK.size))
        if kind != _PICTURE or place + _CHUNK.size + size > length:
            break
        found.append((place + _CHUNK.size, size))
        place += _CHUNK.size + size + size % 2
    return found


def repair(path: Path) -> None:
    """Give the file of a writer that was killed its index and its true sizes.

    Raises:
        ValueError: It is no such file, or holds no picture.
        OSError: It cannot be read or written.
    """
    with io.FileIO(path, "rb+") as file:
        pictures = find_pictures(file)
        if not pictures:
            raise ValueError("it has no picture")
        file.seek(_FLAGS)
        if struct.unpack("<I", file.read(4))[0] & _HAS_INDEX:
            return
        chunks = [(place - _CHUNK.size, size) for place, size in pictures]
        last, size = chunks[-1]
        end = last + _CHUNK.size + size + size % 2
        file.truncate(end)
        for place in (_FRAMES, _LENGTH):
            _write_all(file, place, struct.pack("<I", len(chunks)))
        _write_all(file, _MOVI_SIZE, struct.pack("<I", end - _MOVI_SIZE - 4))
        _write_index(file, chunks, end)


def _write_index(file: io.FileIO, chunks: list[tuple[int, int]], end: int) -> None:
    movi = _MOVI_SIZE + 4
    entries = b"".join(
        _INDEX.pack(_PICTURE, _KEY_FRAME, place - movi, size) for place, size in chunks
    )
    _write_all(file, end, _CHUNK.pack(b"idx1", len(entries)) + entries)
    _write_all(file, _RIFF_SIZE, struct.pack("<I", end + _CHUNK.size + len(entries) - 8))
    _write_all(file, _FLAGS, struct.pack("<I", _HAS_INDEX))


def _write_all(file: io.FileIO, place: int, data: bytes) -> None:
    file.seek(place)
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def _header(size: tuple[int, int]) -> bytes:
    """Return the first `_DATA` bytes: RIFF, the lists hdrl and strl, and the start of movi."""
    width, height = size
    avih = struct.pack("<14I", 0, 0, 0, 0, 0, 0, 1, 0, width, height, 0, 0, 0, 0)
    strh = struct.pack("<4s4sIHHIIIIIIII4H", b"vids", b"MJPG", *[0] * 11, 0, 0, width, height)
    strf = struct.pack("<IiiHH4sIiiII", 40, width, height, 1, 24, b"MJPG", *[0] * 5)
    strl = b"strl" + _chunk(b"strh", strh) + _chunk(b"strf", strf)
    hdrl = b"hdrl" + _chunk(b"avih", avih) + _chunk(b"LIST", strl)
    return b"RIFF\0\0\0\0AVI " + _chunk(b"LIST", hdrl) + _CHUNK.pack(b"LIST", 4) + b"movi"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return _CHUNK.pack(kind, len(data)) + data
