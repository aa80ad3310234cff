"""One processed pose as a fixed number of bytes, the same in journals and in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mocap_app.core.skeleton import N_JOINTS, N_KEYPOINTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.core.types import PoseEstimate, ProcessedPose

# Keypoints are kept in 32 bits (1e-4 pixel, 1e-7 m): a tenth of a thousandth of their noise, and
# it halves the files. What is exported (times, rotations, root) keeps all 64.
_ESTIMATE = [
    ("2d", "<f4", (N_KEYPOINTS, 2)),
    ("3d", "<f4", (N_KEYPOINTS, 3)),
    ("confidence", "<f4", (N_KEYPOINTS,)),
]
POSE_DTYPE = np.dtype(
    [
        ("timestamps", "<f8"),
        ("frame_indices", "<i8"),
        ("image_sizes", "<i4", (2,)),
        ("tracked", "?"),
        ("filtered_tracked", "?"),
        *[(f"raw_{name}", kind, shape) for name, kind, shape in _ESTIMATE],
        *[(f"filtered_{name}", kind, shape) for name, kind, shape in _ESTIMATE],
        ("rotations", "<f8", (N_JOINTS, 4)),
        ("root_position", "<f8", (3,)),
        ("root_camera", "<f8", (3,)),
    ]
)
"""Field names are those of `recording.take.Take`; frames without a solved pose hold NaN."""


def pose_record(pose: ProcessedPose) -> NDArray[Any]:
    """Return a pose as a (1,) array of `POSE_DTYPE`."""
    record = np.zeros(1, dtype=POSE_DTYPE)
    record["timestamps"] = pose.raw.timestamp
    record["frame_indices"] = pose.raw.frame_index
    record["image_sizes"] = pose.raw.image_size
    record["tracked"] = pose.raw.tracked
    record["filtered_tracked"] = pose.filtered.tracked
    _put_estimate(record, "raw", pose.raw)
    _put_estimate(record, "filtered", pose.filtered)
    solved = pose.solved
    record["rotations"] = np.nan if solved is None else solved.rotations
    record["root_position"] = np.nan if solved is None else solved.root_position
    record["root_camera"] = np.nan if solved is None else solved.root_camera
    return record


def _put_estimate(record: NDArray[Any], prefix: str, estimate: PoseEstimate) -> None:
    record[f"{prefix}_2d"] = estimate.keypoints_2d
    record[f"{prefix}_3d"] = estimate.keypoints_3d
    record[f"{prefix}_confidence"] = estimate.confidence
