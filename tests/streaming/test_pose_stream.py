import json
import socket
from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core.errors import StreamError
from mocap_app.streaming.address import Address, look_up
from mocap_app.streaming.pose_stream import PoseStream, StreamPlan, StreamTarget
from mocap_app.streaming.vmc import unity_points, unity_rotations
from tests.support.osc import Receiver, bones, messages
from tests.support.patience import PATIENCE_S
from tests.support.takes import poses

POSES = poses(100.0 + np.arange(30) / 30.0, lost=[5])


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def heard():
    return []


@pytest.fixture
def stream(heard):
    made = []

    def start(*targets, rate=0.0):
        plan = StreamPlan(tuple(StreamTarget(*target) for target in targets), rate)
        made.append(PoseStream(plan, heard.append))
        return made[-1]

    yield start
    for one in made:
        one.close()


def at(receiver):
    return look_up(Address(receiver.host, receiver.port))


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.bind(("127.0.0.1", 0))
        return link.getsockname()[1]


def test_vmc_arrives_with_the_values_of_the_pose(receiver, stream, heard):
    sending = stream(("vmc", at(receiver)))
    sending.send(POSES[0])
    first = messages(receiver.waiting())
    assert dict(first)["/VMC/Ext/T"] == (0.0,)
    sent = bones(first)
    solved = POSES[0].solved
    assert sent["Hips"][0] == pytest.approx(unity_points(solved.root_position), abs=1e-6)
    assert sent["Hips"][1] == pytest.approx(unity_rotations(solved.rotations[0]), abs=1e-6)
    assert sent["RightHand"][1] == pytest.approx(unity_rotations(solved.rotations[13]), abs=1e-6)
    assert not heard


@pytest.mark.parametrize("form", ["vmc", "json"])
def test_time_counts_from_the_first_pose(receiver, stream, form):
    sending = stream((form, at(receiver)))
    for shown in POSES[4:10]:
        sending.send(shown)
    sent = receiver.waiting()
    if form == "json":
        told = [json.loads(datagram)["time"] for datagram in sent]
        assert [json.loads(datagram)["frame"] for datagram in sent] == [4, 5, 6, 7, 8, 9]
    else:
        told = [v[0] for a, v in messages(sent) if a == "/VMC/Ext/T"]
    assert told == pytest.approx(np.arange(6) / 30, abs=1e-4)


def test_a_lost_person_is_told(receiver, stream):
    stream(("vmc", at(receiver))).send(POSES[5])
    assert dict(messages(receiver.waiting()))["/VMC/Ext/OK"] == (1, 3, 0, 0)


def test_numbers_that_are_none_are_never_sent(receiver, stream):
    broken = replace(POSES[0].solved, positions=np.full((22, 3), np.nan))
    sending = stream(("vmc", at(receiver)), ("json", at(receiver)))
    sending.send(replace(POSES[0], solved=broken))
    vmc, plain = receiver.waiting()
    assert not bones(messages([vmc]))
    assert json.loads(plain)["tracked"] is False


def test_json_is_one_datagram_a_frame(receiver, stream):
    sending = stream(("json", at(receiver)))
    for shown in POSES[:7]:
        sending.send(shown)
    contents = [json.loads(datagram) for datagram in receiver.waiting()]
    assert [content["frame"] for content in contents] == list(range(7))
    assert [content["tracked"] for content in contents] == [True] * 5 + [False, True]


def test_the_rate_is_kept(receiver, stream):
    sending = stream(("json", at(receiver)), rate=10.0)
    for shown in POSES:
        sending.send(shown)
    assert [json.loads(d)["frame"] for d in receiver.waiting()] == list(range(0, 30, 3))
    assert sending.sent_frames == 10


def test_two_receivers_get_the_same(receiver, stream):
    other = Receiver()
    sending = stream(("vmc", at(receiver)), ("vmc", at(other)))
    sending.send(POSES[0])
    assert receiver.waiting() == other.waiting() != []
    other.close()


def test_after_closing_nothing_is_sent(receiver, stream):
    sending = stream(("json", at(receiver)))
    sending.send(POSES[0])
    sending.close()
    sending.send(POSES[1])
    assert len(receiver.waiting()) == 1


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
def test_ipv6_works(stream):
    try:
        receiver = Receiver("::1")
    except OSError:
        pytest.skip("no IPv6 here")
    stream(("json", at(receiver))).send(POSES[0])
    assert len(receiver.waiting()) == 1
    receiver.close()


@pytest.mark.parametrize("form", ["vmc", "json"])
def test_a_receiver_that_is_not_there_is_told_once_and_may_come_later(stream, heard, form):
    port = free_port()
    sending = stream((form, look_up(Address("127.0.0.1", port))))
    for shown in POSES[:10]:
        sending.send(shown)
    (error,) = heard
    assert isinstance(error, StreamError)
    assert str(error).startswith(f"Nobody listens at 127.0.0.1:{port}: start the receiver")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as late:
        late.bind(("127.0.0.1", port))
        late.settimeout(PATIENCE_S)
        for shown in POSES[10:13]:  # the first send only hears of the old refusal
            sending.send(shown)
        assert late.recv(65536)
    assert len(heard) == 1


class Unwilling(socket.socket):
    """A socket whose network is down, or full."""

    error: OSError = OSError(101, "Network is unreachable")

    def send(self, *_args):
        raise self.error


class Disconnected(Unwilling):
    def connect(self, *_args):
        raise self.error


@pytest.mark.parametrize("kind", [Unwilling, Disconnected])
def test_a_network_that_is_down_is_told_once(receiver, stream, heard, monkeypatch, kind):
    sending = stream(("vmc", at(receiver)))
    monkeypatch.setattr("mocap_app.streaming.pose_stream.socket.socket", kind)
    for shown in POSES:
        sending.send(shown)
    (error,) = heard
    assert "Network is unreachable. Streaming goes on; check the network." in str(error)


def test_a_network_that_comes_back_is_used(receiver, stream, monkeypatch):
    sending = stream(("json", at(receiver)))
    with monkeypatch.context() as patched:
        patched.setattr("mocap_app.streaming.pose_stream.socket.socket", Disconnected)
        sending.send(POSES[0])
    sending.send(POSES[1])
    assert len(receiver.waiting()) == 1


def test_a_full_network_loses_the_frame_in_silence(receiver, stream, heard, monkeypatch):
    monkeypatch.setattr(Unwilling, "error", BlockingIOError(11, "Try again"))
    monkeypatch.setattr("mocap_app.streaming.pose_stream.socket.socket", Unwilling)
    stream(("vmc", at(receiver))).send(POSES[0])
    assert not heard
