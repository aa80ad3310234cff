"""The 3D view with its buttons."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from mocap_app.core.skeleton import Skeleton, solved_skeleton
from mocap_app.gui.viewport.opengl import why_no_opengl
from mocap_app.gui.viewport.orbit_controls import OrbitControls
from mocap_app.gui.viewport.painter_canvas import PainterCanvas
from mocap_app.gui.viewport.scene import Scene

if TYPE_CHECKING:
    from mocap_app.core.types import SolvedPose

logger = logging.getLogger(__name__)

BACKGROUND = "#14171c"


class ViewportWidget(QWidget):
    """Shows one solved pose; with OpenGL where there is any, else painted.

    `canvas` is the widget that draws, `uses_opengl` tells which kind it is.
    """

    def __init__(self, parent: QWidget | None = None, *, allow_opengl: bool = True) -> None:
        super().__init__(parent)
        self.scene = Scene()
        reason = why_no_opengl() if allow_opengl else "it was not asked for"
        self.uses_opengl = not reason
        self.canvas = self._make_canvas(reason)
        self.canvas.setMinimumSize(240, 200)
        self._controls = OrbitControls(self.scene, self.canvas)
        self._nobody = QLabel("Nobody in view", self)
        self._nobody.setObjectName("viewHint")
        self._nobody.hide()
        self._follow = QCheckBox("Follow", self)
        self._follow.setChecked(True)
        self._follow.setToolTip("Keep the person in the middle of the view")
        self._reset = QPushButton("Reset view", self)
        self._reset.setToolTip("Back to the first view (or double-click into the picture)")
        for control in (self._follow, self._reset):
            control.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()
        self._follow.toggled.connect(self._on_follow_toggled)
        self._reset.clicked.connect(self.reset_view)

    def show_pose(self, solved: SolvedPose | None, skeleton: Skeleton | None = None) -> None:
        """Draw another pose soon; None clears the figure."""
        self.scene.show(
            None if solved is None else solved.positions,
            solved_skeleton() if skeleton is None else skeleton,
        )
        self._nobody.setVisible(solved is None)
        self._follow.setChecked(self.scene.follows)
        self.canvas.update()

    def clear(self) -> None:
        """Draw nobody, without saying that somebody was looked for."""
        self.show_pose(None)
        self._nobody.hide()

    @Slot()
    def reset_view(self) -> None:
        """Go back to the camera of the start and follow the person again."""
        self.scene.camera.reset()
        self._follow.setChecked(True)
        self.canvas.update()

    @Slot(bool)
    def _on_follow_toggled(self, on: bool) -> None:
        self.scene.follows = on

    def _make_canvas(self, reason: str) -> QWidget:
        if reason:
            logger.info("The 3D view is painted without OpenGL: %s.", reason)
            return PainterCanvas(self.scene, BACKGROUND, self)
        # Imported only here: PyOpenGL cannot even be imported where no GL library is installed.
        from mocap_app.gui.viewport.gl_canvas import GLCanvas

        canvas: QWidget = GLCanvas(self.scene, BACKGROUND, self)
        return canvas

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(8, 8, 8, 8)
        buttons.addWidget(self._nobody)
        buttons.addStretch(1)
        buttons.addWidget(self._follow)
        buttons.addWidget(self._reset)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self.canvas, 0, 0)
        grid.addLayout(buttons, 0, 0, Qt.AlignmentFlag.AlignTop)
