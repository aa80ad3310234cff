"""Head, hands and feet."""

from __future__ import annotations

import numpy as np
import pytest

from mocap_app.core import rotation as rot
from mocap_app.core.vec3 import AXES
from mocap_app.solving.extremities import (
    FOREARM_SHARE,
    KINDS,
    PIECES,
    Piece,
    forearm,
    models,
    solve_extremities,
)
from mocap_app.solving.landmarks import Body, body27_points, joints, keypoints

CARRIERS = [AXES] * 5


def solve(studio, rotations, evidence=None, before=None, dt=0.0):
    points = body27_points(studio.skeleton, rotations, np.zeros(3)).tolist()
    weights = np.ones(27) if evidence is None else evidence
    body = models(Body(studio.skeleton).pieces)
    return solve_extremities(points, weights.tolist(), body, CARRIERS, before, dt)


def local(pieces, name):
    return np.array(pieces[PIECES.index(name)].local)


@pytest.mark.parametrize("piece", PIECES)
def test_turned_piece_is_found(studio, piece):
    q = studio.rest()
    q[joints(piece)[0]] = rot.from_euler(np.array([20.0, -15.0, 10.0]), "XYZ")
    found = solve(studio, q)
    error = rot.angle(rot.multiply(rot.inverse(q[joints(piece)[0]]), local(found, piece)))
    assert np.degrees(error) < 2.0
    frame = np.array(found[PIECES.index(piece)].frame).T
    np.testing.assert_allclose(frame, rot.to_matrix(local(found, piece)), atol=1e-9)


def test_unseen_hand_stays_then_goes_straight(studio):
    q = studio.rest()
    q[studio.joint("LeftHand")] = rot.from_euler(np.array([0.0, 0.0, -50.0]), "XYZ")
    unseen = np.ones(27)
    unseen[keypoints("left_index", "left_pinky")] = 0.0
    state = solve(studio, q)
    held = solve(studio, q, unseen, state, 0.1)
    np.testing.assert_allclose(local(held, "LeftHand"), local(state, "LeftHand"), atol=1e-6)
    for _ in range(60):
        held = solve(studio, q, unseen, held, 0.1)
    assert np.degrees(rot.angle(local(held, "LeftHand"))) < 1.0


def pitched_foot(studio, degrees):
    q = studio.rest()
    q[studio.joint("LeftFoot")] = rot.from_axis_angle([1.0, 0.0, 0.0], np.radians(degrees))
    return q


def test_heel_and_ankle_alone_turn_no_foot(studio):
    state = solve(studio, studio.rest())
    toeless = np.ones(27)
    toeless[keypoints("left_toe")] = 0.0
    found = solve(studio, pitched_foot(studio, 25.0), toeless, state, 1 / 30)
    assert np.degrees(rot.angle(local(found, "LeftFoot"))) < 1.0


def test_a_toe_that_returns_turns_its_foot_little_by_little(studio):
    state = solve(studio, studio.rest())
    returning, turned = np.ones(27), []
    for evidence in (0.13, 0.27, 0.4, 0.53, 0.67, 0.8):
        returning[keypoints("left_toe")] = evidence
        state = solve(studio, pitched_foot(studio, 25.0), returning, state, 1 / 30)
        turned.append(np.degrees(rot.angle(local(state, "LeftFoot"))))
    assert turned[0] < 12.0
    assert turned[-1] == pytest.approx(25.0, abs=1.0)


@pytest.mark.parametrize("lost", ["left_index", "left_pinky"])
def test_a_hand_without_one_knuckle_is_seen(studio, lost):
    q = studio.rest()
    q[studio.joint("LeftHand")] = rot.from_euler(np.array([0.0, 0.0, -50.0]), "XYZ")
    state = solve(studio, studio.rest())
    evidence = np.ones(27)
    evidence[keypoints(lost)] = 0.0
    found = solve(studio, q, evidence, state, 1.0)
    assert np.degrees(rot.angle(local(found, "LeftHand"))) == pytest.approx(50.0, abs=8.0)
    assert found[1].unseen_s == 0.0


def test_no_head_turns_like_an_owl(studio):
    q = studio.rest()
    q[studio.joint("Head")] = rot.from_axis_angle([0.0, 1.0, 0.0], 3.0)
    state = solve(studio, q)
    assert rot.angle(local(state, "Head")) == pytest.approx(KINDS[0].max_turn, abs=1e-6)


def test_forearm_takes_its_share_of_the_hands_twist():
    about_x = tuple(rot.from_axis_angle([1.0, 0.0, 0.0], 0.8).tolist())
    about_z = tuple((-rot.from_axis_angle([0.0, 0.0, 1.0], 0.8)).tolist())
    shared = rot.from_axis_angle([1.0, 0.0, 0.0], FOREARM_SHARE * 0.8)
    for hand, share in ((about_x, shared), (about_z, rot.IDENTITY)):
        twisted = forearm(AXES, Piece(hand, AXES, AXES, 0.0))
        np.testing.assert_allclose(np.array(twisted).T, rot.to_matrix(share), atol=1e-9)
