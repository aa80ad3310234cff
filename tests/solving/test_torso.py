"""Pelvis, spine and collarbones."""

from __future__ import annotations

import numpy as np
import pytest

from mocap_app.core import rotation as rot
from mocap_app.solving.landmarks import body27_points, keypoints
from mocap_app.solving.torso import solve_torso

SHOULDERS = keypoints("left_shoulder", "right_shoulder")
HIPS = keypoints("left_hip", "right_hip")


def solve(studio, rotations, unseen=(), before=None, dt=0.0, weight=0.0):
    points = body27_points(studio.skeleton, rotations, np.zeros(3))
    evidence = np.ones(27)
    evidence[list(unseen)] = weight
    offsets = studio.skeleton.offsets.tolist()
    return solve_torso(points.tolist(), evidence.tolist(), offsets, before, dt)


def turn_of(frame, against=None):
    """Return in degrees how far a frame is turned from the world's axes or from another."""
    axes = np.array(np.eye(3) if against is None else against)
    return np.degrees(rot.angle(rot.from_matrix(axes @ np.array(frame).T)))


def bent(studio, degrees):
    q = studio.rest()
    for name in ("Spine", "Spine1", "Spine2"):
        q[studio.joint(name)] = rot.from_euler(np.array([degrees / 3.0, 0.0, 0.0]), "XYZ")
    return q


def test_bow_bends_the_spine_and_not_the_pelvis(studio):
    torso = solve(studio, bent(studio, 45.0))
    assert turn_of(torso.pelvis) < 2.0
    assert turn_of(torso.spine[2]) == pytest.approx(45.0, abs=3.0)


def test_without_a_spine_point_the_trunk_is_one_piece(studio):
    torso = solve(studio, bent(studio, 30.0), unseen=keypoints("spine"))
    assert turn_of(torso.spine[2], torso.pelvis) < 1.0


def test_without_a_thorax_the_shoulders_show_the_way(studio):
    torso = solve(studio, bent(studio, 45.0), unseen=keypoints("thorax"))
    assert turn_of(torso.spine[2]) == pytest.approx(45.0, abs=8.0)


@pytest.mark.parametrize("unseen", [HIPS, SHOULDERS], ids=["hips", "shoulders"])
def test_unseen_half_follows_the_other_and_slowly_untwists(studio, unseen):
    q = studio.rest()
    for name in ("Spine", "Spine1", "Spine2"):
        q[studio.joint(name)] = rot.from_axis_angle([0.0, 1.0, 0.0], np.radians(15.0))
    whole = solve(studio, q)
    half = solve(studio, q, unseen, whole, 1 / 30)
    assert turn_of(half.spine[2], half.pelvis) == pytest.approx(45.0, abs=3.0)
    for _ in range(300):
        half = solve(studio, q, unseen, half, 1 / 30)
    assert turn_of(half.spine[2], half.pelvis) < 3.0


def test_nothing_seen_holds_the_frame_before(studio):
    nothing = np.arange(27)
    assert solve(studio, studio.rest(), nothing) is None
    before = solve(studio, bent(studio, 20.0))
    assert solve(studio, studio.rest(), nothing, before) is before


def test_shrug_raises_the_collarbones_alone(studio):
    q = studio.rest()
    for name, side in (("LeftShoulder", 1.0), ("RightShoulder", -1.0)):
        q[studio.joint(name)] = rot.from_axis_angle([0.0, 0.0, side], np.radians(15.0))
    torso = solve(studio, q)
    turns = [turn_of(clavicle) for clavicle in torso.clavicles]
    np.testing.assert_allclose(turns, 15.0, atol=1.0)
    assert turn_of(torso.spine[2]) < 1.0


def test_a_back_whose_upper_end_leaves_the_picture_stays_bent(studio):
    gone = np.concatenate([SHOULDERS, keypoints("spine", "thorax")])
    torso = solve(studio, bent(studio, 45.0))
    for _ in range(3):
        before, torso = torso, solve(studio, bent(studio, 45.0), gone, torso, 1 / 30)
        assert turn_of(torso.spine[2], before.spine[2]) < 2.0
    for _ in range(300):
        torso = solve(studio, bent(studio, 45.0), gone, torso, 1 / 30)
    assert turn_of(torso.spine[2], torso.pelvis) < 3.0


def test_a_back_that_comes_into_view_bends_little_by_little(studio):
    top = np.concatenate([SHOULDERS, keypoints("thorax")])
    torso, turns = solve(studio, studio.rest()), []
    for weight in (0.13, 0.27, 0.4, 0.53, 0.67, 0.8, 0.93, 1.0):
        before = torso
        torso = solve(studio, bent(studio, 45.0), top, before, 1 / 30, weight)
        turns.append(turn_of(torso.spine[2], before.spine[2]))
    assert max(turns) < 20.0
    assert turn_of(torso.spine[2]) == pytest.approx(45.0, abs=3.0)
