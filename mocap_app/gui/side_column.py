"""What to do, in panels one above the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
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
        self._revealed: QWidget | None = None
        self._was_folded = False
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
        self.setMinimumWidth(width)

    def reveal(self, panel: QWidget | None) -> None:
        """Open and scroll to a panel, and keep it open until the next call; None ends that."""
        before, self._revealed = self._revealed, panel
        if isinstance(before, FoldingPanel) and before.touched:
            before.fold(on=self._was_folded)
        if isinstance(panel, FoldingPanel):
            self._was_folded = panel.folded
            panel.fold(on=False)
        self._fit()
        if panel in self._panels:
            # What has been opened has its place only after this.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            self.ensureWidgetVisible(panel, 0, 0)

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
        folding = [
            panel
            for panel in upper
            if isinstance(panel, FoldingPanel) and not panel.touched and panel is not self._revealed
        ]
        free = self.viewport().height() - last.sizeHint().height() - len(upper) * self._spacing
        # Texts that wrap are higher in a narrow column than their hint says.
        width = self.viewport().width()
        free -= sum(max(p.sizeHint().height(), p.heightForWidth(width)) for p in upper)
        free -= sum(panel.foldable_height() for panel in folding if panel.folded)
        for panel in reversed(folding):
            panel.fold(on=free < 0)
            if panel.folded:
                free += panel.foldable_height()
