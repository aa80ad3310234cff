"""Takes as rows of picture, name and numbers, with a star that can be clicked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mocap_app.core.skeleton import solved_skeleton
from mocap_app.gui.record_panel import format_time
from mocap_app.gui.theme import FILTERED_COLOR, PLOT_BACKGROUND, icon
from mocap_app.gui.translation import translate
from mocap_app.gui.video_view import to_qimage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QListWidgetItem, QWidget

    from mocap_app.core.types import FloatArray
    from mocap_app.pipeline.score import QualityScore
    from mocap_app.recording.take_store import TakeInfo
    from mocap_app.workers.take_look import TakeLook

INFO = Qt.ItemDataRole.UserRole
PICTURE = Qt.ItemDataRole.UserRole + 1
SCORE = Qt.ItemDataRole.UserRole + 2

_PICTURE = QSize(64, 48)
_MARGIN = 5
_STAR = 20
_FAINT = QColor("#9aa4b5")
_FAINT_SELECTED = QColor("#d4e6f7")
_PROBLEM = QColor("#ff8a8a")

_CLICKS = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.MouseButtonRelease,
)

Index = QModelIndex | QPersistentModelIndex


class TakeDelegate(QStyledItemDelegate):
    """Paints one take."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        """Return the size of a row."""
        return QSize(120, _PICTURE.height() + 2 * _MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint picture, name, numbers and star."""
        info: TakeInfo = index.data(INFO)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(option.rect, option.palette.highlight())
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, QColor("#262c36"))
        inner = option.rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        picture = QRect(inner.topLeft(), _PICTURE)
        _paint_picture(painter, picture, index.data(PICTURE))
        text = inner.adjusted(_PICTURE.width() + 8, 0, -_STAR - 2, 0)
        _paint_text(painter, text, option, index, selected=selected)
        name = "star_on" if info.annotations.starred else "star"
        if info.annotations.starred or option.state & QStyle.StateFlag.State_MouseOver:
            icon(name).paint(painter, star_rect(option.rect))
        painter.restore()


