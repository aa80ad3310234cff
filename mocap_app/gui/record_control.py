"""Lets the record panel speak with the session and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from mocap_app.workers.live import SessionState

if TYPE_CHECKING:
    from mocap_app.gui.record_panel import RecordPanel
    from mocap_app.gui.window_parts import WindowParts
    from mocap_app.recording.take import Take


class RecordControl(QObject):
    """Starts and ends recordings as the panel asks; the window's child."""

    def __init__(self, panel: RecordPanel, parts: WindowParts, parent: QObject) -> None:
        super().__init__(parent)
        self._panel = panel
        self._parts = parts
        session = parts.session
        panel.set_countdown_seconds(parts.keeper.settings.countdown_s)
        panel.countdown_chosen.connect(self._on_countdown_chosen)
        parts.keeper.changed.connect(self._on_settings_changed)
        panel.record_requested.connect(session.start_recording)
        panel.stop_requested.connect(session.stop_recording)
        session.recording_ended.connect(parts.notifier.warning)
        session.take_saved.connect(self._on_take_saved)
        for signal in (session.network_ready, session.state_changed, session.take_save_ended):
            signal.connect(self._on_possibilities_changed)

    @Slot(int)
    def _on_countdown_chosen(self, seconds: int) -> None:
        self._parts.keeper.change(countdown_s=seconds)

    @Slot(object)
    def _on_settings_changed(self, names: frozenset[str]) -> None:
        if "countdown_s" in names:
            self._panel.set_countdown_seconds(self._parts.keeper.settings.countdown_s)

    @Slot(object)
    def _on_take_saved(self, take: Take) -> None:
        seconds = float(take.timestamps[-1] - take.timestamps[0])
        self._parts.notifier.info(f"{take.name} is saved ({seconds:.1f} s).")
        self._parts.library.refresh()

    @Slot()
    def _on_possibilities_changed(self) -> None:
        session = self._parts.session
        self._panel.show_recording(on=session.state is SessionState.RECORDING)
        self._panel.set_possible(session.can_record)
