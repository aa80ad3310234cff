import gc

import pytest

from mocap_app.core.errors import FrameTimeoutError, SourceError
from mocap_app.core.types import Frame
from mocap_app.pipeline.offline import (
    MAX_SILENT_READS,
    RunLimits,
    frames,
    observe_all,
    run_offline,
    solve_each,
)
from mocap_app.pipeline.processor import PoseProcessor
from tests.support.pipeline_fakes import (
    FakeEstimator,
    FakeFilter,
    FakeSolver,
    ScriptedSource,
    frame,
)


def make_processor(lost=()):
    return PoseProcessor(FakeEstimator(lost), FakeFilter(), FakeSolver())


def test_every_frame_is_observed_before_any_is_solved():
    processor = make_processor(lost={1})
    poses = run_offline(ScriptedSource(frame(i) for i in range(4)), processor)
    assert [p.raw.frame_index for p in poses] == [0, 1, 2, 3]
    assert processor.solver.calls == [
        ("reset",),
        ("learn", 3),  # the lost frame teaches nothing
        ("freeze",),
        *[("solve", i) for i in range(4)],
    ]


def test_nobody_to_learn_from_is_no_error():
    processor = make_processor(lost={0, 1})
    poses = run_offline(ScriptedSource([frame(0), frame(1)]), processor)
    assert [p.solved for p in poses] == [None, None]
    assert not any(call[0] == "learn" for call in processor.solver.calls)


def test_source_is_closed_whatever_happens():
    source = ScriptedSource([frame(0), SourceError("It broke.")])
    with pytest.raises(SourceError, match="It broke"):
        run_offline(source, make_processor())
    assert not source.is_open


def test_progress_counts_frames_and_may_cancel():
    told = []

    def progress(done, total):
        told.append((done, total))
        if done == 2:
            raise KeyboardInterrupt

    source = ScriptedSource([frame(i) for i in range(5)], frame_count=5)
    with pytest.raises(KeyboardInterrupt):
        run_offline(source, make_processor(), progress)
    assert told == [(1, 5), (2, 5)]
    assert not source.is_open


def test_stop_ends_the_run_with_what_was_read():
    asked = iter([False, False, True])
    limits = RunLimits(stop=lambda: next(asked))
    poses = run_offline(ScriptedSource(frame(i) for i in range(9)), make_processor(), limits=limits)
    assert len(poses) == 2


@pytest.mark.parametrize(("seconds", "count"), [(0.05, 1), (0.3, 3), (100.0, 9)])
def test_seconds_are_those_of_the_source(seconds, count):
    # A source's clock starts anywhere: a camera's is the time since the machine was started.
    source = ScriptedSource(frame(i + 12345) for i in range(9))
    with source:
        assert len(list(frames(source, RunLimits(seconds=seconds)))) == count


def test_a_short_silence_of_a_camera_is_waited_for():
    silence = [FrameTimeoutError("No picture.")] * (MAX_SILENT_READS - 1)
    source = ScriptedSource([frame(0), *silence, frame(1), *silence, frame(2)], live=True)
    assert len(run_offline(source, make_processor())) == 3


def test_an_unplugged_camera_keeps_the_take_so_far():
    silence = [FrameTimeoutError("No picture.")] * MAX_SILENT_READS
    source = ScriptedSource([frame(0), frame(1), *silence, frame(2)], live=True)
    assert len(run_offline(source, make_processor())) == 2


def test_a_camera_without_any_picture_is_an_error():
    silence = [FrameTimeoutError("No picture.")] * MAX_SILENT_READS
    with pytest.raises(FrameTimeoutError):
        run_offline(ScriptedSource(silence, live=True), make_processor())


def test_independent_frames_know_nothing_of_each_other():
    processor = make_processor()
    seen = observe_all(ScriptedSource(frame(i) for i in range(3)), processor, independent=True)
    assert processor.estimator.resets == 4  # before the run and before each frame
    processor.solver.calls.clear()
    solve_each(processor, seen)
    assert processor.solver.calls == [call for i in range(3) for call in [("reset",), ("solve", i)]]


def test_no_frame_is_kept():
    def live_frames():
        return sum(type(thing) is Frame for thing in gc.get_objects())

    def generated(count):
        for index in range(count):
            yield frame(index)

    class Generating(ScriptedSource):
        def open(self):
            self.is_open = True
            self._frames = generated(20)

        def read(self):
            return next(self._frames, None)

    before = live_frames()
    held = []

    def progress(_done, _total):
        held.append(live_frames() - before)

    run_offline(Generating([]), make_processor(), progress)
    assert max(held) <= 2
