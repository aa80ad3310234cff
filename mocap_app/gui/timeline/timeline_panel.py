"""The transport of one take: play, pause, scrub, loop, speed, trim, compare, back to live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mocap_app.core.skeleton import solved_skeleton
from mocap_app.gui.joint_titles import joint_place
from mocap_app.gui.timeline.joint_curve import COORDINATES, at_times, joint_curve
from mocap_app.gui.timeline.player import Player
from mocap_app.gui.timeline.timeline_plot import TimelinePlot
from mocap_app.gui.timeline.transport import Transport, add_key
from mocap_app.gui.translation import translate

if TYPE_CHECKING:
    from mocap_app.workers.take_opener import OpenedTake

_FIRST_JOINT = "LeftFoot"


class TimelinePanel(QFrame):
    """Shows the take that is open; what is to be seen elsewhere is told by its player.

    Signals:
        closed: The user wants the live picture back.
        trimmed: Begin and end of the part that counts, seconds; (0, duration) for all.
        compared: Whether the other take is to be shown in place of this one.
    """

    closed = Signal()
    trimmed = Signal(float, float)
    compared = Signal(bool)

    def __init__(self, parent: QWidget | None = None, player: Player | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.player = player if player is not None else Player()
        self.player.setParent(self)
        self._opened: OpenedTake | None = None
        self.plot = TimelinePlot(self)
        self.transport = Transport(self.player, self)
        self.compare = QPushButton(self)
        self.compare.setCheckable(True)
        self.trim_off = QPushButton(self.tr("Untrim"), self)
        self.trim_off.setToolTip(self.tr("Keep all of the take again"))
        self.live = QPushButton(self.tr("Back to live"), self)
        self.live.setObjectName("live")
        self.live.setToolTip(self.tr("Show the live picture again (Esc)"))
        self.joint = QComboBox(self)
        self.joint.setToolTip(self.tr("Joint whose curve is shown"))
        self.joint.setAccessibleName(self.tr("Joint whose curve is shown"))
        for joint in solved_skeleton().joints:
            self.joint.addItem(joint_place(joint), joint)
        self.joint.setCurrentIndex(self.joint.findData(_FIRST_JOINT))
        self.coordinate = QComboBox(self)
        self.coordinate.setToolTip(self.tr("What of the joint is shown"))
        self.coordinate.setAccessibleName(self.tr("What of the joint is shown"))
        for coordinate in COORDINATES:
            self.coordinate.addItem(translate("Timeline", coordinate), coordinate)
        self._lay_out()
        self._connect_signals()

    def show_take(self, opened: OpenedTake) -> None:
        """Put another take on the timeline, paused at its begin."""
        self._opened = opened
        self.plot.show_take(opened.times, opened.standing)
        self.compare.setVisible(opened.other is not None)
        blocker = QSignalBlocker(self.compare)
        self.compare.setChecked(False)
        del blocker
        self.compare.setText(self.tr("Before") if opened.other_is_earlier else self.tr("After"))
        self.compare.setToolTip(
            self.tr("Show the recording this was refined from (B)")
            if opened.other_is_earlier
            else self.tr("Show what was refined from this recording (B)")
        )
        self.transport.frame_count = opened.take.frame_count
        self.player.load(opened.times, opened.info.span)
        self.show_span(opened.info.span)
        self._draw_curve()

    def show_span(self, span: tuple[float, float]) -> None:
        """Show another trim."""
        self.player.span = span
        self.plot.show_span(*span)
        whole = span[0] <= 0.0 and span[1] >= self.player.duration
        self.trim_off.setEnabled(not whole)

    def _connect_signals(self) -> None:
        self.player.moved.connect(self.plot.show_position)
        self.plot.scrubbed.connect(self.player.seek)
        self.plot.trimmed.connect(self.trimmed)
        self.joint.activated.connect(self._draw_curve)
        self.coordinate.activated.connect(self._draw_curve)
        self.compare.toggled.connect(self.compared)
        self.trim_off.clicked.connect(self._on_trim_off)
        self.live.clicked.connect(self.closed)
        add_key(self, "I", self._on_trim_begin)
        add_key(self, "O", self._on_trim_end)
        add_key(self, "B", self._on_compare_key)
        add_key(self, "Esc", self.closed.emit)

    @Slot()
    def _on_compare_key(self) -> None:
        if self.compare.isVisible():
            self.compare.toggle()

    @Slot()
    def _on_trim_begin(self) -> None:
        if self.player.position < self.player.span[1]:
            self.trimmed.emit(self.player.position, self.player.span[1])

    @Slot()
    def _on_trim_end(self) -> None:
        if self.player.position > self.player.span[0]:
            self.trimmed.emit(self.player.span[0], self.player.position)

    @Slot()
    def _on_trim_off(self) -> None:
        self.trimmed.emit(0.0, self.player.duration)

    @Slot()
    def _draw_curve(self) -> None:
        opened = self._opened
        if opened is None:
            return
        joint, coordinate = self.joint.currentIndex(), str(self.coordinate.currentData())
        values = joint_curve(opened.times, opened.positions[:, joint], coordinate)
        other = None
        if opened.other is not None and opened.other_positions is not None:
            # Both on this take's clock: frames of the two may differ.
            times = opened.other.timestamps - opened.take.timestamps[0]
            curve = joint_curve(times, opened.other_positions[:, joint], coordinate)
            other = at_times(times, curve, opened.times)
        self.plot.show_curve(opened.times, values, other)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.transport)
        top.addStretch(1)
        for widget in (self.compare, self.trim_off, self.live):
            top.addWidget(widget)
        choices = QVBoxLayout()
        choices.setSpacing(4)
        # Not in the row above: that has to fit beside the column on the right in a small window.
        choices.addWidget(self.transport.time)
        choices.addWidget(self.transport.frame)
        choices.addWidget(self.joint)
        choices.addWidget(self.coordinate)
        choices.addStretch(1)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.plot, 1)
        below.addLayout(choices)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addLayout(top)
        column.addLayout(below, 1)
