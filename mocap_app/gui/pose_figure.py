"""A picture of the pose to take up, drawn from our own skeleton."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from mocap_app.core.skeleton import solved_skeleton
from mocap_app.pipeline.pose_check import A_POSE, T_POSE

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray

_DROP_DEG = {T_POSE: 0.0, A_POSE: 45.0}
_LIMB, _BONE = QColor("#5b7ea6"), QColor("#dce8f6")
_FLOOR_Y = -0.88


def pose_points(pose: str) -> tuple[FloatArray, FloatArray]:
    """Return a pose's joints seen from the front.

    Args:
        pose: `T_POSE` or `A_POSE`.

    Returns:
        (22, 2) joints and (22, 2) the ends of their bones, metres; x to the person's left, y up.
    """
    skeleton = solved_skeleton()
    points, tips = np.zeros((22, 2)), np.zeros((22, 2))
    for joint, parent in enumerate(skeleton.parents):
        name = skeleton.joints[joint]
        if parent >= 0:
            turned = _turn(skeleton.joints[parent], pose) @ skeleton.offsets[joint][:2]
            points[joint] = points[parent] + turned
        end = skeleton.end_sites.get(name)
        turn = _turn(name, pose)
        tips[joint] = points[joint] + (turn @ end[:2] if end is not None else 0.0)
    return points, tips


def _turn(joint: str, pose: str) -> FloatArray:
    # Everything from the upper arm on hangs down by the pose's angle.
    if not any(part in joint for part in ("Arm", "Hand")):
        return np.eye(2)
    angle = math.radians(_DROP_DEG[pose]) * (-1.0 if joint.startswith("Left") else 1.0)
    return np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])


class PoseFigure(QWidget):
    """Shows a T- or A-pose as large as fits."""

    def __init__(self, pose: str = T_POSE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pose = pose
        self.setMinimumSize(200, 220)
        self._describe()

    def show_pose(self, pose: str) -> None:
        """Draw another pose."""
        self.pose = pose
        self._describe()
        self.update()

    def _describe(self) -> None:
        texts = {
            T_POSE: self.tr("A person facing you, arms held out to the sides"),
            A_POSE: self.tr("A person facing you, arms held away from the body, hands at the hips"),
        }
        self.setAccessibleName(texts[self.pose])

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is repainted
        """Paint floor and figure."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(self.width() / 1.9, self.height() / 1.95)
        painter.translate(self.width() / 2, self.height() / 2 - 0.04 * scale)
        painter.scale(scale, -scale)
        floor = QPen(QColor("#465064"), 0.012)
        painter.setPen(floor)
        painter.drawLine(QPointF(-0.8, _FLOOR_Y), QPointF(0.8, _FLOOR_Y))
        _paint_figure(painter, self.pose)
        painter.end()


def _paint_figure(painter: QPainter, pose: str) -> None:
    skeleton = solved_skeleton()
    points, tips = pose_points(pose)
    bones = [
        (points[parent], points[joint])
        for joint, parent in enumerate(skeleton.parents)
        if parent >= 0 and skeleton.joints[joint] != "Head"
    ]
    bones += [
        (points[joint], tips[joint])
        for joint, name in enumerate(skeleton.joints)
        if name.endswith("Hand")
    ]
    for color, thickness in ((_LIMB, 0.12), (_BONE, 0.022)):
        painter.setPen(QPen(color, thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for start, end in bones:
            painter.drawLine(QPointF(*start), QPointF(*end))
        if color is _LIMB:
            _paint_trunk(painter, points)
    head = points[skeleton.index("Head")]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_LIMB)
    painter.drawEllipse(QRectF(head[0] - 0.09, head[1] - 0.02, 0.18, 0.25))


def _paint_trunk(painter: QPainter, points: FloatArray) -> None:
    index = solved_skeleton().index
    corners = [points[index(name)] for name in ("LeftArm", "RightArm", "RightUpLeg", "LeftUpLeg")]
    painter.setBrush(_LIMB)
    painter.drawPolygon([QPointF(*corner) for corner in corners])
    painter.setBrush(Qt.BrushStyle.NoBrush)
