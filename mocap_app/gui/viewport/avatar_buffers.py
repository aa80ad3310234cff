"""An avatar in the memory of the graphics card: vertices, textures and the matrices of its slots.

Everything here needs the current context to be the one that draws.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import numpy as np
from OpenGL import GL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.avatar.model import Avatar, Mesh

_SLOTS_IN_A_ROW = 256
_VERTEX = np.dtype(
    [
        ("position", "<f4", 3),
        ("normal", "<f4", 3),
        ("uv", "<f4", 2),
        ("color", "u1", 4),
        ("slots", "<u2", 4),
        ("weights", "<f4", 4),
    ]
)


class AvatarBuffers:
    """Uploads an avatar; `delete` gives the memory back."""

    def __init__(self, avatar: Avatar) -> None:
        self.avatar = avatar
        self._vertex_array = GL.glGenVertexArrays(1)
        self._vertices, self._indices = (int(n) for n in GL.glGenBuffers(2))
        self._upload_mesh(avatar.mesh)
        self._pictures = [_texture_of(picture) for picture in avatar.pictures]
        self._rows = -(-len(avatar.slot_nodes) // _SLOTS_IN_A_ROW)
        self._bones = _bone_texture(self._rows)

    def bind(self) -> None:
        """Draw from its vertices and bones (texture unit 0) from now on."""
        GL.glBindVertexArray(self._vertex_array)
        GL.glActiveTexture(GL.GL_TEXTURE0)
        GL.glBindTexture(GL.GL_TEXTURE_2D, self._bones)

    def bind_picture(self, number: int) -> None:
        """Draw with one of its textures (unit 1) from now on."""
        GL.glActiveTexture(GL.GL_TEXTURE1)
        GL.glBindTexture(GL.GL_TEXTURE_2D, self._pictures[number])

    def draw(self, first: int, count: int) -> None:
        """Draw a run of indices."""
        at = ctypes.c_void_p(4 * first)
        GL.glDrawElements(GL.GL_TRIANGLES, count, GL.GL_UNSIGNED_INT, at)

    def set_matrices(self, matrices: NDArray[np.float32]) -> None:
        """Move it: (S, 3, 4) from the mesh to the world."""
        table = np.zeros((self._rows * _SLOTS_IN_A_ROW, 3, 4), dtype=np.float32)
        table[: len(matrices)] = matrices
        GL.glActiveTexture(GL.GL_TEXTURE0)
        GL.glBindTexture(GL.GL_TEXTURE_2D, self._bones)
        size = (3 * _SLOTS_IN_A_ROW, self._rows)
        GL.glTexSubImage2D(GL.GL_TEXTURE_2D, 0, 0, 0, *size, GL.GL_RGBA, GL.GL_FLOAT, table)

    def delete(self) -> None:
        """Give the memory back."""
        GL.glDeleteVertexArrays(1, [self._vertex_array])
        GL.glDeleteBuffers(2, [self._vertices, self._indices])
        GL.glDeleteTextures([self._bones, *self._pictures])

    def _upload_mesh(self, mesh: Mesh) -> None:
        table = np.empty(len(mesh.positions), dtype=_VERTEX)
        table["position"], table["normal"], table["uv"] = mesh.positions, mesh.normals, mesh.uvs
        table["color"], table["slots"], table["weights"] = mesh.colors, mesh.slots, mesh.weights
        GL.glBindVertexArray(self._vertex_array)
        GL.glBindBuffer(GL.GL_ARRAY_BUFFER, self._vertices)
        GL.glBufferData(GL.GL_ARRAY_BUFFER, table.nbytes, table.view(np.uint8), GL.GL_STATIC_DRAW)
        stride, fields = _VERTEX.itemsize, _VERTEX.fields
        assert fields is not None, "it was made with names"
        for place, name in enumerate(_VERTEX.names or ()):
            kind, at = fields[name][:2]
            width, offset = kind.shape[0], ctypes.c_void_p(at)
            GL.glEnableVertexAttribArray(place)
            if name == "slots":
                GL.glVertexAttribIPointer(place, width, GL.GL_UNSIGNED_SHORT, stride, offset)
            elif name == "color":
                GL.glVertexAttribPointer(
                    place, width, GL.GL_UNSIGNED_BYTE, GL.GL_TRUE, stride, offset
                )
            else:
                GL.glVertexAttribPointer(place, width, GL.GL_FLOAT, GL.GL_FALSE, stride, offset)
        GL.glBindBuffer(GL.GL_ELEMENT_ARRAY_BUFFER, self._indices)
        GL.glBufferData(
            GL.GL_ELEMENT_ARRAY_BUFFER, mesh.indices.nbytes, mesh.indices, GL.GL_STATIC_DRAW
        )
        GL.glBindVertexArray(0)
        GL.glBindBuffer(GL.GL_ARRAY_BUFFER, 0)


def _bone_texture(rows: int) -> int:
    texture = int(GL.glGenTextures(1))
    GL.glBindTexture(GL.GL_TEXTURE_2D, texture)
    for name in (GL.GL_TEXTURE_MIN_FILTER, GL.GL_TEXTURE_MAG_FILTER):
        GL.glTexParameteri(GL.GL_TEXTURE_2D, name, GL.GL_NEAREST)
    size = (3 * _SLOTS_IN_A_ROW, rows)
    GL.glTexImage2D(GL.GL_TEXTURE_2D, 0, GL.GL_RGBA32F, *size, 0, GL.GL_RGBA, GL.GL_FLOAT, None)
    return texture


def _texture_of(picture: NDArray[np.uint8]) -> int:
    height, width = picture.shape[:2]
    texture = int(GL.glGenTextures(1))
    GL.glBindTexture(GL.GL_TEXTURE_2D, texture)
    GL.glPixelStorei(GL.GL_UNPACK_ALIGNMENT, 4)
    # The card turns sRGB into linear colours while it looks them up.
    GL.glTexImage2D(
        GL.GL_TEXTURE_2D, 0, GL.GL_SRGB8_ALPHA8, width, height, 0,
        GL.GL_RGBA, GL.GL_UNSIGNED_BYTE, picture,
    )  # fmt: skip
    GL.glGenerateMipmap(GL.GL_TEXTURE_2D)
    GL.glTexParameteri(GL.GL_TEXTURE_2D, GL.GL_TEXTURE_MIN_FILTER, GL.GL_LINEAR_MIPMAP_LINEAR)
    GL.glTexParameteri(GL.GL_TEXTURE_2D, GL.GL_TEXTURE_MAG_FILTER, GL.GL_LINEAR)
    return texture