class TakeList(QListWidget):
    """A list of takes; each item holds one as `INFO`, `show_take` describes it.

    Signals:
        star_clicked: The `TakeInfo` whose star it was; it is neither selected nor opened by that.
    """

    star_clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(TakeDelegate(self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Takes"))

    def sizeHint(self) -> QSize:
        """Return two rows: where there is more room the list takes it, a column need not scroll."""
        return QSize(super().sizeHint().width(), 2 * (_PICTURE.height() + 2 * _MARGIN) + 4)

    def viewportEvent(self, event: QEvent) -> bool:
        """Take clicks on stars out: Qt would select the row and report a click on it."""
        if event.type() in _CLICKS and isinstance(event, QMouseEvent):
            place = event.position().toPoint()
            item = self.itemAt(place)
            left = event.button() is Qt.MouseButton.LeftButton
            if item is not None and left and star_rect(self.visualItemRect(item)).contains(place):
                if event.type() is QEvent.Type.MouseButtonRelease:
                    self.star_clicked.emit(item.data(INFO))
                return True
        return super().viewportEvent(event)


def star_rect(row: QRect) -> QRect:
    """Return where a row has its star."""
    return QRect(row.right() - _STAR - 3, row.top() + _MARGIN, _STAR, _STAR)


def lines_of(info: TakeInfo, score: QualityScore | None) -> tuple[str, str, str]:
    """Return a take's name and two short lines about it."""
    if info.problem:
        return info.name, translate("TakeList", "damaged"), ""
    begin, end = info.span
    length = format_time(end - begin)
    if info.annotations.trim is not None:
        # As short as can be, or the score beside it would be cut off.
        length = f"{length}/{format_time(info.duration)}"
    share = info.tracked_count / info.frame_count if info.frame_count else 0.0
    quality = (
        translate("TakeList", "score {n}").format(n=f"{score.overall:.0f}")
        if score is not None
        else translate("TakeList", "tracked {share}").format(share=f"{share:.0%}")
    )
    # As the search takes it; the names of months would be in the desktop's language.
    made = f"{info.created.astimezone():%Y-%m-%d, %H:%M}"
    if info.annotations.refined_from:
        made = translate("TakeList", "refined {date}").format(date=made)
    notes = info.annotations.notes.split("\n", 1)[0]
    return info.name, f"{length}  ·  {quality}", notes or made


def show_take(item: QListWidgetItem, score: QualityScore | None, picture: QPixmap | None) -> None:
    """Let an item show the take it holds as `INFO`, with what is known of it by now."""
    info: TakeInfo = item.data(INFO)
    score = None if info.problem else score
    item.setData(SCORE, score)
    item.setData(PICTURE, picture)
    # Painted by the delegate; the text is for screen readers.
    starred = [translate("TakeList", "with a star")] if info.annotations.starred else []
    item.setText("\n".join([*lines_of(info, score), *starred]))
    item.setToolTip(details_of(info, score))


def details_of(info: TakeInfo, score: QualityScore | None) -> str:
    """Return all that is known of a take, for its tooltip."""
    if info.problem:
        return info.problem
    video = translate("TakeList", ", with video") if info.has_video else ""
    made = f"{info.created.astimezone():%Y-%m-%d %H:%M}"
    frames = (
        translate("TakeList", "{length}, {n} frames").format(
            length=format_time(info.duration), n=info.frame_count
        )
        + video
    )
    lines = [info.name, f"{made}, {frames}", str(info.path)]
    if info.annotations.notes:
        lines.append(info.annotations.notes)
    if score is not None:
        lines.append(sentence_of(score))
    return "\n".join(lines)


def sentence_of(score: QualityScore) -> str:
    """Return how good a take is, and by what."""
    skate = score.foot_skate_cm_s
    feet = (
        translate("TakeList", "no foot stands")
        if math.isnan(skate)
        else translate("TakeList", "feet slide {speed} cm/s").format(speed=f"{skate:.1f}")
    )
    return translate(
        "TakeList", "Score {n} of 100: jitter {jitter} m/s³, {feet}, {jumps} jumps"
    ).format(
        n=f"{score.overall:.0f}",
        jitter=f"{score.shaking_m_s3:.0f}",
        feet=feet,
        jumps=score.rotation_jumps,
    )


def picture_of(look: TakeLook) -> QPixmap:
    """Return the small picture of a take: of its video, else its figure."""
    ratio = 2  # Sharp on screens of twice the density too.
    size = _PICTURE * ratio
    canvas = QPixmap(size)
    canvas.fill(QColor(PLOT_BACKGROUND))
    painter = QPainter(canvas)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if look.picture is not None:
        image = QPixmap.fromImage(to_qimage(look.picture)).scaled(
            size,
            Qt.AspectRatioMode.KeepAspectRatioByExpanding,
            Qt.TransformationMode.SmoothTransformation,
        )
        painter.drawPixmap(
            (size.width() - image.width()) // 2, (size.height() - image.height()) // 2, image
        )
    elif look.figure is not None:
        _paint_figure(painter, size, look.figure)
    painter.end()
    canvas.setDevicePixelRatio(ratio)
    return canvas


def _paint_figure(painter: QPainter, size: QSize, joints: FloatArray) -> None:
    """Draw (22, 3) joints as the camera sees them: from the front, feet below."""
    flat = joints[:, :2] * [1.0, -1.0]
    low, high = flat.min(axis=0), flat.max(axis=0)
    scale = 0.86 * min(np.array([size.width(), size.height()]) / np.maximum(high - low, 1e-3))
    centre = np.array([size.width(), size.height()]) / 2
    places = (flat - (low + high) / 2) * scale + centre
    pen = QPen(QColor(FILTERED_COLOR), 3.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    for joint, parent in enumerate(solved_skeleton().parents):
        if parent >= 0:
            (x0, y0), (x1, y1) = places[parent].tolist(), places[joint].tolist()
            painter.drawLine(round(x0), round(y0), round(x1), round(y1))


def _paint_picture(painter: QPainter, place: QRect, picture: QPixmap | None) -> None:
    if picture is None:
        painter.fillRect(place, QColor(PLOT_BACKGROUND))
    else:
        painter.drawPixmap(place, picture)


def _paint_text(
    painter: QPainter, place: QRect, option: QStyleOptionViewItem, index: Index, *, selected: bool
) -> None:
    info: TakeInfo = index.data(INFO)
    name, numbers, below = lines_of(info, index.data(SCORE))
    bold = QFont(option.font)
    bold.setWeight(QFont.Weight.DemiBold)
    faint = _FAINT_SELECTED if selected else _FAINT
    height = place.height() // 3
    rows = (
        (name, bold, option.palette.text().color()),
        (numbers, option.font, _PROBLEM if info.problem else option.palette.text().color()),
        (below, option.font, faint),
    )
    for number, (text, font, color) in enumerate(rows):
        line = QRect(place.left(), place.top() + number * height, place.width(), height)
        if number:
            line.setRight(line.right() + _STAR)
        painter.setFont(font)
        painter.setPen(color)
        # What tells a refined take from its recording stands at the end of its name.
        how = Qt.TextElideMode.ElideRight if number else Qt.TextElideMode.ElideMiddle
        elided = painter.fontMetrics().elidedText(text, how, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)
