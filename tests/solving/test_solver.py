"""The whole solver: known poses come back, unknown ones stay sane."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocap_app.core import rotation as rot
from mocap_app.core.continuity import MAX_GAP_S
from mocap_app.core.kinematics import forward_kinematics
from mocap_app.core.skeleton import body27
from mocap_app.core.types import PoseEstimate
from mocap_app.solving.bone_lengths import DEFAULT_LENGTHS, skeleton_with
from mocap_app.solving.config import SolverConfig
from mocap_app.solving.contacts import FEET
from mocap_app.solving.ground import camera_axes
from mocap_app.solving.landmarks import body27_points, keypoints
from mocap_app.solving.solver import Solver

seeds = st.integers(0, 2**32 - 1)
LEGS = ["left_knee", "left_ankle", "left_heel", "left_toe"]
LEGS += [name.replace("left", "right") for name in LEGS]
HIPS = ["pelvis", "left_hip", "right_hip"]
LEFT_ARM = ["left_elbow", "left_wrist", "left_index", "left_pinky"]


def known_person():
    # Feet as they are seen: how they are held has tests of its own.
    solver = Solver(config=SolverConfig(feet="never"))
    solver.freeze()
    return solver


def without(pose, names):
    """Drop keypoints as the confidence gate does."""
    gone = np.isin(np.array(body27().joints), names)
    return replace(
        pose,
        keypoints_2d=np.where(gone[:, None], np.nan, pose.keypoints_2d),
        keypoints_3d=np.where(gone[:, None], np.nan, pose.keypoints_3d),
        confidence=np.where(gone, 0.0, pose.confidence),
    )


def turn_degrees(a, b):
    return np.degrees(rot.angle(rot.multiply(rot.inverse(a), b)))


def joint_errors(studio, rotations, solved):
    truth = forward_kinematics(studio.skeleton, rotations, np.zeros(3))
    return np.linalg.norm(solved.positions - solved.positions[0] - truth, axis=-1)


def assert_is_a_pose(solver, solved):
    assert np.isfinite(solved.rotations).all()
    np.testing.assert_allclose(np.linalg.norm(solved.rotations, axis=-1), 1.0, atol=1e-9)
    fk = forward_kinematics(solver.skeleton, solved.rotations, solved.root_position)
    np.testing.assert_allclose(fk, solved.positions, atol=1e-9)


def test_t_pose_facing_the_camera_is_the_identity(studio):
    solver = known_person()
    solved = solver.solve(studio.see(studio.rest(), root=(0.3, 0.1, 3.0)))
    assert turn_degrees(studio.rest(), solved.rotations).max() < 0.1
    np.testing.assert_allclose(solved.root_camera, [0.3, 0.1, 3.0], atol=1e-3)
    np.testing.assert_allclose(solved.root_position, [0.0, 0.88, 0.0], atol=2e-3)
    hand = solved.positions[studio.joint("LeftHand")]
    assert hand[0] == pytest.approx(0.70, abs=0.01)
    assert_is_a_pose(solver, solved)


@pytest.mark.parametrize("degrees", [90.0, 180.0, -90.0, 45.0])
def test_person_standing_turned(studio, degrees):
    q = studio.rest()
    q[0] = rot.from_axis_angle([0.0, 1.0, 0.0], np.radians(degrees))
    solved = known_person().solve(studio.see(q))
    assert turn_degrees(q, solved.rotations).max() < 0.1


def test_turned_to_their_left_the_left_hand_points_away_from_the_camera(studio):
    q = studio.rest()
    q[0] = rot.from_axis_angle([0.0, 1.0, 0.0], np.pi / 2)
    solved = known_person().solve(studio.see(q))
    hand = solved.positions[studio.joint("LeftHand")] - solved.root_position
    assert hand[2] == pytest.approx(-0.70, abs=0.01)


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_random_pose_comes_back_within_a_centimetre(studio, seed):
    rng = np.random.default_rng(seed)
    q = studio.random_pose(rng)
    solver = known_person()
    root = np.array([rng.uniform(-1, 1), rng.uniform(-0.5, 0.5), rng.uniform(2.5, 6.0)])
    solved = solver.solve(studio.see(q, root))
    assert joint_errors(studio, q, solved).max() < 0.01
    assert turn_degrees(q[0], solved.rotations[0]) < 3.0
    assert np.linalg.norm(solved.root_camera - root) < 0.02
    assert_is_a_pose(solver, solved)


@given(seeds)
@settings(max_examples=10, deadline=None)
def test_order_of_poses_does_not_matter_to_where_the_joints_are(studio, seed):
    rng = np.random.default_rng(seed)
    solver = known_person()
    for i in range(6):
        q = studio.random_pose(rng)
        solved = solver.solve(studio.see(q, time=0.3 * i))
        main = joint_errors(studio, q, solved)[: studio.joint("LeftUpLeg")]
        assert main.max() < 0.015


def test_lengths_of_another_person_are_learnt_from_the_poses(studio):
    rng = np.random.default_rng(3)
    giant = skeleton_with(DEFAULT_LENGTHS * np.linspace(1.05, 1.2, len(DEFAULT_LENGTHS)))
    poses = [studio.see(studio.random_pose(rng, 0.3), skeleton=giant) for _ in range(40)]
    solver = Solver()
    solver.learn(poses)
    learnt = np.linalg.norm(solver.skeleton.offsets, axis=-1)
    expected = np.linalg.norm(giant.offsets, axis=-1)
    np.testing.assert_allclose(learnt, expected, atol=0.01)
    before = solver.skeleton
    solver.solve(studio.see(studio.rest()))
    assert solver.skeleton is before


def test_nobody_or_nothing_of_the_trunk_is_no_pose(studio):
    solver = known_person()
    assert solver.solve(PoseEstimate.lost(0.0, 0, (1280, 720))) is None
    pose = studio.see(studio.rest())
    assert solver.solve(without(pose, body27().joints)) is None
    assert solver.solve(pose) is not None


def test_webcam_view_stands_on_straight_legs(studio):
    rng = np.random.default_rng(4)
    solver = known_person()
    for i in range(20):
        q = studio.random_pose(rng, 0.3)
        q[0] = rot.from_axis_angle([0.0, 1.0, 0.0], 0.3)
        solved = solver.solve(without(studio.see(q, time=i / 30), LEGS + HIPS))
        assert_is_a_pose(solver, solved)
        thigh, foot = studio.joint("LeftUpLeg"), studio.joint("LeftFoot")
        leg = rot.unit(solved.positions[foot] - solved.positions[thigh])
        assert leg[1] < -0.99
        # What is seen is not disturbed: the hand is where it is against the shoulder.
        hand, arm = studio.joint("LeftHand"), studio.joint("LeftArm")
        truth = forward_kinematics(studio.skeleton, q, np.zeros(3))
        got = solved.positions[hand] - solved.positions[arm]
        np.testing.assert_allclose(got, truth[hand] - truth[arm], atol=0.01)


@pytest.mark.parametrize("gone", [LEFT_ARM, LEGS, HIPS, LEGS + HIPS], ids=str)
def test_lost_parts_glide_to_rest_and_back(studio, gone):
    rng = np.random.default_rng(11)
    pose = studio.random_pose(rng, 0.3)
    solver = known_person()
    last, fastest = None, 0.0
    for i in range(150):
        seen = studio.see(pose, time=i / 30)
        solved = solver.solve(without(seen, gone) if 30 <= i < 100 else seen)
        assert_is_a_pose(solver, solved)
        if last is not None:
            fastest = max(fastest, turn_degrees(last, solved.rotations).max())
            assert (np.einsum("ji,ji->j", last, solved.rotations) >= 0.0).all()
        last = solved.rotations
    assert fastest < 45.0
    assert joint_errors(studio, pose, solved).max() < 0.01


def test_short_loss_holds_the_limb_where_it_was(studio):
    pose = studio.random_pose(np.random.default_rng(2))
    solver = known_person()
    solver.solve(studio.see(pose, time=0.0))
    held = solver.solve(without(studio.see(pose, time=0.1), LEFT_ARM))
    assert joint_errors(studio, pose, held).max() < 0.015


def test_straight_arm_keeps_its_twist(studio):
    bent, straight = studio.rest(), studio.rest()
    arm, forearm = studio.joint("LeftArm"), studio.joint("LeftForeArm")
    for q in (bent, straight):
        q[arm] = rot.from_axis_angle([1.0, 0.0, 0.0], 0.8)
    bent[forearm] = rot.from_axis_angle([0.0, 1.0, 0.0], -1.2)
    solver = known_person()
    for i in range(10):
        solver.solve(studio.see(bent, time=i / 30))
    solved = solver.solve(studio.see(straight, time=10 / 30))
    assert turn_degrees(solved.rotations[arm], straight[arm]) < 5.0


def test_noisy_straight_limbs_do_not_spin(studio):
    rng = np.random.default_rng(6)
    solver = known_person()
    rotations = []
    for i in range(90):
        pose = studio.see(studio.rest(), time=i / 30)
        noisy = pose.keypoints_3d + rng.normal(0.0, 0.004, (27, 3))
        rotations.append(solver.solve(replace(pose, keypoints_3d=noisy)).rotations)
    upper = [studio.joint(n) for n in ("LeftArm", "RightArm", "LeftUpLeg", "RightUpLeg")]
    drift = turn_degrees(np.array(rotations)[:, upper], studio.rest()[upper])
    assert drift.max() < 15.0


def test_a_knee_bent_to_the_front_bends_to_the_other_side_of_its_ankle(studio):
    q = studio.rest()
    q[studio.joint("LeftLeg")] = rot.from_axis_angle([1.0, 0.0, 0.0], np.radians(-60.0))
    pose = studio.see(q)
    solved = known_person().solve(pose)
    knee = rot.to_rotvec(solved.rotations[studio.joint("LeftLeg")])
    np.testing.assert_allclose(np.degrees(knee), [60.0, 0.0, 0.0], atol=3.0)
    hip, ankle = (solved.positions[studio.joint(name)] for name in ("LeftUpLeg", "LeftFoot"))
    seen = np.diff(pose.keypoints_3d[keypoints("left_hip", "left_ankle")], axis=0)[0]
    np.testing.assert_allclose(ankle - hip, seen * (1.0, -1.0, -1.0), atol=0.03)


def test_walking_towards_the_camera_moves_along_z_on_the_floor(studio):
    solver = known_person()
    for i in range(61):
        depth = 4.0 - 1.0 * i / 60
        # A level camera at hip height: the hips stay on its axis.
        solved = solver.solve(studio.see(studio.rest(), root=(0.0, 0.0, depth), time=i / 30))
    assert solved.root_position[2] == pytest.approx(1.0, abs=0.1)
    np.testing.assert_allclose(solved.root_position[:2], [0.0, 0.88], atol=0.02)


def test_feet_stay_on_the_floor_and_in_place_while_a_tilted_camera_is_learnt(studio):
    # It looks down by 14 degrees: the floor, two metres away, seems to sink by half a metre.
    down = np.diag([1.0, -1.0, -1.0]) @ camera_axes(14.0).T
    q = studio.rest()
    q[0] = rot.from_matrix(down)
    solver = Solver(config=SolverConfig(feet="never"))
    soles, places = [], []
    for i in range(150):
        solved = solver.solve(studio.see(q, root=(0.0, 0.0, 2.0), time=i / 30))
        points = body27_points(solver.skeleton, solved.rotations, solved.root_position)[FEET]
        soles.append(points[:, 1].min())
        places.append(points.mean(axis=0)[[0, 2]])
    assert solver.calibration.pitch_deg == pytest.approx(14.0, abs=0.5)
    assert np.abs(soles).max() < 0.03
    assert np.ptp(places, axis=0).max() < 0.05
    assert turn_degrees(studio.rest(), solved.rotations).max() < 1.0


def test_a_long_gap_forgets_the_pose_but_not_the_floor(studio):
    solver = known_person()
    first = solver.solve(studio.see(studio.rest(), root=(0.0, 0.0, 3.0)))
    later = MAX_GAP_S + 1.0
    moved = solver.solve(studio.see(studio.rest(), root=(1.0, 0.0, 3.0), time=later))
    expected = first.root_position + np.array([1.0, 0.0, 0.0])
    np.testing.assert_allclose(moved.root_position, expected, atol=5e-3)


def one_and_another(studio):
    """A third of a second of somebody and, at once and two metres away, somebody else's."""
    rng = np.random.default_rng(11)
    one, another = studio.random_pose(rng), studio.random_pose(rng)
    first = [studio.see(one, (-1.0, 0.0, 3.0), row / 30.0) for row in range(10)]
    return first, [studio.see(another, (1.0, 0.0, 3.0), row / 30.0) for row in range(10, 20)]


