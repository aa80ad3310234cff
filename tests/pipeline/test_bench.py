import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core.errors import SourceError
from mocap_app.pipeline.bench import growth_percent, run_bench, stage_time
from mocap_app.pipeline.offline import RunLimits
from mocap_app.pipeline.processor import PoseProcessor
from tests.support.pipeline_fakes import (
    FakeEstimator,
    FakeFilter,
    FakeSolver,
    ScriptedSource,
    frame,
)


@pytest.fixture
def processor():
    return PoseProcessor(FakeEstimator(lost={2}), FakeFilter(), FakeSolver())


def test_report_names_every_stage(processor):
    report = run_bench(ScriptedSource(frame(i) for i in range(5)), processor)
    data = report.to_json()
    for stage in ("acquire", "infer", "filter", "solve", "total", "decode"):
        assert set(data[stage]) == {"median_ms", "p95_ms", "frames"}
    assert data["infer"]["median_ms"] == pytest.approx(2.0)
    assert data["frames"] == 5
    assert data["tracked_frames"] == 4
    assert data["fps"] > 0


def test_a_skipped_stage_does_not_water_down_its_time(processor):
    report = run_bench(ScriptedSource(frame(i) for i in range(5)), processor)
    assert report.stages["acquire"].frames == 1
    assert report.stages["acquire"].median_ms == pytest.approx(4.0)


def test_fps_leaves_decoding_out(processor):
    report = run_bench(ScriptedSource(frame(i) for i in range(5)), processor)
    total = report.stages["total"]
    assert report.fps * total.p95_ms / 1000.0 > 0.5  # of the order of 1 / total
    assert report.seconds >= 5 / report.fps  # the wall clock saw at least the stages


def test_minutes_play_the_source_again_and_again(processor):
    now = iter(range(1000))
    source = ScriptedSource(frame(i) for i in range(3))
    report = run_bench(source, processor, minutes=0.25, clock=lambda: next(now))
    assert source.opened > 1
    # The clock is read at the start, before every frame and after every round.
    assert 9 <= report.frames < 15
    assert not source.is_open


def test_limits_hold_for_a_single_round(processor):
    source = ScriptedSource(frame(i) for i in range(9))
    assert run_bench(source, processor, limits=RunLimits(seconds=0.25)).frames == 3


def test_an_empty_source_is_an_error_and_not_an_endless_loop(processor):
    with pytest.raises(SourceError, match="no frame"):
        run_bench(ScriptedSource([]), processor, minutes=5.0)


def test_a_stage_that_never_ran_has_zeros():
    assert stage_time([]).frames == 0
    assert stage_time([]).median_ms == 0.0


@given(st.lists(st.floats(0.01, 1e4), min_size=1, max_size=50))
def test_percentiles_are_ordered_and_within_the_samples(spent):
    found = stage_time(spent)
    assert min(spent) - 1e-6 <= found.median_ms <= found.p95_ms <= max(spent) + 1e-6


def test_growth_is_measured_after_the_warm_up():
    loading = [100.0] * 10
    assert growth_percent(loading + [400.0] * 90) == pytest.approx(0.0)
    assert growth_percent(loading + [400.0] * 80 + [440.0] * 10) == pytest.approx(10.0)


def test_too_few_samples_say_nothing_about_growth():
    assert growth_percent([100.0] * 19) is None
