"""The record button, its countdown and the time recorded so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from mocap_app.gui.beep import Beeper
from mocap_app.gui.countdown import Countdown
from mocap_app.gui.panel import Panel
from mocap_app.gui.setting_field import words
from mocap_app.gui.settings_table import COUNTDOWN_WORDS
from mocap_app.gui.theme import icon
from mocap_app.gui.translation import translate
from mocap_app.settings.schema import COUNTDOWNS

if TYPE_CHECKING:
    from collections.abc import Callable

_CLOCK_MS = 100


class RecordPanel(Panel):
    """Starts and stops recordings; the space bar does what the button does.

    Signals:
        record_requested: Start recording now (the countdown is over).
        stop_requested: End the recording.
        countdown_ticked: Seconds left, for the big number over the picture; 0 hides it.
        countdown_chosen: The user chose another length, seconds.
        options_requested: The user wants to say how takes are recorded.
    """

    record_requested = Signal()
    stop_requested = Signal()
    countdown_ticked = Signal(int)
    countdown_chosen = Signal(int)
    options_requested = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        countdown: Countdown | None = None,
        recorded: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """Make the panel; `recorded` tells how many seconds the running take has by now."""
        super().__init__(translate("RecordPanel", "Record"), parent)
        self.countdown = countdown if countdown is not None else Countdown()
        self.countdown.setParent(self)
        self._recorded = recorded
        self._recording = False
        self.button = QPushButton(self)
        self.button.setObjectName("record")
        self.button.setCheckable(True)
        self.button.setEnabled(False)
        self.button.setToolTip(self.tr("Record a take (space bar)"))
        self.delay = QComboBox(self)
        self.delay.setToolTip(self.tr("Time to get into position"))
        for seconds in COUNTDOWNS:
            self.delay.addItem(words(COUNTDOWN_WORDS[seconds]), seconds)
        self.next_name = QLabel(self)
        self.next_name.setObjectName("hint")
        self.options = QToolButton(self)
        self.options.setIcon(icon("options"))
        self.options.setToolTip(self.tr("Names, reference video, automatic end, control by OSC"))
        self.options.setAccessibleName(self.tr("Recording options"))
        self.beeper = Beeper(self)
        self.elapsed = QLabel("0:00.0", self)
        self.elapsed.setObjectName("elapsed")
        self._timer = QTimer(self)
        self._timer.setInterval(_CLOCK_MS)
        self._lay_out()
        self._show_button()
        self._connect_signals()

    @property
    def recording(self) -> bool:
        """Whether the session is recording, as far as this panel was told."""
        return self._recording

    def set_countdown_seconds(self, seconds: int) -> None:
        """Show a remembered countdown length."""
        self.delay.setCurrentIndex(max(0, self.delay.findData(seconds)))

    @Slot(bool)
    def set_possible(self, possible: bool) -> None:
        """Allow or forbid the button; stopping is always allowed."""
        if not possible and not self.recording:
            self.countdown.cancel()
        self.button.setEnabled(possible or self.recording)

    @Slot()
    def toggle(self) -> None:
        """Do what the button does: start the countdown, cancel it, or stop the recording."""
        if self.recording:
            self.stop_requested.emit()
        elif self.countdown.running:
            self.countdown.cancel()
        elif self.button.isEnabled():
            self.countdown.start(int(self.delay.currentData()))
        self._show_button()

    def show_next_name(self, name: str) -> None:
        """Show how the next take will be called."""
        # A label is as wide as its text wants, and a long name must not widen the window.
        metrics = self.next_name.fontMetrics()
        room = max(self.next_name.width(), 180)
        self.next_name.setText(
            metrics.elidedText(
                self.tr("Next: {name}").format(name=name), Qt.TextElideMode.ElideRight, room
            )
        )
        self.next_name.setToolTip(
            self.tr("The next take will be called “{name}”.").format(name=name)
        )

    def show_recording(self, *, on: bool) -> None:
        """Show whether the session is recording."""
        if on == self.recording:
            return
        self._recording = on
        if on:
            self._timer.start()
        else:
            # The last reading stays: it is the length of the take just made.
            self._timer.stop()
        self._on_clock()
        self.delay.setEnabled(not on)
        self.elapsed.setProperty("recording", on)
        self.elapsed.style().unpolish(self.elapsed)
        self.elapsed.style().polish(self.elapsed)
        self._show_button()

    def show_recorded(self) -> None:
        """Show the length of the take just made; poses may come until a while after the stop."""
        self._on_clock()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.elapsed)
        row.addStretch(1)
        row.addWidget(QLabel(self.tr("Countdown"), self))
        row.addWidget(self.delay)
        below = QHBoxLayout()
        below.addWidget(self.next_name, 1)
        below.addWidget(self.options)
        self.body.addWidget(self.button)
        self.body.addLayout(row)
        self.body.addLayout(below)

    def _connect_signals(self) -> None:
        self.button.clicked.connect(self.toggle)
        self.countdown.ticked.connect(self._on_ticked)
        self.countdown.finished.connect(self._on_finished)
        self.countdown.cancelled.connect(self._on_cancelled)
        self.options.clicked.connect(self.options_requested)
        self.delay.activated.connect(self._on_delay_chosen)
        self._timer.timeout.connect(self._on_clock)

    def _show_button(self) -> None:
        busy = self.recording or self.countdown.running
        self.button.setChecked(busy)
        self.button.setIcon(icon("stop" if busy else "record"))
        words = (
            self.tr("Cancel")
            if self.countdown.running
            else self.tr("Stop")
            if self.recording
            else self.tr("Record")
        )
        self.button.setText(self.tr("{words}   (space)").format(words=words))

    @Slot(int)
    def _on_ticked(self, left: int) -> None:
        self.beeper.tick()
        self.countdown_ticked.emit(left)

    @Slot()
    def _on_finished(self) -> None:
        self.beeper.go()
        self.countdown_ticked.emit(0)
        self.record_requested.emit()
        self._show_button()

    @Slot()
    def _on_cancelled(self) -> None:
        self.countdown_ticked.emit(0)
        self._show_button()

    @Slot()
    def _on_delay_chosen(self) -> None:
        self.countdown_chosen.emit(int(self.delay.currentData()))

    @Slot()
    def _on_clock(self) -> None:
        self.elapsed.setText(format_time(self._recorded()))


def format_time(seconds: float) -> str:
    """Return minutes, seconds and tenths, rounded down: 75.19 gives "1:15.1"."""
    tenths = int(seconds * 10 + 1e-6)
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"
