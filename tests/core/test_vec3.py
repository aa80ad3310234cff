"""Plain Python against the arrays of `core.rotation`."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core import rotation as rot
from mocap_app.core import vec3
from mocap_app.core.vec3 import AXES

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
    frame = vec3.rotated_frame(q, AXES)
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
    limited = vec3.limited(a_turn(seed), most)
    assert 2.0 * math.acos(min(abs(limited[0]), 1.0)) <= most + 1e-7


@given(seeds)
def test_the_turn_between_frames(seed):
    q, p = a_turn(seed), a_turn(seed + 1)
    a, b = vec3.rotated_frame(q, AXES), vec3.rotated_frame(p, AXES)
    found = vec3.rotated_frame(vec3.quat_between(a, b), a)
    np.testing.assert_allclose(found, b, atol=1e-7)


@given(seeds)
def test_quaternions_are_those_of_arrays(seed):
    a, b = a_turn(seed), a_turn(seed + 1)
    both = np.array(a), np.array(b)
    np.testing.assert_allclose(vec3.product(a, b), rot.multiply(*both), atol=1e-12)
    np.testing.assert_allclose(vec3.product(a, vec3.inverse(a)), rot.IDENTITY, atol=1e-12)
    np.testing.assert_allclose(matrix(vec3.frame_of(a)), rot.to_matrix(both[0]), atol=1e-12)
    same = rot.align_to(np.array(vec3.quat_of(vec3.frame_of(a))), both[0])
    np.testing.assert_allclose(same, a, atol=1e-9)
    part = rot.align_to(np.array(vec3.slerp(a, b, 0.3)), rot.slerp(*both, 0.3))
    np.testing.assert_allclose(part, rot.slerp(*both, 0.3), atol=1e-9)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_half_turns_are_read_off_a_frame(axis):
    half = tuple(rot.from_axis_angle(np.eye(3)[axis], math.pi).tolist())
    found = rot.align_to(np.array(vec3.quat_of(vec3.frame_of(half))), np.array(half))
    np.testing.assert_allclose(found, half, atol=1e-12)


@given(seeds)
def test_the_nearest_frame_is_the_best_turn_and_never_a_mirror_image(seed):
    turn = vec3.frame_of(a_turn(seed))
    tripled = tuple(vec3.scaled(column, 3.0) for column in turn)
    np.testing.assert_allclose(vec3.nearest_frame(tripled, AXES), turn, atol=1e-9)
    # Any matrix, half of them mirroring: no other turn has a larger trace.
    m = vec3.frame(np.random.default_rng(seed).normal(size=(3, 3)).tolist())
    best = vec3.nearest_frame(m, AXES)
    assert_right_handed(best)
    for other in (turn, *(vec3.frame_of(a_turn(seed + i)) for i in range(1, 20))):
        assert np.sum(matrix(other) * matrix(m)) <= np.sum(matrix(best) * matrix(m)) + 1e-9


@given(seeds, st.floats(1e-4, 1.0))
def test_points_on_a_line_leave_the_roll_to_what_pulls(seed, pull):
    line, turn = vec3.unit(draw(seed)), vec3.frame_of(a_turn(seed))
    m = tuple(
        vec3.add_scaled(vec3.scaled(vec3.world(turn, line), line[i]), turn[i], pull)
        for i in range(3)
    )
    np.testing.assert_allclose(vec3.nearest_frame(m, AXES), turn, atol=1e-9)


def test_where_all_turns_are_as_good_the_given_one_is_taken():
    turn = vec3.frame_of(a_turn(1))
    nothing = (0.0, 0.0, 0.0)
    assert vec3.nearest_frame((nothing, nothing, nothing), turn) == turn
    assert vec3.nearest_frame(((1.0, 2.0, 3.0), nothing, nothing), turn) == turn


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
    parent, inner = (vec3.rotated_frame(a_turn(seed + i), AXES) for i in (0, 1))
    np.testing.assert_allclose(
        matrix(vec3.world_frame(parent, inner)), matrix(parent) @ matrix(inner), atol=1e-12
    )
