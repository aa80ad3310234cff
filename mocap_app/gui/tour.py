"""A walk through the window: one part after the other is shown and explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MARGIN = 6
_BUBBLE_WIDTH = 360
_SHADE = QColor(8, 10, 14, 175)
_FRAME = QColor("#4db0ff")


@dataclass(frozen=True)
class TourStep:
    """One stop of the tour."""

    target: QWidget
    """What is shown; the rest is dimmed."""
    title: str
    text: str


class Tour(QWidget):
    """Covers a window, dims it but for one widget, and explains that one.

    Signals:
        ended: The last step was seen, or the rest was skipped.
    """

    ended = Signal()

    def __init__(
        self,
        steps: Sequence[TourStep],
        window: QWidget,
        reveal: Callable[[QWidget], None] = lambda _target: None,
    ) -> None:
        """Begin with the first step.

        Args:
            steps: What to show, one after the other.
            window: What to cover.
            reveal: Brings the target of a step into view, should it be put away; called before each
                step.
        """
        super().__init__(window)
        self._reveal = reveal
        self.index = 0
        """Number of the step that is shown."""
        self._steps = list(steps)
        self._window = window
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.bubble = QFrame(self)
        self.bubble.setObjectName("tourBubble")
        self._title = QLabel(self.bubble)
        self._title.setObjectName("pageTitle")
        self._text = QLabel(self.bubble)
        self._text.setWordWrap(True)
        self._count = QLabel(self.bubble)
        self._count.setObjectName("hint")
        self.skip = QPushButton(self.tr("Skip the tour"), self.bubble)
        self.back = QPushButton(self.tr("Back"), self.bubble)
        self.next = QPushButton(self.bubble)
        self.next.setObjectName("primary")
        self._lay_out()
        self.skip.clicked.connect(self.end)
        self.back.clicked.connect(self._on_back)
        self.next.clicked.connect(self._on_next)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self._show_step()
        self.show()
        self.raise_()
        self.next.setFocus()

    @property
    def text(self) -> str:
        """What the present step says."""
        return f"{self._title.text()}\n{self._text.text()}"

    @property
    def lit(self) -> QRect:
        """The part of the window that is not dimmed."""
        target = self._steps[self.index].target
        corner = target.mapTo(self._window, QPoint(0, 0))
        lit = QRect(corner, target.size()).adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        return lit.intersected(self.rect())

    @Slot()
    def end(self) -> None:
        """Close the tour."""
        self._window.removeEventFilter(self)
        self.hide()
        self.ended.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Cover the window whatever its size."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            self.setGeometry(self._window.rect())
            self._place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape skips, the arrows turn the pages."""
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        elif event.key() == Qt.Key.Key_Left:
            self._on_back()
        elif event.key() in {Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_next()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Keep the focus on the tour's own buttons."""
        buttons = [b for b in (self.skip, self.back, self.next) if b.isEnabled()]
        here = self.focusWidget()
        place = buttons.index(here) if here in buttons else -1
        buttons[(place + (1 if forward else -1)) % len(buttons)].setFocus()
        return True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is repainted
        """Dim everything but the part that is explained."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shade, hole = QPainterPath(), QPainterPath()
        shade.addRect(QRectF(self.rect()))
        hole.addRoundedRect(QRectF(self.lit), 10, 10)
        painter.fillPath(shade.subtracted(hole), _SHADE)
        painter.setPen(QPen(_FRAME, 2))
        painter.drawPath(hole)
        painter.end()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.skip)
        buttons.addStretch(1)
        buttons.addWidget(self._count)
        buttons.addWidget(self.back)
        buttons.addWidget(self.next)
        column = QVBoxLayout(self.bubble)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(buttons)
        self.bubble.setFixedWidth(_BUBBLE_WIDTH)

    def _show_step(self) -> None:
        step = self._steps[self.index]
        self._reveal(step.target)
        last = self.index == len(self._steps) - 1
        self._title.setText(step.title)
        self._text.setText(step.text)
        self._count.setText(f"{self.index + 1} / {len(self._steps)}")
        self.back.setEnabled(self.index > 0)
        self.skip.setEnabled(not last)
        self.next.setText(self.tr("Done") if last else self.tr("Next"))
        self.setAccessibleName(step.title)
        self.setAccessibleDescription(step.text)
        self._place()
        self.update()

    def _place(self) -> None:
        """Put the bubble beside what it explains, on the side with the most room."""
        self.bubble.adjustSize()
        width, height = self.bubble.width(), self.bubble.height()
        lit = self.lit
        room = {
            "left": lit.left(),
            "right": self.width() - lit.right(),
            "above": lit.top() * self.width() / max(self.height(), 1),
            "below": (self.height() - lit.bottom()) * self.width() / max(self.height(), 1),
        }
        side = max(room, key=lambda name: room[name])
        x, y = lit.center().x() - width // 2, lit.center().y() - height // 2
        if side == "left":
            x = lit.left() - width - 2 * _MARGIN
        elif side == "right":
            x = lit.right() + 2 * _MARGIN
        elif side == "above":
            y = lit.top() - height - 2 * _MARGIN
        else:
            y = lit.bottom() + 2 * _MARGIN
        x = max(_MARGIN, min(x, self.width() - width - _MARGIN))
        y = max(_MARGIN, min(y, self.height() - height - _MARGIN))
        self.bubble.move(x, y)

    @Slot()
    def _on_back(self) -> None:
        if self.index > 0:
            self.index -= 1
            self._show_step()

    @Slot()
    def _on_next(self) -> None:
        if self.index == len(self._steps) - 1:
            self.end()
            return
        self.index += 1
        self._show_step()
