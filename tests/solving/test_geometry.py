"""Fits and limits."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core import rotation as rot
from mocap_app.solving.geometry import fit_rotation, limit_angle

seeds = st.integers(0, 2**32 - 1)


def draw(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


def assert_right_handed(frames):
    np.testing.assert_allclose(
        frames @ np.swapaxes(frames, -1, -2), np.broadcast_to(np.eye(3), frames.shape), atol=1e-9
    )
    np.testing.assert_allclose(np.linalg.det(frames), 1.0, atol=1e-9)


@given(seeds, st.floats(0.1, 3.0))
def test_limited_rotation_keeps_its_axis(seed, most):
    q = rot.normalise(draw(seed, 6, 4))
    limited = limit_angle(q, most)
    np.testing.assert_allclose(rot.angle(limited), np.minimum(rot.angle(q), most), atol=1e-7)
    axes = rot.unit(rot.to_rotvec(q)), rot.unit(rot.to_rotvec(limited))
    np.testing.assert_allclose(*axes, atol=1e-5)


@given(seeds)
def test_fit_finds_the_turn_and_falls_back_on_the_prior(seed):
    model = draw(seed, 2, 4, 3)
    turn = rot.to_matrix(rot.normalise(draw(seed + 1, 2, 4)))
    prior = rot.to_matrix(rot.normalise(draw(seed + 2, 2, 4)))
    seen = model @ np.swapaxes(turn, -1, -2) + draw(seed + 3, 2, 1, 3)
    weights = np.array([[1.0] * 4, [0.0] * 4])
    fitted = rot.to_matrix(fit_rotation(seen, model, weights, prior, np.full(2, 1e-9)))
    np.testing.assert_allclose(fitted[0], turn[0], atol=1e-4)
    np.testing.assert_allclose(fitted[1], prior[1], atol=1e-9)
    assert_right_handed(fitted)


def test_flat_pieces_are_not_mirrored():
    model = np.array([[[0.0, 0.0, 0.0], [0.1, 0.0, 0.0], [0.0, 0.0, 0.2], [0.1, 0.0, 0.2]]])
    fitted = fit_rotation(model, model, np.ones((1, 4)), np.eye(3)[None], np.full(1, 0.01))
    np.testing.assert_allclose(fitted[0], rot.IDENTITY, atol=1e-9)
