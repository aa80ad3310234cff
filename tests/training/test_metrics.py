"""Metrics against cases worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from mocap_app.training.metrics import mpjpe, p_mpjpe, pck, procrustes

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
