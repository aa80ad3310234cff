"""Calibration from a pose that is held, and its refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core.calibration import ESTIMATED, MEASURED, Calibration
from mocap_app.core.errors import CalibrationError
from mocap_app.core.types import PoseEstimate
from mocap_app.solving.bone_lengths import DEFAULT_LENGTHS, skeleton_with, standing_height
from mocap_app.solving.calibration import HOLD_S, PoseHold
from mocap_app.solving.config import SolverConfig
from mocap_app.solving.solver import Solver
from tests.support import motions

TALL = skeleton_with(1.08 * DEFAULT_LENGTHS)
HIPS_M = -TALL.offsets[[15, 16, 17], 1].sum()


def held(arms_deg=0.0, turn_deg=0.0, seconds=2.2, bend_deg=0.0):
    """A tall person who stands with both arms `arms_deg` below the horizontal."""

    def frame(t):
        q = np.tile([1.0, 0.0, 0.0, 0.0], (22, 1))
        q[0] = motions.turn(motions.Y, turn_deg)
        for name, side in (("Left", 1.0), ("Right", -1.0)):
            q[motions.SKELETON.index(name + "Arm")] = motions.turn(motions.Z, -side * arms_deg)
            q[motions.SKELETON.index(name + "ForeArm")] = motions.turn(motions.Y, -side * bend_deg)
        return q, np.array([0.3, HIPS_M, 0.0]), (True, True)

    return motions._collect("held", seconds, frame)


def calibrate(poses, **options):
    hold = PoseHold(**options)
    for pose in poses:
        if hold.add(pose):
            return hold.result()
    raise AssertionError("the hold never ended")


@pytest.mark.parametrize("arms_deg", [0.0, 45.0], ids=["T", "A"])
@pytest.mark.parametrize("pixels", [0.0, 2.0])
def test_everything_about_a_tall_person_and_a_tilted_camera(arms_deg, pixels):
    view = motions.View(pitch=10.0, roll=-4.0, height=1.4, pixels=pixels, metres=0.004 * pixels)
    found = calibrate(view.see(held(arms_deg, turn_deg=15.0), TALL))
    tolerance = 1.0 if pixels == 0.0 else 4.0
    assert found.height_m == pytest.approx(standing_height(TALL), abs=0.01 * tolerance)
    assert found.pitch_deg == pytest.approx(10.0, abs=tolerance)
    assert found.roll_deg == pytest.approx(-4.0, abs=tolerance)
    assert found.facing_deg == pytest.approx(15.0, abs=tolerance)
    assert found.camera_height_m == pytest.approx(1.4, abs=0.05 * tolerance)
    assert found.lengths["thigh"] == pytest.approx(0.41 * 1.08, abs=0.01 * tolerance)
    assert found.origin == MEASURED


def test_a_typed_height_scales_the_person():
    found = calibrate(motions.View().see(held(), TALL), height_m=1.60)
    assert found.height_m == pytest.approx(1.60)
    assert standing_height(skeleton_with(np.array(list(found.lengths.values())))) == pytest.approx(
        1.60, abs=1e-6
    )


def test_it_takes_two_seconds_of_the_source():
    hold = PoseHold()
    ends = [pose.timestamp for pose in motions.View().see(held()) if hold.add(pose)]
    assert ends[0] == pytest.approx(HOLD_S, abs=0.04)


def test_a_solver_that_is_calibrated_stands_upright_on_the_floor_and_faces_the_front():
    view = motions.View(pitch=12.0, height=1.3)
    seen = view.see(held(turn_deg=20.0), TALL)
    calibration = calibrate(seen)
    solver = Solver(config=SolverConfig(calibration=calibration))
    for poses in (solver.solve_take(seen), [solver.solve(pose) for pose in seen]):
        turned = np.degrees(2.0 * np.arccos(np.clip(abs(poses[-1].rotations[0, 0]), 0.0, 1.0)))
        assert turned < 1.0
        assert poses[-1].root_position[1] == pytest.approx(HIPS_M, abs=0.01)
    assert solver.calibration == calibration


def test_a_typed_height_gives_takes_their_size():
    solver = Solver(config=SolverConfig(height_m=1.5))
    solver.learn(motions.View().see(held(), TALL))
    assert standing_height(solver.skeleton) == pytest.approx(1.5)
    assert solver.calibration.origin == ESTIMATED


def refusals():
    seen = motions.View().see(held(), TALL)
    unsure = [replace(p, confidence=np.where(np.arange(27) == 6, 0.0, 0.9)) for p in seen]
    lost = [PoseEstimate.lost(p.timestamp, p.frame_index, p.image_size) for p in seen]
    moving = motions.View().see(motions.ALL["straight arms"]())
    yield pytest.param(lost, "Nobody", id="nobody")
    yield pytest.param(unsure, "step back", id="no ankle")
    yield pytest.param(moving, "You moved", id="moving")
    yield pytest.param(
        motions.View().see(held(arms_deg=85.0), TALL), "T- or A-pose", id="arms down"
    )
    yield pytest.param(motions.View().see(held(bend_deg=90.0), TALL), "T- or A-pose", id="bent")
    yield pytest.param(motions.View().see(held(turn_deg=90.0), TALL), "Face the camera", id="away")


@pytest.mark.parametrize(("poses", "words"), list(refusals()))
def test_a_bad_pose_is_refused_with_what_to_do(poses, words):
    with pytest.raises(CalibrationError, match=words):
        calibrate(poses)


@pytest.mark.parametrize("lengths", [{}, {"thigh": 0.0}, {"thigh": 50.0}])
def test_impossible_lengths_give_a_human_being(lengths):
    solver = Solver(config=SolverConfig(calibration=Calibration(lengths=lengths, height_m=1.7)))
    assert 1.0 < standing_height(solver.skeleton) < 2.5


@pytest.mark.parametrize("choice", [{"feet": "glued"}, {"height_m": 0.2}, {"body": ""}])
def test_impossible_settings_are_refused(choice):
    with pytest.raises(ValueError, match=r"must (be|lie)"):
        SolverConfig(**choice)


def test_settings_that_only_concern_feet_keep_the_past():
    solver = Solver()
    seen = motions.View().see(motions.ALL["squat"]())
    before = [solver.solve(pose) for pose in seen[:60]][-1]
    solver.configure(replace(solver.config, feet="never", floor="flat"))
    after = solver.solve(seen[60])
    assert np.abs(after.positions - before.positions).max() < 0.05
