import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core.demo_motion import demo_body
from mocap_app.inference.lift_input import (
    FEATURES,
    features,
    find_view,
    frame_weights,
    look_at,
    shown,
)
from mocap_app.networks.lifter_config import LifterConfig


def seen_from(points, distance=3.0, aside=0.0, height=0.0):
    """Rays of body-world points (T, 27, 3) in front of a camera, one window."""
    camera = points * [1.0, -1.0, -1.0] + [aside, 1.0 + height, distance]
    return (camera[..., :2] / camera[..., 2:])[None]


@pytest.fixture
def body():
    return np.stack([demo_body(t) for t in np.arange(9) / 30])


def test_features_are_centred_and_have_unit_spread(body):
    rays = seen_from(body, aside=1.0)
    sure = np.ones((1, 9, 27))
    view = find_view(rays, sure)
    table = features(rays, sure, view)
    assert table.shape == (1, 9, FEATURES)
    trunk = [0, 1, 4, 7, 8, 9, 10, 11, 14, 17, 18]
    placed = table[0, :, :-1].reshape(9, 27, 3)[:, trunk, :2]
    np.testing.assert_allclose(placed.mean(axis=(0, 1)), 0.0, atol=0.05)
    np.testing.assert_allclose(np.square(placed).sum(axis=-1).mean(), 1.0, atol=0.01)


def test_the_same_pose_looks_the_same_anywhere_in_the_picture(body):
    """Moving the camera's axis is a rotation of the rays, which the view undoes."""
    rays = seen_from(body)
    turn = look_at(np.array([[0.35, -0.2]]))[0].T
    lifted = np.concatenate([rays, np.ones_like(rays[..., :1])], axis=-1) @ turn.T
    turned = lifted[..., :2] / lifted[..., 2:]
    sure = np.ones((1, 9, 27))
    one = features(rays, sure, find_view(rays, sure))
    other = features(turned, sure, find_view(turned, sure))
    # The weighted middle of projected points is not exactly projective; it is nearly.
    np.testing.assert_allclose(one, other, atol=0.2)


def test_twice_as_far_is_half_as_large_and_looks_alike(body):
    sure = np.ones((1, 9, 27))
    near, far = seen_from(body, 4.0), seen_from(body, 8.0)
    a, b = find_view(near, sure), find_view(far, sure)
    assert b.scale[0] / a.scale[0] == pytest.approx(0.5, rel=0.1)
    difference = features(near, sure, a)[..., :-1] - features(far, sure, b)[..., :-1]
    assert np.abs(difference).max() < 0.4


@pytest.mark.parametrize("causal", [False, True])
def test_a_focus_follows_the_person_to_the_answers_frame(body, causal):
    config = LifterConfig(levels=2, causal=causal, focus=1.0)
    walked = seen_from(body + np.linspace(0.0, 1.0, 9)[:, None, None] * [2.0, 0.0, 0.0])
    sure = np.ones((1, 9, 27))
    weights = frame_weights(config)
    assert weights.argmax() == config.answer_index
    seen = features(walked, sure, find_view(walked, sure, weights))
    aside = abs(seen[0, config.answer_index, 0])
    everywhere = features(walked, sure, find_view(walked, sure))[0, config.answer_index, 0]
    if causal:
        assert aside < 0.5 * abs(everywhere)
    # Unseen just then, somebody is looked for in the frames around.
    sure[:, config.answer_index] = 0.0
    hidden = find_view(walked, sure, weights)
    assert np.isfinite(features(walked, sure, hidden)).all()
    focused = find_view(walked, np.ones((1, 9, 27)), weights)
    assert hidden.scale[0] == pytest.approx(focused.scale[0], rel=0.3)


def test_without_a_focus_all_frames_count_alike():
    assert (frame_weights(LifterConfig(levels=2)) == 1.0).all()


@given(st.floats(-1.2, 1.2), st.floats(-1.0, 1.0))
def test_look_at_is_a_rotation_that_centres_the_ray(x, y):
    rotation = look_at(np.array([[x, y]]))[0]
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(rotation) == pytest.approx(1.0)
    middle = rotation @ [x, y, 1.0]
    np.testing.assert_allclose(middle[:2], 0.0, atol=1e-12)
    assert middle[2] > 0
    # Without roll: what is level in the camera stays level.
    assert rotation[0, 1] == 0.0


@given(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0), st.integers(0, 99))
def test_points_go_to_the_view_and_back(x, y, seed):
    points = np.random.default_rng(seed).normal(size=(1, 3, 27, 3))
    rays = np.broadcast_to(np.array([x, y]), (1, 3, 27, 2))
    view = find_view(rays, np.ones((1, 3, 27)))
    np.testing.assert_allclose(view.to_camera(view.from_camera(points)), points, atol=1e-12)


def test_unsure_and_unknown_keypoints_are_not_shown(body):
    rays = seen_from(body)
    confidence = np.ones((1, 9, 27))
    confidence[..., 13] = 0.05
    rays[..., 16, :] = np.nan
    confidence[..., 6] = np.nan
    assert (shown(rays, confidence)[..., [13, 16, 6]] == 0).all()
    table = features(rays, confidence, find_view(rays, confidence))
    placed = table[0, :, :-1].reshape(9, 27, 3)
    assert (placed[:, [13, 16, 6]] == 0).all()
    assert np.isfinite(table).all()


def test_nobody_at_all_gives_finite_features():
    rays = np.full((2, 5, 27, 2), np.nan)
    confidence = np.zeros((2, 5, 27))
    table = features(rays, confidence, find_view(rays, confidence))
    assert np.isfinite(table).all()
