"""The options of recording in a whole window: names, video, automatic end, OSC."""

import socket

import pytest
from pythonosc.udp_client import SimpleUDPClient

from mocap_app.settings.schema import Settings
from mocap_app.workers.live import SessionState


@pytest.fixture(autouse=True)
def _counting(desk):
    desk.counts_takes = True


def options(desk):
    desk.click(desk.window.record.options)
    return desk.window.record_control.options


def type_in(desk, dialog, name, text):
    line = dialog.fields[name].widget
    line.setText(text)
    line.editingFinished.emit()


def test_a_recording_without_a_limit_is_said_to_end_never(desk):
    desk.open()
    desk.live()
    box = options(desk).fields["auto_stop_s"].widget
    assert box.text() == "never"
    box.setValue(90)
    assert box.text() == "90 s"
    assert desk.keeper.settings.auto_stop_s == 90
    box.setValue(0)
    assert desk.keeper.settings.auto_stop_s == 0


def test_takes_are_named_by_the_pattern_and_count(desk):
    window = desk.open()
    desk.live()
    dialog = options(desk)
    type_in(desk, dialog, "take_scene", "12")
    type_in(desk, dialog, "take_shot", "B")
    assert dialog.preview.text() == "12 B Take 1"
    assert "12 B Take 1" in window.record.next_name.text()
    for count in (1, 2):
        desk.qtbot.waitUntil(lambda: desk.session.can_record)
        desk.record()
        desk.click(window.record.button)
        desk.qtbot.waitUntil(lambda count=count: window.takes.list.count() == count)
    assert {i.name for i in desk.takes.list()} == {"12 B Take 1", "12 B Take 2"}
    assert dialog.preview.text() == "12 B Take 3"


def test_a_wrong_pattern_is_said_at_once(desk):
    desk.open()
    dialog = options(desk)
    type_in(desk, dialog, "take_pattern", "{scena} {take}")
    assert "no other braces" in dialog.problem.text()
    assert dialog.problem.isVisible()
    type_in(desk, dialog, "take_pattern", "{take:03}")
    assert not dialog.problem.isVisible()
    assert dialog.preview.text() == "001"


def test_the_video_is_kept_unless_it_is_switched_off(desk):
    window = desk.open()
    desk.live()
    desk.record()
    desk.click(window.record.button)
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    assert desk.takes.list()[0].has_video
    dialog = options(desk)
    box = dialog.fields["reference_video"].widget
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert desk.keeper.settings.reference_video == 0
    desk.qtbot.waitUntil(lambda: desk.session.can_record)
    desk.record()
    desk.click(window.record.button)
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 2)
    assert sorted(info.has_video for info in desk.takes.list()) == [False, True]


def test_a_recording_ends_after_the_set_length(desk):
    window = desk.open(settings=Settings(countdown_s=0, auto_stop_s=1))
    desk.live()
    desk.record()
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    assert "Take 1 is saved" in window.banner.text
    assert "set length" in window.banner.text
    # Frames may be lost before the limit, but none is taken long after it.
    assert 0.0 < desk.takes.list()[0].duration < 1.2


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_real_client_records(desk):
    port = free_port()
    window = desk.open(settings=Settings(countdown_s=0, osc_on=True, osc_port=port))
    desk.live()
    with SimpleUDPClient("127.0.0.1", port) as client:
        record_by_osc(desk, window, client)


def record_by_osc(desk, window, client):
    client.send_message("/mocap/scene", 7)
    client.send_message("/mocap/record/start", [])
    desk.qtbot.waitUntil(lambda: desk.session.state is SessionState.RECORDING)
    desk.qtbot.waitUntil(lambda: desk.session._parts.recorder.frame_count > 3)
    client.send_message("/mocap/record/stop", [])
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    assert desk.takes.list()[0].name == "7 Take 1"
    assert desk.keeper.settings.take_scene == "7"
    desk.qtbot.waitUntil(lambda: desk.session.can_record)
    client.send_message("/mocap/record/start", "Stunt")
    desk.qtbot.waitUntil(lambda: desk.session.state is SessionState.RECORDING)
    desk.qtbot.waitUntil(lambda: desk.session._parts.recorder.frame_count > 3)
    client.send_message("/mocap/record/toggle", 1.0)
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 2)
    assert "Stunt" in {info.name for info in desk.takes.list()}


def test_nobody_listens_unless_it_is_wished(desk):
    window = desk.open()
    assert window.record_control._remote is None
    dialog = options(desk)
    assert not dialog.fields["osc_port"].widget.isEnabled()
    port = free_port()
    dialog.fields["osc_port"].widget.setValue(port)
    dialog.fields["osc_on"].widget.click()
    remote = window.record_control._remote
    desk.qtbot.waitUntil(remote.isRunning)
    dialog.fields["osc_on"].widget.click()
    assert window.record_control._remote is None
    assert remote.isFinished()


def test_a_port_that_is_taken_is_said_in_the_banner(desk):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        window = desk.open(settings=Settings(countdown_s=0, osc_on=True, osc_port=port))
        desk.qtbot.waitUntil(lambda: "cannot be opened" in window.banner.text)
