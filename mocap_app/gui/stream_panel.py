"""Where poses are sent while they are made, and the switch for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from mocap_app.gui.number_box import NumberBox
from mocap_app.gui.setting_field import words
from mocap_app.gui.settings_table import RATE_WORDS
from mocap_app.settings.schema import STREAM_PORTS, STREAM_RATES

if TYPE_CHECKING:
    from mocap_app.settings.schema import Settings

_HOST_WIDTH, _PORT_WIDTH = 180, 90
_MAX_PORT = 65535


class StreamPanel(QFrame):
    """Format, receiver and rate of the stream, in one row.

    Signals:
        start_requested: Format, host, port and poses a second (0 for all).
        stop_requested: Send nothing more.
        chosen: Fields of `Settings` that the user changed (dict).
    """

    start_requested = Signal(str, str, int, float)
    stop_requested = Signal()
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.form = QComboBox(self)
        self.form.setToolTip(
            self.tr("VMC for avatar programs (VSeeFace, Warudo, VNyan…), JSON for your own")
        )
        for name in STREAM_PORTS:
            self.form.addItem(name.upper(), name)
        self.host = QLineEdit(self)
        self.host.setToolTip(
            self.tr("Computer of the receiver, by name or number; 127.0.0.1 is this one")
        )
        self.host.setMaximumWidth(_HOST_WIDTH)
        self.port = NumberBox(1, _MAX_PORT, self)
        self.port.setFixedWidth(_PORT_WIDTH)
        self.port.setToolTip(self.tr("UDP port of the receiver"))
        self.rate = QComboBox(self)
        self.rate.setToolTip(self.tr("Most poses sent in a second"))
        for rate in STREAM_RATES:
            self.rate.addItem(words(RATE_WORDS[rate]), rate)
        self.button = QPushButton(self)
        self.button.setCheckable(True)
        for widget, name in (
            *(
                (self.form, self.tr("Stream format")),
                (self.host, self.tr("Stream host")),
                (self.port, self.tr("Stream port")),
            ),
            *((self.rate, self.tr("Stream rate")), (self.button, self.tr("Stream"))),
        ):
            widget.setAccessibleName(name)
        self._lay_out()
        self._connect_signals()
        self.show_streaming(on=False)

    def set_choices(self, settings: Settings) -> None:
        """Show remembered choices without sending them."""
        blockers = [QSignalBlocker(w) for w in (self.form, self.host, self.port, self.rate)]
        self.form.setCurrentIndex(max(0, self.form.findData(settings.stream_format)))
        self.host.setText(settings.stream_host)
        self.port.setValue(settings.stream_port)
        self.rate.setCurrentIndex(max(0, self.rate.findData(settings.stream_rate)))
        del blockers

    def show_streaming(self, *, on: bool) -> None:
        """Show whether poses are being sent; the receiver cannot be changed meanwhile."""
        self.button.setChecked(on)
        self.button.setText(self.tr("Stop") if on else self.tr("Start"))
        self.button.setToolTip(
            self.tr("Send nothing more") if on else self.tr("Send every pose to this receiver")
        )
        for widget in (self.form, self.host, self.port, self.rate):
            widget.setEnabled(not on)

    def _lay_out(self) -> None:
        heading = QLabel(self.tr("Stream"), self)
        heading.setObjectName("panelTitle")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(heading)
        row.addStretch(1)
        for widget in (self.form, self.host, self.port, self.rate, self.button):
            row.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _connect_signals(self) -> None:
        self.button.clicked.connect(self._on_clicked)
        self.form.activated.connect(self._on_form_chosen)
        self.host.editingFinished.connect(self._on_changed)
        self.host.returnPressed.connect(self.button.click)
        self.port.valueChanged.connect(self._on_changed)
        self.rate.activated.connect(self._on_changed)

    @Slot()
    def _on_clicked(self) -> None:
        # What the button shows follows from what becomes of the request.
        starting = self.button.isChecked()
        self.button.setChecked(not starting)
        if not starting:
            self.stop_requested.emit()
            return
        self.start_requested.emit(
            str(self.form.currentData()),
            self.host.text().strip(),
            self.port.value(),
            float(self.rate.currentData()),
        )

    @Slot()
    def _on_form_chosen(self) -> None:
        # A port that is the usual one of the other format was not chosen by anybody.
        if self.port.value() in STREAM_PORTS.values():
            self.port.setValue(STREAM_PORTS[str(self.form.currentData())])
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        self.chosen.emit(
            {
                "stream_format": str(self.form.currentData()),
                "stream_host": self.host.text().strip(),
                "stream_port": self.port.value(),
                "stream_rate": int(self.rate.currentData()),
            }
        )
