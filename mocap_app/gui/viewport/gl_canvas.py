"""Draws the scene with OpenGL, through pyqtgraph's GL view."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np
from OpenGL.error import Error as OpenGLError
from pyqtgraph.opengl import GLLinePlotItem, GLMeshItem
from pyqtgraph.opengl.GLViewWidget import GLViewMixin
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMatrix4x4
from PySide6.QtOpenGLWidgets import QOpenGLWidget

from mocap_app.gui.viewport.avatar_item import AvatarItem
from mocap_app.gui.viewport.opengl import find_opengl, viewport_format
from mocap_app.gui.viewport.software_gl import SoftwareGLWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from mocap_app.core.types import FloatArray
    from mocap_app.gui.viewport.scene import Scene

logger = logging.getLogger(__name__)

_TRIES = 3
"""Pictures in a row that must fail until OpenGL is given up: memory may be short for a moment."""
_CHECKS = 30
"""Looks in a row that must find no context: a view that moves has none for a moment."""
# pyqtgraph and PyOpenGL raise RuntimeError for shaders and versions they cannot use.
_FAILURES = (OpenGLError, RuntimeError)


class GLCanvas(GLViewMixin):  # type: ignore[misc]  # pyqtgraph carries no types
    """What `CardCanvas` and `SoftwareCanvas` have in common: all but the widget they are.

    Camera and light are the scene's own, so that the painter's canvas shows the same picture.

    Signals:
        avatar_failed: No avatar can be drawn after all (the reason).
        failed: Nothing can be drawn any more; sent once, perhaps while it is being drawn.
    """

    avatar_failed = Signal(str)
    failed = Signal()

    def __init__(self, scene: Scene, background: str, parent: QWidget | None = None) -> None:
        # Set before the parent's constructor, which asks for the matrices already.
        self._scene = scene
        self._shown = -1
        self._failures = 0
        self._absences = 0
        self._began = self._gave_up = False
        super().__init__(parent)
        self.setFormat(viewport_format())
        self.setBackgroundColor(background)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        grid = scene.grid
        self._grid = GLLinePlotItem(
            pos=grid.points.reshape(-1, 3),
            color=np.repeat(grid.colors, 2, axis=0),
            mode="lines",
            width=1.0,
            antialias=False,
            glOptions="translucent",
        )
        self._figure = GLMeshItem(
            vertexes=np.zeros((1, 3, 3), dtype=np.float32),
            smooth=False,
            computeNormals=False,
            shader=None,
            glOptions="opaque",
        )
        self._figure.setVisible(False)
        self.avatar = AvatarItem(scene)
        self.avatar.setVisible(False)
        # In the order in which they are drawn.
        for item in (self._grid, self.avatar, self._figure):
            self.addItem(item)

    def viewMatrix(self) -> QMatrix4x4:  # noqa: N802 - pyqtgraph's name
        """Return the scene's camera for pyqtgraph."""
        return _qt_matrix(self._scene.camera.view_matrix())

    def projectionMatrix(self, region: object, viewport: object) -> QMatrix4x4:  # noqa: ARG002, N802
        """Return the scene's lens for pyqtgraph."""
        aspect = self.width() / max(1, self.height())
        return _qt_matrix(self._scene.camera.projection_matrix(aspect))

    def initializeGL(self) -> None:
        """Begin in a new context: at the start, and when the view moves to another window."""
        # Not when the old context says that it ends: a Python object for it that lives on, as a
        # connection makes it, is deleted together with the window, and then the context twice.
        self.avatar.forget()
        try:
            super().initializeGL()
        except _FAILURES as error:
            self._give_up(error)
        self._began = True

    def paintGL(self) -> None:
        """Draw; what has changed with the pose is uploaded first."""
        if self._gave_up:
            return
        try:
            self._paint()
        except _FAILURES as error:
            self._failures += 1
            if self._failures >= _TRIES:
                self._give_up(error)
            else:
                self.update()
        else:
            self._failures = 0

    def drawItemTree(self, item: object = None, useItemNames: bool = False) -> None:  # noqa: ARG002, N802, N803
        """Draw all items in their order; unlike pyqtgraph's own this lets their errors out."""
        for each in self.items:
            if each.visible():
                if self.default_vao.isCreated():
                    self.default_vao.bind()
                each.paint()

    def check(self) -> None:
        """Notice a context that ended without a word, as nothing is drawn then; call at times."""
        # A view that had no size yet, as one folded away, has no context and needs none.
        if self._gave_up or not self._began or not self.isVisible() or self.isValid():
            self._absences = 0
            return
        self._absences += 1
        if self._absences >= _CHECKS:
            self._give_up(RuntimeError("the context is not valid any more"))

    def _paint(self) -> None:
        self._update_figure()
        could = not self.avatar.problem
        self.avatar.prepare()
        super().paintGL()
        if could and self.avatar.problem:
            self.avatar_failed.emit(self.avatar.problem)

    def _give_up(self, error: Exception) -> None:
        if self._gave_up:
            return
        self._gave_up = True
        logger.warning("OpenGL cannot draw any more: %s", error)
        self.failed.emit()

    def _update_figure(self) -> None:
        if self._shown == self._scene.revision:
            return
        self._shown = self._scene.revision
        mesh = self._scene.figure
        self._figure.setVisible(mesh is not None)
        if mesh is None:
            return
        opaque = np.ones((*mesh.colors.shape[:1], 3, 4), dtype=np.float32)
        opaque[..., :3] = mesh.colors[:, None, :]  # (F, 3, 4): one colour for all three corners
        self._figure.setMeshData(
            vertexes=mesh.triangles, vertexColors=opaque, smooth=False, computeNormals=False
        )


class CardCanvas(GLCanvas, QOpenGLWidget):
    """Drawn by a graphics card, which puts the window together, too."""


class SoftwareCanvas(GLCanvas, SoftwareGLWidget):
    """Drawn by the processor, apart from the window."""


def make_canvas(scene: Scene, background: str, parent: QWidget | None = None) -> GLCanvas:
    """Return the canvas for whoever draws here; needs a QGuiApplication."""
    kind = SoftwareCanvas if find_opengl().in_software else CardCanvas
    return kind(scene, background, parent)


def _qt_matrix(matrix: FloatArray) -> QMatrix4x4:
    return QMatrix4x4(*matrix.ravel().tolist())  # both are written row by row
