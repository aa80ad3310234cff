from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core.demo_motion import demo_pose
from mocap_app.core.types import PoseEstimate
from mocap_app.inference.crossover import IMAGE_SHARE, CrossoverHz
from mocap_app.inference.lift_input import FEATURES
from mocap_app.inference.live_lifter import LiveLifter, Sample, read_at, sample_of
from mocap_app.networks.lifter_config import LifterConfig

CONFIG = LifterConfig(levels=2, causal=True)  # nine frames
SIZE = (640, 480)


class Spy:
    """A lifter that remembers what it was shown and answers the newest frame's x and y."""

    def __init__(self):
        self.seen = []

    def __call__(self, windows):
        assert windows.dtype == np.float32
        assert windows.shape[1:] == (9, FEATURES)
        assert np.isfinite(windows).all()
        self.seen.append(windows[0])
        table = windows[:, -1, :-1].reshape(-1, 27, 3)
        return np.concatenate([table[..., :2], np.zeros_like(table[..., :1])], axis=-1)


def pose_at(time, *, confidence=0.9, size=SIZE):
    demo = demo_pose(time, size)
    return PoseEstimate(
        timestamp=time,
        frame_index=round(time * 30),
        image_size=size,
        keypoints_2d=demo.keypoints_2d,
        confidence=np.full(27, confidence),
        keypoints_3d=demo.keypoints_3d,
        tracked=True,
    )


@pytest.fixture
def spy():
    return Spy()


@pytest.fixture
def lifter(spy):
    return LiveLifter(spy, CONFIG)


def test_the_first_frame_gets_an_answer(lifter, spy):
    lifted = lifter.apply(pose_at(0.0))
    assert np.isfinite(lifted.keypoints_3d).all()
    assert np.allclose(lifted.keypoints_3d[0], 0.0)
    assert (spy.seen[0] == spy.seen[0][0]).all()  # the past is like the present


@pytest.mark.parametrize("fps", [15, 25, 30, 60])
def test_any_camera_shows_the_same_past(lifter, spy, fps):
    for i in range(2 * fps + 1):
        lifter.apply(pose_at(i / fps))
    exact, truth = LiveLifter(Spy(), CONFIG), Spy()
    exact._network = truth
    for i in range(61):
        exact.apply(pose_at(i / 30))
    # Between two frames the keypoints move on a line; the demo does not quite.
    np.testing.assert_allclose(spy.seen[-1], truth.seen[-1], atol=0.06)


@given(st.lists(st.sampled_from([-3.0, -0.02, 0.0, 1e-9, 0.01, 0.033, 0.4, 7.0]), max_size=30))
def test_wild_times_give_finite_poses(steps):
    lifter = LiveLifter(Spy(), CONFIG)
    time = 5.0
    for step in steps:
        time = max(time + step, 0.0)
        lifted = lifter.apply(pose_at(time))
        assert lifted.timestamp == time
        assert np.isfinite(lifted.keypoints_3d).all()


def test_a_time_that_is_no_number_changes_nothing(lifter, spy):
    odd = replace(pose_at(0.0), timestamp=float("nan"))
    assert lifter.apply(odd) is odd
    assert spy.seen == []


def test_nobody_passes_through_and_the_past_survives_a_short_loss(lifter, spy):
    for i in range(9):
        lifter.apply(pose_at(i / 30))
    lost = PoseEstimate.lost(9 / 30, 9, SIZE)
    assert lifter.apply(lost) is lost
    lifter.apply(pose_at(17 / 30))
    table = spy.seen[-1][:, :-1].reshape(9, 27, 3)
    # Frames 9 to 16 were not seen: 8 at the window's start was, 17 at its end is.
    assert (table[1:-1, :, 2].max(axis=1) == 0.0).all()
    assert table[-1, :, 2].min() > 0.8


def test_a_gap_of_seconds_starts_over(lifter, spy):
    for i in range(9):
        lifter.apply(pose_at(i / 30))
    lifter.apply(pose_at(4.0))
    assert (spy.seen[-1] == spy.seen[-1][0]).all()


def test_another_picture_size_starts_over(lifter, spy):
    lifter.apply(pose_at(0.0))
    lifter.apply(pose_at(0.1, size=(1280, 720)))
    assert (spy.seen[-1] == spy.seen[-1][0]).all()


def test_somebody_else_starts_over(lifter, spy):
    for i in range(9):
        lifter.apply(pose_at(i / 30))
    other = pose_at(9 / 30)
    lifter.apply(replace(other, keypoints_2d=other.keypoints_2d + np.array([300.0, 0.0])))
    assert (spy.seen[-1] == spy.seen[-1][0]).all()


