"""Controls in a row of which those that do not fit are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent


class FittingRow(QWidget):
    """Controls at the right; in a narrow row the last are hidden, so they should be spare ones.

    The row itself asks for no width: what it lies on may become as narrow as it likes.
    """

    def __init__(self, controls: Sequence[QWidget], margin: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._controls = list(controls)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(margin, margin, margin, margin)
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        row.addStretch(1)
        for control in self._controls:
            row.addWidget(control)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as there is room for."""
        super().resizeEvent(event)
        room = self._row.contentsRect().width() + self._row.spacing()
        for control in self._controls:
            room -= control.sizeHint().width() + self._row.spacing()
            control.setVisible(room >= 0)
