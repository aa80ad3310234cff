"""The widget for one entry of the table of settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox, QWidget

from mocap_app.gui.number_box import NumberBox
from mocap_app.gui.settings_table import CONTEXT
from mocap_app.settings.schema import HEIGHTS_CM, RANGES, Settings

if TYPE_CHECKING:
    from mocap_app.gui.settings_table import Entry


def words(text: str) -> str:
    """Return a text of the table in the user's language."""
    return QCoreApplication.translate(CONTEXT, text)


class SettingField(QObject):
    """Shows one field of `Settings` and says when the user changed it.

    Signals:
        changed: Name of the field and its new value.
    """

    changed = Signal(str, object)

    def __init__(self, entry: Entry, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry = entry
        self.widget = self._make(getattr(Settings(), entry.name), parent)
        self.widget.setToolTip(words(entry.tip))
        self.widget.setAccessibleName(words(entry.title))
        self.widget.setAccessibleDescription(words(entry.tip))

    def _make(self, default: object, parent: QWidget) -> QWidget:
        if self.entry.words:
            box = QComboBox(parent)
            for value, text in self.entry.words.items():
                box.addItem(words(text), value)
            box.activated.connect(self._on_changed)
            return box
        if isinstance(default, bool):
            switch = QCheckBox(parent)
            switch.toggled.connect(self._on_changed)
            return switch
        if isinstance(default, int):
            return self._make_number(parent)
        line = QLineEdit(parent)
        line.editingFinished.connect(self._on_changed)
        return line

    def _make_number(self, parent: QWidget) -> QWidget:
        unit = words(self.entry.unit) if self.entry.unit else ""
        if self.entry.name == "height_cm":
            # The value below the least one stands for 0.
            number = NumberBox(HEIGHTS_CM[0] - 1, HEIGHTS_CM[1], parent, unit)
        else:
            number = NumberBox(*RANGES[self.entry.name], parent, unit)
        if self.entry.zero:
            number.setSpecialValueText(words(self.entry.zero))
        number.valueChanged.connect(self._on_changed)
        return number

    @property
    def value(self) -> object:
        """What the widget shows, as the field's value."""
        widget = self.widget
        if isinstance(widget, QComboBox):
            return widget.currentData()
        if isinstance(widget, QCheckBox):
            return widget.isChecked()
        if isinstance(widget, QSpinBox):
            special = bool(widget.specialValueText()) and widget.value() == widget.minimum()
            return 0 if special else widget.value()
        assert isinstance(widget, QLineEdit)
        return widget.text().strip()

    def show(self, value: object) -> None:
        """Show a value without saying that it changed."""
        widget = self.widget
        blocker = QSignalBlocker(widget)
        if isinstance(widget, QComboBox):
            widget.setCurrentIndex(widget.findData(value))
        elif isinstance(widget, QCheckBox):
            widget.setChecked(bool(value))
        elif isinstance(widget, QSpinBox):
            assert isinstance(value, int)
            widget.setValue(value or widget.minimum())
        else:
            assert isinstance(widget, QLineEdit)
            widget.setText(str(value))
        del blocker

    @Slot()
    def _on_changed(self) -> None:
        self.changed.emit(self.entry.name, self.value)
