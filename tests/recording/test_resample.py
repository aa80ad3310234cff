import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocap_app.core.errors import TakeError
from mocap_app.core.rotation import angle, inverse, multiply
from mocap_app.recording.resample import (
    JOIN_S,
    SNAP_S,
    resample,
    resample_take,
    standard_rate,
)
from tests.support.takes import lively_root, lively_rotations, take


def difference_deg(a, b):
    """Largest angle between two sets of rotations."""
    return np.degrees(angle(multiply(inverse(a), b))).max()


@pytest.mark.parametrize(
    ("rate", "standard"),
    [
        (None, 30),
        (8.0, 24),
        (23.976, 24),
        (25.0, 25),
        (27.0, 25),
        (29.97, 30),
        (29.5, 30),
        (48.0, 50),
        (59.94, 60),
        (120.0, 60),
    ],
)
def test_standard_rate_is_the_nearest(rate, standard):
    assert standard_rate(rate) == standard


@pytest.mark.parametrize("fps", [24, 25, 30, 50, 60])
def test_steady_times_give_back_the_measured_poses(fps):
    made = take(np.arange(40) / fps + 7.0)
    motion = resample_take(made, fps)
    assert motion.fps == fps
    assert len(motion.root_position) == 40
    assert difference_deg(motion.rotations, made.rotations) < 1e-5
    np.testing.assert_allclose(motion.root_position, made.root_position, atol=1e-12)


def test_times_rounded_to_a_millisecond_do_too():
    exact = np.arange(200) / 30.0
    made = take(np.round(exact, 3))
    motion = resample_take(made, 30)
    assert len(motion.root_position) == 200
    np.testing.assert_array_equal(motion.root_position, made.root_position)


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    jitter=st.floats(0.0, 0.45),
    rate=st.floats(20.0, 70.0),
    fps=st.sampled_from([24, 25, 30, 50, 60]),
)
def test_jittered_times_follow_the_real_motion(seed, jitter, rate, fps):
    """At the new times the motion is where the person really was then, at real speed."""
    rng = np.random.default_rng(seed)
    times = (np.arange(80) + rng.uniform(-jitter, jitter, 80)) / rate
    made = take(times, seed=3)
    motion = resample_take(made, fps)
    frames = np.arange(len(motion.root_position)) / fps + times[0]
    inside = frames <= times[-1]
    assert abs(len(frames) - 1 - made.duration * fps) <= 0.5
    # A chord of an arc of 2 / rate seconds at an acceleration of 2 m/s2 and 11 rad/s2.
    step = 2.0 / rate
    root = lively_root(frames)[inside]
    assert np.abs(motion.root_position[inside] - root).max() < 2.0 * step**2 / 8 + SNAP_S
    expected = lively_rotations(frames, seed=3)[inside]
    limit = np.degrees(12.0 * step**2 / 8 + 4.0 * SNAP_S)
    assert difference_deg(motion.rotations[inside], expected) < limit


def test_dropped_frames_do_not_change_the_speed():
    whole = np.arange(90) / 30.0
    kept = np.delete(whole, [10, 11, 12, 40, 41, 70])
    motion = resample_take(take(kept), 30)
    assert len(motion.root_position) == 90
    assert np.abs(motion.root_position - lively_root(whole)).max() < 0.01


def test_before_the_first_and_after_the_last_pose_it_holds():
    times = np.arange(20) / 30.0
    made = take(times, lost={0, 1, 2, 18, 19})
    motion = resample_take(made, 30)
    assert len(motion.root_position) == 20, "must stay in step with the video"
    for frame, source in ((0, 3), (1, 3), (3, 3), (17, 17), (18, 17), (19, 17)):
        np.testing.assert_allclose(motion.root_position[frame], made.root_position[source])
        assert difference_deg(motion.rotations[frame], made.rotations[source]) < 1e-5


def test_losses_in_between_are_interpolated_or_held():
    times = np.arange(11) / 30.0
    made = take(times, lost={4, 5, 6})
    across = resample_take(made, 30).root_position
    middle = (made.root_position[3] + made.root_position[7]) / 2
    np.testing.assert_allclose(across[5], middle)
    held = resample_take(made, 30, gaps="hold")
    for frame in (4, 5, 6):
        np.testing.assert_array_equal(held.root_position[frame], made.root_position[3])
        assert difference_deg(held.rotations[frame], made.rotations[3]) < 1e-5
    np.testing.assert_array_equal(held.root_position[7], made.root_position[7])
    # Between frames that both have a pose, it still moves.
    smooth = resample_take(made, 60, gaps="hold").root_position
    np.testing.assert_allclose(smooth[3], (made.root_position[1] + made.root_position[2]) / 2)


def test_a_long_loss_is_held_and_then_joined_without_a_jerk():
    times = np.arange(120) / 30.0
    made = take(times, lost=set(range(30, 90)))  # Two seconds.
    motion = resample_take(made, 30)
    root = motion.root_position
    np.testing.assert_array_equal(root[[29, 90]], made.root_position[[29, 90]])
    for frame in range(30, 90 - round(JOIN_S * 30)):
        np.testing.assert_array_equal(root[frame], made.root_position[29])
        assert difference_deg(motion.rotations[frame], made.rotations[29]) < 1e-5
    # It begins and ends slowly: no step of the join is much longer than those of an even one.
    steps = np.linalg.norm(np.diff(root[30:91], axis=0), axis=1)
    whole = np.linalg.norm(made.root_position[90] - made.root_position[29])
    assert steps.sum() == pytest.approx(whole)
    assert steps.max() < 1.6 * whole / (JOIN_S * 30)
    assert steps[-1] < 0.5 * steps.max()


def test_a_second_without_anybody_is_still_one_motion():
    times = np.arange(90) / 30.0
    made = take(times, lost=set(range(30, 59)))
    root = resample_take(made, 30).root_position
    np.testing.assert_allclose(root[44], (made.root_position[29] + made.root_position[59]) / 2)


def test_one_pose_is_enough():
    made = take(np.arange(5) / 30.0, lost={0, 1, 3, 4})
    motion = resample_take(made, 30)
    np.testing.assert_array_equal(motion.root_position, np.tile(made.root_position[2], (5, 1)))
    assert len(resample_take(take([4.0]), 30).root_position) == 1


@pytest.mark.parametrize("count", [0, 3])
def test_nobody_found_is_an_error(count):
    with pytest.raises(TakeError, match="Nobody was found"):
        resample_take(take(np.arange(count) / 30.0, lost=set(range(count))), 30)


def test_rotations_take_the_shorter_way():
    q = np.array([[[1.0, 0, 0, 0]], [[-np.cos(0.1), -np.sin(0.1), 0, 0]]])
    turned, _ = resample(np.array([0.0, 1.0]), q, np.zeros((2, 3)), np.array([0.5]))
    assert difference_deg(turned, np.array([[[np.cos(0.05), np.sin(0.05), 0, 0]]])) < 1e-6


def test_samples_closer_than_the_snap_keep_their_order():
    times = np.array([0.0, 0.0002, 0.0004, 0.1])
    root = np.array([[0.0, 0, 0], [1, 0, 0], [2, 0, 0], [3, 0, 0]])
    rotations = np.tile([1.0, 0, 0, 0], (4, 1, 1))
    _, sampled = resample(times, rotations, root, np.array([0.0, 0.0002, 0.0004, 0.1]))
    np.testing.assert_array_equal(sampled, root)
