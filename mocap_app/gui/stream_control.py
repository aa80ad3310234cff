"""Lets the stream panel speak with the session, the settings and the banner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mocap_app.gui.translation import sentence_of
from mocap_app.workers.streaming import StreamSwitch

if TYPE_CHECKING:
    from mocap_app.gui.notifications import Notifier
    from mocap_app.gui.settings_keeper import SettingsKeeper
    from mocap_app.gui.stream_panel import StreamPanel
    from mocap_app.workers.session import Session


class StreamControl(QObject):
    """Starts and stops the stream as the panel asks; the window's child.

    Signals:
        notice_outdated: A text in the banner is no longer true.
    """

    notice_outdated = Signal(str)

    def __init__(
        self,
        panel: StreamPanel,
        session: Session,
        keeper: SettingsKeeper,
        notifier: Notifier,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.switch = StreamSwitch(session, self)
        self._panel = panel
        self._keeper = keeper
        self._notifier = notifier
        self._failure = ""
        """What was said last of a receiver that does not answer."""
        panel.set_choices(keeper.settings)
        panel.chosen.connect(self._on_chosen)
        keeper.changed.connect(self._on_settings_changed)
        panel.start_requested.connect(self.switch.start)
        panel.stop_requested.connect(self.switch.stop)
        session.stream_failed.connect(self._on_stream_failed)
        self.switch.failed.connect(notifier.error)
        self.switch.started.connect(self._on_started)
        self.switch.stopped.connect(self._on_stopped)

    @Slot(object)
    def _on_chosen(self, changes: dict[str, object]) -> None:
        self._keeper.change(**changes)

    @Slot(object)
    def _on_settings_changed(self, names: frozenset[str]) -> None:
        if any(name.startswith("stream_") for name in names):
            self._panel.set_choices(self._keeper.settings)

    @Slot(object)
    def _on_started(self, address: object) -> None:
        self._panel.show_streaming(on=True)
        self._notifier.info(self.tr("Streaming to {address}.").format(address=address))

    @Slot()
    def _on_stopped(self) -> None:
        self._panel.show_streaming(on=False)
        self.notice_outdated.emit(self._failure)

    @Slot(object)
    def _on_stream_failed(self, error: Exception) -> None:
        # What the thread said just before it was stopped is true no more: "streaming goes on".
        if self.switch.on:
            self._failure = sentence_of(error)
            self._notifier.warning(self._failure)
