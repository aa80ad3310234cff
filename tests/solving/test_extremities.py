"""Head, hands and feet."""

from __future__ import annotations

import numpy as np
import pytest

from mocap_app.core import rotation as rot
from mocap_app.solving.extremities import (
    FOREARM_SHARE,
    MAX_TURN,
    PIECES,
    forearm_twists,
    solve_extremities,
)
from mocap_app.solving.landmarks import Body, body27_points, joints, keypoints

CARRIERS = np.tile(np.eye(3), (5, 1, 1))


def solve(studio, rotations, evidence=None, before=None, dt=0.0):
    points = body27_points(studio.skeleton, rotations, np.zeros(3))
    weights = np.ones(27) if evidence is None else evidence
    return solve_extremities(points, weights, Body(studio.skeleton).pieces, CARRIERS, before, dt)


@pytest.mark.parametrize("piece", PIECES)
def test_turned_piece_is_found(studio, piece):
    q = studio.rest()
    q[joints(piece)[0]] = rot.from_euler(np.array([20.0, -15.0, 10.0]), "XYZ")
    frames, state = solve(studio, q)
    row = PIECES.index(piece)
    error = rot.angle(rot.multiply(rot.inverse(q[joints(piece)[0]]), state.local[row]))
    assert np.degrees(error) < 2.0
    np.testing.assert_allclose(frames[row], rot.to_matrix(state.local[row]), atol=1e-9)


def test_unseen_hand_stays_then_goes_straight(studio):
    q = studio.rest()
    q[studio.joint("LeftHand")] = rot.from_euler(np.array([0.0, 0.0, -50.0]), "XYZ")
    unseen = np.ones(27)
    unseen[keypoints("left_index", "left_pinky")] = 0.0
    _, state = solve(studio, q)
    _, held = solve(studio, q, unseen, state, 0.1)
    np.testing.assert_allclose(held.local[1], state.local[1], atol=1e-6)
    for _ in range(60):
        _, held = solve(studio, q, unseen, held, 0.1)
    assert np.degrees(rot.angle(held.local[1])) < 1.0


def pitched_foot(studio, degrees):
    q = studio.rest()
    q[studio.joint("LeftFoot")] = rot.from_axis_angle([1.0, 0.0, 0.0], np.radians(degrees))
    return q


def test_heel_and_ankle_alone_turn_no_foot(studio):
    _, state = solve(studio, studio.rest())
    toeless = np.ones(27)
    toeless[keypoints("left_toe")] = 0.0
    _, found = solve(studio, pitched_foot(studio, 25.0), toeless, state, 1 / 30)
    assert np.degrees(rot.angle(found.local[3])) < 1.0


def test_a_toe_that_returns_turns_its_foot_little_by_little(studio):
    _, state = solve(studio, studio.rest())
    returning, turned = np.ones(27), []
    for evidence in (0.13, 0.27, 0.4, 0.53, 0.67, 0.8):
        returning[keypoints("left_toe")] = evidence
        _, state = solve(studio, pitched_foot(studio, 25.0), returning, state, 1 / 30)
        turned.append(np.degrees(rot.angle(state.local[3])))
    assert turned[0] < 12.0
    assert turned[-1] == pytest.approx(25.0, abs=1.0)


@pytest.mark.parametrize("lost", ["left_index", "left_pinky"])
def test_a_hand_without_one_knuckle_is_seen(studio, lost):
    q = studio.rest()
    q[studio.joint("LeftHand")] = rot.from_euler(np.array([0.0, 0.0, -50.0]), "XYZ")
    _, state = solve(studio, studio.rest())
    evidence = np.ones(27)
    evidence[keypoints(lost)] = 0.0
    _, found = solve(studio, q, evidence, state, 1.0)
    assert np.degrees(rot.angle(found.local[1])) == pytest.approx(50.0, abs=8.0)
    assert found.unseen_s[1] == 0.0


def test_no_head_turns_like_an_owl(studio):
    q = studio.rest()
    q[studio.joint("Head")] = rot.from_axis_angle([0.0, 1.0, 0.0], 3.0)
    _, state = solve(studio, q)
    assert rot.angle(state.local[0]) == pytest.approx(MAX_TURN[0], abs=1e-6)


def test_forearm_takes_its_share_of_the_hands_twist():
    about_x = rot.from_axis_angle([1.0, 0.0, 0.0], 0.8)
    about_z = rot.from_axis_angle([0.0, 0.0, 1.0], 0.8)
    twists = rot.from_matrix(forearm_twists(np.stack([about_x, -about_z])))
    share = rot.from_axis_angle([1.0, 0.0, 0.0], FOREARM_SHARE * 0.8)
    np.testing.assert_allclose(twists, [share, rot.IDENTITY], atol=1e-9)
