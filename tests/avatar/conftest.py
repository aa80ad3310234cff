"""Poses of the solved skeleton, and where an avatar's vertices are in them."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from mocap_app.core.kinematics import joint_frames
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.core.types import SolvedPose

SOLES_M = 0.88


def _pose(rotations=None, root=(0.0, SOLES_M, 0.0), skeleton=None):
    skeleton = skeleton or solved_skeleton()
    turns = np.tile([1.0, 0.0, 0.0, 0.0], (22, 1))
    for joint, angles in (rotations or {}).items():
        x, y, z, w = Rotation.from_euler("xyz", angles, degrees=True).as_quat()
        turns[skeleton.index(joint)] = [w, x, y, z]
    root = np.array(root, float)
    _, positions = joint_frames(skeleton, turns, root)
    return SolvedPose(0.0, 0, turns, root, np.array([0.0, 0.0, 3.0]), positions)


def _skinned(avatar, matrices):
    """(V, 3) vertices where the matrices put them; written without the reader's own sums."""
    mesh = avatar.mesh
    placed = np.zeros((len(mesh.positions), 3))
    for vertex, (at, slots, weights) in enumerate(
        zip(mesh.positions, mesh.slots, mesh.weights, strict=True)
    ):
        for slot, weight in zip(slots, weights, strict=True):
            if weight:
                placed[vertex] += weight * (matrices[slot] @ np.append(at, 1.0))
    return placed


@pytest.fixture
def pose():
    """Make a pose from Euler angles by joint, degrees about fixed x, y, z."""
    return _pose


@pytest.fixture
def skinned():
    return _skinned
