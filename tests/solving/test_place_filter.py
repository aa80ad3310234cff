"""A coordinate over time."""

from __future__ import annotations

import numpy as np
import pytest

from mocap_app.solving.place_filter import GATE, IN_DEPTH, CoordinateState, smooth

TIMES = np.arange(120) / 30.0


def follow(measured, variance):
    state, depths = CoordinateState.start(measured[0], variance), []
    for z in measured:
        state = state.predicted(1 / 30, IN_DEPTH).corrected(z, variance, GATE)
        depths.append(state.x)
    return np.array(depths)


def test_sure_measurements_pass():
    path = 3.0 + 0.5 * np.sin(TIMES)
    np.testing.assert_allclose(follow(path, 1e-6)[5:], path[5:], atol=2e-3)


def test_unsure_ones_are_smoothed_and_a_steady_walk_does_not_lag():
    rng = np.random.default_rng(0)
    path = 5.0 - 1.0 * TIMES
    found = follow(path + rng.normal(0.0, 0.05, len(path)), 0.05**2)
    assert (found - path)[60:].std() < 0.025
    assert abs((found - path)[60:].mean()) < 0.02


def test_one_wild_measurement_hardly_counts():
    path = np.full(120, 3.0)
    path[60] = 9.0
    assert follow(path, 0.02**2).max() < 3.2


def test_smoothing_back_is_better_than_filtering():
    rng = np.random.default_rng(1)
    path = 4.0 + 0.5 * np.sin(2.0 * TIMES)
    noisy = path + rng.normal(0.0, 0.08, len(path))
    found = smooth(TIMES, noisy.tolist(), [0.08**2] * len(path), IN_DEPTH)
    assert np.abs(found - path).mean() < 0.7 * np.abs(follow(noisy, 0.08**2) - path).mean()


def test_gaps_are_bridged_by_a_smooth_line():
    path = (4.0 - 0.5 * TIMES).tolist()
    seen = [z if not 40 <= i < 70 else None for i, z in enumerate(path)]
    found = smooth(TIMES, seen, [1e-4] * 120, IN_DEPTH)
    np.testing.assert_allclose(found, path, atol=0.02)


@pytest.mark.parametrize("count", [1, 2])
def test_short(count):
    depths = smooth(TIMES[:count], [3.0] * count, [1e-4] * count, IN_DEPTH)
    np.testing.assert_allclose(depths, 3.0, atol=1e-3)
