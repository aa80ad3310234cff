"""A GLSL program out of two files of the resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from OpenGL import GL

from mocap_app.core.paths import resources_dir

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray


class ShaderError(Exception):
    """The driver refuses a program; the text is the driver's."""


class GlProgram:
    """Compiled in the context that is current; its uniforms are looked up once.

    Raises:
        ShaderError: It cannot be compiled or linked here.
    """

    def __init__(self, vertex: str, fragment: str) -> None:
        self._id = GL.glCreateProgram()
        for name, kind in ((vertex, GL.GL_VERTEX_SHADER), (fragment, GL.GL_FRAGMENT_SHADER)):
            shader = _compile(name, kind)
            GL.glAttachShader(self._id, shader)
            GL.glDeleteShader(shader)
        GL.glLinkProgram(self._id)
        if not GL.glGetProgramiv(self._id, GL.GL_LINK_STATUS):
            raise ShaderError(f"{vertex}: {_text(GL.glGetProgramInfoLog(self._id))}")
        self._places: dict[str, int] = {}

    def use(self) -> None:
        """Draw with it from now on."""
        GL.glUseProgram(self._id)

    def set_int(self, name: str, value: int) -> None:
        """Set a sampler, a bool or an int."""
        GL.glUniform1i(self._place(name), value)

    def set_floats(self, name: str, *values: float) -> None:
        """Set a float or a vector of two to four."""
        setters = (GL.glUniform1f, GL.glUniform2f, GL.glUniform3f, GL.glUniform4f)
        setters[len(values) - 1](self._place(name), *values)

    def set_matrix(self, name: str, matrix: FloatArray) -> None:
        """Set a (4, 4) matrix."""
        rows = np.ascontiguousarray(matrix, dtype=np.float32)
        GL.glUniformMatrix4fv(self._place(name), 1, GL.GL_TRUE, rows)

    def _place(self, name: str) -> int:
        if name not in self._places:
            self._places[name] = GL.glGetUniformLocation(self._id, name)
        return self._places[name]


def _compile(name: str, kind: int) -> int:
    shader: int = GL.glCreateShader(kind)
    source = (resources_dir() / "shaders" / name).read_text(encoding="utf-8")
    GL.glShaderSource(shader, source)
    GL.glCompileShader(shader)
    if not GL.glGetShaderiv(shader, GL.GL_COMPILE_STATUS):
        raise ShaderError(f"{name}: {_text(GL.glGetShaderInfoLog(shader))}")
    return shader


def _text(log: bytes | str) -> str:
    return log.decode("utf-8", "replace") if isinstance(log, bytes) else log
