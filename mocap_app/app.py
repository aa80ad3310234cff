"""The one place where the window's objects are made and wired together."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from mocap_app import __version__
from mocap_app.core.paths import user_dir
from mocap_app.gui.excepthook import ExceptHook
from mocap_app.gui.garbage import MainThreadGarbage
from mocap_app.gui.language import forget_language, use_language
from mocap_app.gui.log_memory import LogMemory
from mocap_app.gui.main_window import MainWindow
from mocap_app.gui.notifications import Notifier
from mocap_app.gui.settings_keeper import SettingsKeeper
from mocap_app.gui.soak import SoakParts, SoakRun
from mocap_app.gui.start_watch import StartWatch
from mocap_app.gui.theme import apply_theme
from mocap_app.gui.viewport.opengl import find_opengl, share_opengl_contexts
from mocap_app.gui.window_bench import WindowBench
from mocap_app.gui.window_parts import WindowParts
from mocap_app.recording.recorder import Recorder
from mocap_app.recording.take_store import TakeStore
from mocap_app.settings.schema import Settings
from mocap_app.settings.store import SettingsStore
from mocap_app.workers.camera_finder import CameraFinder
from mocap_app.workers.file_capture import FileCapture
from mocap_app.workers.session import Session
from mocap_app.workers.session_parts import SessionParts
from mocap_app.workers.take_library import TakeLibrary
from mocap_app.workers.take_namer import TakeNamer

if TYPE_CHECKING:
    from pathlib import Path

    from mocap_app.capture.devices import CameraInfo
    from mocap_app.capture.opening import SourceOptions
    from mocap_app.capture.source import FrameSource
    from mocap_app.gui.viewport.opengl import OpenGL
    from mocap_app.pipeline.processor import PoseProcessor
    from mocap_app.pipeline.soak_report import SoakPlan, SoakReport
    from mocap_app.pipeline.window_report import WindowPlan, WindowReport
    from mocap_app.workers.live import SourceRequest

logger = logging.getLogger(__name__)

_TRY_AGAIN_MS = 500
_NO_HURRY_S = 60.0
"""Nobody waits for a run that measures, and what it left running would crash at its end."""


@dataclass(frozen=True)
class AppOptions:
    """How to start the window."""

    source: str | None = None
    """As on the command line; None: the remembered one, a camera, or the demo."""
    settings_path: Path | None = None
    """Settings file; None for the user's own."""
    takes_folder: Path | None = None
    """Folder of takes; None for the user's own."""
    screenshot: Path | None = None
    """Write a picture of the window here and end the program, for the documentation."""
    after_s: float = 4.0
    """Seconds from the start until the screenshot."""
    give_up_s: float = 5.0
    """Seconds that a device gets to let go at the end, before the process ends without it."""


def run_app(source: str | None = None, options: AppOptions | None = None) -> int:
    """Open the window and return the exit code when it is closed.

    Args:
        source: Short for `AppOptions(source=...)`.
        options: How to start; `source` wins over the one in here.
    """
    options = options or AppOptions()
    app = make_application()
    hook = ExceptHook(app)
    hook.install()
    log = LogMemory()
    log.install()
    program = Program(options, source if source is not None else options.source)
    program.window.help_control.log = log
    hook.caught.connect(program.window.show_crash)
    try:
        program.start()
        code = app.exec()
        ended = program.end()
    finally:
        hook.remove()
        log.remove()
    if not ended:
        # A driver that never returns would keep the process alive for ever; everything the user
        # made is on the disk by now.
        logger.warning("A device does not let go; ending without it.")
        logging.shutdown()
        os._exit(code)
    return code


def run_soak(source: str, plan: SoakPlan, folder: Path) -> SoakReport:
    """Run the window by itself for a while, recording on and off, and return what grew.

    Args:
        source: As on the command line; the demo plays without end.
        plan: How long, and what is done meanwhile.
        folder: For takes and settings of this run alone.
    """
    app = make_application()
    program = Program(_measured_in(folder), source)
    window, takes = program.window, TakeStore(folder / "takes")
    soak = SoakRun(
        SoakParts(
            session=program.session,
            library=program.library,
            display=window.display,
            pose_age=window.video.pose_age,
            empty_trash=takes.empty_trash,
        ),
        plan,
        program,
    )
    soak.finished.connect(window.close)
    program.start()
    soak.begin()
    app.exec()
    program.end()
    return soak.report()


def run_start(source: str, folder: Path) -> dict[str, float]:
    """Open the window, close it when it shows a pose, and return when what was there.

    Args:
        source: As on the command line.
        folder: For takes and settings of this run alone.

    Returns:
        Seconds since the epoch of `window` and `pose`; less if it was closed before.
    """
    app = make_application()
    program = Program(_measured_in(folder), source)
    watch = StartWatch(program.window, program)
    watch.begin()
    program.start()
    app.exec()
    program.end()
    return watch.moments


