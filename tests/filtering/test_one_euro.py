"""The One-Euro filter against its definition, and its behaviour when the signal is not tidy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.filtering.one_euro import OneEuro, smoothing

gaps = st.lists(st.floats(0.001, 0.2), min_size=3, max_size=12)
seeds = st.integers(0, 2**32 - 1)


def run(smooth, values, times):
    return np.stack([smooth(np.asarray(v), t) for v, t in zip(values, times, strict=True)])


def reference(values, times, min_cutoff, beta, derivative_cutoff):
    """One scalar at a time, from the pseudo-code of the paper."""

    def alpha(cutoff, dt):
        return 1.0 / (1.0 + 1.0 / (2.0 * math.pi * cutoff) / dt)

    out, speed = [values[0]], 0.0
    for i in range(1, len(values)):
        dt = times[i] - times[i - 1]
        a = alpha(derivative_cutoff, dt)
        speed = a * (values[i] - out[-1]) / dt + (1.0 - a) * speed
        a = alpha(min_cutoff + beta * abs(speed), dt)
        out.append(a * values[i] + (1.0 - a) * out[-1])
    return out


@given(seeds, gaps, st.floats(0.1, 10.0), st.floats(0.0, 50.0), st.floats(-5.0, 5.0))
def test_agrees_with_the_paper_at_uneven_times_from_any_start(seed, dts, cutoff, beta, start):
    times = start + np.cumsum(dts)
    values = np.random.default_rng(seed).normal(size=(len(dts), 2, 3))
    result = run(OneEuro(cutoff, beta, 1.3), values, times)
    for index in np.ndindex(2, 3):
        expected = reference(values[(slice(None), *index)], times, cutoff, beta, 1.3)
        np.testing.assert_allclose(result[(slice(None), *index)], expected, atol=1e-9)


def test_time_zero_is_a_time_like_any_other():
    smooth = OneEuro(1.0)
    smooth(np.array([0.0]), 0.0)
    assert smooth(np.array([1.0]), 0.1)[0] == pytest.approx(smoothing(1.0, 0.1))


def test_steady_ramp_lags_by_the_time_constant():
    times = np.arange(0.0, 6.0, 1 / 500)
    result = run(OneEuro(2.0), times[:, None], times)
    assert times[-1] - result[-1, 0] == pytest.approx(1 / (2 * math.pi * 2.0), rel=0.02)


def test_with_the_larger_cutoff_noise_opens_nothing_but_speed_does():
    times = np.arange(0.0, 10.0, 1 / 30)
    noise = np.random.default_rng(0).normal(0.0, 0.003, (len(times), 50))
    at_rest = run(OneEuro(1.0), noise, times)
    np.testing.assert_allclose(run(OneEuro(1.0, 5.0, larger=True), noise, times), at_rest)
    assert run(OneEuro(1.0, 5.0), noise, times)[60:].std() > 1.03 * at_rest[60:].std()
    moving = times[:, None] * np.ones(3)
    behind = moving - run(OneEuro(1.0, 5.0, larger=True), moving, times)
    assert (behind[60:] < (moving - run(OneEuro(1.0), moving, times))[60:]).all()


def test_a_coordinate_that_counts_for_nothing_opens_nothing():
    times = np.arange(0.0, 4.0, 1 / 30)
    deep = np.zeros((len(times), 1, 3))
    deep[:, 0, 2] = times
    unmoved = run(OneEuro(1.0), deep, times)
    ignored = OneEuro(1.0, 5.0, coordinates=(1.0, 1.0, 0.0))
    np.testing.assert_allclose(run(ignored, deep, times), unmoved)
    assert (run(OneEuro(1.0, 5.0, coordinates=(1.0, 1.0, 0.3)), deep, times) >= unmoved).all()


@given(seeds, gaps)
def test_result_stays_between_old_result_and_new_sample(seed, dts):
    values = np.random.default_rng(seed).normal(size=(len(dts), 4))
    result = run(OneEuro(1.0, 3.0), values, np.cumsum(dts))
    low = np.minimum(result[:-1], values[1:]) - 1e-12
    high = np.maximum(result[:-1], values[1:]) + 1e-12
    assert ((low <= result[1:]) & (result[1:] <= high)).all()


@given(seeds, gaps, st.floats(0.01, 1000.0))
def test_scale_makes_units_irrelevant(seed, dts, scale):
    values, times = np.random.default_rng(seed).normal(size=(len(dts), 5, 2)), np.cumsum(dts)
    metres, pixels = (
        OneEuro(1.0, 4.0, coordinates=(1.0, 1.0)),
        OneEuro(1.0, 4.0, coordinates=(1.0, 1.0)),
    )
    for value, time in zip(values, times, strict=True):
        np.testing.assert_allclose(
            pixels(value * scale, time, scale) / scale, metres(value, time), atol=1e-9
        )


@given(seeds, gaps, st.floats(0.0, 2 * math.pi))
def test_vectors_are_filtered_alike_from_every_direction(seed, dts, angle):
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    values, times = np.random.default_rng(seed).normal(size=(len(dts), 5, 2)), np.cumsum(dts)
    straight = run(OneEuro(1.0, 4.0, coordinates=(1.0, 1.0)), values, times)
    turned = run(OneEuro(1.0, 4.0, coordinates=(1.0, 1.0)), values @ turn.T, times)
    np.testing.assert_allclose(turned, straight @ turn.T, atol=1e-9)


def test_lost_element_comes_back_exactly_where_it_is_seen():
    smooth = OneEuro(0.5)
    steady = np.zeros(2)
    for i in range(5):
        smooth(steady, 0.1 * i)
    gone = smooth(np.array([0.0, np.nan]), 0.5)
    assert np.isnan(gone[1])
    assert gone[0] == 0.0
    back = smooth(np.array([1.0, 7.0]), 0.6)
    assert back[1] == 7.0
    assert 0.0 < back[0] < 1.0
    # No leftover speed either: the next small step is smoothed as at rest.
    after = smooth(np.array([1.0, 7.1]), 0.7)
    assert after[1] == pytest.approx(7.0 + 0.1 * smoothing(0.5, 0.1))


def test_same_time_again_returns_the_last_result():
    smooth = OneEuro(1.0, 5.0)
    smooth(np.array([0.0, np.nan]), 1.0)
    first = smooth(np.array([1.0, np.nan]), 1.1)
    again = smooth(np.array([9.0, 4.0]), 1.1)
    np.testing.assert_array_equal(again, [first[0], 4.0])


@pytest.mark.parametrize("time", [0.5, 3.0], ids=["backwards", "after a gap"])
def test_starts_over(time):
    smooth = OneEuro(1.0, max_gap_s=1.0)
    smooth(np.array([0.0]), 1.0)
    smooth(np.array([0.0]), 1.5)
    assert smooth(np.array([5.0]), time)[0] == 5.0


def test_reset_and_other_shape_forget_the_past():
    smooth = OneEuro(1.0)
    smooth(np.array([0.0]), 0.0)
    smooth.reset()
    assert smooth(np.array([5.0]), 0.1)[0] == 5.0
    np.testing.assert_array_equal(smooth(np.array([1.0, 2.0]), 0.2), [1.0, 2.0])


def test_neither_input_nor_result_is_shared_with_the_state():
    smooth = OneEuro(1.0)
    sample = np.array([1.0])
    result = smooth(sample, 0.0)
    sample[0] = result[0] = 99.0
    assert smooth(np.array([1.0]), 0.1)[0] == pytest.approx(1.0)
