import numpy as np
import pytest
from PySide6.QtGui import QColor

from mocap_app.core.skeleton import solved_skeleton
from mocap_app.gui.pose_figure import PoseFigure, pose_points
from mocap_app.pipeline.pose_check import A_POSE, T_POSE


def joint(pose, name):
    return pose_points(pose)[0][solved_skeleton().index(name)]


def test_the_t_pose_is_the_rest_pose_of_our_skeleton():
    assert joint(T_POSE, "LeftHand")[1] == pytest.approx(joint(T_POSE, "LeftArm")[1])
    assert joint(T_POSE, "LeftHand")[0] > 0.6


@pytest.mark.parametrize("pose", [T_POSE, A_POSE])
def test_it_is_symmetric_and_keeps_its_bones(pose):
    skeleton = solved_skeleton()
    points, _ = pose_points(pose)
    mirrored = points[list(skeleton.mirror)] * [-1.0, 1.0]
    assert points == pytest.approx(mirrored)
    for index, parent in enumerate(skeleton.parents):
        if parent >= 0:
            length = np.linalg.norm(skeleton.offsets[index][:2])
            assert np.linalg.norm(points[index] - points[parent]) == pytest.approx(length)


def test_the_arms_of_the_a_pose_hang_half_way():
    arm = joint(A_POSE, "LeftHand") - joint(A_POSE, "LeftArm")
    assert np.degrees(np.arctan2(-arm[1], arm[0])) == pytest.approx(45.0)


def test_the_whole_figure_is_inside_its_widget(shown):
    figure = shown(PoseFigure(), 300, 320)
    pictures = {}
    for pose in (T_POSE, A_POSE):
        figure.show_pose(pose)
        image = figure.grab().toImage()
        painted = np.array(
            [
                [image.pixelColor(x, y) == QColor("#5b7ea6") for x in range(0, 300, 2)]
                for y in range(0, 320, 2)
            ]
        )
        assert painted.sum() > 500
        assert not painted[:, [0, -1]].any()
        assert not painted[[0, -1]].any()
        pictures[pose] = painted
    assert (pictures[T_POSE] != pictures[A_POSE]).any()
