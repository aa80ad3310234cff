"""Pelvis, spine and collarbones."""

from __future__ import annotations

import numpy as np
import pytest

from mocap_app.core import rotation as rot
from mocap_app.solving.landmarks import body27_points, keypoints
from mocap_app.solving.torso import solve_torso

SHOULDERS = keypoints("left_shoulder", "right_shoulder")
HIPS = keypoints("left_hip", "right_hip")


def solve(studio, rotations, unseen=(), before=None, dt=0.0):
    points = body27_points(studio.skeleton, rotations, np.zeros(3))
    evidence = np.ones(27)
    evidence[list(unseen)] = 0.0
    return solve_torso(points, evidence, studio.skeleton.offsets, before, dt)


def bent(studio, degrees):
    q = studio.rest()
    for name in ("Spine", "Spine1", "Spine2"):
        q[studio.joint(name)] = rot.from_euler(np.array([degrees / 3.0, 0.0, 0.0]), "XYZ")
    return q


def test_bow_bends_the_spine_and_not_the_pelvis(studio):
    torso = solve(studio, bent(studio, 45.0))
    assert np.degrees(rot.angle(rot.from_matrix(torso.pelvis))) < 2.0
    assert np.degrees(rot.angle(rot.from_matrix(torso.spine[2]))) == pytest.approx(45.0, abs=3.0)


def test_without_a_spine_point_the_trunk_is_one_piece(studio):
    torso = solve(studio, bent(studio, 30.0), unseen=keypoints("spine"))
    turn = rot.from_matrix(torso.pelvis.T @ torso.spine[2])
    assert np.degrees(rot.angle(turn)) < 1.0


def test_without_a_thorax_the_shoulders_show_the_way(studio):
    torso = solve(studio, bent(studio, 45.0), unseen=keypoints("thorax"))
    assert np.degrees(rot.angle(rot.from_matrix(torso.spine[2]))) == pytest.approx(45.0, abs=8.0)


@pytest.mark.parametrize("unseen", [HIPS, SHOULDERS], ids=["hips", "shoulders"])
def test_unseen_half_follows_the_other_and_slowly_untwists(studio, unseen):
    q = studio.rest()
    for name in ("Spine", "Spine1", "Spine2"):
        q[studio.joint(name)] = rot.from_axis_angle([0.0, 1.0, 0.0], np.radians(15.0))
    whole = solve(studio, q)
    half = solve(studio, q, unseen, whole, 1 / 30)
    turn = np.degrees(rot.angle(rot.from_matrix(half.pelvis.T @ half.spine[2])))
    assert turn == pytest.approx(45.0, abs=3.0)
    for _ in range(300):
        half = solve(studio, q, unseen, half, 1 / 30)
    assert np.degrees(rot.angle(rot.from_matrix(half.pelvis.T @ half.spine[2]))) < 3.0


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
    turns = np.degrees(rot.angle(rot.from_matrix(torso.clavicles)))
    np.testing.assert_allclose(turns, 15.0, atol=1.0)
    assert np.degrees(rot.angle(rot.from_matrix(torso.spine[2]))) < 1.0
