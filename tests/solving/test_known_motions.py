"""The proof: known motions go in as keypoints and come out as they were."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core import rotation as rot
from mocap_app.filtering.chain import PoseFilter
from mocap_app.solving.config import SolverConfig
from mocap_app.solving.landmarks import body27_points
from mocap_app.solving.solver import Solver
from tests.support import motions

NAMES = sorted(motions.ALL)
ON_FEET = [name for name in NAMES if name != "cartwheel"]
EXACT = motions.View()
NOISY = motions.View(pixels=2.0, metres=0.012)
KNEES = [motions.SKELETON.index(name) for name in ("LeftLeg", "RightLeg")]
STRAIGHT_ARMS = ("Arm", "ForeArm")


@functools.cache
def motion(name):
    return motions.ALL[name]()


def config_for(name, **choices):
    # Feet that turn on the ground while they leave it are no stand; everything else is locked.
    return SolverConfig(**({"feet": "never"} if name == "cartwheel" else {}) | choices)


@functools.cache
def solved_take(name, view=EXACT, **choices):
    seen = view.see(motion(name))
    if view.pixels:
        smooth = PoseFilter()
        seen = [smooth.apply(pose) for pose in seen]
    solver = Solver(view.fov, config_for(name, **choices))
    solver.freeze()
    return solver.solve_take(seen)


def skate(name, poses):
    """Centimetres per second that heels and toes slide while the truth stands."""
    known, fps = motion(name), motions.FPS
    rotations = np.array([pose.rotations for pose in poses])
    root = np.array([pose.root_position for pose in poses])
    points = body27_points(motions.SKELETON, rotations, root)
    slid = stood = 0.0
    for side, rows in enumerate(([23, 24], [25, 26])):
        steps = np.linalg.norm(np.diff(points[:, rows][..., [0, 2]], axis=0), axis=-1)
        stands = known.standing[1:, side] & known.standing[:-1, side]
        slid += steps[stands].sum()
        stood += 2.0 * stands.sum() / fps
    return 100.0 * slid / stood


def positions(poses):
    return np.array([pose.positions for pose in poses])


@pytest.mark.parametrize("name", NAMES)
def test_joints_are_within_five_millimetres(name):
    found, truth = positions(solved_take(name)), motion(name).positions
    error = found - truth
    # The origin of the world is where the first hips were.
    error -= error[:, 0].mean(axis=0)
    around = (found - found[:, :1]) - (truth - truth[:, :1])
    for part in (error, around):
        wrong = np.linalg.norm(part, axis=-1)
        # The knee of a leg that is nearly straight moves by twenty times what its foot does.
        assert wrong[:, KNEES].max() < 0.007
        assert np.delete(wrong, KNEES, axis=1).max() < 0.005


@pytest.mark.parametrize("name", NAMES)
def test_rotations_are_within_three_degrees(name):
    found = np.array([pose.rotations for pose in solved_take(name)])
    error = np.degrees(rot.angle(rot.multiply(rot.inverse(motion(name).rotations), found)))
    if name == "straight arms":
        # Nobody sees how a straight arm shares its twist between shoulder and elbow.
        error = error[:, [not joint.endswith(STRAIGHT_ARMS) for joint in motions.SKELETON.joints]]
        error = error[:, [0, 1, 2, 3, 4, 5, *range(10, error.shape[1])]]
    assert error.max() < 3.0


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("view", [EXACT, NOISY], ids=["exact", "noisy"])
def test_nothing_flips(name, view):
    found = np.array([pose.rotations for pose in solved_take(name, view)])
    turned = np.degrees(rot.angle(rot.multiply(rot.inverse(found[:-1]), found[1:])))
    truth = motion(name).rotations
    explained = np.degrees(rot.angle(rot.multiply(rot.inverse(truth[:-1]), truth[1:])))
    assert (turned - explained).max() < (7.0 if view is not NOISY else 45.0)


@pytest.mark.parametrize("name", ON_FEET)
def test_standing_feet_do_not_slide(name):
    assert skate(name, solved_take(name)) < 1.0


@pytest.mark.parametrize("name", ON_FEET)
def test_locks_take_most_of_the_slide_out_of_noisy_motion(name):
    free = skate(name, solved_take(name, NOISY, feet="never"))
    locked = skate(name, solved_take(name, NOISY))
    assert free > 10.0
    # After a landing the lock waits for calmer keypoints a little longer.
    assert locked < free / (3.0 if name == "jump" else 5.0)


@pytest.mark.parametrize("name", ["walk", "squat", "jump"])
def test_feet_stay_out_of_the_floor(name):
    for view in (EXACT, NOISY):
        poses = solved_take(name, view)
        rotations = np.array([pose.rotations for pose in poses])
        root = np.array([pose.root_position for pose in poses])
        points = body27_points(motions.SKELETON, rotations, root)
        assert points[:, 23:, 1].min() > -0.01


@pytest.mark.parametrize("name", ["walk", "squat", "jump", "arms crossing"])
def test_live_feet_slide_little_and_joints_are_near(name):
    solver = Solver()
    solver.freeze()
    poses = [solver.solve(pose) for pose in EXACT.see(motion(name))]
    assert skate(name, poses) < 1.0
    truth, found = motion(name).positions, positions(poses)
    around = (found - found[:, :1]) - (truth - truth[:, :1])
    # A foot is let go when it is seen to leave, so a swinging knee may be late by a frame.
    assert np.linalg.norm(around, axis=-1).max() < 0.03


def test_a_jump_leaves_the_floor_and_lands_on_it():
    for poses in (solved_take("jump"), solved_take("jump", NOISY)):
        height = positions(poses)[:, motions.SKELETON.index("LeftToeBase"), 1]
        assert height[:20].max() < 0.03
        assert 0.2 < height[30:45].max() < 0.5
        assert height[60:].max() < 0.03


def test_on_a_flat_floor_nobody_jumps():
    poses = solved_take("jump", floor="flat")
    rotations = np.array([pose.rotations for pose in poses])
    root = np.array([pose.root_position for pose in poses])
    points = body27_points(motions.SKELETON, rotations, root)
    assert points[:, 23:, 1].min(axis=1).max() < 0.02


def test_in_place_keeps_the_hips_over_one_spot():
    root = np.array([pose.root_position for pose in solved_take("walk", in_place=True)])
    np.testing.assert_allclose(root[:, ::2], 0.0, atol=1e-9)
    assert np.ptp(root[:, 1]) > 0.01


@pytest.mark.parametrize("body", ["upper", "seated"])
def test_still_legs_do_not_shake(body):
    poses = solved_take("arms crossing", NOISY, body=body)
    rotations = np.array([pose.rotations for pose in poses])
    leg = [motions.SKELETON.index(name) for name in ("LeftLeg", "RightLeg", "LeftFoot")]
    assert np.degrees(rot.angle(rotations[:, leg])).std(axis=0).max() < 0.1
    knee = positions(poses)[:, motions.SKELETON.index("LeftLeg")]
    assert np.abs(np.diff(knee, axis=0)).max() < 0.005
    bend = 90.0 if body == "seated" else 0.0
    assert np.degrees(rot.angle(rotations[0, leg[0]])) == pytest.approx(bend, abs=0.1)
    assert positions(poses)[:, motions.SKELETON.index("LeftToeBase"), 1].max() < 0.05


def test_live_still_legs_are_still():
    solver = Solver(config=SolverConfig(body="seated"))
    poses = [solver.solve(pose) for pose in NOISY.see(motion("arms crossing"))]
    knee = positions(poses)[:, motions.SKELETON.index("LeftLeg")]
    assert np.abs(np.diff(knee[30:], axis=0)).max() < 0.01


@pytest.mark.parametrize(("pitch", "roll"), [(12.0, 0.0), (-8.0, 5.0)])
def test_a_tilted_camera_is_found_and_taken_out(pitch, roll):
    view = motions.View(pitch=pitch, roll=roll)
    seen = view.see(motion("straight arms"))
    solver = Solver()
    solver.learn(seen)
    calibration = solver.calibration
    assert calibration.pitch_deg == pytest.approx(pitch, abs=1.5)
    assert calibration.roll_deg == pytest.approx(roll, abs=1.0)
    found = np.array([pose.rotations[0] for pose in solver.solve_take(seen)])
    assert np.degrees(rot.angle(found)).max() < 2.5


def test_gaps_lost_frames_and_lost_feet_are_harmless():
    seen = NOISY.see(motion("walk"))
    for row in (*range(10, 14), *range(60, 75)):
        seen[row] = replace(seen[row], tracked=False)
    for row in range(30, 50):
        confidence = seen[row].confidence.copy()
        confidence[23:] = 0.0
        gone = np.where(confidence[:, None] > 0.0, seen[row].keypoints_3d, np.nan)
        flat = np.where(confidence[:, None] > 0.0, seen[row].keypoints_2d, np.nan)
        seen[row] = replace(seen[row], confidence=confidence, keypoints_3d=gone, keypoints_2d=flat)
    solver = Solver()
    solver.learn(seen)
    for poses in (solver.solve_take(seen), [solver.solve(pose) for pose in seen]):
        assert [pose is None for pose in poses] == [not pose.tracked for pose in seen]
        for pose in poses:
            assert pose is None or (
                np.isfinite(pose.rotations).all() and np.isfinite(pose.positions).all()
            )


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_short_takes(count):
    solver = Solver()
    poses = solver.solve_take(EXACT.see(motion("squat"))[:count])
    assert len(poses) == count
    assert all(np.isfinite(pose.positions).all() for pose in poses)


def test_a_single_arm_is_no_pose_and_an_upside_down_person_is_one():
    seen = EXACT.see(motion("cartwheel"))
    upside_down = len(seen) // 2
    arm_only = seen[0].confidence.copy()
    arm_only[[i for i in range(27) if i not in (11, 12, 13, 19, 20)]] = 0.0
    arm = replace(seen[0], confidence=arm_only)
    solver = Solver()
    assert solver.solve(arm) is None
    solver.learn([arm] * 40)
    assert 1.5 < solver.calibration.height_m < 1.9
    assert solver.solve_take([arm, arm]) == [None, None]
    pose = solver.solve_take(seen[upside_down : upside_down + 5])[2]
    head = pose.positions[motions.SKELETON.index("Head")]
    assert head[1] < pose.root_position[1]


def test_bones_of_no_length_are_given_those_of_a_human():
    points = [replace(p, keypoints_3d=0.0 * p.keypoints_3d) for p in EXACT.see(motion("squat"))]
    solver = Solver()
    solver.learn(points[:40])
    poses = solver.solve_take(points[:40])
    assert all(pose is None or np.isfinite(pose.positions).all() for pose in poses)
    assert np.linalg.norm(solver.skeleton.offsets[1:], axis=1).min() > 0.005