def run_window_bench(
    source: str, plan: WindowPlan, folder: Path, avatar: Path | None = None
) -> WindowReport:
    """Let the window draw while capture and network run, and return what was measured.

    Args:
        source: As on the command line; the demo plays without end.
        plan: How long and how large.
        folder: For takes and settings of this run alone.
        avatar: GLB or VRM file; None for the mannequin.
    """
    app = make_application()
    options = _measured_in(folder)
    settings = Settings(avatar="" if avatar is None else str(avatar.absolute()), tour_seen=True)
    SettingsStore(options.settings_path).save(settings)
    program = Program(options, source)
    window = program.window
    bench = WindowBench(window.viewport, window.display, window.video.pose_age, plan, program)
    bench.finished.connect(window.close)
    program.start()
    bench.begin()
    app.exec()
    report = bench.report()
    program.end()
    return report


def _measured_in(folder: Path) -> AppOptions:
    """Return the options of a run that leaves the user's takes and settings alone."""
    return AppOptions(
        settings_path=folder / "settings.json",
        takes_folder=folder / "takes",
        give_up_s=_NO_HURRY_S,
    )


def make_application() -> QApplication:
    """Return the Qt application with the program's look, made if there is none yet."""
    if QApplication.instance() is None:
        share_opengl_contexts()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication), "no other kind of Qt application is made here"
    app.setApplicationName("mocap-app")
    app.setApplicationVersion(__version__)
    apply_theme(app)
    return app


def find_opengl_alone() -> OpenGL:
    """Return what the 3D view would be drawn with; for a process that does nothing else."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    found = find_opengl()
    del app
    return found


class Program(QObject):
    """Everything the window is made of, from its making to its end."""

    def __init__(self, options: AppOptions, source: str | None) -> None:
        super().__init__()
        self._options = options
        self._source = source
        self._screenshot_tries = 60
        self._garbage = MainThreadGarbage(self)
        store = SettingsStore(options.settings_path)
        loaded = store.load()
        app = QCoreApplication.instance()
        assert app is not None, "made by make_application"
        # Before anything that shows words.
        self._translators = use_language(app, loaded.settings.language)
        takes = TakeStore(options.takes_folder or user_dir() / "takes")
        self.notifier = Notifier(self)
        namer = TakeNamer()
        self.session = Session(
            SessionParts(
                make_source=make_source,
                build_processor=build_processor,
                recorder=Recorder(takes),
                name_take=namer.next_name,
            ),
            self,
        )
        self.library = TakeLibrary(takes, self.session.jobs, self)
        self.files = FileCapture(takes, self.session.jobs, self)
        self.keeper = SettingsKeeper(loaded.settings, store, self.session.jobs, self)
        self.window = MainWindow(
            WindowParts(
                session=self.session,
                library=self.library,
                files=self.files,
                cameras=CameraFinder(list_cameras, self.session.jobs, self),
                keeper=self.keeper,
                notifier=self.notifier,
                namer=namer,
            ),
            source,
        )
        if loaded.message:
            self.notifier.warning(loaded.message)

    def start(self) -> None:
        """Show the window and begin to work."""
        self._garbage.begin()
        self.window.show()
        self.window.begin()
        if self._source is None and self._options.screenshot is None:
            self.window.tour_control.start_if_new()
        if self._options.screenshot is not None:
            QTimer.singleShot(int(1000 * self._options.after_s), self.take_screenshot)

    def end(self) -> bool:
        """End all work and delete the window; False if a thread could not be ended."""
        ended = self.session.shut_down(self._options.give_up_s)
        self._garbage.end()
        self.keeper.save_now()
        app = QCoreApplication.instance()
        if app is not None:
            forget_language(app, self._translators)
        if ended:
            # Left to Python's cycle collector, its parts would go in any order: the OpenGL context,
            # for which pyqtgraph makes a Python object, before the view, which deletes it again.
            self.window.deleteLater()
            QCoreApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete.value)
        return ended

    @Slot()
    def take_screenshot(self) -> None:
        """Write the picture asked for, once a pose is in it or never comes; close the window."""
        path = self._options.screenshot
        if self.window.display.latest is None and self._screenshot_tries > 0:
            self._screenshot_tries -= 1
            QTimer.singleShot(_TRY_AGAIN_MS, self.take_screenshot)
            return
        if path is not None and not self.window.grab().save(str(path)):
            logger.error("Cannot write %s.", path)
        self.window.close()


def make_source(request: SourceRequest) -> FrameSource:
    """Return the source of a request, not opened yet; films play at their own speed, over and over.

    Their time runs on, so that a take goes on over the end of a film as it does over a cut in it.

    Raises:
        SourceError: The request names nothing that can be a source.
    """
    # Imported on the thread that needs it: OpenCV would delay the window by a third of a second.
    from mocap_app.capture.opening import open_source

    return open_source(request.spec, _options(request))


def build_processor(request: SourceRequest) -> PoseProcessor:
    """Return the pipeline for a source; the drawn figure replays its own poses.

    Raises:
        ModelError: The network is missing or damaged.
    """
    from mocap_app.pipeline.config import config_for, create_processor

    config = config_for(request.spec, _options(request), lifter=request.lifter)
    inference = replace(config.inference, model=request.network, count_people=True)
    return create_processor(replace(config, inference=inference))


def _options(request: SourceRequest) -> SourceOptions:
    from mocap_app.capture.opening import SourceOptions

    return SourceOptions(mirror=request.mirror, rotate=request.rotate, paced=True, loop=True)


def list_cameras() -> list[CameraInfo]:
    """Return the cameras of this machine."""
    from mocap_app.capture import devices

    return devices.list_cameras()
