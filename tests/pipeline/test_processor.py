from dataclasses import replace

import numpy as np
import pytest

from mocap_app.pipeline.processor import STAGES, PoseProcessor
from tests.support.pipeline_fakes import FakeEstimator, FakeFilter, FakeSolver, TickingClock, frame


class FakeLifter:
    """Puts everybody one metre further away."""

    def __init__(self):
        self.resets = 0

    def apply(self, pose):
        return replace(pose, keypoints_3d=pose.keypoints_3d + 1.0) if pose.tracked else pose

    def reset(self):
        self.resets += 1


@pytest.fixture
def lifting():
    parts = FakeEstimator(lost={3}), FakeFilter(), FakeSolver(), TickingClock()
    return PoseProcessor(*parts, lifter=FakeLifter())


@pytest.fixture
def processor():
    return PoseProcessor(FakeEstimator(lost={3}), FakeFilter(), FakeSolver(), TickingClock())


def test_stages_follow_each_other(processor):
    pose = processor.process(frame(1))
    assert pose.raw.confidence[0] == 1.0
    assert pose.filtered.confidence[0] == 0.5
    assert pose.solved.frame_index == 1


def test_every_stage_is_timed(processor):
    first = processor.process(frame(0)).stage_ms
    assert set(first) == set(STAGES)
    assert first["acquire"] == 4.0
    assert first["filter"] == pytest.approx(1.0)  # one tick of the clock
    assert first["solve"] == pytest.approx(1.0)
    assert first["total"] == pytest.approx(4.0)  # observe is two ticks, solve one


def test_a_lost_frame_has_no_solved_pose(processor):
    pose = processor.process(frame(3))
    assert not pose.raw.tracked
    assert pose.solved is None
    assert "total" in pose.stage_ms


def test_two_passes_give_the_same_as_one(processor):
    seen = [processor.observe(frame(i)) for i in range(2)]
    late = [processor.solve(s) for s in seen]
    processor.reset()
    live = [processor.process(frame(i)) for i in range(2)]
    for a, b in zip(late, live, strict=True):
        np.testing.assert_array_equal(a.filtered.keypoints_2d, b.filtered.keypoints_2d)
        np.testing.assert_array_equal(a.solved.rotations, b.solved.rotations)


def test_another_picture_size_starts_tracking_anew(processor):
    processor.process(frame(0))
    processor.process(frame(1))
    assert processor.estimator.resets == processor.pose_filter.resets == 0
    processor.process(frame(2, size=(64, 48)))
    assert processor.estimator.resets == processor.pose_filter.resets == 1
    assert ("reset",) not in processor.solver.calls  # the person is still the same one
    processor.process(frame(4, size=(64, 48)))
    assert processor.estimator.resets == 1


def test_a_film_that_starts_over_starts_tracking_anew(processor):
    processor.process(frame(0))
    processor.process(frame(1))
    for index in (2, 3):
        processor.process(replace(frame(index), round=1))
    assert processor.estimator.resets == processor.pose_filter.resets == 1
    assert ("reset",) not in processor.solver.calls  # bones and floor are still the same


def test_reset_forgets_everything(processor):
    processor.process(frame(0))
    processor.reset()
    assert processor.estimator.resets == processor.pose_filter.resets == 1
    assert processor.solver.calls[-1] == ("reset",)
    processor.process(frame(0, size=(64, 48)))  # a first frame is never a change of size
    assert processor.estimator.resets == 1


def test_observations_keep_the_name_of_the_picture(processor):
    assert processor.observe(frame(0, name="a.png")).frame_name == "a.png"


def test_the_lifter_stands_between_estimator_and_filter(lifting):
    seen = lifting.observe(frame(2))
    np.testing.assert_allclose(seen.raw.keypoints_3d, 0.2)
    np.testing.assert_allclose(seen.filtered.keypoints_3d, 1.2)
    assert seen.filtered.confidence[0] == 0.5
    assert seen.stage_ms["lift"] > 0.0
    assert not lifting.observe(frame(3)).filtered.tracked


def test_the_lifter_forgets_with_the_others(lifting):
    lifting.reset()
    assert lifting.lifter.resets == 1
    lifting.observe(frame(0))
    lifting.observe(frame(1, size=(64, 48)))
    assert lifting.lifter.resets == 2
