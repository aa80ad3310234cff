"""Mouse on a canvas -> orbit camera."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from mocap_app.gui.viewport.scene import Scene

_DEGREES_PER_PIXEL = 0.4
_ZOOM_PER_NOTCH = 0.9
_NOTCH = 120.0  # Qt's unit: eighths of a degree, fifteen degrees a notch


class OrbitControls(QObject):
    """The event filter of a canvas.

    Drag to orbit, drag with the middle or right button to shift, wheel to zoom, double click to
    go back to the first view.
    """

    def __init__(self, scene: Scene, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._scene = scene
        self._canvas = canvas
        self._last: QPointF | None = None
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Use up the mouse's events and pass on all others."""
        if isinstance(event, QWheelEvent):
            self._scene.camera.zoom(_ZOOM_PER_NOTCH ** (event.angleDelta().y() / _NOTCH))
        elif isinstance(event, QMouseEvent):
            self._mouse(event)
        else:
            return super().eventFilter(watched, event)
        self._canvas.update()
        return True

    def _mouse(self, event: QMouseEvent) -> None:
        camera = self._scene.camera
        kind = event.type()
        if kind == QEvent.Type.MouseButtonDblClick:
            self._scene.reset_view()
        elif kind == QEvent.Type.MouseButtonPress:
            self._last = event.position()
        elif kind == QEvent.Type.MouseButtonRelease:
            self._last = None
        elif self._last is not None:
            moved = event.position() - self._last
            self._last = event.position()
            if event.buttons() & Qt.MouseButton.LeftButton:
                camera.orbit(-_DEGREES_PER_PIXEL * moved.x(), _DEGREES_PER_PIXEL * moved.y())
            else:
                height = max(1, self._canvas.height())
                camera.pan(-moved.x() / height, moved.y() / height)
                # Who moves the view by hand wants it to stay there.
                self._scene.follows = False
