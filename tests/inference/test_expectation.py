"""Expectations are the plain weighted means, whatever the grids."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.inference.expectation import expectation

SIZE, CELLS = 64, 16


@given(st.integers(0, 10**6), st.sampled_from([1, 2, 4]), st.floats(0.1, 50.0))
def test_they_are_weighted_means(seed, fold, height):
    rng = np.random.default_rng(seed)
    chances = rng.random((2, 3, CELLS, CELLS)).astype(np.float32) ** 4
    side = CELLS // fold
    locations = rng.normal(0, 1, (2, 9, side, side)).astype(np.float32)
    expected = expectation(chances * np.float32(height), locations, SIZE)

    weights = chances.reshape(2, 3, -1) / chances.sum(axis=(2, 3))[..., None]
    row, column = np.divmod(np.arange(CELLS * CELLS), CELLS)
    for axis, cell in enumerate((column, row)):
        pixel = (cell + 0.5) * SIZE / CELLS - 0.5
        mean = weights @ pixel
        np.testing.assert_allclose(expected.keypoints_2d[..., axis], mean, atol=1e-3)
        variance = (weights * (pixel - mean[..., None]) ** 2).sum(axis=-1)
        np.testing.assert_allclose(expected.spread_2d[..., axis], np.sqrt(variance), atol=1e-2)
    fine = locations.reshape(2, 3, 3, side, side).repeat(fold, axis=3).repeat(fold, axis=4)
    means = np.einsum("bjc,bxjc->bjx", weights, fine.reshape(2, 3, 3, -1))
    np.testing.assert_allclose(expected.keypoints_3d, means - means[:, :1], atol=1e-4)


def test_a_single_cell_has_no_spread():
    chances = np.zeros((1, 1, CELLS, CELLS), np.float32)
    chances[0, 0, 4, 9] = 7.0
    expected = expectation(chances, np.zeros((1, 3, 8, 8), np.float32), SIZE)
    assert expected.keypoints_2d[0, 0] == pytest.approx([37.5, 17.5])
    assert expected.spread_2d[0, 0] == pytest.approx([0, 0], abs=0.05)
