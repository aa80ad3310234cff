"""Metrics against cases worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from mocap_app.training.metrics import (
    auc_3d,
    mpjpe,
    mpjve,
    n_mpjpe,
    p_mpjpe,
    pck,
    pck_3d,
    pckh,
    procrustes,
)

POSE = np.random.default_rng(0).normal(size=(1, 17, 3))


def test_pck_counts_labelled_points_within_the_threshold():
    truth = np.zeros((1, 4, 2))
    predicted = np.array([[[0, 0], [1.9, 0], [2.1, 0], [50, 0]]], float)
    valid = np.array([[True, True, True, False]])
    assert pck(predicted, truth, valid, np.array([10.0]), 0.2) == pytest.approx(2 / 3)
    assert np.isnan(pck(predicted, truth, ~np.ones_like(valid), np.array([10.0]), 0.2))


def test_mpjpe_of_a_shift_is_its_length():
    assert mpjpe(POSE + np.array([3, 4, 0]), POSE) == pytest.approx(5)


@given(st.floats(0.2, 5), st.tuples(*[st.floats(-3, 3)] * 3), st.tuples(*[st.floats(-9, 9)] * 3))
def test_procrustes_undoes_a_similarity(scale, turn, shift):
    moved = scale * POSE @ Rotation.from_rotvec(turn).as_matrix().T + np.array(shift)
    assert p_mpjpe(moved, POSE) == pytest.approx(0, abs=1e-6)


def test_procrustes_does_not_mirror():
    assert p_mpjpe(POSE * [-1, 1, 1], POSE) > 0.3


def test_procrustes_never_makes_it_worse():
    noisy = POSE + np.random.default_rng(1).normal(size=POSE.shape) * 0.3
    aligned = procrustes(noisy, POSE)
    assert ((aligned - POSE) ** 2).sum() <= ((noisy - POSE) ** 2).sum()


def test_pckh_takes_six_tenths_of_the_head_box():
    truth = np.zeros((1, 3, 2))
    # A head box of 30 x 40 has a diagonal of 50: reference 30, half of it 15.
    predicted = np.array([[[15, 0], [0, 15.1], [9, 12]]], float)
    valid = np.ones((1, 3), bool)
    assert pckh(predicted, truth, valid, np.array([50.0])) == pytest.approx(2 / 3)
    assert pckh(predicted, truth, valid, np.array([50.0]), at=0.6) == 1


# Errors of 0, 50, 100 and 200 mm.
ERRORS = np.array([[[0, 0, 0], [30, 40, 0], [0, 0, 100], [0, 200, 0]]], float)


def test_pck_in_3d_counts_joints_within_150_mm():
    assert pck_3d(ERRORS, np.zeros_like(ERRORS), 150) == 0.75
    assert pck_3d(ERRORS, np.zeros_like(ERRORS), 99) == 0.5


def test_auc_is_the_mean_over_the_thresholds():
    zeros = np.zeros_like(ERRORS)
    # At 0: one of four; at 50 and 75: two; at 100: three.
    assert auc_3d(ERRORS, zeros, np.array([0.0, 50, 75, 100])) == pytest.approx(0.5)
    # 31 thresholds; the joints are within 31, 21, 11 and none of them.
    assert auc_3d(ERRORS, zeros, np.arange(0, 151, 5)) == pytest.approx((31 + 21 + 11) / 31 / 4)


def test_mpjpe_by_hand():
    assert mpjpe(ERRORS, np.zeros_like(ERRORS)) == pytest.approx((0 + 50 + 100 + 200) / 4)


def test_protocol_3_forgives_scale_alone():
    assert n_mpjpe(1.7 * POSE, POSE) == pytest.approx(0, abs=1e-9)
    turned = POSE @ Rotation.from_rotvec([0, 0, 0.4]).as_matrix().T
    assert n_mpjpe(turned, POSE) > 0.1
    # Two joints on a line: p = (1, 0), (0, 1), t = (2, 0), (0, 0): best scale 1, errors 1 and 1.
    p = np.array([[[1.0, 0, 0], [0, 1, 0]]])
    t = np.array([[[2.0, 0, 0], [0, 0, 0]]])
    assert n_mpjpe(p, t) == pytest.approx(1)


def test_mpjve_sees_jitter_but_no_constant_error():
    truth = np.zeros((4, 2, 3))
    truth[:, :, 0] = np.arange(4)[:, None]
    assert mpjve(truth + np.array([0, 5, 0]), truth) == 0
    jumping = truth.copy()
    jumping[1, 0, 1] = 3  # one joint jumps 3 up and 3 down: 6 over six steps of joints
    assert mpjve(jumping, truth) == pytest.approx(1)
    assert np.isnan(mpjve(truth[:1], truth[:1]))
