"""The picture with the 2D skeleton on it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from mocap_app.core.skeleton import body27
from mocap_app.gui.pose_age import PoseAge

if TYPE_CHECKING:
    from collections.abc import Callable

    from mocap_app.core.types import FloatArray, Image, PoseEstimate

_BACKGROUND = "#0e1013"
_HIDDEN_BELOW = 0.1  # confidence under which a point would only mislead
_GOOD = 0.8  # confidence from which a point is shown as good


class VideoView(QWidget):
    """Shows one frame as large as fits, never stretched, and the pose found in that very frame.

    `pose_age` learns how old each pose was when it was really painted.

    Signals:
        double_clicked: The user wants it larger, or as it was.
    """

    double_clicked = Signal()

    def __init__(
        self, parent: QWidget | None = None, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        super().__init__(parent)
        self.setMinimumSize(240, 200)
        self.pose_age = PoseAge()
        self.message = ""
        """Shown in the middle while there is no picture."""
        self.badge = ""
        """Shown in a corner while the picture is not live."""
        self._clock = clock
        self._image: QImage | None = None
        self._pose: PoseEstimate | None = None
        self._captured_at: float | None = None

    def show_frame(
        self, image: Image, pose: PoseEstimate | None = None, captured_at: float | None = None
    ) -> None:
        """Paint another picture soon.

        Args:
            image: (H, W, 3) uint8 BGR; copied here.
            pose: What was found in this very picture, None if it was not looked at.
            captured_at: When the picture was taken, on the view's clock, to measure its age.
        """
        self._image = to_qimage(image)
        self._pose = pose
        self._captured_at = captured_at
        self.update()

    def clear(self, message: str = "") -> None:
        """Show no picture but a short message."""
        self._image, self._pose, self._captured_at = None, None, None
        self.message = message
        self.update()

    def picture_rect(self) -> QRectF:
        """Return where the picture is painted, in widget coordinates."""
        if self._image is None:
            return QRectF()
        width, height = self._image.width(), self._image.height()
        scale = min(self.width() / width, self.height() / height)
        rect = QRectF(0.0, 0.0, scale * width, scale * height)
        rect.moveCenter(QRectF(self.rect()).center())
        return rect

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tell about it."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.double_clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is repainted
        """Paint picture and skeleton."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(_BACKGROUND))
        if self._image is None:
            painter.setPen(QColor("#9aa4b5"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.message)
            painter.end()
            return
        target = self.picture_rect()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(target, self._image)
        if self._pose is not None and self._pose.tracked:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipRect(target)
            scale = target.width() / self._image.width()
            points = self._pose.keypoints_2d * scale + [target.x(), target.y()]
            _paint_skeleton(painter, points, self._pose.confidence, max(2.0, target.height() / 160))
        if self.badge:
            painter.setClipping(False)
            _paint_badge(painter, self.badge)
        painter.end()
        if self._captured_at is not None:
            now = self._clock()
            self.pose_age.add(now - self._captured_at, now)
            self._captured_at = None


def _paint_badge(painter: QPainter, text: str) -> None:
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, 220)
    place = QRectF(8.0, 8.0, metrics.horizontalAdvance(shown) + 16.0, metrics.height() + 8.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(34, 39, 48, 210))
    painter.drawRoundedRect(place, 6.0, 6.0)
    painter.setPen(QColor("#ffc94d"))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, shown)


def to_qimage(image: Image) -> QImage:
    """Return a copy of a (H, W, 3) BGR picture that owns its memory."""
    pixels = np.ascontiguousarray(image)
    height, width = pixels.shape[:2]
    view = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_BGR888)
    # Converting copies the pixels, so that nothing points into `image` any more, and this is the
    # format QPainter scales fastest.
    return view.convertToFormat(QImage.Format.Format_RGB32)


def confidence_color(confidence: float) -> QColor:
    """Return red for a guess, over yellow, to green for a point that can be relied on."""
    share = min(1.0, max(0.0, (confidence - _HIDDEN_BELOW) / (_GOOD - _HIDDEN_BELOW)))
    return QColor.fromHsvF(share * 0.36, 0.85, 1.0)


def _paint_skeleton(
    painter: QPainter, points: FloatArray, confidence: FloatArray, size: float
) -> None:
    # points (27, 2) in widget coordinates; confidence (27,)
    visible = (confidence >= _HIDDEN_BELOW) & np.isfinite(points).all(axis=1)
    for joint, parent in enumerate(body27().parents):
        if parent < 0 or not (visible[joint] and visible[parent]):
            continue
        line = QLineF(QPointF(*points[parent]), QPointF(*points[joint]))
        # A dark rim keeps the lines readable on bright pictures.
        painter.setPen(_pen(QColor(0, 0, 0, 150), size + 2.0))
        painter.drawLine(line)
        weaker = float(min(confidence[joint], confidence[parent]))
        painter.setPen(_pen(confidence_color(weaker), size))
        painter.drawLine(line)
    painter.setPen(QPen(QColor(0, 0, 0, 170), 1.0))
    for joint in np.flatnonzero(visible).tolist():
        painter.setBrush(confidence_color(float(confidence[joint])))
        painter.drawEllipse(QPointF(*points[joint]), size, size)


def _pen(color: QColor, width: float) -> QPen:
    return QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
