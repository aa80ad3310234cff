from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core.errors import TakeError
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.recording.take import ARRAY_NAMES, Take
from tests.support.takes import poses, take

TIMES = np.arange(12) / 30.0 + 5.0


def test_a_take_gives_back_the_poses_it_was_made_of():
    made = poses(TIMES, lost={0, 4, 5}, size=(1280, 720))
    built = Take.from_poses(made, solved_skeleton(), name="a", source="b", mirrored=True)
    for row, pose in enumerate(made):
        again = built.pose(row)
        assert (again.solved is None) == (pose.solved is None)
        if pose.solved is not None:
            for name in ("rotations", "root_position", "root_camera", "positions"):
                np.testing.assert_allclose(
                    getattr(again.solved, name), getattr(pose.solved, name), atol=1e-12
                )
        for kind in ("raw", "filtered"):
            one, other = getattr(again, kind), getattr(pose, kind)
            assert one.timestamp == other.timestamp
            assert (one.frame_index, one.image_size, one.tracked) == (
                other.frame_index,
                other.image_size,
                other.tracked,
            )
            np.testing.assert_allclose(one.keypoints_2d, other.keypoints_2d, atol=1e-4)
            np.testing.assert_allclose(one.keypoints_3d, other.keypoints_3d, atol=1e-6)
            np.testing.assert_allclose(one.confidence, other.confidence, atol=1e-6)
    assert built.mirrored
    assert built.created.tzinfo is not None


def test_what_it_says_of_itself():
    made = take(TIMES, lost={0, 4, 5})
    assert made.frame_count == 12
    assert made.duration == pytest.approx(11 / 30)
    assert made.rate == pytest.approx(30.0)
    assert list(np.flatnonzero(~made.solved)) == [0, 4, 5]
    assert list(np.flatnonzero(~made.tracked)) == [0, 4, 5]
    positions = made.positions()
    assert positions.shape == (12, 22, 3)
    assert np.isnan(positions[4]).all()
    np.testing.assert_allclose(positions[1, 0], made.root_position[1])


def test_rate_is_not_disturbed_by_dropped_frames():
    dropping = np.delete(np.arange(100) / 30.0, [3, 20, 21, 22, 60])
    assert take(dropping).rate == pytest.approx(30.0)


@pytest.mark.parametrize("count", [0, 1])
def test_takes_of_no_and_one_frame(count):
    made = take(TIMES[:count])
    assert (made.frame_count, made.duration, made.rate) == (count, 0.0, None)
    assert made.positions().shape == (count, 22, 3)


def test_a_clip_played_in_a_loop_becomes_one_continuous_take():
    made = take(np.concatenate([TIMES, TIMES, TIMES[-1:]]))
    np.testing.assert_allclose(np.diff(made.timestamps), 1 / 30)


def test_time_without_any_step_forward_still_makes_a_take():
    np.testing.assert_allclose(np.diff(take(np.zeros(4)).timestamps), 1 / 30)


def test_arrays_cannot_be_changed():
    made = take(TIMES)
    for name in ARRAY_NAMES:
        with pytest.raises(ValueError, match="read-only"):
            getattr(made, name)[0] = 0


@pytest.mark.parametrize("name", [name for name in ARRAY_NAMES if name != "timestamps"])
def test_arrays_of_other_length_are_refused(name):
    made = take(TIMES)
    with pytest.raises(TakeError, match=name):
        replace(made, **{name: getattr(made, name)[:-1]})


@pytest.mark.parametrize("bad", [[0.0, 0.0], [1.0, 0.5], [0.0, np.nan]])
def test_time_must_advance(bad):
    made = take(TIMES[:2])
    with pytest.raises(TakeError, match="time does not advance"):
        replace(made, timestamps=np.array(bad))


def test_skeleton_must_fit():
    with pytest.raises(TakeError, match="skeleton"):
        replace(take(TIMES), skeleton=solved_skeleton().with_offsets(np.zeros((3, 3))))
