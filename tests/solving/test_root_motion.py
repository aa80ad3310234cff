"""The pelvis in the camera frame."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocap_app.core.camera_model import Pinhole
from mocap_app.solving.root_motion import MAX_DEPTH, MIN_DEPTH, RootTracker, steady_weights

CAMERA = Pinhole.for_image(1280, 720)
WEIGHTS = np.full(20, 0.9)


def body(seed=0, count=20):
    return np.random.default_rng(seed).uniform([-0.4, -0.8, -0.3], [0.4, 0.8, 0.3], (count, 3))


def see(points, x, y, z):
    return CAMERA.project(points + np.array([x, y, z]))


@given(st.integers(0, 1000), st.floats(-1, 1), st.floats(-1, 1), st.floats(1.0, 15.0))
def test_exact_without_noise_at_any_distance(seed, x, y, z):
    root = np.array([x, y, z])
    points = body(seed)
    found = RootTracker().update(points, CAMERA.project(points + root), WEIGHTS, CAMERA, 0.0)
    np.testing.assert_allclose(found, root, atol=1e-6)


def test_one_wild_keypoint_hardly_matters():
    root = np.array([0.2, 0.1, 3.0])
    points = body()
    pixels = CAMERA.project(points + root)
    pixels[4] += 300.0
    found = RootTracker().update(points, pixels, WEIGHTS, CAMERA, 0.0)
    assert np.linalg.norm(found - root) < 0.1


@settings(max_examples=30)
@given(st.integers(0, 1000))
def test_noise_of_a_centimetre_moves_the_depth_by_little(seed):
    rng = np.random.default_rng(seed)
    root, points = np.array([0.0, 0.0, 3.0]), body(seed)
    pixels = CAMERA.project(points + root) + rng.normal(0.0, 2.0, (20, 2))
    noisy = points + rng.normal(0.0, 0.01, points.shape)
    found = RootTracker().update(noisy, pixels, WEIGHTS, CAMERA, 0.0)
    np.testing.assert_allclose(found, root, atol=0.15)


def test_noise_makes_nobody_nearer_or_farther():
    rng = np.random.default_rng(7)
    depths = []
    for seed in range(300):
        points = body(seed)
        pixels = see(points, 0.0, 0.0, 3.0) + CAMERA.focal_px / 3.0 * rng.normal(0, 0.08, (20, 2))
        noisy = points + rng.normal(0.0, 0.08, points.shape)
        depths.append(RootTracker().update(noisy, pixels, WEIGHTS, CAMERA, 0.0)[2])
    # Plain least squares find 2.88.
    assert np.mean(depths) == pytest.approx(3.0, abs=0.03)


def test_depth_jumps_are_limited_while_the_picture_position_is_kept():
    points, tracker = body(), RootTracker()
    tracker.update(points, see(points, 0, 0, 3.0), WEIGHTS, CAMERA, 0.0)
    jumped = see(points, 1.0, 0.0, 6.0)
    found = tracker.update(points, jumped, WEIGHTS, CAMERA, 1 / 30)
    assert 3.0 < found[2] < 5.0
    miss = CAMERA.project(points + found) - jumped
    assert np.abs(miss.mean(axis=0)).max() < 5.0
    for _ in range(60):
        found = tracker.update(points, jumped, WEIGHTS, CAMERA, 1 / 30)
    np.testing.assert_allclose(found, [1.0, 0.0, 6.0], atol=0.05)


@pytest.mark.parametrize("visible", [1, 2])
def test_few_points_hold_the_depth(visible):
    points, tracker = body(), RootTracker()
    tracker.update(points, see(points, 0, 0, 3.0), WEIGHTS, CAMERA, 0.0)
    weights = np.where(np.arange(20) < visible, 0.9, 0.0)
    found = tracker.update(points, see(points, 0.5, 0, 3.0), weights, CAMERA, 0.1)
    np.testing.assert_allclose(found, [0.5, 0.0, 3.0], atol=1e-5)


def test_nothing_seen_holds_everything_and_starts_somewhere_sane():
    points, tracker = body(), RootTracker()
    nowhere = np.full((20, 2), np.nan)
    start = tracker.update(points, nowhere, WEIGHTS, CAMERA, 0.0)
    assert MIN_DEPTH < start[2] < MAX_DEPTH
    root = tracker.update(points, see(points, 0, 0.2, 4.0), WEIGHTS, CAMERA, 0.1)
    np.testing.assert_array_equal(tracker.update(points, nowhere, WEIGHTS, CAMERA, 0.1), root)


def test_all_keypoints_on_one_pixel_give_a_finite_answer():
    pixels = np.full((20, 2), 300.0)
    found = RootTracker().update(body(), pixels, WEIGHTS, CAMERA, 0.0)
    assert np.isfinite(found).all()


def test_reset_forgets_the_depth():
    points, tracker = body(), RootTracker()
    tracker.update(points, see(points, 0, 0, 3.0), WEIGHTS, CAMERA, 0.0)
    tracker.reset()
    far = np.array([0.0, 0.0, 8.0])
    found = tracker.update(points, CAMERA.project(points + far), WEIGHTS, CAMERA, 0.1)
    np.testing.assert_allclose(found, far, atol=1e-6)


def walked(points, pixels):
    """Return (T, 3) places along (T, 3) exact ones, of a body that is wrong anew in each frame."""
    tracker = RootTracker()
    places = [
        tracker.update(body, seen, WEIGHTS, CAMERA, 1 / 30 if i else 0.0)
        for i, (body, seen) in enumerate(zip(points, pixels, strict=True))
    ]
    return np.array(places)


def wrong_bodies(frames):
    points = body() + np.random.default_rng(5).normal(0.0, 0.03, (frames, 20, 3))
    # Of one body, errors point the same way: the pelvis itself is misplaced.
    return points + np.random.default_rng(6).normal(0.0, 0.02, (frames, 1, 3))


def test_a_body_that_shakes_shakes_less_where_it_stands():
    points, pixels = wrong_bodies(90), see(body(), 0.3, 0.0, 3.0)
    alone = np.array([RootTracker().update(p, pixels, WEIGHTS, CAMERA, 0.0) for p in points])
    found = walked(points, [pixels] * 90)
    shaking = [np.abs(np.diff(places[15:, :2], 3, axis=0)).mean() for places in (found, alone)]
    assert shaking[0] < 0.5 * shaking[1]
    np.testing.assert_allclose(found[30:, :2].mean(axis=0), [0.3, 0.0], atol=0.02)


def test_a_shaking_body_that_walks_is_not_left_behind():
    path = -1.0 + np.arange(60) / 30.0  # One metre a second.
    found = walked(wrong_bodies(60), [see(body(), x, 0.0, 3.0) for x in path])
    assert abs((found[:, 0] - path)[30:].mean()) < 0.02


def test_exact_bodies_are_followed_at_once_however_fast():
    path = 0.8 * np.sin(2.0 * np.pi * np.arange(60) / 30.0)  # Five metres a second.
    found = walked([body()] * 60, [see(body(), x, 0.0, 3.0) for x in path])
    np.testing.assert_allclose(found[:, 0], path, atol=1e-3)


def flickering(frames=60):
    """Doubt and trust in turns: (T, 20) weights of which every other half changes each frame."""
    sure = np.random.default_rng(3).uniform(0.3, 1.0, (frames, 20))
    return sure * np.where(np.arange(20) % 2, 1.0, 0.5)


def test_confidences_that_flicker_move_nobody_whose_shape_is_wrong():
    points, wrong = body(), body() * (1.1, 0.85, 1.0)
    pixels, weights = see(points, 0.0, 0.0, 3.0), flickering()

    def travelled(weights):
        tracker = RootTracker()
        places = [tracker.update(wrong, pixels, row, CAMERA, 1 / 30) for row in weights]
        return np.abs(np.diff(places, 2, axis=0))[10:].mean()

    alone = [RootTracker().update(wrong, pixels, row, CAMERA, 0.0) for row in weights]
    assert travelled(weights) < 0.3 * np.abs(np.diff(alone, 2, axis=0))[10:].mean()
    assert travelled(steady_weights(weights, 30.0)) < 0.5 * travelled(weights)


def test_a_doubted_keypoint_loses_its_weight_before_it_is_lost_and_gains_it_slowly():
    weights = np.ones((90, 1))
    weights[40:50] = 0.0
    steady = steady_weights(weights, 30.0)[:, 0]
    assert (steady[40:50] == 0.0).all()
    assert np.abs(np.diff(steady)).max() < 0.25
    np.testing.assert_allclose(steady[[20, 70]], 1.0, rtol=0.02)


def test_who_is_seen_only_for_a_moment_still_counts():
    weights = np.zeros((30, 3))
    weights[15] = 0.8
    assert (steady_weights(weights, 30.0)[15] > 0.0).all()
