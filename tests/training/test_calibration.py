"""The fitted confidence is the measured chance."""

import numpy as np
import pytest

from mocap_app.training.calibration import Outcomes, fit, table


def test_fit_recovers_a_known_chance():
    rng = np.random.default_rng(0)
    score = rng.random(40_000)
    chance = score**2
    error = np.where(rng.random(score.size) < chance, 0.1, 1.0)
    knots, values = fit(Outcomes(score, error))
    assert (np.diff(knots) > 0).all()
    assert (np.diff(values) >= 0).all()
    at = np.array([0.2, 0.5, 0.8])
    assert np.interp(at, knots, values) == pytest.approx(at**2, abs=0.03)


def test_points_outside_the_picture_are_never_right():
    score = np.linspace(0, 1, 1000)
    _, values = fit(Outcomes(score, np.full(1000, np.inf)))
    assert max(values) == 0


def test_table_groups_by_tenths():
    bins = table(np.array([0.05, 0.95, 0.97, 1.0]), np.array([1.0, 0.1, 0.3, 0.1]))
    assert [(b.low, b.count) for b in bins] == [(0.0, 1), (0.9, 3)]
    assert bins[1].right == pytest.approx(2 / 3)
    assert bins[1].median_error == pytest.approx(0.1)
