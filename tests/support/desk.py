"""A window and everything behind it, on steered sources."""

from PySide6.QtCore import Qt

from mocap_app.gui.main_window import MainWindow
from mocap_app.gui.notifications import Notifier
from mocap_app.gui.settings_keeper import SettingsKeeper
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
from tests.support.live import FakeProcessor, SteeredSource
from tests.support.patience import PATIENCE_S


class Camera:
    def __init__(self, name):
        self.name = name


class Desk:
    """A window and everything behind it; every source asked for is endless unless prepared."""

    def __init__(self, tmp_path, qtbot):
        self.qtbot = qtbot
        self.tmp_path = tmp_path
        self.sources = {}
        self.cameras = []
        self.processor = FakeProcessor()
        self.model_error = None
        self.store = SettingsStore(tmp_path / "settings.json")
        self.takes = TakeStore(tmp_path / "takes")
        self.session = None
        self.counts_takes = False

    def make_source(self, request):
        return self.sources.setdefault(request.spec, SteeredSource(name=request.spec, endless=True))

    def build(self, _request):
        if self.model_error is not None:
            raise self.model_error
        return self.processor

    def open(self, source=None, settings=None):
        namer = TakeNamer()
        name_take = namer.next_name if self.counts_takes else lambda: "Take 1"
        self.session = Session(
            SessionParts(self.make_source, self.build, Recorder(self.takes), name_take)
        )
        jobs = self.session.jobs
        self.keeper = SettingsKeeper(settings or Settings(countdown_s=0), self.store, jobs)
        self.notifier = Notifier()
        library = TakeLibrary(self.takes, jobs)
        finder = CameraFinder(lambda: self.cameras, jobs)
        files = FileCapture(self.takes, jobs)
        parts = WindowParts(self.session, library, files, finder, self.keeper, self.notifier, namer)
        # The parts are the session's children's owners in `app`; here this desk keeps them.
        self.parts = parts
        self.window = MainWindow(parts, source)
        self.qtbot.addWidget(self.window)
        with self.qtbot.waitExposed(self.window):
            self.window.show()
        self.window.begin()
        return self.window

    def live(self):
        self.qtbot.waitUntil(self.window.record.button.isEnabled)
        self.qtbot.waitUntil(lambda: self.window.display.latest is not None)

    def record(self, frames=5):
        self.qtbot.mouseClick(self.window.record.button, Qt.MouseButton.LeftButton)
        recorder = self.session._parts.recorder
        self.qtbot.waitUntil(lambda: recorder.frame_count >= frames)

    def click(self, button):
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def close(self):
        if self.session is not None:
            self.window.close()
            assert self.session.shut_down(PATIENCE_S)
            self.keeper.save_now()
