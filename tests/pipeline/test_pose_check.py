"""Poses that do, and what is wrong with those that do not."""

from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core.errors import CalibrationError
from mocap_app.core.skeleton import body27
from mocap_app.core.types import PoseEstimate
from mocap_app.pipeline.pose_check import check_pose, judge_hold
from mocap_app.solving.calibration import PoseHold


def at(points, name):
    return points[body27().index(name)]


def standing(arm_deg=90.0, turned_deg=0.0, wobble=0.0, index=0):
    """Somebody 1.7 m tall in front of a level camera; camera axes: x right, y down, z away."""
    points = np.zeros((27, 3))
    for side, sign in (("left", 1.0), ("right", -1.0)):
        lift = np.radians(arm_deg)
        shoulder = np.array([0.18 * sign, -0.5, 0.0])
        arm = np.array([sign * np.sin(lift), np.cos(lift), 0.0])
        at(points, f"{side}_hip")[:] = [0.1 * sign, 0.0, 0.0]
        at(points, f"{side}_knee")[:] = [0.1 * sign, 0.42, 0.0]
        at(points, f"{side}_ankle")[:] = [0.1 * sign, 0.82, 0.0]
        for foot in ("heel", "toe"):
            at(points, f"{side}_{foot}")[:] = [0.1 * sign, 0.88, 0.0]
        at(points, f"{side}_shoulder")[:] = shoulder
        at(points, f"{side}_elbow")[:] = shoulder + 0.28 * arm
        at(points, f"{side}_wrist")[:] = shoulder + 0.53 * arm
    turn = np.radians(turned_deg)
    across = np.array(
        [[np.cos(turn), 0, np.sin(turn)], [0, 1, 0], [-np.sin(turn), 0, np.cos(turn)]]
    )
    points = points @ across.T
    at(points, "left_wrist")[0] += wobble
    return PoseEstimate(
        timestamp=index / 30,
        frame_index=index,
        image_size=(640, 480),
        keypoints_2d=np.zeros((27, 2)),
        confidence=np.full(27, 0.9),
        keypoints_3d=points,
        tracked=True,
    )


@pytest.mark.parametrize("arm_deg", [45.0, 90.0])
def test_t_and_a_pose_are_good(arm_deg):
    assert check_pose(standing(arm_deg)).good


def test_hanging_arms_are_the_only_thing_wrong():
    check = check_pose(standing(arm_deg=5.0))
    assert (check.whole, check.facing, check.upright, check.arms) == (True, True, True, False)


def test_somebody_seen_from_the_side():
    assert not check_pose(standing(turned_deg=80.0)).facing
    assert check_pose(standing(turned_deg=20.0)).facing


def test_bent_knees():
    pose = standing()
    for side in ("left", "right"):
        at(pose.keypoints_3d, f"{side}_knee")[2] = -0.3
    check = check_pose(pose)
    assert check.whole
    assert not check.upright


def test_what_is_not_seen_is_not_judged():
    pose = standing()
    pose.confidence[body27().index("left_ankle")] = 0.1
    check = check_pose(pose)
    assert not any((check.whole, check.facing, check.upright, check.arms))
    assert not check_pose(PoseEstimate.lost(0.0, 0, (640, 480))).whole


@pytest.mark.parametrize("pose", [standing(), standing(45.0), standing(5.0), standing(90.0, 80.0)])
def test_it_agrees_with_the_calibration(pose):
    hold = PoseHold()
    for index in range(70):
        hold.add(replace(pose, timestamp=index / 30))
    try:
        hold.result()
        accepted = True
    except CalibrationError:
        accepted = False
    assert accepted == check_pose(pose).good


def test_a_held_pose_is_judged():
    still = [standing(index=i) for i in range(60)]
    quality = judge_hold(still)
    assert quality.good
    assert quality.seen == 1.0
    assert quality.confidence == pytest.approx(0.9)
    assert quality.wobble_m < 1e-9
    moving = [standing(wobble=0.05 * (-1) ** i, index=i) for i in range(60)]
    assert judge_hold(moving).wobble_m == pytest.approx(0.05)
    assert not judge_hold(moving).good
    lost = PoseEstimate.lost(0.0, 0, (640, 480))
    assert judge_hold([*still, *[lost] * 60]).seen == 0.5
    assert judge_hold([lost]) is None
