"""Keypoints on the joints."""

from __future__ import annotations

import numpy as np

from mocap_app.core.kinematics import joint_frames
from mocap_app.core.rotation import normalise
from mocap_app.core.skeleton import body27
from mocap_app.solving.bone_lengths import DEFAULT_LENGTHS, skeleton_with
from mocap_app.solving.landmarks import Body, body27_points, carriers, keypoints


def at_rest(studio, skeleton=None):
    return body27_points(skeleton or studio.skeleton, studio.rest(), np.zeros(3))


def test_joints_and_keypoints_of_a_turned_body_are_placed_together():
    skeleton, rng = skeleton_with(DEFAULT_LENGTHS * 1.1), np.random.default_rng(0)
    rotations = normalise(rng.normal(size=(3, 22, 4)))
    frames, joints = joint_frames(skeleton, rotations, np.zeros((3, 3)))
    placed = Body(skeleton).place(frames)
    np.testing.assert_allclose(placed[0], joints, atol=1e-12)
    points = body27_points(skeleton, rotations, np.zeros((3, 3)))
    np.testing.assert_allclose(placed[1], points, atol=1e-12)


def test_every_keypoint_is_carried_by_a_joint_of_its_side(studio):
    for name, carrier in zip(body27().joints, carriers(), strict=True):
        joint = studio.skeleton.joints[carrier]
        if name.startswith(("left_", "right_")) and "ear" not in name:
            assert joint.lower().startswith(name.split("_")[0])
        else:
            assert joint in {"Hips", "Spine1", "Neck", "Head"}


def test_rest_pose_is_symmetric_and_faces_forward(studio):
    points = at_rest(studio)
    mirrored = points[list(body27().mirror)] * [-1.0, 1.0, 1.0]
    np.testing.assert_allclose(mirrored, points, atol=1e-12)
    assert (points[keypoints("left_ear", "left_wrist", "left_hip"), 0] > 0.0).all()
    toe, heel, nose = points[keypoints("left_toe", "left_heel", "nose")]
    assert toe[2] > heel[2]
    assert nose[2] > 0.1
    # Palms down, thumbs forward.
    index, pinky = points[keypoints("left_index", "left_pinky")]
    assert index[2] > pinky[2]


def test_soles_are_flat_on_the_floor_at_rest(studio):
    points = at_rest(studio)
    feet = points[keypoints("left_toe", "left_heel", "right_toe", "right_heel"), 1]
    np.testing.assert_allclose(feet, points[:, 1].min(), atol=1e-12)


def test_landmarks_grow_with_the_person(studio):
    giant = at_rest(studio, skeleton_with(DEFAULT_LENGTHS * 1.2))
    np.testing.assert_allclose(giant, 1.2 * at_rest(studio), atol=1e-9)
