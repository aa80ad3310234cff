"""The 3D view with its buttons."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from mocap_app.core.skeleton import Skeleton, solved_skeleton
from mocap_app.gui.fitting_row import FittingRow
from mocap_app.gui.viewport.opengl import why_no_avatar, why_no_opengl
from mocap_app.gui.viewport.orbit_controls import OrbitControls
from mocap_app.gui.viewport.painter_canvas import PainterCanvas
from mocap_app.gui.viewport.scene import SKELETON, Scene
from mocap_app.gui.viewport.view_actions import ViewActions

if TYPE_CHECKING:
    from mocap_app.avatar.rig import Rig
    from mocap_app.core.types import SolvedPose
    from mocap_app.gui.viewport.gl_canvas import GLCanvas

logger = logging.getLogger(__name__)

BACKGROUND = "#14171c"


class ViewportWidget(QWidget):
    """Shows one solved pose; with OpenGL where there is any, else painted.

    `canvas` is the widget that draws, `uses_opengl` tells which kind it is; `why_no_avatar` says
    why there can be no avatar, and is empty where there can.

    Signals:
        opengl_lost: OpenGL failed while it was in use (the reason); the view is painted now.
        avatar_lost: No avatar can be shown any more (the reason).
    """

    opengl_lost = Signal(str)
    avatar_lost = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, allow_opengl: bool = True) -> None:
        super().__init__(parent)
        self.scene = Scene()
        reason = why_no_opengl() if allow_opengl else self.tr("it was not asked for")
        self.why_no_avatar = reason or why_no_avatar()
        self._rig: Rig | None = None
        self._shows = SKELETON
        self._opengl: GLCanvas | None = None
        self.canvas = self._make_canvas(reason)
        self._set_up_canvas()
        self.actions_of_view = ViewActions(self)
        self._nobody = self._hint(self.tr("Nobody in view"))
        self._without = self._hint("")
        self._without.setWordWrap(True)
        # In the order in which Tab goes through them.
        self.show_menu = QMenu(self)
        self.actions_of_view.fill_shows(self.show_menu)
        views = QMenu(self)
        self.actions_of_view.fill_views(views)
        self._buttons = (
            self._menu_button(self.tr("Show"), self.show_menu),
            self._menu_button(self.tr("View"), views),
        )
        self._follow = QCheckBox(self.tr("Follow"), self)
        self._follow.setChecked(True)
        self._follow.setToolTip(self.tr("Keep the person in the middle of the view"))
        self._reset = QPushButton(self.tr("Reset view"), self)
        self._reset.setToolTip(self.tr("Back to the first view (or double-click into the picture)"))
        for control in (self._follow, self._reset):
            control.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()
        self._follow.toggled.connect(self._on_follow_toggled)
        self._reset.clicked.connect(self.reset_view)
        self.actions_of_view.mirror_chosen.connect(self._on_mirror_chosen)
        self.actions_of_view.shows_chosen.connect(self.choose_shows)
        self.actions_of_view.view_chosen.connect(self._on_view_chosen)
        self.actions_of_view.allow_avatar(possible=not self.why_no_avatar)

    @property
    def uses_opengl(self) -> bool:
        """Whether OpenGL draws, not the painter."""
        return self._opengl is not None

    @property
    def rig(self) -> Rig | None:
        """The avatar in use, whether it is shown or not."""
        return self._rig

    def show_pose(self, solved: SolvedPose | None, skeleton: Skeleton | None = None) -> None:
        """Draw another pose soon; None clears the figure."""
        if self._opengl is not None:
            self._opengl.check()
        self.scene.show(solved, solved_skeleton() if skeleton is None else skeleton)
        self._nobody.setVisible(solved is None)
        self._follow.setChecked(self.scene.follows)
        self.canvas.update()

    def clear(self) -> None:
        """Draw nobody, without saying that somebody was looked for."""
        self.show_pose(None)
        self._nobody.hide()

    def set_rig(self, rig: Rig | None) -> None:
        """Use another avatar, or none."""
        self._rig = rig
        self._choose()

    @Slot(str)
    def choose_shows(self, shows: str) -> None:
        """Show the skeleton, the avatar or both, one of `scene.SHOWS`."""
        self._shows = shows
        self.actions_of_view.shows[shows].setChecked(True)
        self._choose()

    @Slot()
    def reset_view(self) -> None:
        """Go back to the camera of the start and follow the person again."""
        self.scene.reset_view()
        self._follow.setChecked(True)
        self.canvas.update()

    def _choose(self) -> None:
        possible = not self.why_no_avatar
        self.scene.choose(self._shows, self._rig if possible else None)
        wanted = self._shows != SKELETON and not possible
        self._without.setText(
            self.tr("No avatar here: {reason}. The skeleton is shown.").format(
                reason=self.why_no_avatar
            )
        )
        self._without.setVisible(wanted)
        self.canvas.update()

    @Slot(str)
    def _on_avatar_failed(self, reason: str) -> None:
        self.why_no_avatar = reason
        self.actions_of_view.allow_avatar(possible=False)
        self._choose()
        self.avatar_lost.emit(reason)

    @Slot()
    def _on_opengl_failed(self) -> None:
        """Go on with the painter, in the place of the view that cannot draw any more."""
        if self._opengl is None:
            return
        lost, reason = self.canvas, self.tr("the graphics driver stopped drawing")
        self._opengl = None
        self.canvas = self._make_canvas(reason)
        self._set_up_canvas()
        self._grid.replaceWidget(lost, self.canvas)
        self.canvas.lower()  # below the buttons
        self.canvas.show()
        lost.hide()
        lost.deleteLater()
        self._on_avatar_failed(reason)
        self.opengl_lost.emit(reason)

    @Slot(bool)
    def _on_follow_toggled(self, on: bool) -> None:
        self.scene.follows = on

    @Slot(bool)
    def _on_mirror_chosen(self, on: bool) -> None:
        self.scene.camera.mirrored = on
        self.canvas.update()

    @Slot(str)
    def _on_view_chosen(self, view: str) -> None:
        self.scene.camera.look_from(view)
        self._follow.setChecked(True)
        self.canvas.update()

    def _make_canvas(self, reason: str) -> QWidget:
        if reason:
            logger.info("The 3D view is painted without OpenGL: %s.", reason)
            return PainterCanvas(self.scene, BACKGROUND, self)
        # Imported only here: PyOpenGL cannot even be imported where no GL library is installed.
        from mocap_app.gui.viewport.gl_canvas import make_canvas

        canvas = make_canvas(self.scene, BACKGROUND, self)
        # Queued: it is told while the view is being drawn.
        queued = Qt.ConnectionType.QueuedConnection
        canvas.avatar_failed.connect(self._on_avatar_failed, queued)
        canvas.failed.connect(self._on_opengl_failed, queued)
        self._opengl = canvas
        drawn: QWidget = canvas
        return drawn

    def _set_up_canvas(self) -> None:
        self.canvas.setMinimumSize(240, 200)
        OrbitControls(self.scene, self.canvas)  # the canvas's child

    def _hint(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setObjectName("viewHint")
        label.hide()
        return label

    def _menu_button(self, text: str, menu: QMenu) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def _lay_out(self) -> None:
        # Without the last one a double click still does the same.
        buttons = FittingRow((*self._buttons, self._follow, self._reset), 8, self)
        below = QHBoxLayout()
        below.setContentsMargins(8, 8, 8, 8)
        below.addWidget(self._without)
        below.addStretch(1)
        # Not beside the buttons: it would widen a window that just fits its screen.
        hint = QHBoxLayout()
        hint.setContentsMargins(8, 46, 8, 8)
        hint.addWidget(self._nobody)
        hint.addStretch(1)
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self.canvas, 0, 0)
        grid.addWidget(buttons, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(hint, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(below, 0, 0, Qt.AlignmentFlag.AlignBottom)
