"""Lets the record panel and its options speak with the session and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from mocap_app.gui.record_options import RecordOptions
from mocap_app.gui.record_panel import format_time
from mocap_app.recording.take_names import TakeNaming
from mocap_app.workers.live import SessionState
from mocap_app.workers.osc_remote import OscRemote, RemotePlan
from mocap_app.workers.take_recording import RecordingPlan

if TYPE_CHECKING:
    from mocap_app.gui.record_panel import RecordPanel
    from mocap_app.gui.window_parts import WindowParts
    from mocap_app.recording.take import Take
    from mocap_app.recording.take_store import TakeInfo


class RecordControl(QObject):
    """Starts and ends recordings as the panel asks; the window's child."""

    def __init__(self, panel: RecordPanel, parts: WindowParts, parent: QObject) -> None:
        super().__init__(parent)
        self._panel = panel
        self._parts = parts
        self.options: RecordOptions | None = None
        """The dialog, while it is open."""
        self._closed = False
        self._by_limit = False
        """Whether the take that is saved next ended by itself."""
        self._remote: OscRemote | None = None
        self._remote_plan: RemotePlan | None = None
        session = parts.session
        panel.set_countdown_seconds(parts.keeper.settings.countdown_s)
        panel.countdown_chosen.connect(self._on_countdown_chosen)
        parts.keeper.changed.connect(self._on_settings_changed)
        panel.options_requested.connect(self.show_options)
        panel.record_requested.connect(session.start_recording)
        panel.stop_requested.connect(session.stop_recording)
        session.recording_ended.connect(parts.notifier.warning)
        session.limit_reached.connect(self._on_limit_reached)
        session.recording_started.connect(self._on_recording_started)
        session.take_saved.connect(self._on_take_saved)
        for signal in (session.network_ready, session.state_changed, session.take_save_ended):
            signal.connect(self._on_possibilities_changed)
        parts.library.takes_listed.connect(self._on_takes_listed)
        parts.library.trash_listed.connect(self._on_trash_listed)
        self._use_settings()

    @Slot()
    def show_options(self) -> None:
        """Open the dialog, or bring it to the front."""
        if self.options is not None:
            self.options.raise_()
            return
        dialog = RecordOptions(self._parts.keeper.settings, self._panel)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._on_options_chosen)
        dialog.finished.connect(self._on_options_closed)
        dialog.show_preview(self._parts.namer.preview())
        self.options = dialog
        dialog.show()

    def close(self) -> None:
        """Listen to nobody any more; the window is closing."""
        self._closed = True
        self._panel.countdown.cancel()
        self._listen(None)

    def _use_settings(self) -> None:
        settings = self._parts.keeper.settings
        self._parts.session.use_recording(
            RecordingPlan(settings.reference_video, float(settings.auto_stop_s))
        )
        self._parts.namer.naming = TakeNaming(
            settings.take_pattern, settings.take_scene, settings.take_shot
        )
        self._listen(RemotePlan(settings.osc_port, settings.osc_host) if settings.osc_on else None)
        self._show_next_name()

    def _listen(self, plan: RemotePlan | None) -> None:
        if plan == self._remote_plan:
            return
        remote, self._remote, self._remote_plan = self._remote, None, plan
        if remote is not None:
            remote.stop()
        if plan is None:
            return
        self._remote = OscRemote(plan)
        self._remote.failed.connect(self._on_remote_failed)
        self._remote.start_requested.connect(self._on_start_requested)
        self._remote.stop_requested.connect(self._parts.session.stop_recording)
        self._remote.toggle_requested.connect(self._panel.toggle)
        self._remote.scene_chosen.connect(self._on_scene_chosen)
        self._remote.shot_chosen.connect(self._on_shot_chosen)
        self._remote.start()

    @Slot()
    def _show_next_name(self) -> None:
        name = self._parts.namer.preview()
        self._panel.show_next_name(name)
        if self.options is not None:
            self.options.show_preview(name)

    @Slot(object)
    def _on_options_chosen(self, changes: dict[str, object]) -> None:
        self._parts.keeper.change(**changes)

    @Slot()
    def _on_options_closed(self) -> None:
        self.options = None

    @Slot(object)
    def _on_remote_failed(self, error: Exception) -> None:
        self._remote = None
        self._parts.notifier.error(error)

    @Slot(str)
    def _on_start_requested(self, name: str) -> None:
        if self._parts.session.can_record:
            self._parts.namer.want(name)
        self._panel.countdown.cancel()
        self._parts.session.start_recording()

    @Slot(str)
    def _on_scene_chosen(self, name: str) -> None:
        self._on_options_chosen({"take_scene": name.strip()[:80]})

    @Slot(str)
    def _on_shot_chosen(self, name: str) -> None:
        self._on_options_chosen({"take_shot": name.strip()[:80]})

    @Slot(object)
    def _on_takes_listed(self, takes: list[TakeInfo]) -> None:
        self._parts.namer.know("takes", (info.name for info in takes))
        self._show_next_name()

    @Slot(object)
    def _on_trash_listed(self, takes: list[TakeInfo]) -> None:
        # One that is restored must not find its name given away.
        self._parts.namer.know("trash", (info.name for info in takes))
        self._show_next_name()

    @Slot(int)
    def _on_countdown_chosen(self, seconds: int) -> None:
        self._parts.keeper.change(countdown_s=seconds)

    @Slot(object)
    def _on_settings_changed(self, names: frozenset[str]) -> None:
        if "countdown_s" in names:
            self._panel.set_countdown_seconds(self._parts.keeper.settings.countdown_s)
        if not self._closed:
            self._use_settings()
        if self.options is not None:
            self.options.show_settings(self._parts.keeper.settings)

    @Slot()
    def _on_recording_started(self) -> None:
        self._by_limit = False
        self._show_next_name()

    @Slot()
    def _on_limit_reached(self) -> None:
        self._by_limit = True

    @Slot(object)
    def _on_take_saved(self, take: Take) -> None:
        seconds = float(take.timestamps[-1] - take.timestamps[0])
        self._panel.show_recorded()
        # One notice: as it was asked for, that it stopped is no warning.
        text = (
            self.tr("{name} is saved ({length}): it has reached its set length.")
            if self._by_limit
            else self.tr("{name} is saved ({length}).")
        )
        # The length as the list of takes says it.
        self._parts.notifier.info(text.format(name=take.name, length=format_time(seconds)))
        self._parts.library.refresh()

    @Slot()
    def _on_possibilities_changed(self) -> None:
        session = self._parts.session
        self._panel.show_recording(on=session.state is SessionState.RECORDING)
        self._panel.set_possible(session.can_record)
