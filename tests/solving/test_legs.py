"""Feet before the lock: how low they are."""

from __future__ import annotations

import numpy as np
import pytest

from mocap_app.solving.ground import camera_axes
from mocap_app.solving.legs import lowest_sole, missed_by

UP = camera_axes(10.0)[1]


def soles():
    return np.array([[0.1, 0.9, 3.0], [0.1, 0.92, 2.9], [-0.1, 0.7, 3.1], [-0.1, 0.72, 3.0]])


def test_soles_that_lie_where_they_are_seen_are_as_low_as_they_are():
    points = soles()
    lowest = float((points @ UP).min())
    rays = points[:, :2] / points[:, 2:]
    assert float(lowest_sole(points, rays, UP)) == pytest.approx(lowest)
    assert float(lowest_sole(points, np.full((4, 2), np.nan), UP)) == pytest.approx(lowest)


def test_a_foot_that_is_solved_too_low_is_where_the_picture_has_it():
    points = soles()
    rays = points[:, :2] / points[:, 2:]
    low = points + np.array([[0.0, 0.3, 0.0]] * 2 + [[0.0, 0.0, 0.0]] * 2)
    assert float(lowest_sole(low, rays, UP)) == pytest.approx(float((points @ UP).min()))


def test_feet_are_missed_by_as_much_as_the_picture_shows_them_away():
    points = soles()
    rays = points[:, :2] / points[:, 2:]
    rays[3] = np.nan
    np.testing.assert_allclose(missed_by(points, rays), 0.0, atol=1e-12)
    off = points + np.array([[0.0, 0.3, 0.0], [0.3, 0.4, 0.0], [0.0, 0.0, 0.0], [0.5, 0.5, 0.0]])
    assert missed_by(off, rays) == pytest.approx([0.3, 0.5, 0.0, 0.0])
