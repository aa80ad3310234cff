"""Draws the scene with QPainter where there is no OpenGL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from mocap_app.gui.viewport.scene import Scene


class PainterCanvas(QWidget):
    """The same picture as `GLCanvas`; far triangles are painted first instead of a depth test."""

    def __init__(self, scene: Scene, background: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._background = QColor(background)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is redrawn
        """Draw the floor, then the figure."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._background)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_grid(painter)
        self._paint_figure(painter)
        painter.end()

    def _paint_grid(self, painter: QPainter) -> None:
        grid = self._scene.grid
        ends, _ = self._scene.camera.project(
            grid.points.astype(np.float64), self.width(), self.height()
        )
        visible = np.isfinite(ends).all(axis=(1, 2))
        for line, color in zip(ends[visible], grid.colors[visible], strict=True):
            painter.setPen(QPen(QColor.fromRgbF(*color.tolist()), 1.0))
            painter.drawLine(QPointF(*line[0]), QPointF(*line[1]))

    def _paint_figure(self, painter: QPainter) -> None:
        mesh = self._scene.figure
        if mesh is None:
            return
        corners, depth = self._scene.camera.project(
            mesh.triangles.astype(np.float64), self.width(), self.height()
        )
        painter.setPen(Qt.PenStyle.NoPen)
        mirrored = self._scene.camera.mirrored
        for i in np.argsort(-depth.mean(axis=1)):
            if not np.isfinite(corners[i]).all() or _faces_away(corners[i]) != mirrored:
                continue
            painter.setBrush(QColor.fromRgbF(*mesh.colors[i].tolist()))
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners[i]]))


def _faces_away(corners: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> bool:
    # Counter-clockwise seen from outside; y runs down on the screen, so the sign turns.
    a, b = corners[1] - corners[0], corners[2] - corners[0]
    return bool(a[0] * b[1] - a[1] * b[0] > 0.0)
