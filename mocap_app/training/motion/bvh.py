"""Motion from BVH files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import DataError, SourceError
from mocap_app.export.bvh_reader import read_bvh
from mocap_app.training.motion.source import SourceMotion, chain

if TYPE_CHECKING:
    from pathlib import Path


def read_bvh_motion(path: Path) -> SourceMotion:
    """Read a BVH file with its end sites as joints; at rest all its channels are zero.

    Raises:
        DataError: It cannot be read or has no frames.
    """
    try:
        motion = read_bvh(path)
    except SourceError as error:
        raise DataError(str(error)) from error
    if not len(motion.values) or motion.frame_time <= 0:
        raise DataError(f"The motion file {path} has no frames.")
    n_frames, n_joints = len(motion.values), len(motion.joints)
    tips = list(motion.end_sites)
    parents = (*motion.parents, *(motion.joints.index(tip) for tip in tips))
    tip_offsets = np.array([motion.end_sites[tip] for tip in tips]).reshape(-1, 3)
    local = np.tile(np.eye(3), (n_frames, len(parents), 1, 1))
    local[:, :n_joints] = motion.local_matrices()
    moved = np.concatenate(
        [motion.translations(), np.broadcast_to(tip_offsets, (n_frames, len(tips), 3))], axis=1
    )
    frames, positions = chain(parents, local, moved)
    rest = chain(parents, np.tile(np.eye(3), (len(parents), 1, 1)),
                 np.concatenate([motion.offsets, tip_offsets]))  # fmt: skip
    return SourceMotion(
        name=path.name,
        joints=(*motion.joints, *(f"{tip}_end" for tip in tips)),
        parents=parents,
        frames=frames,
        positions=positions,
        rest_frames=rest[0],
        rest_positions=rest[1],
        fps=1.0 / motion.frame_time,
    )