def test_reset_forgets(lifter, spy):
    lifter.apply(pose_at(0.0))
    lifter.reset()
    lifter.apply(pose_at(0.1))
    assert (spy.seen[-1] == spy.seen[-1][0]).all()


def test_all_keypoints_missing_keeps_what_there_was(lifter, spy):
    blind = pose_at(0.0, confidence=0.0)
    assert lifter.apply(blind) is blind
    unknown = replace(pose_at(0.1), keypoints_2d=np.full((27, 2), np.nan))
    assert lifter.apply(unknown) is unknown


def test_missing_keypoints_are_not_shown(lifter, spy):
    pose = pose_at(0.0)
    flat = pose.keypoints_2d.copy()
    flat[13] = np.nan
    assert np.isfinite(lifter.apply(replace(pose, keypoints_2d=flat)).keypoints_3d).all()
    assert (spy.seen[-1][:, 13 * 3 : 13 * 3 + 3] == 0.0).all()


def test_the_buffer_stays_small(lifter):
    for i in range(2000):
        lifter.apply(pose_at(i / 240))
    assert len(lifter._past) < 80


def sample(time, value, sure=0.9):
    return Sample(time, np.full((27, 2), value), np.full(27, sure))


def test_reading_between_samples_is_linear():
    rays, sure = read_at([sample(0.0, 0.0), sample(0.1, 1.0)], np.array([0.0, 0.025, 0.1]))
    np.testing.assert_allclose(rays[:, 0, 0], [0.0, 0.25, 1.0])
    np.testing.assert_allclose(sure, 0.9)


def test_reading_beyond_the_samples_stands_still():
    rays, sure = read_at([sample(1.0, 2.0), sample(1.1, 3.0)], np.array([0.0, 9.0]))
    np.testing.assert_allclose(rays[:, 0, 0], [2.0, 3.0])
    np.testing.assert_allclose(sure, 0.9)


def test_reading_far_from_samples_sees_nothing():
    _, sure = read_at([sample(0.0, 0.0), sample(0.9, 1.0)], np.array([0.01, 0.45, 0.89]))
    np.testing.assert_allclose(sure[:, 0], [0.9, 0.0, 0.9])


def test_an_unsure_neighbour_is_not_mixed_in():
    samples = [sample(0.0, 0.0), sample(0.02, 99.0, sure=0.0)]
    rays, sure = read_at(samples, np.array([0.0, 0.01]))
    np.testing.assert_allclose(rays[:, 0, 0], 0.0)
    np.testing.assert_allclose(sure[:, 0], 0.9)


def test_rays_are_of_the_assumed_camera():
    pose = pose_at(1.0)
    rays = sample_of(pose).rays
    demo = demo_pose(1.0, SIZE)
    points = demo.keypoints_3d + demo.root
    np.testing.assert_allclose(rays, points[:, :2] / points[:, 2:], atol=1e-9)


def test_the_image_network_has_its_share_in_the_slow_part(spy):
    poses = [pose_at(0.0) for _ in range(90)]
    poses = [replace(pose, timestamp=i / 30) for i, pose in enumerate(poses)]
    lifter = LiveLifter(spy, CONFIG, crossover_hz=CrossoverHz(0.8, 0.8))
    own = poses[0].keypoints_3d
    lifted = LiveLifter(spy, CONFIG).apply(poses[0]).keypoints_3d
    mean = lifted + IMAGE_SHARE * (own - lifted)
    np.testing.assert_allclose(lifter.apply(poses[0]).keypoints_3d, mean, atol=1e-9)
    shifted = [replace(pose, keypoints_3d=own + 0.1) for pose in poses[1:]]
    moved = np.array([lifter.apply(pose).keypoints_3d - mean for pose in shifted])
    # What the image network changed its mind about comes little by little.
    assert moved[0].max() < 0.02
    np.testing.assert_allclose(moved[-1], IMAGE_SHARE * 0.1, atol=1e-3)
    lifter.reset()
    np.testing.assert_allclose(lifter.apply(poses[0]).keypoints_3d, mean, atol=1e-9)


def test_who_comes_back_is_where_both_see_them(spy):
    first = pose_at(0.0)
    later = replace(first, timestamp=5.0, keypoints_3d=first.keypoints_3d + 0.3)
    fresh = LiveLifter(spy, CONFIG, crossover_hz=CrossoverHz(0.8, 0.8)).apply(later)
    lifter = LiveLifter(spy, CONFIG, crossover_hz=CrossoverHz(0.8, 0.8))
    lifter.apply(first)
    np.testing.assert_allclose(lifter.apply(later).keypoints_3d, fresh.keypoints_3d, atol=1e-9)
