"""Which source the window opens, and what it says when that does not work."""

from mocap_app.core.errors import SourceError
from mocap_app.settings.schema import Settings
from tests.support.desk import Camera
from tests.support.live import SteeredSource


def test_without_a_camera_it_starts_on_the_demo(desk):
    desk.open()
    desk.live()
    assert desk.session.request.spec == "demo"
    assert desk.window.source.choice.currentData() == "demo"
    assert desk.window.status.source.text() == "demo"


def test_with_cameras_it_starts_on_the_first(desk):
    desk.cameras = [Camera("Built-in"), Camera("USB")]
    desk.open()
    desk.live()
    assert desk.session.request.spec == "camera:Built-in"


def test_the_remembered_camera_is_used(desk):
    desk.cameras = [Camera("Built-in"), Camera("USB")]
    desk.open(settings=Settings(source="camera:USB", mirror=True))
    desk.live()
    assert desk.session.request.spec == "camera:USB"
    assert desk.session.request.mirror


def test_a_remembered_camera_that_is_gone_is_said(desk):
    desk.open(settings=Settings(source="camera:USB"))
    desk.live()
    assert desk.session.request.spec == "demo"
    assert "USB is not connected" in desk.window.banner.text


def test_a_source_of_the_command_line_wins(desk):
    desk.cameras = [Camera("Built-in")]
    desk.open(source="walk.mp4", settings=Settings(source="camera:Built-in"))
    desk.live()
    assert list(desk.sources) == ["walk.mp4"]
    assert desk.keeper.settings.source == "camera:Built-in", "only the user's choice is kept"


def test_an_unplugged_camera_is_explained_and_the_take_is_there(desk):
    window = desk.open()
    desk.live()
    desk.record(frames=10)
    desk.sources["demo"].endless = False
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    assert "The source is quiet." in window.banner.text
    assert "kept" in window.banner.text
    assert not window.record.button.isEnabled()
    desk.sources["demo"].endless = True
    desk.qtbot.waitUntil(lambda: "quiet" not in window.banner.text)
    desk.live()


def test_a_source_that_cannot_be_opened_is_a_sentence_in_the_banner(desk):
    error = SourceError("The camera is used by another program.")
    desk.sources["demo"] = SteeredSource(open_error=error)
    window = desk.open()
    desk.qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.text == str(error)
    assert window.status.state.text() == "No source"
    assert not window.record.button.isEnabled()


def test_another_network_opens_the_source_again(desk):
    desk.open()
    desk.live()
    assert desk.session.request.network == "default"
    desk.keeper.change(network="quality")
    desk.qtbot.waitUntil(lambda: desk.session.request.network == "quality")
    assert desk.session.request.spec == "demo"


def test_choosing_another_source_is_remembered(desk):
    window = desk.open()
    desk.live()
    window.source._on_spec_chosen("/videos/walk.mp4")
    desk.qtbot.waitUntil(lambda: desk.session.request.spec == "/videos/walk.mp4")
    desk.close()
    assert desk.store.load().settings.source == "/videos/walk.mp4"
