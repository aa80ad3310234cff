import json
import threading

import pytest

from mocap_app.core.errors import CalibrationError, ModelError, TakeError
from mocap_app.core.mailbox import LatestSlot
from mocap_app.streaming.address import Address, look_up
from mocap_app.streaming.pose_stream import StreamPlan, StreamTarget
from mocap_app.workers.inference_thread import InferenceThread
from mocap_app.workers.live import CapturedFrame
from tests.support.live import FakeProcessor, frame, gate
from tests.support.osc import Receiver
from tests.support.patience import PATIENCE_S


class FakeRecorder:
    def __init__(self, fail_after=None):
        self.poses = []
        self.skeletons = []
        self.fail_after = fail_after
        self.full = False

    def append(self, pose):
        if self.fail_after is not None and len(self.poses) >= self.fail_after:
            raise TakeError("The disk is full.")
        self.poses.append(pose)

    def set_skeleton(self, skeleton):
        self.skeletons.append(skeleton)


class Bench:
    """An inference thread with both mailboxes and what it sent."""

    def __init__(self, processor):
        self.processor = processor
        self.frames, self.poses = LatestSlot(), LatestSlot()
        self.sent = []
        self.thread = InferenceThread(self.build, self.frames, self.poses)
        self.thread.ready.connect(lambda: self.sent.append("ready"))
        self.thread.recorder_released.connect(lambda: self.sent.append("released"))
        self.thread.recording_failed.connect(self.sent.append)
        self.thread.failed.connect(self.sent.append)

    def build(self):
        if isinstance(self.processor, Exception):
            raise self.processor
        return self.processor

    def process(self, index):
        """Offer one frame and wait for its pose."""
        self.frames.put(CapturedFrame(frame(index), captured_at=1.0, capture_fps=30.0))
        live = self.poses.take(PATIENCE_S)
        assert live is not None
        return live

    def recorded(self, recorder, *indices):
        """Wait for poses to be recorded: that comes after showing them."""
        gate(lambda: [pose.raw.frame_index for pose in recorder.poses] == [*indices])


@pytest.fixture
def bench(qtbot):
    made = []

    def start(processor=None):
        bench = Bench(FakeProcessor() if processor is None else processor)
        made.append(bench)
        bench.thread.start()
        return bench

    yield start
    for bench in made:
        assert bench.thread.stop(PATIENCE_S)


def test_a_pose_comes_with_its_own_frame(bench):
    live = bench().process(3)
    assert live.captured.frame.index == live.pose.raw.frame_index == 3
    assert live.inference_ms >= 0.0


def test_a_model_that_does_not_load_is_reported(bench, qtbot):
    error = ModelError("The network file is damaged.")
    failing = bench(error)
    qtbot.waitUntil(lambda: bool(failing.sent))
    assert failing.sent == [error]


def test_drops_count_from_the_moment_the_network_is_ready(qtbot):
    bench = Bench(FakeProcessor())
    for index in range(5):  # nobody reads these yet: four are lost
        bench.frames.put(CapturedFrame(frame(index), 0.0, 0.0))
    bench.thread.start()
    assert bench.poses.take(PATIENCE_S).dropped == 0
    assert bench.process(6).dropped == 0
    assert bench.thread.stop(PATIENCE_S)


def test_frames_lost_while_busy_are_counted(qtbot):
    busy, go_on = LatestSlot(), LatestSlot()

    class Slow(FakeProcessor):
        def process(self, shown):
            busy.put(shown.index)
            go_on.take(PATIENCE_S)
            return super().process(shown)

    bench = Bench(Slow())
    bench.thread.start()
    bench.frames.put(CapturedFrame(frame(0), 0.0, 0.0))
    assert busy.take(PATIENCE_S) == 0
    for index in (1, 2, 3):
        bench.frames.put(CapturedFrame(frame(index), 0.0, 0.0))
    go_on.put(True)
    assert busy.take(PATIENCE_S) == 3
    go_on.put(True)
    gate(lambda: bench.poses.dropped == 1)
    assert bench.poses.take(0.0).dropped == 2
    assert bench.thread.stop(PATIENCE_S)


def test_another_filter_is_used_from_the_next_frame_on(bench):
    running = bench()
    running.process(0)
    running.thread.use_filter("calm")
    running.process(1)
    assert running.processor.filters == ["calm"]


def test_other_solver_settings_are_used_from_the_next_frame_on(bench):
    running = bench()
    running.process(0)
    running.thread.use_solver("flat")
    running.process(1)
    assert running.processor.solvers == ["flat"]


