"""The line over the picture that says what would help."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from mocap_app.gui.guidance_rules import GUIDANCE, Adviser, Facts, look_at_picture, points_of
from mocap_app.workers.live import SessionState

if TYPE_CHECKING:
    from collections.abc import Callable

    from mocap_app.gui.live_display import LiveDisplay
    from mocap_app.gui.menus import Menus
    from mocap_app.gui.window_parts import WindowParts
    from mocap_app.workers.live import SourceInfo

_INTERVAL_MS = 200
_STALE_S = 1.0  # a pose as old as this says nothing about the present, if others could be there
_MARGIN = 10


class GuidanceBar(QFrame):
    """One sentence at the top of a widget, with a button that turns guidance off.

    Signals:
        turned_off: The user wants no advice any more.
    """

    turned_off = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("guidance")
        self._over = over
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self.off = QToolButton(self)
        self.off.setText("✕")
        self.off.setToolTip(self.tr("Turn hints off (View, Hints turns them on again)"))
        self.off.setAccessibleName(self.tr("Turn hints off"))
        self.off.clicked.connect(self.turned_off)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.addWidget(self._text, 1)
        row.addWidget(self.off)
        over.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty while it is hidden."""
        return self._text.text()

    def say(self, text: str) -> None:
        """Show another sentence; an empty one hides it."""
        if text == self.text:
            return
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        if text:
            self._place()
            # Read aloud by screen readers, without taking the focus.
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay at the top of what it covers."""
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        width = max(0, self._over.width() - 2 * _MARGIN)
        self.setGeometry(_MARGIN, _MARGIN, width, self._row.totalHeightForWidth(width))


class GuidanceControl(QObject):
    """Looks at the newest pose five times a second and says what would help; the window's child.

    Only cameras and addresses are spoken to: nobody can step back in a film.
    """

    def __init__(
        self,
        bar: GuidanceBar,
        display: LiveDisplay,
        parts: WindowParts,
        menus: Menus,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__(bar)
        self._bar = bar
        self._display = display
        self._parts = parts
        self._clock = clock
        self._adviser = Adviser()
        self._live = False
        self.action = QAction(self.tr("&Hints over the picture"), self)
        self.action.setCheckable(True)
        self.action.setChecked(parts.keeper.settings.guidance)
        self.action.toggled.connect(self._on_toggled)
        menus.view.addAction(self.action)
        bar.turned_off.connect(self.action.toggle)
        parts.keeper.changed.connect(self._on_settings_changed)
        parts.session.source_opened.connect(self._on_source_opened)
        parts.session.state_changed.connect(self._on_state_changed)
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Judge the newest pose, if it is one of the present."""
        facts = self._facts() if self._live and self.action.isChecked() else None
        if facts is None:
            self._bar.say("")
            return
        rule = self._adviser.update(facts, self._clock())
        self._bar.say("" if rule is None else QCoreApplication.translate(GUIDANCE, rule.text))

    def _facts(self) -> Facts | None:
        live = self._display.current(_STALE_S)
        # While a take is shown, advice about the camera would lie over somebody in its picture.
        if live is None or self._display.held:
            return None
        raw, settings = live.pose.raw, self._parts.keeper.settings
        brightness, washed_out = look_at_picture(live.captured.frame.image)
        return Facts(
            brightness=brightness,
            washed_out=washed_out,
            capture_fps=live.captured.capture_fps,
            inference_ms=live.inference_ms,
            exact=settings.network == "quality",
            people=live.pose.people,
            tracked=raw.tracked,
            legs_wanted=settings.body == "full",
            points=points_of(raw),
            aspect=raw.image_size[0] / raw.image_size[1],
            confidence=raw.confidence,
        )

    @Slot(object)
    def _on_source_opened(self, info: SourceInfo) -> None:
        self._live = info.live
        self._adviser.reset()

    @Slot(object)
    def _on_state_changed(self, state: SessionState) -> None:
        if state not in {SessionState.RUNNING, SessionState.RECORDING}:
            self._adviser.reset()
            self._bar.say("")

    @Slot(object)
    def _on_settings_changed(self, names: frozenset[str]) -> None:
        if "guidance" in names:
            self.action.setChecked(self._parts.keeper.settings.guidance)

    @Slot(bool)
    def _on_toggled(self, on: bool) -> None:
        self._parts.keeper.change(guidance=on)
        self._adviser.reset()
        self.look()
