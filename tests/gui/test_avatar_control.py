"""From a file to the 3D view, with everything a user may do in between."""

import pytest
from PySide6.QtWidgets import QDialogButtonBox, QMenu

from mocap_app.gui.avatar_control import AvatarControl
from mocap_app.gui.notifications import Notifier
from mocap_app.gui.settings_keeper import SettingsKeeper
from mocap_app.gui.viewport import viewport_widget
from mocap_app.gui.viewport.painter_canvas import PainterCanvas
from mocap_app.gui.viewport.viewport_widget import ViewportWidget
from mocap_app.settings.schema import Settings
from mocap_app.settings.store import SettingsStore
from mocap_app.workers.jobs import JobQueue
from tests.support.avatars import MIXAMO, STRANGE, avatar_file
from tests.support.live import frame, solved
from tests.support.patience import PATIENCE_S


class Desk:
    """A viewport with its control; pictures are tests of the viewport's own."""

    def __init__(self, shown, tmp_path, settings):
        self.jobs = JobQueue()
        self.notifier = Notifier()
        self.notices = []
        self.notifier.posted.connect(self.notices.append)
        self.notifier.flush()
        store = SettingsStore(tmp_path / "settings.json")
        self.keeper = SettingsKeeper(settings, store, self.jobs)
        self.session = self  # of the session, only its jobs are used
        self.viewport = shown(ViewportWidget(), 500, 300)
        self.menu = QMenu(self.viewport)
        self.control = AvatarControl(self.viewport, self.menu, self, self.viewport)

    @property
    def text(self):
        return self.notices[-1].text if self.notices else ""

    def shows(self, name):
        rig = self.viewport.rig
        return rig is not None and rig.avatar.name == name


@pytest.fixture
def open_desk(shown, tmp_path, monkeypatch):
    """Open a desk; where avatars are possible, the painter stands in for OpenGL."""
    monkeypatch.setattr(viewport_widget, "why_no_opengl", str)
    monkeypatch.setattr(
        ViewportWidget,
        "_make_canvas",
        lambda view, _reason: PainterCanvas(view.scene, "#000000", view),
    )
    desks = []

    def open_it(settings=None, *, why_not=""):
        monkeypatch.setattr(viewport_widget, "why_no_avatar", lambda: why_not)
        desks.append(Desk(shown, tmp_path, settings or Settings()))
        return desks[-1]

    yield open_it
    for desk in desks:
        assert desk.jobs.shut_down(PATIENCE_S)
        desk.keeper.save_now()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "Robo.glb"
    path.write_bytes(avatar_file(MIXAMO)[0].bytes())
    return path


def test_the_mannequin_is_there_at_once(open_desk, qtbot):
    desk = open_desk()
    qtbot.waitUntil(lambda: desk.shows("Mannequin"))
    desk.viewport.show_pose(solved(frame(0)))
    assert desk.viewport.scene.matrices is not None
    assert not desk.control.bones_action.isEnabled()
    assert desk.notices == []


def test_a_file_becomes_the_avatar_and_is_remembered(open_desk, file, qtbot):
    desk = open_desk()
    desk.control.use_avatar(file)
    qtbot.waitUntil(lambda: desk.shows("Robo"))
    assert desk.text == "Robo is the avatar now."
    assert desk.keeper.settings.avatar == str(file)
    assert desk.control.bones_action.isEnabled()
    desk.control.use_mannequin()
    qtbot.waitUntil(lambda: desk.shows("Mannequin"))
    assert desk.keeper.settings.avatar == ""


def test_the_avatar_of_the_last_time_comes_back(open_desk, file, qtbot):
    desk = open_desk(Settings(avatar=str(file), view_shows="both", view_mirror=True))
    qtbot.waitUntil(lambda: desk.shows("Robo"))
    assert desk.notices == []
    assert desk.viewport.scene.shows == "both"
    assert desk.viewport.scene.camera.mirrored


