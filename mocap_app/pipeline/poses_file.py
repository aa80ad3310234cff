"""Poses as plain arrays in a NumPy archive, for people who work with numbers."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import OutputError
from mocap_app.core.paths import atomic_write
from mocap_app.core.skeleton import N_KEYPOINTS, body27

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray, PoseEstimate, ProcessedPose

SUFFIX = ".npz"


@dataclass(frozen=True, slots=True)
class PoseTable:
    """One row per input frame, NaN where nobody was found; the fields are the file's arrays."""

    timestamps: FloatArray
    """(T,) seconds."""
    keypoints_2d: FloatArray
    """(T, 27, 2) pixels of the frame."""
    confidence: FloatArray
    """(T, 27) in [0, 1], 0 where nobody was found."""
    keypoints_3d: FloatArray
    """(T, 27, 3) metres, relative to the pelvis, camera frame."""
    root: FloatArray
    """(T, 3) pelvis in metres, camera frame."""
    names: NDArray[np.str_]
    """(27,) keypoint names."""
    frame_names: NDArray[np.str_]
    """(T,) file names of a folder of images, else empty."""


def pose_table(
    poses: Sequence[ProcessedPose], frame_names: Sequence[str], *, filtered: bool = True
) -> PoseTable:
    """Gather poses into arrays.

    Args:
        poses: One for every input frame, in order.
        frame_names: As many names.
        filtered: Take the smoothed estimates instead of the network's own.
    """
    rows = [_smoothed(pose) if filtered else pose.raw for pose in poses]
    nowhere = np.full(3, np.nan)
    roots = [nowhere if pose.solved is None else pose.solved.root_camera for pose in poses]
    count = len(poses)
    return PoseTable(
        timestamps=np.array([row.timestamp for row in rows], dtype=np.float64),
        keypoints_2d=np.array([row.keypoints_2d for row in rows]).reshape(count, N_KEYPOINTS, 2),
        confidence=np.array([row.confidence for row in rows]).reshape(count, N_KEYPOINTS),
        keypoints_3d=np.array([row.keypoints_3d for row in rows]).reshape(count, N_KEYPOINTS, 3),
        root=np.array(roots, dtype=np.float64).reshape(count, 3),
        names=np.array(body27().joints, dtype=np.str_),
        frame_names=np.array(list(frame_names), dtype=np.str_).reshape(count),
    )


def _smoothed(pose: ProcessedPose) -> PoseEstimate:
    """Return the filtered estimate, with the network's own word on keypoints the filter dropped.

    The filter drops what it would rather not show; a table of numbers has the confidence to say
    how much each of them is worth.
    """
    raw, smooth = pose.raw, pose.filtered
    if not raw.tracked:
        return raw
    return replace(
        smooth,
        keypoints_2d=np.where(
            np.isfinite(smooth.keypoints_2d), smooth.keypoints_2d, raw.keypoints_2d
        ),
        keypoints_3d=np.where(
            np.isfinite(smooth.keypoints_3d), smooth.keypoints_3d, raw.keypoints_3d
        ),
        confidence=raw.confidence,
    )


def write_poses(path: Path, table: PoseTable) -> None:
    """Write a table as a compressed NumPy archive, whole or not at all.

    Raises:
        OutputError: The file cannot be written; an older one is left as it was.
    """
    check_poses_suffix(path)
    arrays = {f.name: getattr(table, f.name) for f in fields(table)}
    # Through an open file, because savez adds its own suffix to names that lack it.
    with atomic_write(path) as temporary, temporary.open("wb") as file:
        np.savez_compressed(file, **arrays)


def check_poses_suffix(path: Path) -> None:
    """Raise OutputError unless the path names a NumPy archive."""
    if path.suffix.lower() != SUFFIX:
        raise OutputError(f"Cannot write {path}: poses are written as {SUFFIX} files.")
