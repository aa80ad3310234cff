"""The container of a binary FBX file, version 7.4: header, records, footer."""

from __future__ import annotations

import itertools
import struct
from typing import IO, TYPE_CHECKING

from mocap_app.core.errors import OutputError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.export.fbx_nodes import Node, encode_value

if TYPE_CHECKING:
    from collections.abc import Callable

VERSION = 7400
# The SDK computes the code at the end from these two; a file that names others would need others.
FILE_ID = bytes.fromhex("28b32aebb624ccc2bfc8b02aa92bfcf1")
CREATION_TIME = "1970-01-01 10:00:00:000"
_CODE = bytes.fromhex("fabcab09d0c8d466b176fb831cf7267e")

_MAGIC = b"Kaydara FBX Binary  \x00\x1a\x00"
_END = bytes.fromhex("f85a8c6adef5d97eece90ce3758f290b")
_HEADER = struct.Struct("<IIIB")
_NULL_RECORD = b"\x00" * _HEADER.size
_ALIGNMENT = 16
_LIMIT = 2**32


def write_records(
    file: IO[bytes],
    records: tuple[Node, ...],
    progress: Callable[[float], None] | None = None,
) -> None:
    """Write a whole file of top-level records at the beginning of `file`.

    Args:
        file: Open for writing.
        records: What the file consists of.
        progress: Called with the part that is done, 0 to 1, after each of their children.

    Raises:
        OutputError: It would be larger than the 4 GB this version of the format can address.
    """
    file.write(_MAGIC + struct.pack("<I", VERSION))
    total = sum(len(record.children) for record in records)
    written = itertools.count(1)

    def tell() -> None:
        if progress is not None:
            progress(next(written) / total)

    for record in records:
        _write_record(file, record, tell)
    file.write(_NULL_RECORD)
    file.write(_CODE)
    file.write(b"\x00" * (-file.tell() % _ALIGNMENT))
    file.write(struct.pack("<4xI120x", VERSION) + _END)


def _write_record(
    file: IO[bytes], record: Node, child_written: Callable[[], None] = lambda: None
) -> None:
    name = record.name.encode()
    values = b"".join(encode_value(value) for value in record.values)
    start = file.tell()
    file.write(b"\x00" * _HEADER.size + name + values)
    for child in record.children:
        _write_record(file, child)
        child_written()
    if record.children or record.always_block:
        file.write(_NULL_RECORD)
    end = file.tell()
    if end >= _LIMIT:
        raise OutputError(
            QT_TRANSLATE_NOOP(
                "Errors", "The motion is too long for one FBX file; export shorter parts of it."
            )
        )
    file.seek(start)
    file.write(_HEADER.pack(end, len(record.values), len(values), len(name)))
    file.seek(end)
