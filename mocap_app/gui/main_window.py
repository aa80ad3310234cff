"""The window: panels side by side, and the one place that says who talks to whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QSplitter, QVBoxLayout, QWidget

from mocap_app.gui.error_dialog import ErrorDialog
from mocap_app.gui.export_dialog import ExportDialog
from mocap_app.gui.live_display import LiveDisplay, LiveViews
from mocap_app.gui.notifications import Banner, Notifier
from mocap_app.gui.record_panel import RecordPanel
from mocap_app.gui.solver_panel import SolverPanel
from mocap_app.gui.source_panel import DEMO, SourcePanel
from mocap_app.gui.status_bar import StatusBar
from mocap_app.gui.stream_control import StreamControl
from mocap_app.gui.stream_panel import StreamPanel
from mocap_app.gui.takes_panel import TakesPanel
from mocap_app.gui.tuning_panel import TuningPanel
from mocap_app.gui.video_view import VideoView
from mocap_app.gui.viewport.viewport_widget import ViewportWidget
from mocap_app.settings.schema import CUSTOM, FilterConfig
from mocap_app.workers.live import SessionState, SourceInfo, SourceRequest

if TYPE_CHECKING:
    from pathlib import Path

    from mocap_app.core.calibration import Calibration
    from mocap_app.core.errors import MocapError
    from mocap_app.gui.settings_keeper import SettingsKeeper
    from mocap_app.recording.take import Take
    from mocap_app.recording.take_store import TakeInfo
    from mocap_app.workers.camera_finder import CameraFinder
    from mocap_app.workers.session import Session
    from mocap_app.workers.take_library import ExportRequest, TakeLibrary

_SIDE_WIDTH = 310


@dataclass(frozen=True)
class WindowParts:
    """What the window works with; `app` puts it together."""

    session: Session
    library: TakeLibrary
    cameras: CameraFinder
    keeper: SettingsKeeper
    notifier: Notifier


class MainWindow(QMainWindow):
    """Shows the live capture and passes the user's wishes on; owns no thread and no device."""

    def __init__(self, parts: WindowParts, source: str | None = None) -> None:
        super().__init__()
        self.setWindowTitle("mocap-app")
        self._parts = parts
        # The source asked for at the start; None lets the cameras found decide.
        self._first_source = source
        self._started = False
        self._waiting_text = ""
        self.banner = Banner(self)
        self.video = VideoView(self)
        self.viewport = ViewportWidget(self)
        self.tuning = TuningPanel(self)
        self.source = SourcePanel(self)
        self.record = RecordPanel(self, recorded=parts.session.recorded_seconds)
        self.solver = SolverPanel(self)
        self.stream = StreamPanel(self)
        self.stream_control = StreamControl(
            self.stream, parts.session, parts.keeper, parts.notifier, self
        )
        self.takes = TakesPanel(self)
        self.status = StatusBar(self)
        self.countdown = QLabel(self.video)
        self.countdown.setObjectName("countdown")
        self.countdown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.countdown.hide()
        self.export_dialog: ExportDialog | None = None
        self.display = LiveDisplay(
            parts.session, LiveViews(self.video, self.viewport, self.tuning, self.status), self
        )
        self._space = QShortcut(QKeySequence(Qt.Key.Key_Space), self)
        self._space.setAutoRepeat(False)
        self._lay_out()
        self._show_settings()
        self._connect_signals()
        self.display.show_state(parts.session.state)

    def begin(self) -> None:
        """Start working: look for cameras and takes, open the first source."""
        self._parts.notifier.flush()
        self._parts.library.recover()
        self._parts.cameras.find()
        self.display.start()
        if self._first_source is not None:
            self._start_first(self._first_source)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the place of the window; the session is ended by `app`."""
        self.display.stop()
        self.record.countdown.cancel()
        self.solver.countdown.cancel()
        geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self._parts.keeper.change(window_geometry=geometry)
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the countdown over the picture."""
        super().resizeEvent(event)
        self.countdown.resize(self.video.size())

    def _lay_out(self) -> None:
        views = QSplitter(Qt.Orientation.Horizontal, self)
        views.addWidget(self.video)
        views.addWidget(self.viewport)
        views.setSizes([480, 480])
        views.setStretchFactor(0, 1)
        views.setStretchFactor(1, 1)
        views.setChildrenCollapsible(False)
        views.setHandleWidth(8)
        left = QSplitter(Qt.Orientation.Vertical, self)
        left.addWidget(views)
        left.addWidget(self.tuning)
        left.setStretchFactor(0, 1)
        left.setStretchFactor(1, 0)
        left.setSizes([520, 190])
        left.setChildrenCollapsible(False)
        left.setHandleWidth(8)
        side = QWidget(self)
        side.setFixedWidth(_SIDE_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.source)
        column.addWidget(self.record)
        column.addWidget(self.solver)
        column.addWidget(self.takes, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(self._above_stream(left), 1)
        row.addWidget(side)
        central = QWidget(self)
        layout = QVBoxLayout(central)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.banner)
        layout.addLayout(row, 1)
        self.setCentralWidget(central)
        self.setStatusBar(self.status)

    def _above_stream(self, views: QWidget) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(views, 1)
        column.addWidget(self.stream)
        return column

    def _show_settings(self) -> None:
        settings = self._parts.keeper.settings
        self.source.set_request(SourceRequest("", settings.mirror, settings.rotate))
        self.tuning.set_filter(settings.filter_preset, settings.custom_filter)
        self.tuning.set_joint(settings.curve_joint)
        self.record.set_countdown_seconds(settings.countdown_s)
        self.solver.set_choices(settings)
        self._parts.session.use_filter(settings.filter_config)
        self.resize(1280, 800)
        if settings.window_geometry:
            geometry = settings.window_geometry.encode("ascii", "ignore")
            self.restoreGeometry(QByteArray.fromBase64(QByteArray(geometry)))

    def _connect_signals(self) -> None:
        parts = self._parts
        parts.cameras.cameras_found.connect(self.source.show_cameras)
        parts.cameras.cameras_found.connect(self._on_cameras_found)
        parts.keeper.failed.connect(parts.notifier.error)
        parts.library.export_finished.connect(self._on_export_finished)
        parts.library.failed.connect(parts.notifier.error)
        parts.library.refine_ended.connect(self.takes.show_refine_ended)
        parts.library.refine_finished.connect(self._on_refine_finished)
        parts.library.refine_progressed.connect(self.takes.show_refining)
        parts.library.take_scored.connect(self.takes.show_score)
        parts.library.takes_listed.connect(self.takes.show_takes)
        parts.library.takes_recovered.connect(self._on_takes_recovered)
        parts.notifier.crashed.connect(self.show_crash)
        parts.notifier.posted.connect(self.banner.show_notice)
        parts.session.failed.connect(parts.notifier.error)
        parts.session.network_ready.connect(self._on_possibilities_changed)
        parts.session.recording_ended.connect(parts.notifier.warning)
        parts.session.source_opened.connect(self._on_source_opened)
        parts.session.source_resumed.connect(self._on_source_resumed)
        parts.session.source_waiting.connect(self._on_source_waiting)
        parts.session.state_changed.connect(self.display.show_state)
        parts.session.state_changed.connect(self._on_possibilities_changed)
        parts.session.take_saved.connect(self._on_take_saved)
        parts.session.take_save_ended.connect(self._on_possibilities_changed)
        self.record.countdown_chosen.connect(self._on_countdown_chosen)
        self.record.countdown_ticked.connect(self._on_countdown_ticked)
        self.record.record_requested.connect(parts.session.start_recording)
        self.record.stop_requested.connect(parts.session.stop_recording)
        self.source.refresh_requested.connect(parts.cameras.find)
        self.source.source_requested.connect(self._on_source_requested)
        self.takes.delete_requested.connect(parts.library.delete)
        self.takes.export_requested.connect(self._on_export_requested)
        self.takes.refine_requested.connect(parts.library.refine)
        self.takes.refine_stop_requested.connect(parts.library.cancel_refine)
        self.takes.rename_requested.connect(parts.library.rename)
        self.tuning.filter_chosen.connect(self._on_filter_chosen)
        self.tuning.joint_chosen.connect(self._on_joint_chosen)
        self._space.activated.connect(self.record.toggle)
        self._connect_solver_signals()

    def _connect_solver_signals(self) -> None:
        session = self._parts.session
        session.calibrated.connect(self._on_calibrated)
        session.calibration_failed.connect(self._on_calibration_failed)
        self.solver.calibration_requested.connect(session.calibrate)
        self.solver.chosen.connect(self._on_solver_chosen)
        self.solver.countdown_ticked.connect(self._on_countdown_ticked)
        self.solver.forget_requested.connect(self._on_calibration_forgotten)

    # Sources

    @Slot(object)
    def _on_cameras_found(self, names: list[str]) -> None:
        if self._started:
            return
        remembered = self._parts.keeper.settings.source
        specs = [f"camera:{name}" for name in names]
        if remembered.startswith("camera:") and remembered not in specs:
            self._parts.notifier.warning(
                f"The camera {remembered.removeprefix('camera:')} is not connected."
            )
            remembered = ""
        self._start_first(remembered or (specs[0] if specs else DEMO))

    def _start_first(self, spec: str) -> None:
        self._started = True
        settings = self._parts.keeper.settings
        request = SourceRequest(spec, settings.mirror, settings.rotate, settings.lifter)
        self.source.set_request(request)
        self._use_solver(spec)
        self._parts.session.start_source(request)

    @Slot(object)
    def _on_source_requested(self, request: SourceRequest) -> None:
        self._started = True
        self.banner.close_all()
        self._parts.keeper.change(source=request.spec, mirror=request.mirror, rotate=request.rotate)
        lifter = self._parts.keeper.settings.lifter
        self._use_solver(request.spec)
        self._parts.session.start_source(replace(request, lifter=lifter))

    @Slot(object)
    def _on_source_opened(self, info: SourceInfo) -> None:
        self.status.show_source(info.name)

    @Slot(object)
    def _on_source_waiting(self, error: MocapError) -> None:
        self._waiting_text = str(error)
        self._parts.notifier.warning(self._waiting_text)

    @Slot()
    def _on_source_resumed(self) -> None:
        self.banner.withdraw(self._waiting_text)

    # Filter and recording

    @Slot(str, object)
    def _on_filter_chosen(self, preset: str, config: FilterConfig) -> None:
        self._parts.session.use_filter(config)
        self._parts.keeper.change(filter_preset=preset)
        if preset == CUSTOM:
            self._parts.keeper.change(custom_filter=config)

    def _use_solver(self, spec: str) -> None:
        config = self._parts.keeper.settings.solver_config(spec)
        self.solver.show_calibration(config.calibration)
        self._parts.session.use_solver(config)

    def _current_source(self) -> str:
        request = self._parts.session.request
        return "" if request is None else request.spec

    @Slot(object)
    def _on_solver_chosen(self, changes: dict[str, object]) -> None:
        self._parts.keeper.change(**changes)
        self._use_solver(self._current_source())

    @Slot(object)
    def _on_calibrated(self, calibration: Calibration) -> None:
        self._parts.keeper.change(calibration=calibration, calibrated_source=self._current_source())
        self.solver.show_calibration(calibration)
        self._parts.notifier.info("Calibrated. It is kept for this source.")

    @Slot(object)
    def _on_calibration_failed(self, error: MocapError) -> None:
        config = self._parts.keeper.settings.solver_config(self._current_source())
        self.solver.show_calibration(config.calibration)
        self._parts.notifier.warning(str(error))

    @Slot()
    def _on_calibration_forgotten(self) -> None:
        self._parts.keeper.change(calibration=None, calibrated_source="")
        self._use_solver(self._current_source())

    @Slot(str)
    def _on_joint_chosen(self, name: str) -> None:
        self._parts.keeper.change(curve_joint=name)

    @Slot(int)
    def _on_countdown_chosen(self, seconds: int) -> None:
        self._parts.keeper.change(countdown_s=seconds)

    @Slot(int)
    def _on_countdown_ticked(self, left: int) -> None:
        self.countdown.resize(self.video.size())
        self.countdown.setText(str(left))
        self.countdown.setVisible(left > 0)

    @Slot()
    def _on_possibilities_changed(self) -> None:
        session = self._parts.session
        self.record.show_recording(on=session.state is SessionState.RECORDING)
        self.record.set_possible(session.can_record)
        self.solver.set_possible(session.can_record)

    # Takes

    @Slot(object)
    def _on_take_saved(self, take: Take) -> None:
        seconds = float(take.timestamps[-1] - take.timestamps[0])
        self._parts.notifier.info(f"{take.name} is saved ({seconds:.1f} s).")
        self._parts.library.refresh()

    @Slot(object)
    def _on_takes_recovered(self, takes: list[TakeInfo]) -> None:
        names = ", ".join(info.name for info in takes)
        self._parts.notifier.warning(
            f"A recording was interrupted when the program ended unexpectedly; "
            f"what was captured until then is in the list again: {names}."
        )

    @Slot(object)
    def _on_export_requested(self, takes: list[TakeInfo]) -> None:
        library = self._parts.library
        dialog = ExportDialog(takes, self._parts.keeper.settings, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.export_requested.connect(self._on_export_started)
        dialog.cancel_requested.connect(library.cancel_export)
        dialog.finished.connect(self._on_export_dialog_closed)
        library.export_progressed.connect(dialog.show_progress)
        library.export_failed.connect(dialog.show_failure)
        library.export_cancelled.connect(dialog.show_cancelled)
        self.export_dialog = dialog
        dialog.open()

    @Slot(object)
    def _on_export_started(self, request: ExportRequest) -> None:
        self._parts.keeper.change(
            export_target=request.options.target,
            export_fps=request.options.fps or self._parts.keeper.settings.export_fps,
            export_format=request.paths[0].suffix,
            export_folder=str(request.paths[0].parent),
        )
        self._parts.library.export(request)

    @Slot(object)
    def _on_export_finished(self, path: Path) -> None:
        if self.export_dialog is not None:
            self.export_dialog.accept()
        self._parts.notifier.info(f"Exported to {path}.")

    @Slot(object)
    def _on_refine_finished(self, info: TakeInfo) -> None:
        self._parts.notifier.info(f"Refined: {info.name} is in the list of takes.")

    @Slot()
    def _on_export_dialog_closed(self) -> None:
        self.export_dialog = None

    @Slot(object)
    def show_crash(self, error: Exception) -> None:
        """Show an error nobody expected."""
        dialog = ErrorDialog(error, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
