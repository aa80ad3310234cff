"""Streaming from the window, with a real receiver."""

from mocap_app.core.errors import StreamError
from mocap_app.settings.schema import Settings
from tests.support.osc import Receiver


def test_poses_are_streamed_from_the_window(desk):
    receiver = Receiver()
    port = receiver.port
    window = desk.open("demo", Settings(stream_port=port))
    desk.live()
    desk.click(window.stream.button)
    desk.qtbot.waitUntil(lambda: bool(receiver.waiting()))
    desk.qtbot.waitUntil(window.stream.button.isChecked)
    receiver.close()
    desk.qtbot.waitUntil(lambda: "Nobody listens" in window.banner.text)
    desk.click(window.stream.button)
    assert window.stream.button.text() == "Start"
    assert window.banner.text == "", "streaming does not go on"
    window.stream.host.setText("no such host")
    window.stream.host.editingFinished.emit()
    desk.click(window.stream.button)
    desk.qtbot.waitUntil(lambda: "is no host" in window.banner.text)
    assert not window.stream.button.isChecked()
    assert desk.keeper.settings.stream_host == "no such host"


def test_trouble_of_a_stream_is_told_while_it_runs(desk):
    # Somebody listens: the stream has no trouble of its own before the banner is looked at.
    receiver = Receiver()
    window = desk.open("demo", Settings(stream_port=receiver.port))
    desk.live()
    desk.click(window.stream.button)
    desk.qtbot.waitUntil(lambda: "Streaming to" in window.banner.text)
    desk.session.stream_failed.emit(StreamError("Nobody listens. Streaming goes on."))
    assert "Nobody listens" in window.banner.text
    desk.click(window.stream.button)
    assert window.banner.text == ""
    desk.session.stream_failed.emit(StreamError("Nobody listens. Streaming goes on."))
    assert window.banner.text == ""
    receiver.close()
