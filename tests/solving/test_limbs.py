"""Arms and legs."""

from __future__ import annotations

import numpy as np
import pytest

from mocap_app.core import rotation as rot
from mocap_app.solving.landmarks import Body, body27_points, keypoints
from mocap_app.solving.limb_view import MAX_BEND, ramp
from mocap_app.solving.limbs import (
    LOWER,
    MAX_SWING_SPEED,
    UPPER,
    Seen,
    solve_limbs,
)

PARENTS = np.tile(np.eye(3), (4, 1, 1)).tolist()


def solve(studio, rotations, unseen=(), before=None, dt=0.0):
    points = body27_points(studio.skeleton, rotations, np.zeros(3))
    evidence = np.ones(27)
    evidence[list(unseen)] = 0.0
    return fit(studio, points, evidence, before=before, dt=dt)


def fit(studio, points, evidence=None, sureness=None, before=None, dt=0.0):
    ones = np.ones(27)
    counts, sure = (ones if x is None else x for x in (evidence, sureness))
    seen = Seen(points.tolist(), counts.tolist(), sure.tolist())
    *bones, limbs = solve_limbs(seen, PARENTS, Body(studio.skeleton).limbs, before, dt)
    # Lists of columns become matrices.
    upper, lower = np.array(bones).swapaxes(-1, -2)
    return upper, lower, limbs


@pytest.mark.parametrize("limb", range(4))
@pytest.mark.parametrize("twist", [-50.0, 0.0, 50.0])
def test_twist_is_read_from_the_bend(studio, limb, twist):
    axis = [[1.0, 0, 0], [1.0, 0, 0], [0, 1.0, 0], [0, 1.0, 0]][limb]
    hinge = [[0, -1.0, 0], [0, 1.0, 0], [1.0, 0, 0], [1.0, 0, 0]][limb]
    q = studio.rest()
    q[studio.joint(UPPER[limb])] = rot.from_axis_angle(axis, np.radians(twist))
    q[studio.joint(LOWER[limb])] = rot.from_axis_angle(hinge, np.radians(60.0))
    upper, lower, _ = solve(studio, q)
    np.testing.assert_allclose(upper[limb], rot.to_matrix(q[studio.joint(UPPER[limb])]), atol=1e-4)
    bend = rot.from_matrix(upper[limb].T @ lower[limb])
    np.testing.assert_allclose(bend, q[studio.joint(LOWER[limb])], atol=1e-4)


def test_straight_leg_turns_with_its_foot(studio):
    q = studio.rest()
    out = rot.from_axis_angle([0.0, 1.0, 0.0], np.radians(40.0))
    q[studio.joint("LeftFoot")] = out
    upper, _, _ = solve(studio, q)
    turn = np.degrees(rot.angle(rot.from_matrix(upper)))
    assert 25.0 < turn[2] < 42.0
    assert turn[3] < 0.5


def test_elbow_does_not_fold_flat(studio):
    q = studio.rest()
    q[studio.joint("LeftForeArm")] = rot.from_axis_angle([0.0, -1.0, 0.0], np.radians(175.0))
    upper, lower, _ = solve(studio, q)
    bend = rot.angle(rot.from_matrix(upper[0].T @ lower[0]))
    assert bend == pytest.approx(MAX_BEND[0], abs=1e-6)


def test_arms_never_seen_hang_and_legs_stand(studio):
    limbs = ("elbow", "wrist", "knee", "ankle")
    unseen = keypoints(*(f"{side}_{part}" for side in ("left", "right") for part in limbs))
    upper, lower, _ = solve(studio, studio.rest(), unseen)
    rest = np.array([[1.0, 0, 0], [-1.0, 0, 0], [0, -1.0, 0], [0, -1.0, 0]])
    for bones in (upper, lower):
        down = -(bones @ rest[..., None])[:, 1, 0]
        assert (down > np.cos(np.radians(12.0))).all()


def test_a_ramp_is_flat_outside_and_half_in_the_middle():
    values = [ramp(x, 0.0, 1.0) for x in (-1.0, 0.0, 0.5, 1.0, 2.0)]
    np.testing.assert_allclose(values, [0.0, 0.0, 0.5, 1.0, 1.0])


