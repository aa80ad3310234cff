"""The records an FBX file consists of, and how their values are encoded.

A record has a name, values and nested records. The Python type of a value decides its type in the
file, as listed at `encode_value`.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Value = bool | int | float | str | bytes | np.int64 | NDArray[np.generic]

_ARRAY_CODES = {"f4": b"f", "f8": b"d", "i8": b"l", "i4": b"i"}
_NUMBERS: tuple[tuple[type, str, bytes], ...] = (
    (bool, "<c?", b"C"),
    (np.int64, "<cq", b"L"),
    (int, "<ci", b"I"),
    (float, "<cd", b"D"),
)
_COMPRESS_ABOVE = 128
_SEPARATOR = "\x00\x01"


@dataclass(frozen=True, slots=True)
class Encoded:
    """A value that is already in the form of the file, for one that many records share."""

    data: bytes


@dataclass(frozen=True, eq=False)
class Node:
    """One record."""

    name: str
    values: tuple[Value | Encoded, ...] = ()
    children: tuple[Node, ...] = ()
    always_block: bool = False
    """Whether an empty list of nested records is written; readers want one of some records."""


def node(name: str, *values: Value | Encoded) -> Node:
    """Return a record without nested ones."""
    return Node(name, values)


def parent(name: str, *children: Node, values: tuple[Value, ...] = ()) -> Node:
    """Return a record with nested ones, or an empty list of them."""
    return Node(name, values, children, always_block=True)


def properties(*rows: tuple[Value, ...]) -> Node:
    """Return the Properties70 of an object; each row is name, type, subtype, flags, values."""
    return parent("Properties70", *(Node("P", row) for row in rows))


def object_name(name: str, kind: str) -> str:
    """Return the name of an object of a class as the binary format spells it."""
    return f"{name}{_SEPARATOR}{kind}"


def encode_value(value: Value | Encoded) -> bytes:
    """Return a value with its type code.

    bool C, int I (32 bit), np.int64 L, float D, str S (UTF-8), bytes R; arrays of 32 and 64 bit
    floats and integers f, d, i, l, compressed unless they are short.
    """
    if isinstance(value, Encoded):
        return value.data
    if isinstance(value, np.ndarray):
        return _encode_array(value)
    if isinstance(value, str | bytes):
        code, data = (b"S", value.encode()) if isinstance(value, str) else (b"R", value)
        return struct.pack("<cI", code, len(data)) + data
    # The first that fits: a bool is an int as well.
    for kind, layout, code in _NUMBERS:
        if isinstance(value, kind):
            return struct.pack(layout, code, value)
    raise TypeError(type(value).__name__)


def _encode_array(array: NDArray[np.generic]) -> bytes:
    code = _ARRAY_CODES[array.dtype.str[1:]]
    data = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()
    packed = len(data) > _COMPRESS_ABOVE
    stored = zlib.compress(data, 1) if packed else data
    return struct.pack("<cIII", code, array.size, packed, len(stored)) + stored
