"""Poses that do, and what is wrong with those that do not."""

from dataclasses import replace

import pytest

from mocap_app.core.errors import CalibrationError
from mocap_app.core.skeleton import body27
from mocap_app.core.types import PoseEstimate
from mocap_app.pipeline.pose_check import A_POSE, T_POSE, check_pose, judge_hold
from mocap_app.solving.calibration import PoseHold
from tests.support.standing import at, standing


@pytest.mark.parametrize("arm_deg", [45.0, 90.0])
def test_t_and_a_pose_are_good(arm_deg):
    assert check_pose(standing(arm_deg)).good


def test_hanging_arms_are_the_only_thing_wrong():
    check = check_pose(standing(arm_deg=5.0))
    assert (check.whole, check.facing, check.upright, check.arms) == (True, True, True, False)


@pytest.mark.parametrize(
    ("arm_deg", "fits"),
    [(90.0, T_POSE), (75.0, T_POSE), (55.0, A_POSE), (45.0, A_POSE), (30.0, A_POSE)],
)
def test_the_arms_are_right_for_one_of_the_two_poses(arm_deg, fits):
    pose = standing(arm_deg)
    assert [asked for asked in (T_POSE, A_POSE) if check_pose(pose, asked).arms] == [fits]
    assert check_pose(pose).arms


def test_one_arm_of_a_t_pose_is_not_enough():
    pose = standing(90.0)
    for name in ("left_elbow", "left_wrist"):
        at(pose.keypoints_3d, name)[:] = at(standing(45.0).keypoints_3d, name)
    assert not any(check_pose(pose, asked).arms for asked in (T_POSE, A_POSE))


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
