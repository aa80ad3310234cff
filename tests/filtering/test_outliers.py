import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.filtering.outliers import fill_gaps, outliers


def swinging(count=60, hz=1.0):
    t = np.arange(count) / 30
    return np.stack([100 * np.sin(2 * np.pi * hz * t), 40 * t], axis=-1)[:, None]


def everywhere(points):
    return np.ones(points.shape[:2], dtype=bool)


def test_a_spike_is_found_and_nothing_else():
    points = swinging()
    points[25] += [70.0, -50.0]
    out = outliers(points, everywhere(points), 5.0)
    assert np.flatnonzero(out[:, 0]).tolist() == [25]


def test_two_spikes_in_a_row_are_found():
    points = swinging(hz=0.3)
    points[30:32] += 90.0
    out = outliers(points, everywhere(points), 5.0)
    assert np.flatnonzero(out[:, 0]).tolist() == [30, 31]


@given(st.floats(0.0, 400.0), st.floats(-300.0, 300.0))
def test_steady_movement_has_no_outliers(vx, vy):
    t = np.arange(40)[:, None] / 30
    points = np.concatenate([vx * t, vy * t], axis=1)[:, None]
    assert not outliers(points, everywhere(points), 1.0).any()


def test_unknown_points_are_neither_outliers_nor_witnesses():
    points = swinging(hz=0.2)
    known = everywhere(points)
    points[10:14] = 1e6
    known[10:14] = False
    assert not outliers(points, known, 5.0).any()


@given(st.integers(0, 12))
def test_short_recordings(count):
    points = np.random.default_rng(count).normal(size=(count, 3, 2))
    assert outliers(points, everywhere(points), 0.0).shape == (count, 3)


def test_short_gaps_are_filled_on_a_line_and_long_ones_stay():
    times = np.arange(60) / 30
    points = np.stack([times, 2 * times], axis=-1)[:, None].repeat(2, axis=1)
    known = np.ones((60, 2), dtype=bool)
    known[10:16, 0] = False
    known[20:55, 1] = False
    broken = np.where(known[..., None], points, np.nan)
    filled, new = fill_gaps(times, broken, known, 0.5)
    assert np.flatnonzero(new[:, 0]).tolist() == list(range(10, 16))
    assert not new[:, 1].any()
    np.testing.assert_allclose(filled[:, 0], points[:, 0])
    assert np.isnan(filled[30, 1]).all()


def test_nothing_is_made_up_beyond_the_ends():
    times = np.arange(10) / 30
    known = np.zeros((10, 1), dtype=bool)
    known[4:6] = True
    _, new = fill_gaps(times, np.zeros((10, 1, 2)), known, 5.0)
    assert not new.any()
    _, new = fill_gaps(times, np.zeros((10, 1, 2)), np.zeros((10, 1), dtype=bool), 5.0)
    assert not new.any()
