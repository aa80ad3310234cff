"""Points that follow from others."""

import numpy as np
import pytest

from mocap_app.training.datasets.body27_points import complete, place, widen_hips


def test_joints_go_where_they_belong():
    joints = np.arange(12.0).reshape(1, 6, 2)
    points, weight = place(joints, np.full((1, 6), 0.5, np.float32), {0: 9, 5: 3})
    assert points[0, 9].tolist() == [0, 1]
    assert points[0, 3].tolist() == [10, 11]
    assert weight[0].nonzero()[0].tolist() == [3, 9]


def person() -> tuple[np.ndarray, np.ndarray]:
    points, weight = np.zeros((1, 27, 2), np.float32), np.zeros((1, 27), np.float32)
    for keypoint, position in {
        1: (-1, 10), 4: (1, 10), 14: (-2, 4), 11: (2, 4), 18: (-1, 0), 17: (1, 0)
    }.items():  # fmt: skip
        points[0, keypoint], weight[0, keypoint] = position, 1
    return points, weight


def test_pelvis_thorax_and_spine_follow():
    points, weight = complete(*person())
    assert points[0, 0].tolist() == [0, 10]
    assert points[0, 8] == pytest.approx([0, 4 - 0.39 * 4])
    assert points[0, 7] == pytest.approx([0, (10 + 2.44) / 2])
    assert weight[0, [0, 8, 7]] == pytest.approx([0.7, 0.7, 0.49])


def test_nothing_follows_from_what_is_missing_and_labels_stay():
    points, weight = person()
    weight[0, 1] = 0
    points[0, 8], weight[0, 8] = (5, 5), 1
    new_points, new_weight = complete(points, weight)
    assert new_weight[0, [0, 7]].tolist() == [0, 0]
    assert new_points[0, 8].tolist() == [5, 5]
    assert new_weight[0, 8] == 1
    assert points[0, 0].tolist() == [0, 0], "the input is left alone"


def test_hips_move_outwards_from_a_known_pelvis_only():
    points, weight = complete(*person())
    wide = widen_hips(points, weight)
    assert wide[0, 4] == pytest.approx([1.43, 10])
    assert wide[0, 1] == pytest.approx([-1.43, 10])
    weight[0, 4] = 0
    assert np.array_equal(widen_hips(points, weight), points)
