"""Feet before the lock: how low they are, and how stiff the legs above them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mocap_app.core.kinematics import place_joints
from mocap_app.core.rotation import from_axis_angle, to_matrix
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.solving.ground import camera_axes
from mocap_app.solving.legs import (
    SHANKS,
    SOFT,
    THIGHS,
    UNSEEN,
    leg_stiffness,
    lowest_sole,
    missed_by,
)

UP = camera_axes(10.0)[1].tolist()


def soles():
    return np.array([[0.1, 0.9, 3.0], [0.1, 0.92, 2.9], [-0.1, 0.7, 3.1], [-0.1, 0.72, 3.0]])


def test_soles_that_lie_where_they_are_seen_are_as_low_as_they_are():
    points = soles()
    lowest = float((points @ UP).min())
    rays = points[:, :2] / points[:, 2:]
    assert lowest_sole(points.tolist(), rays.tolist(), UP) == pytest.approx(lowest)
    assert lowest_sole(points.tolist(), [UNSEEN] * 4, UP) == pytest.approx(lowest)


def test_a_foot_that_is_solved_too_low_is_where_the_picture_has_it():
    points = soles()
    rays = points[:, :2] / points[:, 2:]
    low = points + np.array([[0.0, 0.3, 0.0]] * 2 + [[0.0, 0.0, 0.0]] * 2)
    lowest = float((points @ UP).min())
    assert lowest_sole(low.tolist(), rays.tolist(), UP) == pytest.approx(lowest)


@pytest.mark.parametrize(("bent_deg", "least", "most"), [(0, 1, 1), (28, 0.1, 0.9), (90, 0, SOFT)])
def test_straight_legs_are_stiff_and_bent_ones_soft(bent_deg, least, most):
    frames = np.tile(np.eye(3), (22, 1, 1))
    frames[THIGHS[0]] = to_matrix(from_axis_angle([1.0, 0.0, 0.0], -0.3))
    frames[SHANKS[0]] = to_matrix(from_axis_angle([1.0, 0.0, 0.0], math.radians(bent_deg) - 0.3))
    around = place_joints(solved_skeleton(), frames, np.zeros(3))
    left, right = leg_stiffness(around)
    assert least - 1e-9 <= left <= most + 1e-9
    assert right == pytest.approx(1.0)


def test_feet_are_missed_by_as_much_as_the_picture_shows_them_away():
    points = soles()
    rays = points[:, :2] / points[:, 2:]
    rays[3] = np.nan
    rays = rays.tolist()
    np.testing.assert_allclose(missed_by(points.tolist(), rays), 0.0, atol=1e-12)
    off = points + np.array([[0.0, 0.3, 0.0], [0.3, 0.4, 0.0], [0.0, 0.0, 0.0], [0.5, 0.5, 0.0]])
    assert missed_by(off.tolist(), rays) == pytest.approx([0.3, 0.5, 0.0, 0.0])
