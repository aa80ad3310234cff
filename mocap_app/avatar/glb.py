"""The container: a GLB file is a description in JSON and one block of numbers.

Read by hand, for a general library takes seconds on large files and trusts what it reads.
"""

from __future__ import annotations

import base64
import binascii
import json
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from mocap_app.avatar.document import Damaged, Json, index, objects, required_index, text, whole

if TYPE_CHECKING:
    from pathlib import Path

MOST_FILE_BYTES = 256 * 2**20
MOST_JSON_BYTES = 16 * 2**20
MOST_PARTS = 1_000_000
_JSON, _BINARY = 0x4E4F534A, 0x004E4942
_EXTENSIONS = {"KHR_mesh_quantization", "VRM"}
_TOLERATED = ("VRMC_", "KHR_materials_", "KHR_texture_", "EXT_texture_", "KHR_lights_")
"""Extensions whose absence changes the look, but not the body."""


@dataclass(frozen=True, eq=False)
class Glb:
    """A file in memory."""

    tree: Json
    """Its description."""
    blob: bytes
    """Its block of numbers; empty if it has none."""
    _buffers: dict[int, bytes] = field(default_factory=dict)
    _parts: dict[str, list[Json]] = field(default_factory=dict)

    def part(self, name: str, most: int = MOST_PARTS) -> list[Json]:
        """Return one of the lists of the description; checked once, for it may be long.

        Raises:
            Damaged: It is no list of objects, or has more than `most` entries.
        """
        if name not in self._parts:
            self._parts[name] = objects(self.tree, name, most)
        return self._parts[name]

    def view(self, number: int) -> memoryview:
        """Return the bytes of a buffer view.

        Raises:
            Damaged: It lies outside its buffer, or in another file.
        """
        view = self.part("bufferViews")[number]
        buffer = self._buffer(required_index(view, "buffer", len(self.part("buffers"))))
        start, length = whole(view, "byteOffset", 0), whole(view, "byteLength")
        if start + length > len(buffer):
            raise Damaged("it ends too early: a part of it is missing")
        return memoryview(buffer)[start : start + length]

    def view_of(self, tree: Json, name: str = "bufferView") -> memoryview | None:
        """Return the bytes of the view that an object names; None if it names none.

        Raises:
            Damaged: As `view`.
        """
        number = index(tree, name, len(self.part("bufferViews")))
        return None if number is None else self.view(number)

    def _buffer(self, number: int) -> bytes:
        if number not in self._buffers:
            uri = self.part("buffers")[number].get("uri")
            if uri is None and number != 0:
                raise Damaged("a part of it is missing")
            self._buffers[number] = self.blob if uri is None else embedded(uri)
        return self._buffers[number]


def embedded(uri: object) -> bytes:
    """Return the bytes that stand in an address itself.

    Raises:
        Damaged: The address names another file or place; nothing outside the file is read.
    """
    if not isinstance(uri, str) or not uri.startswith("data:"):
        raise Damaged("it needs other files; export it as one file, with everything embedded")
    head, comma, body = uri.partition(",")
    if not comma or not head.endswith(";base64"):
        raise Damaged("what is embedded in it is not written as base64")
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise Damaged("what is embedded in it is no valid base64") from None


def read_file(path: Path) -> bytes:
    """Return the bytes of a file of reasonable size.

    Raises:
        Damaged: It is too large.
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        content = file.read(MOST_FILE_BYTES + 1)
    if len(content) > MOST_FILE_BYTES:
        raise Damaged(f"it is larger than {MOST_FILE_BYTES // 2**20} MB")
    return content


def parse_glb(content: bytes) -> Glb:
    """Take a file apart.

    Raises:
        Damaged: It is no GLB file of version 2, is cut off, or needs what cannot be read.
    """
    if not content:
        raise Damaged("it is empty")
    if len(content) < 20 or content[:4] != b"glTF":
        raise Damaged("it is no GLB or VRM file")
    _, version, total = struct.unpack_from("<4sII", content)
    if version != 2:
        raise Damaged(f"it is written in version {version} of glTF, and only version 2 is read")
    if total > len(content):
        raise Damaged("it ends too early: a part of it is missing")
    chunks: dict[int, bytes] = {}
    at = 12
    while at + 8 <= total:
        length, kind = struct.unpack_from("<II", content, at)
        at += 8
        if at + length > total:
            raise Damaged("it ends too early: a part of it is missing")
        chunks.setdefault(kind, content[at : at + length])
        at += length
    if _JSON not in chunks:
        raise Damaged("it has no description")
    glb = Glb(_parse_json(chunks[_JSON]), chunks.get(_BINARY, b""))
    _check_extensions(glb.tree)
    return glb


def _parse_json(raw: bytes) -> Json:
    if len(raw) > MOST_JSON_BYTES:
        raise Damaged(f"its description is larger than {MOST_JSON_BYTES // 2**20} MB")
    try:
        tree = json.loads(raw.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Damaged("its description is damaged") from None
    if not isinstance(tree, dict):
        raise Damaged("its description is damaged")
    return tree


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _check_extensions(tree: Json) -> None:
    required = tree.get("extensionsRequired", [])
    if not isinstance(required, list):
        raise Damaged("its list of extensions is damaged")
    for name in required:
        known = isinstance(name, str) and (name in _EXTENSIONS or name.startswith(_TOLERATED))
        if not known:
            shown = text({"name": name}, "name", "unknown")[:60]
            raise Damaged(f"it needs the extension {shown}; export it without compression")
