"""What cannot be this person's."""

from __future__ import annotations

import numpy as np
import pytest

from mocap_app.solving.landmarks import Body, body27_points, keypoints
from mocap_app.solving.misfits import without_misfits

SURE = np.full(27, 0.9)


def points_of(studio, rng=None):
    pose = studio.rest() if rng is None else studio.random_pose(rng)
    return body27_points(studio.skeleton, pose, np.zeros(3))


def test_a_person_of_any_size_in_any_pose_is_believed(studio):
    rng = np.random.default_rng(0)
    bones = Body(studio.skeleton).bones
    poses = np.stack([size * points_of(studio, rng) for size in (0.8, 1.0, 1.2) for _ in range(20)])
    told = without_misfits(poses, np.tile(SURE, (len(poses), 1)), bones)
    np.testing.assert_allclose(told, 0.9)
    one = without_misfits(poses[0], SURE, bones)
    assert one is SURE


@pytest.mark.parametrize("end", ["left_heel", "right_toe", "left_index"])
def test_an_end_far_from_its_joint_is_not(studio, end):
    points = points_of(studio)
    (here,) = keypoints(end)
    points[here] += (0.4, 0.0, 0.0)
    told = without_misfits(points, SURE, Body(studio.skeleton).bones)
    assert told[here] == 0.0
    assert (np.delete(told, here) == 0.9).all()


def test_a_body_pressed_into_half_of_it_is_none(studio):
    points = points_of(studio)
    points[..., 1] *= 0.15
    bones = Body(studio.skeleton).bones
    assert without_misfits(points, SURE, bones).max() == 0.0
    # Of too few bones nobody can say.
    few = np.where(np.arange(27) < 2, SURE, 0.0)
    np.testing.assert_array_equal(without_misfits(points, few, bones), few)


def test_a_take_of_nothing_else_has_a_body_of_its_own(studio):
    points = points_of(studio)
    odd = points * (1.0, 0.15, 1.0)
    bones = Body(studio.skeleton).bones
    few = np.stack([points, points, odd])
    told = without_misfits(few, np.tile(SURE, (3, 1)), bones).max(axis=1)
    np.testing.assert_array_equal(told, [0.9, 0.9, 0.0])
    most = np.stack([points, odd, odd, np.full_like(points, np.nan)])
    believed = without_misfits(most, np.tile(SURE, (4, 1)), bones)
    assert (believed[1:3, keypoints("nose", "left_wrist")] == 0.9).all()


def test_a_knee_without_its_ankle_must_be_surer(studio):
    points, bones = points_of(studio), Body(studio.skeleton).bones
    knee, ankle = keypoints("left_knee", "left_ankle")
    desk = SURE.copy()
    desk[knee], desk[ankle] = 0.5, 0.05
    told = without_misfits(points, desk, bones)
    assert told[knee] < 0.15
    assert (np.delete(told, knee) == np.delete(desk, knee)).all()
    desk[ankle] = 0.25
    np.testing.assert_array_equal(without_misfits(points, desk, bones), desk)
    # Who is cut off at the shins is seen surely.
    desk[knee], desk[ankle] = 1.0, 0.0
    assert without_misfits(points, desk, bones)[knee] > 0.2


def test_lost_points_tell_nothing(studio):
    points = np.full((27, 3), np.nan)
    told = without_misfits(points, SURE, Body(studio.skeleton).bones)
    np.testing.assert_array_equal(told, SURE)
