"""Where the joints of a skeleton are, given its local rotations; batched over frames."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mocap_app.core.rotation import to_matrix

if TYPE_CHECKING:
    from mocap_app.core.skeleton import Skeleton

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]


def joint_frames(
    skeleton: Skeleton, rotations: FloatArray, root: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the world orientation and position of every joint.

    Args:
        skeleton: A tree with rest offsets in metres.
        rotations: (..., J, 4) local rotations, unit quaternions wxyz; NaN gives NaN.
        root: (..., 3) position of the first joint, metres.

    Returns:
        (..., J, 3, 3) matrices from joint axes to world axes, and (..., J, 3) metres. At rest
        all matrices are the identity.
    """
    local = to_matrix(np.asarray(rotations, dtype=np.float64))
    frames = np.empty_like(local)
    frames[..., 0, :, :] = local[..., 0, :, :]
    # All joints of one depth at a time: seven steps instead of twenty-one.
    for joints, parents in _levels(skeleton.parents):
        frames[..., joints, :, :] = frames[..., parents, :, :] @ local[..., joints, :, :]
    return frames, place_joints(skeleton, frames, root)


def place_joints(skeleton: Skeleton, frames: FloatArray, root: FloatArray) -> FloatArray:
    """Return (..., J, 3) joint positions in metres, given the world orientations of all joints.

    Args:
        skeleton: A tree with rest offsets in metres.
        frames: (..., J, 3, 3) world orientations.
        root: (..., 3) position of the first joint, metres.
    """
    above = frames.take(_parents(skeleton.parents), axis=-3)
    bones = (above @ skeleton.offsets[..., None])[..., 0]
    bones[..., 0, :] = root
    positions: FloatArray = ancestry(skeleton.parents) @ bones
    return positions


def forward_kinematics(skeleton: Skeleton, rotations: FloatArray, root: FloatArray) -> FloatArray:
    """Return (..., J, 3) joint positions in metres; arguments as in `joint_frames`."""
    return joint_frames(skeleton, rotations, root)[1]


@functools.cache
def _parents(parents: tuple[int, ...]) -> IntArray:
    return np.array(parents, dtype=np.intp)


@functools.cache
def _levels(parents: tuple[int, ...]) -> tuple[tuple[IntArray, IntArray], ...]:
    depth = [0] * len(parents)
    for joint, parent in enumerate(parents[1:], start=1):
        depth[joint] = depth[parent] + 1
    levels = []
    for level in range(1, max(depth) + 1):
        joints = np.array([j for j, d in enumerate(depth) if d == level], dtype=np.intp)
        levels.append((joints, np.array([parents[j] for j in joints], dtype=np.intp)))
    return tuple(levels)


@functools.cache
def ancestry(parents: tuple[int, ...]) -> FloatArray:
    """Return (J, J): 1 where the second joint lies on the way from the root to the first."""
    table = np.eye(len(parents))
    for joint, parent in enumerate(parents[1:], start=1):
        table[joint] += table[parent]
    return table
