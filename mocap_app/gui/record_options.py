"""How takes are recorded, beside the record button: names, video, automatic end, OSC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from mocap_app.core.errors import TakeError
from mocap_app.gui.setting_field import SettingField, words
from mocap_app.gui.settings_table import RECORDING
from mocap_app.gui.translation import sentence_of
from mocap_app.recording.take_names import check_pattern
from mocap_app.workers.osc_remote import ADDRESSES

if TYPE_CHECKING:
    from mocap_app.settings.schema import Settings


class RecordOptions(QDialog):
    """The page Recording of the settings, with the name it gives; every change holds at once.

    Signals:
        chosen: A changed field of the settings and its value (dict).
    """

    chosen = Signal(object)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Recording options"))
        self.setMinimumWidth(440)
        self.fields = {entry.name: SettingField(entry, self) for entry in RECORDING.entries}
        self.preview = QLabel(self)
        self.problem = QLabel(self)
        self.problem.setObjectName("problem")
        self.problem.setWordWrap(True)
        self._lay_out()
        for field in self.fields.values():
            field.changed.connect(self._on_changed)
        self.show_settings(settings)

    def show_settings(self, settings: Settings) -> None:
        """Show these values."""
        for name, field in self.fields.items():
            field.show(getattr(settings, name))
        for name in ("osc_port", "osc_host"):
            self.fields[name].widget.setEnabled(settings.osc_on)
        try:
            check_pattern(settings.take_pattern)
        except TakeError as error:
            self.problem.setText(sentence_of(error))
            self.problem.show()
        else:
            self.problem.hide()

    @Slot(str)
    def show_preview(self, name: str) -> None:
        """Show how the next take will be called."""
        self.preview.setText(name)

    @Slot(str, object)
    def _on_changed(self, name: str, value: object) -> None:
        self.chosen.emit({name: value})

    def _lay_out(self) -> None:
        form = QFormLayout()
        for name, field in self.fields.items():
            form.addRow(words(field.entry.title), field.widget)
            if name == "take_pattern":
                form.addRow(self.tr("Next take"), self.preview)
                form.addRow(self.problem)
        addresses = QLabel("\n".join(ADDRESSES), self)
        addresses.setObjectName("hint")
        form.addRow(self.tr("OSC messages"), addresses)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(buttons)