def test_somebody_else_does_not_inherit_what_was_unseen(studio):
    first, second = one_and_another(studio)
    armless = without(second[0], LEFT_ARM)
    solver = known_person()
    for pose in first:
        solver.solve(pose)
    alone = known_person().solve(armless)
    np.testing.assert_array_equal(solver.solve(armless).rotations, alone.rotations)


def test_looking_ahead_does_not_reach_into_somebody_else(studio):
    first, second = one_and_another(studio)
    solver = known_person()
    parts = [*solver.solve_take(first), *solver.solve_take(second)]
    for alone, together in zip(parts, solver.solve_take([*first, *second]), strict=True):
        np.testing.assert_allclose(together.rotations, alone.rotations, atol=1e-9)
        np.testing.assert_allclose(together.root_camera, alone.root_camera, atol=1e-9)


def test_reset_forgets_lengths_and_origin(studio):
    solver = Solver()
    giant = skeleton_with(DEFAULT_LENGTHS * 1.2)
    solver.learn([studio.see(studio.rest(), skeleton=giant)] * 40)
    solver.solve(studio.see(studio.rest(), root=(1.0, 0.0, 3.0)))
    solver.reset()
    np.testing.assert_allclose(solver.skeleton.offsets, studio.skeleton.offsets, atol=1e-12)
    solved = solver.solve(studio.see(studio.rest(), root=(2.0, 0.0, 3.0)))
    np.testing.assert_allclose(solved.root_position[[0, 2]], 0.0, atol=1e-9)


def test_repeated_and_backward_times_are_harmless(studio):
    solver = known_person()
    for time in (1.0, 1.0, 0.5):
        solved = solver.solve(studio.see(studio.rest(), time=time))
        assert turn_degrees(studio.rest(), solved.rotations).max() < 0.1


def test_a_body_that_is_none_does_not_move_anybody(studio):
    solver, rotations = known_person(), studio.rest()
    seen = [studio.see(rotations, time=row / 30.0) for row in range(20)]
    for row in range(8, 15):
        pressed = seen[row].keypoints_3d * (1.0, -0.15, 1.0)
        seen[row] = replace(seen[row], keypoints_3d=pressed)
    for poses in ([solver.solve(pose) for pose in seen], solver.solve_take(seen)):
        assert turn_degrees(poses[5].rotations, poses[12].rotations).max() < 1.0
        assert np.abs(poses[5].positions - poses[12].positions).max() < 0.01
