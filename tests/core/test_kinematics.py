"""Forward kinematics: closed-form poses and invariants."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core import rotation as rot
from mocap_app.core.kinematics import forward_kinematics, joint_frames
from mocap_app.core.skeleton import solved_skeleton

rotation_sets = st.integers(0, 2**32 - 1).map(
    lambda seed: rot.normalise(np.random.default_rng(seed).normal(size=(2, 22, 4)))
)


def at_rest():
    return np.tile(rot.IDENTITY, (22, 1))


def test_rest_pose_adds_the_offsets():
    skeleton = solved_skeleton()
    positions = forward_kinematics(skeleton, at_rest(), np.array([1.0, 2.0, 3.0]))
    for joint, parent in enumerate(skeleton.parents[1:], start=1):
        np.testing.assert_allclose(
            positions[joint] - positions[parent], skeleton.offsets[joint], atol=1e-12
        )
    np.testing.assert_array_equal(positions[0], [1.0, 2.0, 3.0])


def test_bent_elbow_moves_the_hand_alone():
    skeleton = solved_skeleton()
    rotations = at_rest()
    elbow, hand = skeleton.index("LeftForeArm"), skeleton.index("LeftHand")
    # The left forearm lies along +X; a quarter turn down about Y points it forwards.
    rotations[elbow] = rot.from_axis_angle([0.0, 1.0, 0.0], -np.pi / 2)
    rest = forward_kinematics(skeleton, at_rest(), np.zeros(3))
    bent = forward_kinematics(skeleton, rotations, np.zeros(3))
    length = np.linalg.norm(skeleton.offsets[hand])
    np.testing.assert_allclose(bent[hand] - bent[elbow], [0.0, 0.0, length], atol=1e-12)
    others = [j for j in range(22) if j != hand]
    np.testing.assert_allclose(bent[others], rest[others], atol=1e-12)


@given(rotation_sets)
def test_bones_keep_their_lengths(rotations):
    skeleton = solved_skeleton()
    positions = forward_kinematics(skeleton, rotations, np.zeros((2, 3)))
    parents = list(skeleton.parents[1:])
    lengths = np.linalg.norm(positions[:, 1:] - positions[:, parents], axis=-1)
    expected = np.linalg.norm(skeleton.offsets[1:], axis=-1)
    np.testing.assert_allclose(lengths, np.broadcast_to(expected, lengths.shape), atol=1e-9)


@given(rotation_sets)
def test_turning_the_root_turns_everything(rotations):
    skeleton = solved_skeleton()
    root = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, -2.0]])
    frames, positions = joint_frames(skeleton, rotations, root)
    turn = rot.from_axis_angle([0.0, 1.0, 0.0], 1.0)
    turned = rotations.copy()
    turned[:, 0] = rot.multiply(turn, rotations[:, 0])
    new_frames, new_positions = joint_frames(skeleton, turned, root)
    moved = root[:, None] + rot.rotate(turn, positions - root[:, None])
    np.testing.assert_allclose(new_positions, moved, atol=1e-9)
    np.testing.assert_allclose(new_frames, rot.to_matrix(turn) @ frames, atol=1e-9)


@given(rotation_sets)
def test_batch_equals_one_by_one(rotations):
    skeleton = solved_skeleton()
    root = np.zeros((2, 3))
    together = forward_kinematics(skeleton, rotations, root)
    single = [forward_kinematics(skeleton, r, np.zeros(3)) for r in rotations]
    np.testing.assert_allclose(together, np.stack(single), atol=1e-12)
