"""The buttons that move a player."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from mocap_app.gui.theme import icon
from mocap_app.gui.timeline.player import SPEEDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from mocap_app.gui.timeline.player import Player

_SECOND_S = 1.0


class Transport(QWidget):
    """Begin, frame back, play, frame on, end, loop and speed in a row; owned by the timeline.

    Time and frame are for the timeline to place: the row has no room for them in a small window.
    """

    def __init__(self, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self.frame_count = 0
        """Of the take that is open."""
        self.first = self._button("first", self.tr("To the begin (Home)"), player.to_begin, "Home")
        self.back = self._button("back", self.tr("One frame back (,)"), self._on_back, ",")
        self.play = self._button("play", self.tr("Play or pause (K)"), player.toggle, "K")
        self.forward = self._button("forward", self.tr("One frame on (.)"), self._on_forward, ".")
        self.last = self._button("last", self.tr("To the end (End)"), player.to_end, "End")
        self.loop = self._button("loop", self.tr("Start over at the end (L)"), self._on_loop, "L")
        self.loop.setCheckable(True)
        self.loop.setChecked(player.loop)
        self.speed = QComboBox(self)
        self.speed.setToolTip(self.tr("Playback speed"))
        self.speed.setAccessibleName(self.tr("Playback speed"))
        for speed in SPEEDS:
            self.speed.addItem(f"{speed:g} x", speed)
        self.speed.setCurrentIndex(SPEEDS.index(1.0))
        self.time = QLabel(self)
        self.time.setObjectName("timecode")
        self.frame = QLabel(self)
        self.frame.setObjectName("hint")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self.first, self.back, self.play, self.forward, self.last, self.loop):
            row.addWidget(widget)
        row.addWidget(self.speed)
        add_key(self, "Shift+,", self._on_second_back)
        add_key(self, "Shift+.", self._on_second_on)
        self.speed.activated.connect(self._on_speed_chosen)
        player.moved.connect(self._on_moved)
        player.playing_changed.connect(self._on_playing_changed)

    @Slot(float)
    def _on_moved(self, seconds: float) -> None:
        whole = timecode(self._player.duration)
        # As wide at the begin as at the end, so that nothing beside it moves.
        self.time.setText(f"{timecode(seconds):>{len(whole)}} / {whole}")
        self.frame.setText(
            self.tr("frame {n} of {all}").format(n=self._player.row + 1, all=self.frame_count)
        )

    @Slot(bool)
    def _on_playing_changed(self, playing: bool) -> None:
        self.play.setIcon(icon("pause" if playing else "play"))

    @Slot()
    def _on_back(self) -> None:
        self._player.step(-1)

    @Slot()
    def _on_forward(self) -> None:
        self._player.step(1)

    @Slot()
    def _on_second_back(self) -> None:
        self._player.seek(self._player.position - _SECOND_S)

    @Slot()
    def _on_second_on(self) -> None:
        self._player.seek(self._player.position + _SECOND_S)

    @Slot()
    def _on_loop(self) -> None:
        self._player.loop = not self._player.loop
        self.loop.setChecked(self._player.loop)

    @Slot(int)
    def _on_speed_chosen(self, index: int) -> None:
        self._player.speed = float(self.speed.itemData(index))

    def _button(self, name: str, tip: str, slot: Callable[[], None], key: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(name))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(slot)
        add_key(self, key, slot)
        return button


def add_key(widget: QWidget, key: str, slot: Callable[[], None]) -> None:
    """Let a key do something from anywhere in the window while a widget is shown."""
    shortcut = QShortcut(QKeySequence(key), widget)
    shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
    shortcut.activated.connect(slot)


def timecode(seconds: float) -> str:
    """Return minutes, seconds and hundredths: 75.196 gives "1:15.19"."""
    hundredths = int(seconds * 100 + 1e-6)
    return f"{hundredths // 6000}:{hundredths // 100 % 60:02d}.{hundredths % 100:02d}"
