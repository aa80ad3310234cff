"""What to do, in panels one above the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from mocap_app.gui.panel import FoldingPanel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent


class SideColumn(QScrollArea):
    """A column of panels, the last of which takes the room that is left.

    On a low screen, or a large scale, panels that can fold do, from the lowest up, until there is
    room for the last; what the user opens or folds stays so, and then the column can be scrolled.
    """

    def __init__(
        self, panels: Sequence[QWidget], width: int, spacing: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._panels = list(panels)
        self._spacing = spacing
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing)
        for panel in panels:
            column.addWidget(panel, int(panel is panels[-1]))
        self.setObjectName("side")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(inside)
        self.setFixedWidth(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or open what fits now."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look again when the panels ask for another height: fonts and texts come later."""
        fits = super().eventFilter(watched, event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return fits

    def _fit(self) -> None:
        *upper, last = self._panels
        # Those that the user has folded or opened stay so.
        folding = [p for p in upper if isinstance(p, FoldingPanel) and not p.touched]
        free = self.viewport().height() - last.sizeHint().height() - len(upper) * self._spacing
        # Texts that wrap are higher in a narrow column than their hint says.
        width = self.viewport().width()
        free -= sum(max(p.sizeHint().height(), p.heightForWidth(width)) for p in upper)
        free -= sum(panel.foldable_height() for panel in folding if panel.folded)
        for panel in reversed(folding):
            panel.fold(on=free < 0)
            if panel.folded:
                free += panel.foldable_height()
