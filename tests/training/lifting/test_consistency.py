"""Poses beside themselves and beside the picture."""

from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core.camera_model import Pinhole
from mocap_app.core.demo_motion import demo_pose
from mocap_app.core.types import PoseEstimate
from mocap_app.training.lifting.consistency import arm_variation, off_keypoints

pytestmark = pytest.mark.torch
SIZE = (640, 480)


def poses(count=30):
    made = []
    for i in range(count):
        points = demo_pose(i / 30, SIZE).keypoints_3d
        points = points - points[0]
        flat = Pinhole.for_image(*SIZE).project(points + np.array([0.2, 0.1, 4.0]))
        made.append(PoseEstimate(i / 30, i, SIZE, flat, np.full(27, 0.9), points, True))
    return made


def moved(by):
    return [replace(pose, keypoints_3d=by(pose.keypoints_3d.copy())) for pose in poses()]


def test_what_is_right_lies_on_its_keypoints_wherever_it_stands():
    assert off_keypoints(poses(), poses()) == pytest.approx(0.0, abs=1e-9)
    elsewhere = moved(lambda points: points + np.array([3.0, 1.0, 9.0]))
    assert off_keypoints(elsewhere, poses()) == pytest.approx(0.0, abs=1e-9)


def test_a_wrong_depth_changes_lengths_and_a_wrong_place_lies_off():
    rng = np.random.default_rng(0)

    def deeper(points):
        points[13, 2] += rng.normal(0.0, 0.2)
        return points

    def aside(points):
        points[16, 0] += 0.3
        return points

    assert arm_variation(moved(deeper), poses()) > arm_variation(poses(), poses()) + 0.01
    assert off_keypoints(moved(aside), poses()) > 0.03


def test_what_nobody_saw_counts_nowhere():
    unsure = [replace(pose, confidence=np.zeros(27)) for pose in poses()]
    assert np.isnan(arm_variation(poses(), unsure))
    assert np.isnan(off_keypoints(poses(), unsure))
    lost = [replace(pose, tracked=False) for pose in poses()]
    assert np.isnan(off_keypoints(poses(), lost))
