import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.udp_client import SimpleUDPClient

from mocap_app.core.errors import StreamError
from mocap_app.workers.osc_remote import OscRemote, RemotePlan, parse
from tests.support.patience import PATIENCE_S

LOOPBACK = "127.0.0.1"


@pytest.fixture
def remote(qapp, qtbot, no_thread_left):
    """A remote on a free port, and all it ever asked for."""
    remote = OscRemote(RemotePlan(0, LOOPBACK))
    remote.heard = []
    for name in ("start_requested", "scene_chosen", "shot_chosen"):
        getattr(remote, name).connect(lambda text, name=name: remote.heard.append((name, text)))
    for name in ("stop_requested", "toggle_requested"):
        getattr(remote, name).connect(lambda name=name: remote.heard.append((name,)))
    with qtbot.waitSignal(remote.listening) as opened:
        remote.start()
    with SimpleUDPClient(LOOPBACK, opened.args[0]) as remote.client:
        yield remote
    assert remote.stop(PATIENCE_S)


def test_a_real_client_is_obeyed(remote, qtbot):
    client = remote.client
    client.send_message("/mocap/record/start", [])
    client.send_message("/mocap/record/start", "Stunt 4")
    client.send_message("/mocap/record/stop", [])
    client.send_message("/mocap/record/toggle", 1)
    client.send_message("/mocap/record/toggle", 0.0)  # The button of a tablet is let go.
    client.send_message("/mocap/scene", 12)
    client.send_message("/mocap/scene", 13.0)
    client.send_message("/mocap/shot", "B")
    client.send_message("/somebody/else", 1)
    client.send_message("/mocap/no/such/thing", 1)
    client.send_message("/mocap/record/stop", True)
    qtbot.waitUntil(lambda: len(remote.heard) >= 8)
    qtbot.wait(50)
    assert remote.heard == [
        ("start_requested", ""),
        ("start_requested", "Stunt 4"),
        ("stop_requested",),
        ("toggle_requested",),
        ("scene_chosen", "12"),
        ("scene_chosen", "13"),
        ("shot_chosen", "B"),
        ("stop_requested",),
    ]


def test_bundles_are_opened(remote, qtbot):
    bundle = OscBundleBuilder(IMMEDIATELY)
    for address in ("/mocap/record/start", "/mocap/record/stop"):
        bundle.add_content(OscMessageBuilder(address).build())
    remote.client.send(bundle.build())
    qtbot.waitUntil(lambda: len(remote.heard) == 2)
    assert remote.heard == [("start_requested", ""), ("stop_requested",)]


def test_rubbish_does_no_harm(remote, qtbot):
    for rubbish in (b"", b"\x00", b"/mocap/record/start", b"#bundle\x00\xff\xff", bytes(300)):
        remote.client._sock.sendto(rubbish, (LOOPBACK, remote.client._port))
    remote.client.send_message("/mocap/record/stop", [])
    qtbot.waitUntil(lambda: ("stop_requested",) in remote.heard)


@given(st.binary(max_size=120) | st.binary(max_size=60).map(lambda b: b"#bundle\x00" + b))
def test_whatever_comes_is_no_exception(data):
    parse(data)
    parse(b"/mocap/scene\x00\x00\x00\x00" + data)


def test_a_port_that_is_taken_is_a_sentence(qapp, qtbot, no_thread_left):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind((LOOPBACK, 0))
        remote = OscRemote(RemotePlan(other.getsockname()[1], LOOPBACK))
        with qtbot.waitSignal(remote.failed) as failed:
            remote.start()
        assert remote.stop(PATIENCE_S)
    assert isinstance(failed.args[0], StreamError)
    assert "cannot be opened" in str(failed.args[0])
