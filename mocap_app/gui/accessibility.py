"""Names that are read aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_NAMED = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit)


def name_controls(root: QWidget) -> None:
    """Let controls that show no words be called what their tooltip says."""
    for kind in _NAMED:
        for control in root.findChildren(kind):
            shows_words = isinstance(control, QAbstractButton) and control.text().strip("✕…")
            if control.toolTip() and not control.accessibleName() and not shows_words:
                control.setAccessibleName(control.toolTip())
