"""A reader of Wavefront OBJ meshes, as far as MakeHuman's files go: v, vt, f and g."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class ObjMesh:
    """A mesh of V vertices, U texture coordinates and F triangles, in the unit of the file."""

    vertices: NDArray[np.float32]
    """(V, 3)."""
    uvs: NDArray[np.float32]
    """(U, 2), origin at the lower left corner of the texture."""
    triangles: NDArray[np.int32]
    """(F, 3) vertices of each triangle, counter-clockwise from outside."""
    triangle_uvs: NDArray[np.int32]
    """(F, 3) texture coordinates of its corners; -1 for none."""
    triangle_groups: NDArray[np.int32]
    """(F,) index into `groups`."""
    groups: tuple[str, ...]
    """Names of the parts, each once, in the order of the file."""

    def of_group(self, *names: str) -> NDArray[np.bool_]:
        """Return the (F,) mask of the triangles of some groups."""
        wanted = [index for index, name in enumerate(self.groups) if name in names]
        return np.isin(self.triangle_groups, wanted)


def read_obj(path: Path) -> ObjMesh:
    """Read a mesh; polygons are cut into fans of triangles.

    Raises:
        DataError: It cannot be read or is no such mesh; the text names the line.
    """
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise DataError(f"Cannot read {path}: {error.strerror or error}.") from error
    parts = _Parts()
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            parts.add(line.split())
        except (ValueError, IndexError):
            raise DataError(f"{path} is not a mesh: line {number} is damaged.") from None
    if not parts.vertices or not parts.faces:
        raise DataError(f"{path} is not a mesh: it has no faces.")
    return parts.mesh(path)


class _Parts:
    """What was read so far."""

    def __init__(self) -> None:
        self.vertices: list[tuple[float, float, float]] = []
        self.uvs: list[tuple[float, float]] = []
        self.faces: list[tuple[int, int, int]] = []
        self.face_uvs: list[tuple[int, int, int]] = []
        self.face_groups: list[int] = []
        self.groups: dict[str, int] = {}
        self.group = 0

    def add(self, words: list[str]) -> None:
        if not words:
            return
        if words[0] == "v":
            self.vertices.append((float(words[1]), float(words[2]), float(words[3])))
        elif words[0] == "vt":
            self.uvs.append((float(words[1]), float(words[2])))
        elif words[0] == "g":
            self.group = self.groups.setdefault("_".join(words[1:]), len(self.groups))
        elif words[0] == "f":
            self._face([word.split("/") for word in words[1:]])

    def _face(self, corners: list[list[str]]) -> None:
        if len(corners) < 3:
            raise ValueError("a face of fewer than three corners")
        if not self.groups:
            self.groups["default"] = 0
        points = [_index(corner[0], len(self.vertices)) for corner in corners]
        uvs = [_index(c[1], len(self.uvs)) if len(c) > 1 and c[1] else -1 for c in corners]
        for i in range(1, len(corners) - 1):
            self.faces.append((points[0], points[i], points[i + 1]))
            self.face_uvs.append((uvs[0], uvs[i], uvs[i + 1]))
            self.face_groups.append(self.group)

    def mesh(self, path: Path) -> ObjMesh:
        triangles = np.array(self.faces, dtype=np.int32)
        triangle_uvs = np.array(self.face_uvs, dtype=np.int32)
        if triangles.max() >= len(self.vertices) or triangle_uvs.max() >= len(self.uvs):
            raise DataError(f"{path} is not a mesh: a face names a vertex that is not there.")
        return ObjMesh(
            vertices=np.array(self.vertices, dtype=np.float32),
            uvs=np.array(self.uvs, dtype=np.float32).reshape(-1, 2),
            triangles=triangles,
            triangle_uvs=triangle_uvs,
            triangle_groups=np.array(self.face_groups, dtype=np.int32),
            groups=tuple(self.groups),
        )


def _index(word: str, count: int) -> int:
    """Return the index from 0 of an OBJ index, which counts from 1, or from the end backwards."""
    number = int(word)
    index = number - 1 if number > 0 else count + number
    if number == 0 or index < 0:
        raise ValueError(word)
    return index
