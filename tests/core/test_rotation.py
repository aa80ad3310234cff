"""Quaternions agree with scipy and keep their promises at the awkward places."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from mocap_app.core import rotation as rot

ORDERS = ["XYZ", "XZY", "YXZ", "YZX", "ZXY", "ZYX"]


def vectors(length, count=3):
    def draw(seed):
        # Coarse steps make zeros, opposites and right angles common.
        return np.round(np.random.default_rng(seed).uniform(-2.0, 2.0, (count, length)), seed % 5)

    return st.integers(0, 2**32 - 1).map(draw)


def quaternions(count=3):
    return vectors(4, count).map(rot.normalise)


def units(count=3):
    return vectors(3, count).map(rot.unit).filter(lambda v: (np.abs(v).sum(-1) > 0.5).all())


def scipy_of(q):
    return Rotation.from_quat(q[..., (1, 2, 3, 0)])


def assert_same_rotation(a, b, atol=1e-7):
    np.testing.assert_allclose(rot.to_matrix(a), rot.to_matrix(b), atol=atol)


@given(quaternions())
def test_frames_are_the_columns_of_matrices(q):
    matrices = rot.to_matrix(q)
    frames = rot.frames_of(matrices)
    np.testing.assert_array_equal(frames[1][2], matrices[1][:, 2])
    np.testing.assert_array_equal(rot.matrices_of(frames), matrices)


@given(quaternions(), quaternions(), vectors(3))
def test_product_turns_by_the_second_first(a, b, v):
    turned = rot.rotate(rot.multiply(a, b), v)
    np.testing.assert_allclose(turned, rot.rotate(a, rot.rotate(b, v)), atol=1e-12)
    np.testing.assert_allclose(turned, (scipy_of(a) * scipy_of(b)).apply(v), atol=1e-12)


@given(quaternions(), vectors(3))
def test_inverse_undoes(q, v):
    np.testing.assert_allclose(rot.rotate(rot.inverse(q), rot.rotate(q, v)), v, atol=1e-12)


@given(quaternions())
def test_matrix_and_rotation_vector_come_back(q):
    np.testing.assert_allclose(rot.to_matrix(q), scipy_of(q).as_matrix(), atol=1e-12)
    assert_same_rotation(rot.from_matrix(rot.to_matrix(q)), q)
    np.testing.assert_allclose(rot.from_matrix(rot.to_matrix(q), q), q, atol=1e-7)
    assert_same_rotation(rot.from_rotvec(rot.to_rotvec(q)), q)
    np.testing.assert_allclose(
        rot.angle(q), np.linalg.norm(scipy_of(q).as_rotvec(), axis=-1), atol=1e-7
    )


@given(vectors(3), vectors(3))
def test_cross_product_of_one_pair_and_of_many(a, b):
    np.testing.assert_allclose(rot.cross(a, b), np.cross(a, b), atol=1e-12)
    np.testing.assert_allclose(rot.cross(a[0], b[0]), np.cross(a[0], b[0]), atol=1e-12)


@given(quaternions(1), quaternions(5))
def test_leading_dimensions_broadcast(one, many):
    each = np.stack([rot.multiply(one[0], q) for q in many])
    np.testing.assert_allclose(rot.multiply(one, many), each, atol=1e-12)
    assert rot.from_matrix(rot.to_matrix(many).reshape(5, 1, 3, 3)).shape == (5, 1, 4)


@given(units(), units())
def test_swing_is_the_shortest_way(a, b):
    q = rot.swing(a, b)
    np.testing.assert_allclose(rot.rotate(q, a), b, atol=1e-4)
    np.testing.assert_allclose(
        rot.angle(q), np.arccos(np.clip((a * b).sum(-1), -1.0, 1.0)), atol=1e-4
    )


@given(units(), units())
def test_swing_of_one_pair_is_that_of_many(a, b):
    np.testing.assert_allclose(rot.swing(a[0], b[0]), rot.swing(a, b)[0], atol=1e-7)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_swing_between_opposites_is_a_half_turn(axis):
    a = np.eye(3)[axis]
    q = rot.swing(a, -a)
    np.testing.assert_allclose(rot.rotate(q, a), -a, atol=1e-12)
    assert rot.angle(q) == pytest.approx(np.pi)


@given(quaternions(), units())
def test_swing_and_twist_make_the_whole(q, axis):
    swing, twist = rot.swing_twist(q, axis)
    assert_same_rotation(rot.multiply(swing, twist), q)
    np.testing.assert_allclose(rot.rotate(twist, axis), axis, atol=1e-9)
    defined = np.abs(q[..., 0]) + np.abs((q[..., 1:] * axis).sum(-1)) > 1e-3
    along = (swing[..., 1:] * axis).sum(-1)[defined]
    np.testing.assert_allclose(along, 0.0, atol=1e-6)


@given(quaternions(), quaternions(), st.floats(0.0, 1.0))
def test_slerp_has_constant_speed_and_right_ends(a, b, t):
    whole = rot.angle(rot.multiply(b, rot.inverse(a)))
    part = rot.angle(rot.multiply(rot.slerp(a, b, t), rot.inverse(a)))
    np.testing.assert_allclose(part, t * whole, atol=1e-5)
    assert_same_rotation(rot.slerp(a, b, 0.0), a)
    assert_same_rotation(rot.slerp(a, b, 1.0), b)


@given(quaternions(), st.sampled_from(ORDERS))
def test_euler_angles_come_back(q, order):
    assert_same_rotation(rot.from_euler(rot.to_euler(q, order), order), q, atol=1e-5)


def test_upper_case_orders_are_intrinsic():
    q = rot.from_euler(np.array([90.0, 90.0, 0.0]), "ZXY")
    z = rot.from_axis_angle([0.0, 0.0, 1.0], np.pi / 2)
    x = rot.from_axis_angle([1.0, 0.0, 0.0], np.pi / 2)
    assert_same_rotation(q, rot.multiply(z, x))


@pytest.mark.parametrize("order", ORDERS)
def test_gimbal_lock_keeps_the_rotation_and_is_silent(order):
    q = rot.from_euler(np.array([20.0, 90.0, 35.0]), order)
    assert_same_rotation(rot.from_euler(rot.to_euler(q, order), order), q, atol=1e-6)


@pytest.mark.parametrize("order", ORDERS)
def test_unrolled_angles_follow_two_whole_turns(order):
    angle = np.radians(np.arange(0, 720, 7.0))
    q = rot.from_axis_angle(rot.unit(np.array([0.3, 0.8, -0.5])), angle)[:, None]
    unrolled = rot.unroll_euler(rot.to_euler(q, order))
    assert_same_rotation(rot.from_euler(unrolled, order), q, atol=1e-6)
    assert np.abs(np.diff(unrolled, axis=0)).max() < 90.0


def test_unrolled_single_axis_is_a_straight_line():
    angle = np.arange(0.0, 900.0, 10.0)
    q = rot.from_axis_angle([0.0, 1.0, 0.0], np.radians(angle))
    unrolled = rot.unroll_euler(rot.to_euler(q, "ZXY"))
    np.testing.assert_allclose(unrolled[:, 2], angle, atol=1e-6)


@given(quaternions(6), st.lists(st.booleans(), min_size=6, max_size=6))
def test_aligned_quaternions_never_jump(q, flipped):
    smooth = rot.slerp(q[:1], q[1:2], np.linspace(0.0, 1.0, 6))
    mixed = np.where(np.array(flipped)[:, None], -smooth, smooth)
    aligned = rot.align_hemisphere(mixed)
    assert ((aligned[1:] * aligned[:-1]).sum(-1) >= 0.0).all()
    np.testing.assert_array_equal(np.abs(aligned), np.abs(mixed))


def test_alignment_looks_across_missing_frames():
    q = np.array([rot.IDENTITY, np.full(4, np.nan), -rot.IDENTITY, rot.IDENTITY])
    aligned = rot.align_hemisphere(q)
    assert np.isnan(aligned[1]).all()
    np.testing.assert_array_equal(aligned[[0, 2, 3]], [rot.IDENTITY] * 3)
    np.testing.assert_array_equal(rot.align_to(-rot.IDENTITY, rot.IDENTITY), rot.IDENTITY)


def test_nothing_has_no_direction():
    np.testing.assert_array_equal(rot.unit(np.zeros(3)), np.zeros(3))
    np.testing.assert_array_equal(rot.normalise(np.zeros(4)), rot.IDENTITY)


@given(st.integers(0, 2**32 - 1), st.floats(0.1, 3.0))
def test_limited_rotation_keeps_its_axis(seed, most):
    q = rot.normalise(np.random.default_rng(seed).normal(size=(6, 4)))
    limited = rot.limit_angle(q, most)
    np.testing.assert_allclose(rot.angle(limited), np.minimum(rot.angle(q), most), atol=1e-7)
    axes = rot.unit(rot.to_rotvec(q)), rot.unit(rot.to_rotvec(limited))
    np.testing.assert_allclose(*axes, atol=1e-5)
