"""The file a recording grows in: append-only, so that a crash costs its torn tail at most.

Layout: the 8 bytes `MAGIC`, then records of kind (1 byte), length of the payload (uint32), CRC-32
of kind and payload (uint32) and the payload, all little-endian. Kinds: `H` the header as JSON,
first and once; `S` the skeleton as JSON, the last one holds; `P` one pose (`POSE_DTYPE`).
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import struct
import time
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from mocap_app.core.errors import OutputError, TakeError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.recording.file_lock import try_lock
from mocap_app.recording.header import TakeHeader, skeleton_from_dict, skeleton_to_dict
from mocap_app.recording.pose_record import POSE_DTYPE, pose_record
from mocap_app.recording.take import Take

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from mocap_app.core.skeleton import Skeleton
    from mocap_app.core.types import ProcessedPose

log = logging.getLogger(__name__)

MAGIC = b"MOCAPJ1\n"
SYNC_INTERVAL_S = 0.5
"""Half of the second that may be lost with the power, because poses arrive between two syncs."""

_FRAME = struct.Struct("<cII")
_HEADER, _SKELETON, _POSE = b"H", b"S", b"P"


class JournalWriter:
    """Owns one open journal; used under the recorder's lock, on whatever thread holds it.

    Every record goes to the system at once, so the death of the program loses no pose; it is
    forced onto the disk at least once a second while poses arrive, for the death of the machine.
    Where an open file can be deleted, a journal that was is written anew at that moment.
    """

    def __init__(
        self, path: Path, header: TakeHeader, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Create the file.

        Raises:
            OutputError: The file exists or cannot be written.
        """
        self.path = path
        self._clock = clock
        self._size = 0
        self._skeleton = skeleton_to_dict(header.skeleton)
        try:
            self._file = _create(path)
            # A file system without locks is no reason to refuse a recording.
            try_lock(self._file)
            self._write(MAGIC)
            self._put(_HEADER, header.to_json().encode())
            self._sync()
        except OSError as error:
            self._discard()
            raise OutputError(
                QT_TRANSLATE_NOOP("Errors", "Cannot record to {path}: {reason}."),
                path=path,
                reason=error.strerror or error,
            ) from error

    def append(self, pose: ProcessedPose) -> None:
        """Write one pose.

        Raises:
            OSError: It could not be written; the records before it are intact.
        """
        self._put(_POSE, pose_record(pose).tobytes())
        if self._clock() - self._synced_at >= SYNC_INTERVAL_S:
            self._sync()

    def set_skeleton(self, skeleton: Skeleton) -> None:
        """Write the skeleton that holds from now on, unless it is the one written last.

        Raises:
            OSError: It could not be written; the records before it are intact.
        """
        data = skeleton_to_dict(skeleton)
        if data != self._skeleton:
            self._put(_SKELETON, json.dumps(data).encode())
            self._skeleton = data

    def finish(self) -> None:
        """Force everything onto the disk; the file stays open and locked until `close`."""
        try:
            self._sync()
        except OSError as error:
            # What is readable is read next, and a shortage shows there or when the take is saved.
            log.warning("The journal %s could not be synced: %s", self.path, error)

    def contents(self) -> JournalContents:
        """Read back what was written, even if the file was deleted meanwhile.

        Raises:
            TakeError: It cannot be read.
        """
        try:
            self._file.seek(0)
            data = self._file.read()
        except OSError as error:
            raise TakeError(
                QT_TRANSLATE_NOOP("Errors", "Cannot read {path}: {reason}."),
                path=self.path,
                reason=error.strerror or error,
            ) from error
        return parse_journal(data, self.path)

    def close(self) -> None:
        """Give up the file and its lock; it stays on the disk."""
        with contextlib.suppress(OSError):
            self._file.close()

    def _put(self, kind: bytes, payload: bytes) -> None:
        crc = zlib.crc32(payload, zlib.crc32(kind))
        self._write(_FRAME.pack(kind, len(payload), crc) + payload)

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[self._file.write(view) :]
        except OSError:
            # Half a record in the middle would end the reading there if a later one still fitted.
            with contextlib.suppress(OSError):
                self._file.truncate(self._size)
                self._file.seek(self._size)
            raise
        self._size += len(data)

    def _sync(self) -> None:
        if not self.path.exists():
            self._write_anew()
        os.fsync(self._file.fileno())
        self._synced_at = self._clock()

    def _write_anew(self) -> None:
        """Bring back a file that somebody deleted; its content lives as long as it is open."""
        log.warning("The journal %s was deleted while recording; it is written anew.", self.path)
        self._file.seek(0)
        data = self._file.read()
        deleted, self._file, self._size = self._file, _create(self.path), 0
        try:
            try_lock(self._file)
            self._write(data)
        except OSError:
            # What is known stays readable through the file that has no name any more.
            self._file.close()
            self._file, self._size = deleted, len(data)
            raise
        deleted.close()

    def _discard(self) -> None:
        if hasattr(self, "_file"):
            self.close()
            with contextlib.suppress(OSError):
                self.path.unlink()


