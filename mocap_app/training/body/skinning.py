"""Linear blend skinning: each vertex moves with the weighted mean of its bones' motions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.kinematics import joint_frames

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.core.skeleton import Skeleton
    from mocap_app.core.types import FloatArray


def bone_transforms(
    skeleton: Skeleton, joints: FloatArray, rotations: FloatArray, root: FloatArray
) -> FloatArray:
    """Return (..., B, 3, 4) matrices that take points from the rest pose to the posed world.

    Args:
        skeleton: The bones, with the offsets of this body.
        joints: (B, 3) heads of the bones in the rest pose, metres.
        rotations: (..., B, 4) local rotations wxyz.
        root: (..., 3) position of the first bone's head in the world, metres.
    """
    frames, positions = joint_frames(skeleton, rotations, root)
    moved = positions - (frames @ joints[..., None])[..., 0]
    return np.concatenate([frames, moved[..., None]], axis=-1)


def blend(
    weights: NDArray[np.floating], transforms: NDArray[np.floating], vertices: NDArray[np.floating]
) -> NDArray[np.float32]:
    """Return the (..., V, 3) posed vertices.

    Args:
        weights: (V, B), rows sum to one.
        transforms: (..., B, 3, 4) of `bone_transforms`.
        vertices: (V, 3) in the rest pose.
    """
    flat = np.asarray(transforms, dtype=np.float32)
    flat = flat.reshape(*flat.shape[:-2], 12)  # (..., B, 12)
    mixed = np.asarray(weights, dtype=np.float32) @ flat  # (..., V, 12)
    mixed = mixed.reshape(*mixed.shape[:-1], 3, 4)
    points = np.asarray(vertices, dtype=np.float32)
    posed: NDArray[np.float32] = (mixed[..., :3] @ points[..., None])[..., 0] + mixed[..., 3]
    return posed
