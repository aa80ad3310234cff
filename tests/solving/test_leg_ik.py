"""Legs that reach where they shall."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core import rotation as rot
from mocap_app.solving.leg_ik import reach

BONES = np.array([0.41, 0.40])


def leg(turn, bend):
    thigh = rot.to_matrix(rot.from_rotvec(np.asarray(turn)))
    return thigh, thigh @ rot.to_matrix(rot.from_axis_angle([1.0, 0.0, 0.0], bend))


def ankle_of(thigh, shank):
    return -BONES[0] * thigh[:, 1] - BONES[1] * shank[:, 1]


small = st.floats(-0.08, 0.08)


@given(st.tuples(*[st.floats(-1.5, 1.5)] * 3), st.floats(0.1, 2.2), st.tuples(small, small, small))
def test_the_ankle_arrives_and_the_knee_bends_as_before(turn, bend, move):
    hip = np.array([0.1, 0.9, -0.2])
    thigh, shank = leg(turn, bend)
    target = hip + ankle_of(thigh, shank) + np.array(move)
    new_thigh, new_shank = reach(hip, target, thigh, shank, BONES)
    distance = np.linalg.norm(target - hip)
    arrived = hip + ankle_of(new_thigh, new_shank)
    assert np.linalg.norm(arrived - target) < max(0.0, distance - BONES.sum()) + 1e-3
    relative = new_thigh.T @ new_shank
    # The knee is a hinge about x that bends backwards.
    np.testing.assert_allclose(relative[:, 0], [1.0, 0.0, 0.0], atol=1e-6)
    assert relative[2, 1] > -1e-3


def test_nothing_moves_where_nothing_is_asked():
    thigh, shank = leg([0.3, 0.2, 0.1], 0.6)
    new_thigh, new_shank = reach(np.zeros(3), ankle_of(thigh, shank), thigh, shank, BONES)
    np.testing.assert_allclose(new_thigh, thigh, atol=1e-9)
    np.testing.assert_allclose(new_shank, shank, atol=1e-9)


@pytest.mark.parametrize("target", [[0.0, -5.0, 0.0], [0.0, 0.0, 0.0], [0.0, -0.01, 0.0]])
def test_out_of_reach_is_finite(target):
    thigh, shank = leg([0.0, 0.0, 0.0], 0.4)
    for part in reach(np.zeros(3), np.array(target), thigh, shank, BONES):
        assert np.isfinite(part).all()


def test_many_legs_at_once_are_as_one_by_one():
    rng = np.random.default_rng(1)
    legs = [leg(rng.normal(0, 0.5, 3), b) for b in rng.uniform(0.1, 1.5, 6)]
    thighs, shanks = (np.array(part).reshape(3, 2, 3, 3) for part in zip(*legs, strict=True))
    hips, targets = rng.normal(0, 0.1, (3, 2, 3)), rng.normal(0, 0.4, (3, 2, 3))
    together = reach(hips, targets, thighs, shanks, np.tile(BONES, (2, 1)))
    for i in range(3):
        for j in range(2):
            one = reach(hips[i, j], targets[i, j], thighs[i, j], shanks[i, j], BONES)
            np.testing.assert_allclose(together[0][i, j], one[0], atol=1e-9)
            np.testing.assert_allclose(together[1][i, j], one[1], atol=1e-9)