@dataclass(frozen=True, eq=False)
class JournalContents:
    """What could be read of a journal."""

    header: TakeHeader
    """With the last skeleton of the journal."""
    records: NDArray[Any]
    """(T,) of `POSE_DTYPE`, in the order of recording."""
    lost_bytes: int
    """Bytes at the end that belong to no whole record; 0 after a clean end."""

    def to_take(self, name: str | None = None) -> Take:
        """Return the take, under another name if one is given."""
        header = self.header if name is None else replace(self.header, name=name)
        return Take.from_records(header, self.records)


def read_journal(path: Path) -> JournalContents:
    """Read everything up to the first record that is torn or damaged.

    Raises:
        TakeError: The file cannot be read, or nothing of it can be used.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TakeError(
            QT_TRANSLATE_NOOP("Errors", "Cannot read {path}: {reason}."),
            path=path,
            reason=error.strerror or error,
        ) from error
    return parse_journal(data, path)


def parse_journal(data: bytes, path: Path) -> JournalContents:
    """Return what the bytes of a journal say; `path` is named in errors.

    Raises:
        TakeError: Nothing of it can be used.
    """
    if not data.startswith(MAGIC):
        raise TakeError(
            QT_TRANSLATE_NOOP(
                "Errors", "The recording {path} is damaged: it does not begin like one."
            ),
            path=path,
        )
    header: TakeHeader | None = None
    poses: list[memoryview] = []
    position = len(MAGIC)
    try:
        while (record := _next_record(data, position)) is not None:
            kind, payload, following = record
            if header is None:
                header = TakeHeader.from_json(bytes(payload).decode())
            elif kind == _SKELETON:
                header = replace(header, skeleton=skeleton_from_dict(json.loads(bytes(payload))))
            elif kind == _POSE and len(payload) == POSE_DTYPE.itemsize:
                poses.append(payload)
            position = following
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise TakeError(
            QT_TRANSLATE_NOOP("Errors", "The recording {path} is damaged: {problem}."),
            path=path,
            problem=error,
        ) from error
    if header is None:
        raise TakeError(
            QT_TRANSLATE_NOOP(
                "Errors", "The recording {path} is damaged: its header is incomplete."
            ),
            path=path,
        )
    records = np.frombuffer(b"".join(poses), dtype=POSE_DTYPE)
    return JournalContents(header, records, lost_bytes=len(data) - position)


def _next_record(data: bytes, position: int) -> tuple[bytes, memoryview, int] | None:
    start = position + _FRAME.size
    if start > len(data):
        return None
    kind, length, crc = _FRAME.unpack_from(data, position)
    end = start + length
    if end > len(data):
        return None
    payload = memoryview(data)[start:end]
    if zlib.crc32(payload, zlib.crc32(kind)) != crc:
        return None
    return kind, payload, end


def _create(path: Path) -> io.FileIO:
    # Unbuffered: bytes in a buffer of ours would die with the program.
    path.parent.mkdir(parents=True, exist_ok=True)
    return io.FileIO(path, "xb+")
