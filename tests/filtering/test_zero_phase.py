import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.filtering.zero_phase import low_pass

RATE = 30.0


def wave(hz, count=240):
    return np.sin(2 * np.pi * hz * np.arange(count) / RATE)


def test_slow_movement_passes_without_lag():
    slow = wave(0.7)
    smooth = low_pass(slow, 5.0, RATE)
    np.testing.assert_allclose(smooth[20:-20], slow[20:-20], atol=0.01)
    shifts = np.arange(-5, 6)
    score = [np.dot(smooth[30:200], slow[30 + s : 200 + s]) for s in shifts]
    assert shifts[int(np.argmax(score))] == 0


def test_half_is_left_at_the_cutoff_and_little_above():
    at = low_pass(wave(5.0), 5.0, RATE)
    assert at[60:-60].std() / wave(5.0)[60:-60].std() == pytest.approx(0.5, abs=0.02)
    assert np.abs(low_pass(wave(12.0), 4.0, RATE)[60:-60]).max() < 0.03


@given(st.floats(-5, 5), st.floats(-9, 9), st.integers(1, 40))
def test_lines_stay_lines(offset, slope, count):
    line = (offset + slope * np.arange(count) / RATE)[:, None, None]
    np.testing.assert_allclose(low_pass(line, 3.0, RATE), line, atol=1e-6)


@given(st.integers(0, 60), st.floats(0.1, 40.0))
def test_any_length_gives_finite_values_of_the_same_shape(count, cutoff):
    values = np.random.default_rng(0).normal(size=(count, 3, 2))
    smooth = low_pass(values, cutoff, RATE)
    assert smooth.shape == values.shape
    assert np.isfinite(smooth).all()


def test_a_cutoff_beyond_the_rate_changes_nothing():
    values = wave(3.0)
    np.testing.assert_array_equal(low_pass(values, 15.0, RATE), values)


@pytest.mark.parametrize(("cutoff", "rate"), [(0.0, 30.0), (-1.0, 30.0), (5.0, 0.0)])
def test_impossible_settings_are_refused(cutoff, rate):
    with pytest.raises(ValueError, match="above 0"):
        low_pass(wave(1.0), cutoff, rate)


def test_holes_are_refused():
    values = wave(1.0)
    values[7] = np.nan
    with pytest.raises(ValueError, match="finite"):
        low_pass(values, 5.0, RATE)
