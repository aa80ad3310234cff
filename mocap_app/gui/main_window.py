"""The window: makes the panels and one control for each, which lets it speak with the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeySequence, QUndoStack
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from mocap_app.avatar.loading import SUFFIXES as AVATAR_SUFFIXES
from mocap_app.gui.accessibility import name_controls
from mocap_app.gui.avatar_control import AvatarControl
from mocap_app.gui.calibration_control import CalibrationControl
from mocap_app.gui.countdown_overlay import CountdownOverlay
from mocap_app.gui.drops import Drops
from mocap_app.gui.error_dialog import ErrorDialog
from mocap_app.gui.export_control import ExportControl
from mocap_app.gui.file_capture_control import FileCaptureControl
from mocap_app.gui.guidance import GuidanceBar, GuidanceControl
from mocap_app.gui.help_control import HelpControl
from mocap_app.gui.keyboard import EscapeKey, SpaceBar
from mocap_app.gui.large_picture import LargePicture
from mocap_app.gui.live_display import LiveDisplay, LiveViews
from mocap_app.gui.menus import Menus, add_action
from mocap_app.gui.notifications import Banner
from mocap_app.gui.record_control import RecordControl
from mocap_app.gui.record_panel import RecordPanel
from mocap_app.gui.score_control import ScoreControl
from mocap_app.gui.settings_control import SettingsControl
from mocap_app.gui.side_column import SideColumn
from mocap_app.gui.solver_control import SolverControl
from mocap_app.gui.solver_panel import SolverPanel
from mocap_app.gui.source_control import SourceControl
from mocap_app.gui.source_panel import SourcePanel
from mocap_app.gui.split_sizes import describe_splits, restore_splits
from mocap_app.gui.status_bar import StatusBar
from mocap_app.gui.stream_control import StreamControl
from mocap_app.gui.stream_panel import StreamPanel
from mocap_app.gui.takes_control import TakesControl
from mocap_app.gui.takes_panel import TakesPanel
from mocap_app.gui.timeline.timeline_control import TimelineControl
from mocap_app.gui.timeline.timeline_panel import TimelinePanel
from mocap_app.gui.tour_control import TourControl
from mocap_app.gui.tuning_control import TuningControl
from mocap_app.gui.tuning_panel import TuningPanel
from mocap_app.gui.video_view import VideoView
from mocap_app.gui.viewport.viewport_widget import ViewportWidget
from mocap_app.gui.window_layout import SIDE_WIDTH, SPACE, central_widget
from mocap_app.gui.window_place import FrameFitter, describe_place, restore_place

if TYPE_CHECKING:
    from mocap_app.gui.window_parts import WindowParts
    from mocap_app.workers.live import SourceInfo


_USUAL_SIZE = QSize(1280, 800)


class MainWindow(QMainWindow):
    """Shows the live capture and passes the user's wishes on; owns no thread and no device.

    A feature of its own is a panel (or dock, or menu) plus a control object that is made in
    `_make_controls` and wires it with the parts it needs.
    """

    def __init__(self, parts: WindowParts, source: str | None = None) -> None:
        super().__init__()
        self.setWindowTitle("mocap-app")
        self._parts = parts
        self.undo = QUndoStack(self)
        """Commands of the user that Edit, Undo takes back."""
        self.menus = Menus(self)
        self.setMenuBar(self.menus)
        self._make_panels()
        self.setCentralWidget(central_widget(self))
        self.setStatusBar(self.status)
        self._make_controls(source)
        self._fill_menus()
        self._connect_signals()
        self._restore_place()
        self._space_bar = SpaceBar(self)
        self._escape_key = EscapeKey(self)
        name_controls(self)
        self.display.show_state(parts.session.state)

    def _make_panels(self) -> None:
        # In the order in which Tab goes through them.
        self.banner = Banner(self)
        self.source = SourcePanel(self)
        self.record = RecordPanel(self, recorded=self._parts.session.recorded_seconds)
        self.solver = SolverPanel(self)
        self.takes = TakesPanel(self)
        panels = (self.source, self.record, self.solver, self.takes)
        self.side = SideColumn(panels, SIDE_WIDTH, SPACE, self)
        self.video = VideoView(self)
        self.viewport = ViewportWidget(self)
        self.tuning = TuningPanel(self)
        self.timeline = TimelinePanel(self)
        self.below_views = QStackedWidget(self)
        """Below the views: smoothing while they are live, the timeline while they show a take."""
        for panel in (self.tuning, self.timeline):
            self.below_views.addWidget(panel)
        self.stream = StreamPanel(self)
        self.status = StatusBar(self)
        self.countdown = CountdownOverlay(self.video)
        self.guidance = GuidanceBar(self.video)

    def _make_controls(self, source: str | None) -> None:
        parts = self._parts
        self.display = LiveDisplay(
            parts.session, LiveViews(self.video, self.viewport, self.tuning, self.status), self
        )
        self.drops = Drops(parts.notifier, self)
        self.file_capture = FileCaptureControl(parts, self.menus, self.drops, self.status, self)
        self.guidance_control = GuidanceControl(self.guidance, self.display, parts, self.menus)
        # Before the control that opens it: whatever opening says belongs to the new source.
        self.source.source_requested.connect(self.banner.close_all)
        self.source_control = SourceControl(self.source, parts, source, self)
        self.solver_control = SolverControl(self.solver, parts, self)
        self.calibration = CalibrationControl(
            self.solver, self.solver_control, self.display, parts, self
        )
        self.tuning_control = TuningControl(self.tuning, parts, self)
        self.record_control = RecordControl(self.record, parts, self)
        self.takes_control = TakesControl(self.takes, parts, self.undo, self)
        self.score_control = ScoreControl(self.takes, parts, self.status, self)
        self.timeline_control = TimelineControl(self.timeline, parts, self.display, self.undo, self)
        self.exports = ExportControl(self.takes, parts, self)
        self.settings_control = SettingsControl(parts.keeper, self.undo, self.menus, self)
        self.help_control = HelpControl(self.menus, self.source_control, parts, self)
        self.tour_control = TourControl(self, parts.keeper)
        self.stream_control = StreamControl(
            self.stream, parts.session, parts.keeper, parts.notifier, self
        )
        self.avatar = AvatarControl(self.viewport, self.menus.view, parts, self)
        self.large_picture = LargePicture(self, parts.keeper)
        self.drops.take(AVATAR_SUFFIXES, self.avatar.use_avatar)

    def _fill_menus(self) -> None:
        menus = self.menus
        self.record_action = add_action(
            menus.capture,
            self.tr("&Record or stop"),
            self.record.toggle,
            QKeySequence(Qt.Key.Key_Space),
        )
        self.record_action.setAutoRepeat(False)
        add_action(menus.capture, self.tr("&Calibrate…"), self.calibration.open, "Ctrl+K")
        add_action(menus.capture, self.tr("Recording &options…"), self.record_control.show_options)
        add_action(menus.take, self.tr("&Deleted takes…"), self.takes_control.show_trash)
        add_action(menus.capture, self.tr("&Look for cameras"), self._parts.cameras.find)
        for action, keys in (
            (self.undo.createUndoAction(self), QKeySequence.StandardKey.Undo),
            (self.undo.createRedoAction(self), QKeySequence.StandardKey.Redo),
        ):
            action.setShortcut(QKeySequence(keys))
            menus.edit.addAction(action)
        quit_action = add_action(
            menus.file, self.tr("&Quit"), self.close, QKeySequence.StandardKey.Quit
        )
        quit_action.setMenuRole(QAction.MenuRole.QuitRole)

    def _connect_signals(self) -> None:
        parts = self._parts
        parts.keeper.failed.connect(parts.notifier.error)
        parts.notifier.crashed.connect(self.show_crash)
        parts.notifier.posted.connect(self.banner.show_notice)
        parts.session.failed.connect(parts.notifier.error)
        parts.session.source_opened.connect(self._on_source_opened)
        parts.session.state_changed.connect(self.display.show_state)
        self.source_control.starting.connect(self.solver_control.use_source)
        self.source_control.notice_outdated.connect(self.banner.withdraw)
        self.takes_control.notice_outdated.connect(self.banner.withdraw)
        self.stream_control.notice_outdated.connect(self.banner.withdraw)
        self.record.countdown_ticked.connect(self.countdown.show_left)
        self.record.countdown_ticked.connect(self.timeline_control.close_take)
        self.timeline_control.shown_changed.connect(self._on_take_shown)
        self.timeline_control.shown_changed.connect(self.takes.hold_selection)
        self.viewport.opengl_lost.connect(self._on_opengl_lost)

    def begin(self) -> None:
        """Start working: look for cameras and takes, open the first source."""
        # Or the first button would have the focus, and the space bar would press it.
        self.setFocus()
        self._parts.notifier.flush()
        self._parts.library.recover()
        self._parts.library.list_trash()
        self.display.start()
        self.source_control.begin()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the place of the window; the session is ended by `app`."""
        self.display.stop()
        self.timeline_control.close_take()
        self.record_control.close()
        self.calibration.close()
        keeper = self._parts.keeper
        splits = describe_splits(self, keeper.settings.window_splits)
        keeper.change(window_geometry=describe_place(self), window_splits=splits)
        super().closeEvent(event)

    def _restore_place(self) -> None:
        if not restore_place(self, self._parts.keeper.settings.window_geometry):
            # Not self.screen(): PySide deletes what that returns together with the window, and
            # every later use of the screen ends the program.
            room = QGuiApplication.primaryScreen().availableGeometry()
            self.resize(_USUAL_SIZE.boundedTo(room.size()))
        FrameFitter(self)
        restore_splits(self, self._parts.keeper.settings.window_splits)

    @Slot(bool)
    def _on_take_shown(self, shown: bool) -> None:
        self.below_views.setCurrentWidget(self.timeline if shown else self.tuning)

    @Slot(str)
    def _on_opengl_lost(self, reason: str) -> None:
        self._parts.notifier.warning(
            self.tr(
                "The 3D view goes on without OpenGL, as {reason}; recording is not affected. "
                "Starting the program again may bring it back."
            ).format(reason=reason)
        )

    @Slot(object)
    def _on_source_opened(self, info: SourceInfo) -> None:
        self.status.show_source(info.name)

    @Slot(object)
    def show_crash(self, error: Exception) -> None:
        """Show an error nobody expected."""
        dialog = ErrorDialog(error, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
