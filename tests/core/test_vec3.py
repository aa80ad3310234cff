"""Plain Python against the arrays of `core.rotation`."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core import rotation as rot
from mocap_app.core import vec3

seeds = st.integers(0, 2**32 - 1)


def draw(seed, n=3):
    return tuple(np.random.default_rng(seed).normal(size=n).tolist())


def a_turn(seed):
    return tuple(rot.normalise(np.array(draw(seed, 4))).tolist())


def matrix(frame):
    return np.array(frame).T


def assert_right_handed(frame):
    columns = matrix(frame)
    np.testing.assert_allclose(columns.T @ columns, np.eye(3), atol=1e-9)
    assert np.linalg.det(columns) == pytest.approx(1.0)


@given(seeds)
def test_products_are_those_of_arrays(seed):
    a, b = draw(seed), draw(seed + 1)
    np.testing.assert_allclose(vec3.cross(a, b), np.cross(a, b), atol=1e-12)
    assert vec3.dot(a, b) == pytest.approx(np.dot(a, b))
    np.testing.assert_allclose(vec3.unit(a), rot.unit(np.array(a)), atol=1e-12)
    assert vec3.unit((0.0, 0.0, 0.0)) == (0.0, 0.0, 0.0)


@given(seeds)
def test_turning_is_that_of_arrays(seed):
    q, v = a_turn(seed), draw(seed + 1)
    np.testing.assert_allclose(vec3.rotated(q, v), rot.rotate(np.array(q), np.array(v)), atol=1e-9)
    frame = vec3.rotated_frame(q, ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)))
    np.testing.assert_allclose(matrix(frame), rot.to_matrix(np.array(q)), atol=1e-9)
    np.testing.assert_allclose(vec3.local(frame, vec3.world(frame, v)), v, atol=1e-9)


@given(seeds)
def test_swing_takes_one_to_the_other(seed):
    a, b = vec3.unit(draw(seed)), vec3.unit(draw(seed + 1))
    np.testing.assert_allclose(vec3.rotated(vec3.swing(a, b), a), b, atol=1e-9)
    opposite = vec3.scaled(a, -1.0)
    np.testing.assert_allclose(vec3.rotated(vec3.swing(a, opposite), a), opposite, atol=1e-6)


@given(seeds)
def test_third_of_a_turn_three_times_is_the_turn(seed):
    q, v = a_turn(seed), draw(seed + 1)
    third = vec3.power(q, 1.0 / 3.0)
    turned = v
    for _ in range(3):
        turned = vec3.rotated(third, turned)
    np.testing.assert_allclose(turned, vec3.rotated(q, v), atol=1e-9)


@given(seeds, st.floats(0.1, 3.0))
def test_a_limited_turn_is_at_most_so_far(seed, most):
    limited = vec3.power(a_turn(seed), 1.0, most)
    assert 2.0 * math.acos(min(abs(limited[0]), 1.0)) <= most + 1e-7


@given(seeds)
def test_the_turn_between_frames(seed):
    q, p = a_turn(seed), a_turn(seed + 1)
    axes = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    a, b = vec3.rotated_frame(q, axes), vec3.rotated_frame(p, axes)
    found = vec3.rotated_frame(vec3.quat_between(a, b), a)
    np.testing.assert_allclose(found, b, atol=1e-7)


@given(seeds)
def test_frame_keeps_the_first_axis_and_leans_to_the_second(seed):
    first, second = vec3.unit(draw(seed)), vec3.unit(draw(seed + 1))
    frame = vec3.frame_from(first, second)
    assert_right_handed(frame)
    np.testing.assert_allclose(frame[0], first, atol=1e-12)
    assert vec3.dot(frame[1], second) >= 0.0


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_parallel_axes_still_make_a_frame(sign):
    x = vec3.unit((1.0, 2.0, 3.0))
    assert_right_handed(vec3.frame_from(x, vec3.scaled(x, sign)))


def test_a_mix_of_opposites_is_one_of_them():
    a = (1.0, 0.0, 0.0)
    assert vec3.mix(a, vec3.scaled(a, -1.0), 0.5) == (-1.0, 0.0, 0.0)


@given(seeds)
def test_a_frame_goes_to_world_axes_as_its_columns_do(seed):
    parent, inner = (
        vec3.rotated_frame(a_turn(seed + i), vec3.frame(np.eye(3).tolist())) for i in (0, 1)
    )
    np.testing.assert_allclose(
        matrix(vec3.world_frame(parent, inner)), matrix(parent) @ matrix(inner), atol=1e-12
    )
