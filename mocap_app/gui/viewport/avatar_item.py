"""Draws the scene's avatar and its shadow, as an item of pyqtgraph's GL view."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from OpenGL import GL
from pyqtgraph.opengl.GLGraphicsItem import GLGraphicsItem

from mocap_app.avatar.model import BLEND, LIT, MASK, OPAQUE, TOON, UNLIT, Material, Surface
from mocap_app.core.rotation import unit
from mocap_app.gui.translation import translate
from mocap_app.gui.viewport.avatar_buffers import AvatarBuffers
from mocap_app.gui.viewport.gl_program import GlProgram, ShaderError
from mocap_app.gui.viewport.ground_shadow import REACH, GroundShadow
from mocap_app.gui.viewport.scene import BOTH

if TYPE_CHECKING:
    from mocap_app.avatar.rig import Rig
    from mocap_app.core.types import FloatArray
    from mocap_app.gui.viewport.scene import Scene

logger = logging.getLogger(__name__)

_ALPHA = {OPAQUE: 0, MASK: 1, BLEND: 2}
_SHADING = {LIT: 0, TOON: 1, UNLIT: 2}
_LIGHT = unit(np.array([0.45, 0.85, 0.55]))
"""Towards the lamp: from above, in front and the person's left."""


@dataclass(eq=False)
class _Made:
    """What lies in the memory of the graphics card."""

    program: GlProgram
    shadow: GroundShadow
    buffers: AvatarBuffers
    rig: Rig
    surfaces: list[Surface]
    """In the order in which they are drawn: solid ones first."""


class AvatarItem(GLGraphicsItem):  # type: ignore[misc]  # pyqtgraph carries no types
    """Owned by `GLCanvas`; everything but the constructor needs its context to be current.

    `problem` says why it cannot draw, and is empty as long as it can.
    """

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self.problem = ""
        self._scene = scene
        self._made: _Made | None = None
        self._shown = -1

    def forget(self) -> None:
        """Take what the graphics card holds for gone with its context; it is made anew."""
        self._made = None

    def prepare(self) -> None:
        """Bring the newest pose to the card and draw its shadow; call before the view is drawn."""
        scene = self._scene
        self.setVisible(scene.matrices is not None and not self.problem)
        if scene.matrices is None or scene.rig is None or self.problem:
            return
        target, shape = (
            GL.glGetIntegerv(GL.GL_FRAMEBUFFER_BINDING),
            GL.glGetIntegerv(GL.GL_VIEWPORT),
        )
        try:
            made = self._make(scene.rig)
            if self._shown != scene.revision:
                self._shown = scene.revision
                made.buffers.set_matrices(scene.matrices)
                made.shadow.cast(made.buffers, scene.middle, REACH * scene.rig.height)
        except (ShaderError, GL.GLError) as error:
            self._give_up(error)
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, int(target))
        GL.glViewport(*(int(side) for side in shape))

    def paint(self) -> None:
        """Draw the floor, then solid surfaces, then those one can look through."""
        if self._made is None:
            return
        try:
            self._paint(self._made)
        except GL.GLError as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        logger.warning("The avatar cannot be drawn: %s", error)
        self.problem = translate("OpenGL", "the graphics driver cannot draw it")
        self.setVisible(False)

    def _paint(self, made: _Made) -> None:
        camera, view = self._scene.camera, self.view()
        aspect = view.width() / max(1, view.height())
        world_to_clip = camera.projection_matrix(aspect) @ camera.view_matrix()
        GL.glDisable(GL.GL_DEPTH_TEST)
        GL.glDisable(GL.GL_CULL_FACE)
        GL.glEnable(GL.GL_BLEND)
        GL.glBlendFuncSeparate(
            GL.GL_SRC_ALPHA, GL.GL_ONE_MINUS_SRC_ALPHA, GL.GL_ONE, GL.GL_ONE_MINUS_SRC_ALPHA
        )
        if camera.eye[1] > 0.0:
            made.shadow.draw_floor(world_to_clip, self._scene.middle, REACH * made.rig.height)
        GL.glEnable(GL.GL_DEPTH_TEST)
        GL.glFrontFace(GL.GL_CW if camera.mirrored else GL.GL_CCW)
        _set_up(made, world_to_clip, camera.eye)
        for surface in made.surfaces:
            _draw(made, surface)
        self._leave()

    def _make(self, rig: Rig) -> _Made:
        """Upload what is not there yet."""
        made = self._made
        if made is not None and made.rig.avatar is rig.avatar:
            made.rig = rig
            return made
        if made is None:
            light = (float(_LIGHT[0]), float(_LIGHT[1]), float(_LIGHT[2]))
            program, shadow = GlProgram("avatar.vert", "avatar.frag"), GroundShadow(light)
        else:
            program, shadow = made.program, made.shadow
            made.buffers.delete()
        surfaces = sorted(
            rig.avatar.surfaces, key=lambda s: (s.material.alpha == BLEND, s.material.order)
        )
        self._made = _Made(program, shadow, AvatarBuffers(rig.avatar), rig, surfaces)
        self._shown = -1
        return self._made

    def _leave(self) -> None:
        """Leave the state behind that pyqtgraph's items expect."""
        GL.glDepthMask(GL.GL_TRUE)
        GL.glDisable(GL.GL_CULL_FACE)
        GL.glFrontFace(GL.GL_CCW)
        GL.glActiveTexture(GL.GL_TEXTURE0)
        GL.glBindTexture(GL.GL_TEXTURE_2D, 0)
        GL.glBindVertexArray(0)
        GL.glUseProgram(0)
        if self._scene.shows == BOTH:
            # The skeleton is to be seen through the body.
            GL.glClear(GL.GL_DEPTH_BUFFER_BIT)


def _set_up(made: _Made, world_to_clip: FloatArray, eye: FloatArray) -> None:
    program = made.program
    program.use()
    program.set_int("bones", 0)
    program.set_int("picture", 1)
    program.set_matrix("world_to_clip", world_to_clip)
    program.set_floats("to_light", *_LIGHT.tolist())
    program.set_floats("eye", *eye.tolist())
    made.buffers.bind()


def _draw(made: _Made, surface: Surface) -> None:
    material = surface.material
    _switch(GL.GL_CULL_FACE, on=not material.double_sided)
    _switch(GL.GL_BLEND, on=material.alpha == BLEND)
    GL.glDepthMask(material.alpha != BLEND or material.writes_depth)
    _set_material(made.program, material)
    if material.picture is not None:
        made.buffers.bind_picture(material.picture)
    made.buffers.draw(surface.first, surface.count)


def _switch(what: int, *, on: bool) -> None:
    (GL.glEnable if on else GL.glDisable)(what)


def _set_material(program: GlProgram, material: Material) -> None:
    program.set_floats("color", *material.color, material.opacity)
    program.set_floats("glow", *material.glow)
    program.set_int("alpha_mode", _ALPHA[material.alpha])
    program.set_floats("cutoff", material.cutoff)
    program.set_int("shading", _SHADING[material.shading])
    program.set_int("has_picture", int(material.picture is not None))
    if material.shading == TOON:
        program.set_floats("shade", *material.shade)
        program.set_floats("toony", material.toony)
        program.set_floats("shift", material.shift)
