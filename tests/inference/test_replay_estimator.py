"""The replay twin answers what the demo draws, mirrored or not."""

import numpy as np

from mocap_app.core.demo_motion import demo_pose
from mocap_app.core.skeleton import body27
from mocap_app.core.types import Frame
from mocap_app.inference.replay_estimator import ReplayEstimator

FRAME = Frame(np.zeros((480, 640, 3), np.uint8), timestamp=1.5, index=45)


def test_it_knows_the_pose_of_the_moment():
    pose = ReplayEstimator().estimate(FRAME)
    assert pose.tracked
    assert pose.frame_index == 45
    assert np.array_equal(pose.keypoints_2d, demo_pose(1.5, (640, 480)).keypoints_2d)


def test_the_mirror_swaps_left_and_right():
    straight = ReplayEstimator().estimate(FRAME)
    turned = ReplayEstimator(mirror=True).estimate(FRAME)
    left, right = body27().index("left_wrist"), body27().index("right_wrist")
    assert np.isclose(turned.keypoints_2d[left, 0], 640 - straight.keypoints_2d[right, 0])
    assert np.isclose(turned.keypoints_3d[left, 0], -straight.keypoints_3d[right, 0])
