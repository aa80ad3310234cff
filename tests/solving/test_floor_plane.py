"""Tilt, height and facing without a gesture, and how exact they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core import rotation as rot
from mocap_app.solving.floor_plane import fit_floor
from mocap_app.solving.ground import camera_axes, tilt_of
from mocap_app.solving.solver import Solver
from tests.support import motions

NOISY = {"pixels": 2.0, "metres": 0.012}


def known(poses):
    solver = Solver()
    solver.learn(poses)
    return solver.calibration


def floor_points(pitch, roll, spread, noise=0.02, count=200, height=1.2):
    rng = np.random.default_rng(0)
    world = np.stack(
        [
            rng.uniform(-spread, spread, count),
            rng.normal(-height, noise, count),
            -4.0 + rng.uniform(-spread, spread, count),
        ],
        axis=1,
    )
    return world @ camera_axes(pitch, roll)


def test_feet_all_over_the_floor_tell_its_plane():
    found = fit_floor(floor_points(10.0, -3.0, 1.5), camera_axes(6.0, 0.0)[1])
    assert tilt_of(found.up) == pytest.approx((10.0, -3.0), abs=1.0)
    assert found.height_m == pytest.approx(1.2, abs=0.06)


def test_feet_on_one_spot_leave_the_tilt_to_the_upright_body():
    found = fit_floor(floor_points(10.0, -3.0, 0.05), camera_axes(6.0, 0.0)[1])
    assert tilt_of(found.up) == pytest.approx((6.0, 0.0), abs=0.5)


def test_some_feet_on_a_chair_do_not_tilt_the_floor():
    points = floor_points(5.0, 0.0, 1.0)
    points[:30] += 0.45 * camera_axes(5.0)[1]
    found = fit_floor(points, camera_axes(5.0)[1])
    assert tilt_of(found.up) == pytest.approx((5.0, 0.0), abs=1.0)


def test_a_wall_is_no_floor_and_three_feet_are_none():
    assert fit_floor(floor_points(40.0, 0.0, 1.5), camera_axes(0.0)[1]) is None
    assert fit_floor(np.zeros((3, 3)), camera_axes(0.0)[1]) is None


@pytest.mark.parametrize("noise", [{}, NOISY], ids=["exact", "noisy"])
@pytest.mark.parametrize("pitch", [0.0, 12.0, -6.0])
def test_a_walk_to_the_camera_tells_pitch_and_height(noise, pitch):
    """Within 1.5 degrees and 8 centimetres, without one upright frame."""
    view = motions.View(pitch=pitch, height=1.3, **noise)
    found = known(view.see(motions.walk(sideways=False)))
    assert found.pitch_deg == pytest.approx(pitch, abs=1.5)
    assert found.roll_deg == pytest.approx(0.0, abs=1.5)
    assert found.camera_height_m == pytest.approx(1.3, abs=0.08)


@pytest.mark.parametrize("noise", [{}, NOISY], ids=["exact", "noisy"])
@pytest.mark.parametrize(("pitch", "roll"), [(0.0, 0.0), (12.0, 4.0), (-6.0, -3.0)])
def test_who_stands_tells_pitch_and_roll(noise, pitch, roll):
    """Within two degrees and 10 centimetres."""
    view = motions.View(pitch=pitch, roll=roll, height=1.3, **noise)
    found = known(view.see(motions.straight_arm_raises()))
    assert found.pitch_deg == pytest.approx(pitch, abs=2.0)
    assert found.roll_deg == pytest.approx(roll, abs=2.0)
    assert found.camera_height_m == pytest.approx(1.3, abs=0.1)


def test_the_floor_corrects_a_network_that_sees_people_lean():
    rng = np.random.default_rng(3)
    points = floor_points(8.0, 0.0, 1.2, noise=0.04)[rng.permutation(200)[:60]]
    seen_up = camera_axes(13.0)[1]
    assert tilt_of(fit_floor(points, seen_up).up)[0] == pytest.approx(8.0, abs=2.0)


@pytest.mark.parametrize(
    ("turned", "front"), [(0.0, 0.0), (25.0, 25.0), (-20.0, -20.0), (50.0, 0.0), (90.0, 0.0)]
)
def test_who_stands_turned_a_little_faces_the_front(turned, front):
    """Within three degrees, also with noise; who stands sideways stays sideways."""
    standing = motions.straight_arm_raises()
    turn = rot.from_axis_angle([0.0, 1.0, 0.0], np.radians(turned))
    rotations = standing.rotations.copy()
    rotations[:, 0] = rot.multiply(turn, rotations[:, 0])
    motion = replace(standing, rotations=rotations)
    assert known(motions.View(**NOISY).see(motion)).facing_deg == pytest.approx(front, abs=3.0)


def test_who_turns_around_has_no_front():
    assert known(motions.View().see(motions.turn_on_the_spot())).facing_deg == 0.0