@pytest.mark.parametrize("outcome", ["calibration", CalibrationError("Stand still.")])
def test_a_calibration_is_told_once(bench, qtbot, outcome):
    running, told = bench(), []
    running.processor.calibration = outcome
    running.thread.calibrated.connect(told.append)
    running.thread.calibration_failed.connect(told.append)
    running.thread.calibrate()
    running.process(0)
    running.process(1)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [outcome]


def test_a_full_recorder_is_let_go_at_once(bench, qtbot):
    running, recorder = bench(), FakeRecorder()
    running.thread.attach(recorder)
    running.process(0)
    recorder.full = True
    running.process(1)
    qtbot.waitUntil(lambda: "released" in running.sent)
    running.process(2)
    assert [pose.raw.frame_index for pose in recorder.poses] == [0, 1]


def test_every_pose_is_recorded_between_attach_and_detach(bench, qtbot):
    running, recorder = bench(), FakeRecorder()
    running.process(0)
    running.thread.attach(recorder)
    for index in (1, 2, 3):
        running.process(index)
    running.recorded(recorder, 1, 2, 3)
    running.thread.detach()
    qtbot.waitUntil(lambda: "released" in running.sent)
    running.process(4)
    assert [pose.raw.frame_index for pose in recorder.poses] == [1, 2, 3]
    # Once at the start, for a take recovered after a crash, and once at the end.
    assert recorder.skeletons == [running.processor.skeleton] * 2
    assert running.processor.solver.calls == ["freeze", "unfreeze"]


def test_a_pose_is_shown_while_a_slow_disk_still_writes_it(bench):
    written = threading.Event()

    class SlowRecorder(FakeRecorder):
        def append(self, pose):
            assert written.wait(PATIENCE_S)
            super().append(pose)

    running, recorder = bench(), SlowRecorder()
    running.thread.attach(recorder)
    running.process(0)
    assert recorder.poses == []
    written.set()
    running.recorded(recorder, 0)


def test_a_full_disk_ends_the_recording_and_nothing_else(bench, qtbot):
    running, recorder = bench(), FakeRecorder(fail_after=1)
    running.thread.attach(recorder)
    running.process(0)
    running.process(1)
    assert running.process(2).pose.raw.frame_index == 2
    qtbot.waitUntil(lambda: "released" in running.sent)
    assert isinstance(running.sent[1], TakeError)
    assert running.sent == ["ready", running.sent[1], "released"]


def test_stopping_the_thread_lets_go_of_the_recorder(bench, qtbot):
    running, recorder = bench(), FakeRecorder()
    running.thread.attach(recorder)
    running.process(0)
    assert running.thread.stop(PATIENCE_S)
    qtbot.waitUntil(lambda: "released" in running.sent)


def test_a_detach_that_comes_too_late_is_still_answered(bench, qtbot):
    failing = bench(FakeProcessor(error=ValueError("broken")))
    failing.thread.attach(FakeRecorder())
    failing.frames.put(CapturedFrame(frame(0), 0.0, 0.0))
    gate(failing.thread.isFinished)
    qtbot.waitUntil(lambda: "released" in failing.sent)
    assert any(isinstance(sent, ValueError) for sent in failing.sent)


def plan_for(receiver):
    endpoint = look_up(Address(receiver.host, receiver.port))
    return StreamPlan((StreamTarget("json", endpoint),))


def test_every_pose_is_streamed_until_it_is_stopped(bench):
    receiver = Receiver()
    running = bench()
    running.process(0)
    running.thread.use_stream(plan_for(receiver))
    for index in (1, 2):
        running.process(index)
        assert json.loads(receiver.datagram())["frame"] == index
    running.thread.use_stream(None)
    running.process(3)
    running.process(4)
    assert receiver.waiting() == []
    receiver.close()


def test_the_stream_ends_with_the_thread(qtbot):
    receiver = Receiver()
    running = Bench(FakeProcessor())
    running.thread.use_stream(plan_for(receiver))
    running.thread.start()
    running.process(0)
    assert receiver.datagram()
    stream = running.thread._stream
    assert running.thread.stop(PATIENCE_S)
    stream.send(running.processor.process(frame(1)))
    assert receiver.waiting() == []
    receiver.close()


def test_a_receiver_that_is_gone_is_told_once_and_tracking_goes_on(bench, qtbot):
    receiver = Receiver()
    running = bench()
    told = []
    running.thread.stream_failed.connect(told.append)
    running.thread.use_stream(plan_for(receiver))
    running.process(0)
    receiver.datagram()
    receiver.close()
    for index in range(1, 20):
        running.process(index)
    qtbot.waitUntil(lambda: bool(told))
    assert running.thread.stop(PATIENCE_S)
    assert len(told) == 1
    assert "Nobody listens" in str(told[0])
