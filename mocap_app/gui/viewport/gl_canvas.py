"""Draws the scene with OpenGL, through pyqtgraph's GL view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pyqtgraph.opengl import GLLinePlotItem, GLMeshItem, GLViewWidget
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMatrix4x4

from mocap_app.gui.viewport.avatar_item import AvatarItem
from mocap_app.gui.viewport.opengl import viewport_format

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from mocap_app.core.types import FloatArray
    from mocap_app.gui.viewport.scene import Scene


class GLCanvas(GLViewWidget):  # type: ignore[misc]  # pyqtgraph carries no types
    """Camera and light are the scene's own, so that both canvases show the same picture.

    Signals:
        avatar_failed: No avatar can be drawn after all (the reason).
    """

    avatar_failed = Signal(str)

    def __init__(self, scene: Scene, background: str, parent: QWidget | None = None) -> None:
        # Set before the parent's constructor, which asks for the matrices already.
        self._scene = scene
        self._shown = -1
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
        for depth, item in enumerate((self._grid, self.avatar, self._figure)):
            item.setDepthValue(depth)
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
        super().initializeGL()

    def paintGL(self) -> None:
        """Draw; what has changed with the pose is uploaded first."""
        self._update_figure()
        could = not self.avatar.problem
        self.avatar.prepare()
        super().paintGL()
        if could and self.avatar.problem:
            self.avatar_failed.emit(self.avatar.problem)

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


def _qt_matrix(matrix: FloatArray) -> QMatrix4x4:
    return QMatrix4x4(*matrix.ravel().tolist())  # both are written row by row
