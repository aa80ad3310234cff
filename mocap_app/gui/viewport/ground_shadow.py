"""The soft shadow on the floor: the avatar laid flat along the light, then blurred.

Drawn into a small picture of its own; the floor is then drawn with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from OpenGL import GL

from mocap_app.gui.viewport.gl_program import GlProgram

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray
    from mocap_app.gui.viewport.avatar_buffers import AvatarBuffers

_SIDE = 128
_SPREAD = 1.5
"""Of the blur, texels."""
REACH = 1.5
"""Half the side of the square that is lit, in heights of the avatar."""


class GroundShadow:
    """Two small pictures and the programs that fill them; needs the context that draws."""

    def __init__(self, to_light: tuple[float, float, float]) -> None:
        self._to_light = to_light
        self._cast = GlProgram("avatar_shadow.vert", "avatar_shadow.frag")
        self._blur = GlProgram("avatar_blur.vert", "avatar_blur.frag")
        self._floor = GlProgram("avatar_floor.vert", "avatar_floor.frag")
        self._pictures = [_picture(), _picture()]
        self._targets = [_target(picture) for picture in self._pictures]
        self._nothing = GL.glGenVertexArrays(1)

    def cast(self, buffers: AvatarBuffers, middle: FloatArray, reach: float) -> None:
        """Draw the shadow of an avatar; another framebuffer and viewport are in use afterwards.

        Args:
            buffers: Its vertices, in the pose of the moment.
            middle: (3,) on the floor below it, metres.
            reach: Half the side of the square around it, metres.
        """
        GL.glViewport(0, 0, _SIDE, _SIDE)
        GL.glDisable(GL.GL_DEPTH_TEST)
        GL.glDisable(GL.GL_CULL_FACE)
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self._targets[0])
        GL.glClearColor(0.0, 0.0, 0.0, 0.0)
        GL.glClear(GL.GL_COLOR_BUFFER_BIT)
        GL.glEnable(GL.GL_BLEND)
        GL.glBlendEquation(GL.GL_MAX)
        self._cast.use()
        self._cast.set_int("bones", 0)
        self._cast.set_floats("to_light", *self._to_light)
        self._cast.set_floats("middle", float(middle[0]), float(middle[2]))
        self._cast.set_floats("reach", reach)
        buffers.bind()
        buffers.draw(0, len(buffers.avatar.mesh.indices))
        GL.glBlendEquation(GL.GL_FUNC_ADD)
        GL.glDisable(GL.GL_BLEND)
        self._soften()
        GL.glBindVertexArray(0)
        GL.glUseProgram(0)

    def draw_floor(self, world_to_clip: FloatArray, middle: FloatArray, reach: float) -> None:
        """Draw the floor with the shadow on it; blended, behind all that is drawn later."""
        self._floor.use()
        self._floor.set_matrix("world_to_clip", world_to_clip)
        self._floor.set_floats("middle", float(middle[0]), float(middle[2]))
        self._floor.set_floats("reach", reach)
        self._floor.set_int("shadow", 0)
        GL.glActiveTexture(GL.GL_TEXTURE0)
        GL.glBindTexture(GL.GL_TEXTURE_2D, self._pictures[0])
        GL.glBindVertexArray(self._nothing)
        GL.glDrawArrays(GL.GL_TRIANGLE_STRIP, 0, 4)

    def _soften(self) -> None:
        self._blur.use()
        self._blur.set_int("picture", 0)
        GL.glActiveTexture(GL.GL_TEXTURE0)
        GL.glBindVertexArray(self._nothing)
        for source, offset in ((0, (_SPREAD / _SIDE, 0.0)), (1, (0.0, _SPREAD / _SIDE))):
            GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self._targets[1 - source])
            GL.glBindTexture(GL.GL_TEXTURE_2D, self._pictures[source])
            self._blur.set_floats("offset", *offset)
            GL.glDrawArrays(GL.GL_TRIANGLES, 0, 3)


def _picture() -> int:
    texture = int(GL.glGenTextures(1))
    GL.glBindTexture(GL.GL_TEXTURE_2D, texture)
    GL.glTexImage2D(
        GL.GL_TEXTURE_2D, 0, GL.GL_R8, _SIDE, _SIDE, 0, GL.GL_RED, GL.GL_UNSIGNED_BYTE, None
    )
    for name in (GL.GL_TEXTURE_MIN_FILTER, GL.GL_TEXTURE_MAG_FILTER):
        GL.glTexParameteri(GL.GL_TEXTURE_2D, name, GL.GL_LINEAR)
    for name in (GL.GL_TEXTURE_WRAP_S, GL.GL_TEXTURE_WRAP_T):
        GL.glTexParameteri(GL.GL_TEXTURE_2D, name, GL.GL_CLAMP_TO_EDGE)
    return texture


def _target(picture: int) -> int:
    target = int(GL.glGenFramebuffers(1))
    GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, target)
    GL.glFramebufferTexture2D(
        GL.GL_FRAMEBUFFER, GL.GL_COLOR_ATTACHMENT0, GL.GL_TEXTURE_2D, picture, 0
    )
    return target
