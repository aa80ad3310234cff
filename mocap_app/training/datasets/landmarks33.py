"""From the 33 landmarks of the teacher (BlazePose's order) to Body27.

Body27 has points that the 33 lack. The factors below were fitted by robust least squares to the
4,254 pictures of Leeds Sports Pose Extended on which the teacher agrees with the labels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Body27 index -> landmark index, for the points that both have.
_SHARED = {
    1: 24, 2: 26, 3: 28, 4: 23, 5: 25, 6: 27, 9: 0, 11: 11, 12: 13, 13: 15, 14: 12, 15: 14, 16: 16,
    17: 7, 18: 8, 19: 19, 20: 17, 21: 20, 22: 18, 23: 29, 24: 31, 25: 30, 26: 32,
}  # fmt: skip
_FACE = (2, 5, 7, 8, 9, 10)
# Labellers click hips at their outside, 1.43 times as far apart as the teacher's joint centres.
LABELLED_HIP_WIDTH = 1.43


def to_body27(landmarks: NDArray[np.floating], *, widen_hips: bool) -> NDArray[np.float32]:
    """Map (N, 33, D) landmark positions, D = 2 or 3, to (N, 27, D) keypoints.

    Args:
        landmarks: Positions in any unit, image or camera axes.
        widen_hips: Move the hips to where the 2D labels of LSPET have them.
    """
    source = np.asarray(landmarks, dtype=np.float32)
    out = np.zeros((len(source), 27, source.shape[-1]), dtype=np.float32)
    for keypoint, landmark in _SHARED.items():
        out[:, keypoint] = source[:, landmark]
    ears = (source[:, 7] + source[:, 8]) / 2
    eyes = (source[:, 2] + source[:, 5]) / 2
    mouth = (source[:, 9] + source[:, 10]) / 2
    shoulders = (source[:, 11] + source[:, 12]) / 2
    pelvis = (source[:, 23] + source[:, 24]) / 2
    out[:, 0] = pelvis
    out[:, 8] = shoulders + 0.39 * (ears - shoulders)
    out[:, 10] = ears + 1.39 * (eyes - mouth) + 0.11 * (ears - shoulders)
    out[:, 7] = (pelvis + out[:, 8]) / 2
    return as_labelled(out) if widen_hips else out


def as_labelled(keypoints: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (..., 27, D) keypoints with the hips moved from their joints to where labels are."""
    out = keypoints.copy()
    pelvis = out[..., 0, :]
    for hip in (1, 4):
        out[..., hip, :] = pelvis + LABELLED_HIP_WIDTH * (out[..., hip, :] - pelvis)
    return out


def confidence_to_body27(visibility: NDArray[np.floating]) -> NDArray[np.float32]:
    """Map (N, 33) visibilities to (N, 27): a derived point is as visible as its least parent."""
    source = np.asarray(visibility, dtype=np.float32)
    out = np.zeros((len(source), 27), dtype=np.float32)
    for keypoint, landmark in _SHARED.items():
        out[:, keypoint] = source[:, landmark]
    hips = source[:, [23, 24]].min(axis=1)
    shoulders = source[:, [11, 12]].min(axis=1)
    out[:, 0] = hips
    out[:, 8] = shoulders
    out[:, 7] = np.minimum(hips, shoulders)
    out[:, 10] = source[:, list(_FACE)].min(axis=1)
    return out
