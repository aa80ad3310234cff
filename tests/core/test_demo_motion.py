from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core.demo_motion import (
    PERIOD_S,
    body_to_camera,
    demo_body,
    demo_pose,
    mirrored,
    project,
    two_bone_joint,
)
from mocap_app.core.skeleton import body27

TIMES = np.arange(0, PERIOD_S, 1 / 60)
BODIES = np.array([demo_body(t) for t in TIMES])  # (T, 27, 3)
SKELETON = body27()


def test_bones_never_change():
    lengths = np.linalg.norm(BODIES[:, 1:] - BODIES[:, SKELETON.parents[1:]], axis=2)
    assert lengths.min() > 0.03
    np.testing.assert_allclose(lengths, lengths[:1].repeat(len(TIMES), 0), atol=1e-9)


def test_the_person_has_human_proportions():
    height = BODIES[0, :, 1].max()
    assert 1.6 < height < 1.85
    lengths = np.linalg.norm(BODIES[0, 1:] - BODIES[0, SKELETON.parents[1:]], axis=1)
    mirror = np.array(SKELETON.mirror)
    np.testing.assert_allclose(lengths, lengths[mirror[1:] - 1], atol=1e-9)


def test_it_repeats_without_a_jump_and_never_teleports():
    np.testing.assert_allclose(demo_body(0.0), demo_body(PERIOD_S), atol=1e-9)
    np.testing.assert_allclose(demo_body(3.3), demo_body(3.3 + 7 * PERIOD_S), atol=1e-9)
    loop = np.concatenate([BODIES, BODIES[:1]])
    speed = np.linalg.norm(np.diff(loop, axis=0), axis=2) * 60
    assert speed.max() < 6.0, "metres per second of the fastest hand"


def test_feet_stay_above_the_floor_and_mostly_on_it():
    soles = BODIES[:, [23, 24, 25, 26], 1]
    assert soles.min() > -0.01
    standing = soles.max(axis=1) < 0.05
    assert standing.mean() > 0.75
    speed = np.linalg.norm(np.diff(BODIES[:, [3, 6]], axis=0), axis=2) * 60
    assert speed[TIMES[:-1] < 5.8].max() < 1e-6, "no sliding through the squats"


def test_knees_bend_forward_and_elbows_do_not_break():
    for hip, knee, ankle in ((1, 2, 3), (4, 5, 6)):
        middle = (BODIES[:, hip] + BODIES[:, ankle]) / 2
        assert (BODIES[:, knee, 2] - middle[:, 2]).min() > 0
    for shoulder, elbow, wrist in ((11, 12, 13), (14, 15, 16)):
        upper = BODIES[:, elbow] - BODIES[:, shoulder]
        lower = BODIES[:, wrist] - BODIES[:, elbow]
        cosine = (upper * lower).sum(axis=1) / np.linalg.norm(upper, axis=1)
        assert (cosine / np.linalg.norm(lower, axis=1)).min() > -0.5


def test_the_whole_person_moves():
    reach = np.ptp(BODIES, axis=0)  # (27, 3)
    assert reach[0, 1] > 0.25, "squats"
    assert reach[0, 0] > 0.3, "steps aside"
    assert reach[13, 1] > 0.8, "left arm"
    assert reach[16, 1] > 0.8, "right arm"
    hips = BODIES[:, 4] - BODIES[:, 1]
    assert np.ptp(np.degrees(np.arctan2(hips[:, 2], hips[:, 0]))) > 30, "turns"


def test_the_person_faces_the_camera_and_fills_the_picture():
    pose = demo_pose(0.0, (640, 480))
    assert pose.keypoints_2d[11, 0] > pose.keypoints_2d[14, 0], "left shoulder at the right"
    assert pose.keypoints_3d[9, 2] < pose.keypoints_3d[[17, 18], 2].mean(), "nose before ears"
    assert pose.keypoints_3d[10, 1] < 0 < pose.keypoints_3d[3, 1], "y points down"
    for time in TIMES[::6]:
        flat = demo_pose(time, (640, 480)).keypoints_2d
        assert flat.min() > 0
        assert (flat < [640, 480]).all()
        assert np.ptp(flat[:, 1]) > 0.4 * 480


@given(st.floats(0, 1000), st.integers(32, 2000), st.integers(32, 2000))
def test_2d_is_the_projection_of_3d(time, width, height):
    pose = demo_pose(time, (width, height))
    assert pose.keypoints_3d[0].tolist() == [0, 0, 0]
    flat = project(pose.keypoints_3d + pose.root, (width, height))
    np.testing.assert_allclose(flat, pose.keypoints_2d, atol=1e-6)


def test_the_focal_length_is_that_of_54_degrees():
    edge = np.array([0.0, np.tan(np.radians(27.0)), 1.0])
    np.testing.assert_allclose(project(edge, (640, 480)), [320, 480])


def test_body_world_to_camera_frame():
    left_up_front = body_to_camera(np.array([[1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0]]))
    origin = body_to_camera(np.zeros(3))
    np.testing.assert_allclose(left_up_front - origin, np.diag([1.0, -1.0, -1.0]), atol=1e-12)


def test_the_mirror_swaps_left_and_right():
    size = (640, 480)
    pose = demo_pose(1.5, size)
    other = mirrored(pose, size)
    np.testing.assert_allclose(other.keypoints_2d[13], [640, 0] + pose.keypoints_2d[16] * [-1, 1])
    flat = project(other.keypoints_3d + other.root, size)
    np.testing.assert_allclose(flat, other.keypoints_2d, atol=1e-6)
    twice = mirrored(other, size)
    np.testing.assert_allclose(twice.keypoints_2d, pose.keypoints_2d, atol=1e-9)
    np.testing.assert_allclose(twice.keypoints_3d, pose.keypoints_3d)


point = st.tuples(*[st.floats(-1, 1)] * 3).map(np.array)


@given(point, st.floats(0.05, 0.84))
def test_two_bones_reach_what_they_can(direction, distance):
    if np.linalg.norm(direction[[0, 1]]) < 0.1:
        return
    end = direction / np.linalg.norm(direction) * distance
    joint, reached = two_bone_joint(np.zeros(3), end, (0.43, 0.42), np.array([0, 0, 1.0]))
    np.testing.assert_allclose(reached, end, atol=1e-9)
    assert np.linalg.norm(joint) == pytest.approx(0.43)
    assert np.linalg.norm(reached - joint) == pytest.approx(0.42)


def test_two_bones_do_not_stretch():
    far = np.array([0.0, -3.0, 0.0])
    joint, reached = two_bone_joint(np.zeros(3), far, (0.43, 0.42), np.array([0, 0, 1.0]))
    assert np.linalg.norm(reached) == pytest.approx(0.85, rel=1e-3)
    assert np.linalg.norm(reached - joint) == pytest.approx(0.42)
