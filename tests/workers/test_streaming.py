import json

import pytest

from mocap_app.core.errors import StreamError
from mocap_app.recording.recorder import Recorder
from mocap_app.recording.take_store import TakeStore
from mocap_app.workers.live import SourceRequest
from mocap_app.workers.session import Session
from mocap_app.workers.session_parts import SessionParts
from mocap_app.workers.streaming import StreamSwitch
from tests.support.live import FakeProcessor, SteeredSource
from tests.support.osc import Receiver
from tests.support.patience import PATIENCE_S


class Studio:
    """A session on endless sources, its switch, and a receiver."""

    def __init__(self, folder):
        self.session = Session(
            SessionParts(
                make_source=lambda request: SteeredSource(name=request.spec, endless=True),
                build_processor=lambda _request: FakeProcessor(),
                recorder=Recorder(TakeStore(folder)),
            )
        )
        self.switch = StreamSwitch(self.session)
        self.receiver = Receiver()
        self.heard = []
        self.switch.started.connect(lambda address: self.heard.append(("started", str(address))))
        self.switch.stopped.connect(lambda: self.heard.append(("stopped", None)))
        self.switch.failed.connect(lambda error: self.heard.append(("failed", error)))
        self.session.stream_failed.connect(lambda error: self.heard.append(("told", error)))

    @property
    def address(self):
        return self.receiver.host, self.receiver.port

    def arriving(self):
        return bool(self.receiver.waiting())


@pytest.fixture
def studio(tmp_path):
    made = Studio(tmp_path)
    yield made
    assert made.session.shut_down(PATIENCE_S)
    made.receiver.close()


def test_it_streams_over_a_change_of_source_and_stops(studio, qtbot):
    studio.session.start_source(SourceRequest("one"))
    studio.switch.start("json", *studio.address, 0.0)
    qtbot.waitUntil(studio.arriving)
    assert studio.heard == [("started", "{}:{}".format(*studio.address))]
    studio.session.start_source(SourceRequest("two"))
    with qtbot.waitSignal(studio.session.network_ready):
        pass
    studio.arriving()  # whatever the first source sent
    assert json.loads(studio.receiver.datagram())["tracked"] is True
    studio.switch.stop()
    for _ in range(3):  # the order is obeyed before the next frame but one
        qtbot.waitUntil(lambda: studio.session.take_pose() is not None)
    studio.arriving()
    for _ in range(5):
        qtbot.waitUntil(lambda: studio.session.take_pose() is not None)
    assert not studio.arriving()
    assert studio.heard[-1] == ("stopped", None)


def test_an_unknown_host_is_told_and_leaves_it_stopped(studio, qtbot):
    studio.session.start_source(SourceRequest("one"))
    studio.switch.start("vmc", "no such host", 39539, 0.0)
    qtbot.waitUntil(lambda: len(studio.heard) == 2)
    assert studio.heard[0] == ("stopped", None)
    assert isinstance(studio.heard[1][1], StreamError)
    qtbot.waitUntil(lambda: studio.session.take_pose() is not None)


def test_what_was_stopped_while_the_host_was_looked_up_does_not_start(studio, qtbot):
    studio.session.start_source(SourceRequest("one"))
    studio.switch.start("json", *studio.address, 0.0)
    studio.switch.stop()
    done = []
    studio.session.jobs.run(lambda _job: None, _listeners(done))
    qtbot.waitUntil(lambda: bool(done))
    qtbot.waitUntil(lambda: studio.session.take_pose() is not None)
    assert studio.heard == [("stopped", None)]
    assert not studio.arriving()


def test_a_receiver_that_is_not_there_does_not_stop_the_session(studio, qtbot):
    address = studio.address
    studio.receiver.close()
    studio.session.start_source(SourceRequest("one"))
    studio.switch.start("vmc", *address, 0.0)
    qtbot.waitUntil(lambda: any(what == "told" for what, _ in studio.heard))
    for _ in range(5):
        qtbot.waitUntil(lambda: studio.session.take_pose() is not None)
    assert [what for what, _ in studio.heard] == ["started", "told"]


def _listeners(done):
    from mocap_app.workers.jobs import Listeners

    return Listeners(done=lambda _result: done.append(True))
