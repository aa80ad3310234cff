"""Knees of legs whose feet are held."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mocap_app.core.kinematics import place_joints
from mocap_app.core.rotation import from_axis_angle, to_matrix
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.solving.landmarks import leg_lengths
from mocap_app.solving.leg_ik import corner
from mocap_app.solving.legs import ANKLES, SHANKS, THIGHS
from mocap_app.solving.take_feet import FootTrack, PlacedTrack
from mocap_app.solving.take_knees import MOST_M, calm_knees

BONES = leg_lengths(solved_skeleton())
FRAMES = 60


def standing(bent_deg, lean_deg=0.0):
    """Return (T, 22, 3) joints of somebody who stands with bent knees, seen from the hips."""
    frames = np.tile(np.eye(3), (22, 1, 1))
    half = math.radians(bent_deg) / 2.0
    lean = math.radians(lean_deg)
    frames[THIGHS] = to_matrix(from_axis_angle([1.0, 0.0, 0.0], -half - lean))
    frames[SHANKS] = to_matrix(from_axis_angle([1.0, 0.0, 0.0], half - lean))
    return np.tile(place_joints(solved_skeleton(), frames, np.zeros(3)), (FRAMES, 1, 1))


def held(around, noise_m):
    """Return feet that are held where noise in the body's height wants them."""
    noise = np.random.default_rng(0).normal(0.0, noise_m, (FRAMES, 2))
    ankles = around[:, ANKLES].copy()
    ankles[..., 1] += noise
    return PlacedTrack(np.zeros((FRAMES, 3)), ankles, np.tile(np.eye(3), (FRAMES, 2, 1, 1)))


def calmed(exact, around):
    """Return where feet go that are solved as `around` and held as in `exact`."""
    body = np.tile(np.eye(3), (FRAMES, 22, 1, 1)), around, np.zeros((FRAMES, 27, 3))
    nowhere = np.full((FRAMES, 4, 2), np.nan)
    track = FootTrack.of(np.arange(FRAMES) / 30.0, exact.root, body, nowhere, np.ones(FRAMES))
    return calm_knees(exact, track, around, BONES)


def bends(placed, around):
    """Return (T, 2) degrees."""
    lengths = np.linalg.norm(placed.ankles - placed.root[:, None] - around[:, THIGHS], axis=-1)
    return np.array(
        [
            [180.0 - math.degrees(corner(u, v, x)) for x, (u, v) in zip(row, BONES, strict=True)]
            for row in lengths
        ]
    )


def test_straight_legs_shake_less_and_their_feet_move_by_millimetres_up_and_down():
    around = standing(8.0)
    exact = held(around, 0.002)
    calm = calmed(exact, around)
    before, after = bends(exact, around), bends(calm, around)
    assert np.abs(np.diff(after, axis=0)).mean() < 0.6 * np.abs(np.diff(before, axis=0)).mean()
    moved = calm.ankles - exact.ankles
    assert 0.0005 < np.abs(moved[..., 1]).max() <= MOST_M
    np.testing.assert_array_equal(moved[..., [0, 2]], 0.0)


@pytest.mark.parametrize(("bent_deg", "lean_deg"), [(80.0, 0.0), (8.0, 80.0)])
def test_bent_legs_and_legs_that_lie_are_left_as_they_are(bent_deg, lean_deg):
    around = standing(bent_deg, lean_deg)
    exact = held(around, 0.002)
    np.testing.assert_allclose(calmed(exact, around).ankles, exact.ankles, atol=5e-5)


def test_a_knee_that_is_seen_to_bend_is_not_smoothed():
    around = np.concatenate([standing(8.0)[:30], standing(25.0)[30:]])
    exact = held(around, 0.0)
    np.testing.assert_allclose(calmed(exact, around).ankles, exact.ankles, atol=1e-9)