@pytest.mark.parametrize("bend", [40.0, 70.0])
def test_a_knee_on_the_wrong_side_leads_to_the_ankle_all_the_same(studio, bend):
    hip, knee, ankle = keypoints("left_hip", "left_knee", "left_ankle")
    right = studio.rest()
    right[studio.joint("LeftUpLeg")] = rot.from_axis_angle([-1.0, 0, 0], np.radians(bend))
    right[studio.joint("LeftLeg")] = rot.from_axis_angle([1.0, 0, 0], np.radians(bend))
    points = body27_points(studio.skeleton, right, np.zeros(3))
    # As where it is taken for the other leg's: below the hip, with the foot far in front of it.
    along = points[ankle] - points[hip]
    along /= np.linalg.norm(along)
    arm = points[knee] - points[hip]
    points[knee] = points[hip] + 2.0 * (arm @ along) * along - arm
    upper, lower, _ = fit(studio, points)
    wanted = rot.to_matrix(right[studio.joint("LeftUpLeg")])
    np.testing.assert_allclose(upper[2][:, 1], wanted[:, 1], atol=0.03)
    np.testing.assert_allclose(lower[2][:, 1], [0.0, 1.0, 0.0], atol=0.03)


@pytest.mark.parametrize("unseen", [(), keypoints("left_knee", "left_ankle")])
def test_a_leg_folded_onto_itself_is_finite(studio, unseen):
    points = body27_points(studio.skeleton, studio.rest(), np.zeros(3))
    hip, knee, ankle = keypoints("left_hip", "left_knee", "left_ankle")
    points[ankle] = points[hip]
    evidence = np.ones(27)
    evidence[list(unseen)] = 0.0
    for place in (points[knee].copy(), points[hip].copy(), np.zeros(3)):
        points[knee] = place
        upper, lower, _ = fit(studio, points, evidence)
        assert np.isfinite(upper).all()
        assert np.isfinite(lower).all()


def bent_leg(studio, degrees=50.0):
    q = studio.rest()
    q[studio.joint("LeftUpLeg")] = rot.from_axis_angle([-1.0, 0, 0], np.radians(degrees))
    q[studio.joint("LeftLeg")] = rot.from_axis_angle([1.0, 0, 0], np.radians(degrees))
    return q


def test_a_leg_whose_knee_is_hidden_reaches_for_its_ankle(studio):
    hidden = keypoints("left_knee")
    q = bent_leg(studio)
    for before in (None, solve(studio, bent_leg(studio, 40.0))[2]):
        upper, lower, limbs = solve(studio, q, hidden, before, 0.03)
        wanted = rot.to_matrix(q[studio.joint("LeftUpLeg")])
        np.testing.assert_allclose(upper[2][:, 1], wanted[:, 1], atol=1e-3)
        np.testing.assert_allclose(lower[2][:, 1], [0.0, 1.0, 0.0], atol=1e-3)
        assert limbs[2].unseen_s == (0.0, 0.0)


@pytest.mark.parametrize(("knee_sure", "nearer"), [(0.3, "ankle"), (1.0, "knee")])
def test_a_torn_leg_lies_nearer_to_the_surer_end(studio, knee_sure, nearer):
    # A lunge: the hidden knee of the leg behind is taken for that of the leg in front.
    hip, knee, ankle = keypoints("left_hip", "left_knee", "left_ankle")
    thigh, shank = Body(studio.skeleton).limbs[2]
    points = body27_points(studio.skeleton, studio.rest(), np.zeros(3))
    points[knee] = points[hip] + thigh * np.array([0.0, -0.2, 0.98])
    points[ankle] = points[hip] + (thigh + shank) * np.array([0.0, -0.8, -0.5])
    sureness = np.ones(27)
    sureness[knee], sureness[ankle] = knee_sure, 0.8 if nearer == "ankle" else 0.1
    upper, lower, _ = fit(studio, points, sureness=sureness)
    at_knee = points[hip] - thigh * upper[2][:, 1]
    at_ankle = at_knee - shank * lower[2][:, 1]
    away = {
        "knee": np.linalg.norm(at_knee - points[knee]),
        "ankle": np.linalg.norm(at_ankle - points[ankle]),
    }
    assert away[nearer] < 0.12
    assert max(away.values()) > 0.3


def test_a_leg_that_was_seen_on_the_other_one_does_not_leap(studio):
    raised = keypoints("left_knee", "left_ankle", "left_heel", "left_toe")
    right = keypoints("right_knee", "right_ankle", "right_heel", "right_toe")
    standing = body27_points(studio.skeleton, bent_leg(studio, 80.0), np.zeros(3))
    mistaken = standing.copy()
    mistaken[raised] = standing[right]
    upper, _, limbs = fit(studio, mistaken)
    turned = []
    for _ in range(6):
        before, (upper, _, limbs) = upper, fit(studio, standing, before=limbs, dt=1 / 30)
        turned.append(np.arccos(min(before[2][:, 1] @ upper[2][:, 1], 1.0)))
    assert max(turned) == pytest.approx(MAX_SWING_SPEED / 30, abs=1e-6)
    wanted = rot.to_matrix(bent_leg(studio, 80.0)[studio.joint("LeftUpLeg")])
    np.testing.assert_allclose(upper[2][:, 1], wanted[:, 1], atol=1e-3)
