"""Frames, fits and limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core import rotation as rot
from mocap_app.solving.geometry import (
    extend_swing,
    fit_rotation,
    frame_between,
    frame_from,
    limit_angle,
    power,
)

seeds = st.integers(0, 2**32 - 1)


def draw(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


def assert_right_handed(frames):
    np.testing.assert_allclose(
        frames @ np.swapaxes(frames, -1, -2), np.broadcast_to(np.eye(3), frames.shape), atol=1e-9
    )
    np.testing.assert_allclose(np.linalg.det(frames), 1.0, atol=1e-9)


@given(seeds)
def test_frame_keeps_the_first_axis_and_leans_to_the_second(seed):
    first, second = rot.unit(draw(seed, 5, 3)), rot.unit(draw(seed + 1, 5, 3))
    frames = frame_from(first, second)
    assert_right_handed(frames)
    np.testing.assert_allclose(frames[..., 0], first, atol=1e-12)
    assert ((frames[..., 1] * second).sum(-1) >= 0.0).all()


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_parallel_axes_still_make_a_frame(sign):
    x = rot.unit(np.array([1.0, 2.0, 3.0]))
    assert_right_handed(frame_from(x, sign * x))
    assert_right_handed(frame_between(x, sign * x))


@given(seeds)
def test_frame_between_shares_the_error(seed):
    x, y = rot.unit(draw(seed, 3)), rot.unit(draw(seed + 1, 3))
    frame = frame_between(x, y)
    assert_right_handed(frame)
    assert frame[:, 0] @ x == pytest.approx(frame[:, 1] @ y, abs=1e-6)


@given(seeds, st.floats(0.1, 3.0))
def test_limited_rotation_keeps_its_axis(seed, most):
    q = rot.normalise(draw(seed, 6, 4))
    limited = limit_angle(q, most)
    np.testing.assert_allclose(rot.angle(limited), np.minimum(rot.angle(q), most), atol=1e-7)
    axes = rot.unit(rot.to_rotvec(q)), rot.unit(rot.to_rotvec(limited))
    np.testing.assert_allclose(*axes, atol=1e-5)


@given(seeds)
def test_third_of_a_turn_three_times_is_the_turn(seed):
    q = rot.normalise(draw(seed, 4))
    third = power(q, 1.0 / 3.0)
    whole = rot.multiply(third, rot.multiply(third, third))
    np.testing.assert_allclose(rot.to_matrix(whole), rot.to_matrix(q), atol=1e-9)
    np.testing.assert_array_equal(power(rot.IDENTITY, 0.3), rot.IDENTITY)


def test_arc_goes_on_at_both_ends():
    degrees = [10.0, 40.0, 60.0, 90.0]
    on_arc = [np.array([np.cos(np.radians(d)), np.sin(np.radians(d)), 0.0]) for d in degrees]
    before, after = extend_swing(on_arc[1], on_arc[2], 1.5, 1.5)
    np.testing.assert_allclose(before, on_arc[0], atol=1e-12)
    np.testing.assert_allclose(after, on_arc[3], atol=1e-12)


@given(seeds)
def test_fit_finds_the_turn_and_falls_back_on_the_prior(seed):
    model = draw(seed, 2, 4, 3)
    turn = rot.to_matrix(rot.normalise(draw(seed + 1, 2, 4)))
    prior = rot.to_matrix(rot.normalise(draw(seed + 2, 2, 4)))
    seen = model @ np.swapaxes(turn, -1, -2) + draw(seed + 3, 2, 1, 3)
    weights = np.array([[1.0] * 4, [0.0] * 4])
    fitted = fit_rotation(seen, model, weights, prior, np.full(2, 1e-9))
    np.testing.assert_allclose(fitted[0], turn[0], atol=1e-4)
    np.testing.assert_allclose(fitted[1], prior[1], atol=1e-9)
    assert_right_handed(fitted)


def test_flat_pieces_are_not_mirrored():
    model = np.array([[[0.0, 0.0, 0.0], [0.1, 0.0, 0.0], [0.0, 0.0, 0.2], [0.1, 0.0, 0.2]]])
    fitted = fit_rotation(model, model, np.ones((1, 4)), np.eye(3)[None], np.full(1, 0.01))
    np.testing.assert_allclose(fitted[0], np.eye(3), atol=1e-9)