def test_a_file_that_is_gone_leaves_the_mannequin(open_desk, tmp_path, qtbot):
    desk = open_desk(Settings(avatar=str(tmp_path / "gone.vrm")))
    qtbot.waitUntil(lambda: desk.shows("Mannequin"))
    qtbot.waitUntil(lambda: "gone.vrm" in desk.text)


def test_a_damaged_file_changes_nothing(open_desk, tmp_path, file, qtbot):
    desk = open_desk()
    desk.control.use_avatar(file)
    qtbot.waitUntil(lambda: desk.shows("Robo"))
    bad = tmp_path / "bad.vrm"
    bad.write_bytes(b"nonsense")
    desk.control.use_avatar(bad)
    qtbot.waitUntil(lambda: "bad.vrm" in desk.text)
    assert desk.shows("Robo")
    assert desk.keeper.settings.avatar == str(file)


def test_unknown_bones_are_asked_for(open_desk, tmp_path, qtbot):
    path = tmp_path / "Strange.glb"
    build, numbers = avatar_file(STRANGE)
    path.write_bytes(build.bytes())
    desk = open_desk()
    desk.control.use_avatar(path)
    qtbot.waitUntil(lambda: desk.control.dialog is not None)
    dialog = desk.control.dialog
    for joint, node in numbers.items():
        dialog.choices[joint].setCurrentIndex(dialog.choices[joint].findData(node))
    qtbot.waitUntil(lambda: desk.shows("Strange"))
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    assert desk.control.dialog is None
    qtbot.waitUntil(lambda: desk.viewport.rig.bones == numbers)
    # The next time they are known.
    desk.control.use_mannequin()
    qtbot.waitUntil(lambda: desk.shows("Mannequin"))
    desk.control.use_avatar(path)
    qtbot.waitUntil(lambda: desk.shows("Strange"))
    assert desk.viewport.rig.bones == numbers
    assert desk.control.dialog is None


def test_who_does_not_want_to_choose_keeps_the_mannequin(open_desk, tmp_path, qtbot):
    path = tmp_path / "Strange.glb"
    path.write_bytes(avatar_file(STRANGE)[0].bytes())
    desk = open_desk()
    desk.control.use_avatar(path)
    qtbot.waitUntil(lambda: desk.control.dialog is not None)
    desk.control.dialog.reject()
    qtbot.waitUntil(lambda: desk.shows("Mannequin"))
    assert desk.keeper.settings.avatar == ""


def test_cancelled_corrections_are_taken_back(open_desk, file, qtbot):
    desk = open_desk()
    desk.control.use_avatar(file)
    qtbot.waitUntil(lambda: desk.shows("Robo"))
    before = desk.viewport.rig.bones
    desk.control.correct_bones()
    choice = desk.control.dialog.choices["Neck"]
    choice.setCurrentIndex(choice.findData(-1))
    qtbot.waitUntil(lambda: "Neck" not in desk.viewport.rig.bones)
    desk.control.dialog.reject()
    qtbot.waitUntil(lambda: desk.viewport.rig.bones == before)


def test_what_is_shown_is_remembered(open_desk, qtbot):
    desk = open_desk()
    desk.viewport.actions_of_view.shows["both"].trigger()
    desk.viewport.actions_of_view.mirror.trigger()
    assert desk.keeper.settings.view_shows == "both"
    assert desk.keeper.settings.view_mirror


def test_without_opengl_the_view_says_why(open_desk, file, qtbot):
    desk = open_desk(why_not="OpenGL 2.1 is older than 3.3")
    assert desk.viewport._without.isVisible()
    assert "No avatar here: OpenGL 2.1" in desk.viewport._without.text()
    assert not desk.viewport.actions_of_view.shows["avatar"].isEnabled()
    desk.viewport.show_pose(solved(frame(0)))
    assert desk.viewport.scene.figure is not None
