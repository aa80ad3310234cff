"""A spin box as the theme wants it."""

from __future__ import annotations

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox, QWidget

_TEXT_MARGIN = 8


class NumberBox(QSpinBox):
    """Whole numbers with a unit; the text stands where it stands in other boxes."""

    def __init__(self, low: int, high: int, parent: QWidget | None = None, unit: str = "") -> None:
        super().__init__(parent)
        self.setRange(low, high)
        self.setSuffix(unit)
        # The style sheet's padding does not reach the text of a spin box.
        self.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Refuse the mark between thousands: Qt takes it anywhere, also before the first digit."""
        mark = self.locale().groupSeparator()
        if mark and mark in text.removesuffix(self.suffix()):
            return QValidator.State.Invalid, text, position
        return super().validate(text, position)
