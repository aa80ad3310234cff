"""Which keypoints the camera sees, from what was drawn in front of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mocap_app.core.skeleton import body27
from mocap_app.training.datasets.synthetic import OCCLUDED, OUTSIDE, VISIBLE

FloatArray = NDArray[np.float64]
_NECK = {"thorax": 0.16, "spine": 0.24, "pelvis": 0.24, "head_top": 0.15, "nose": 0.07}
_SIDES = {
    "hip": 0.2,
    "knee": 0.12,
    "ankle": 0.11,
    "shoulder": 0.16,
    "elbow": 0.1,
    "wrist": 0.08,
    "ear": 0.08,
    "index": 0.07,
    "pinky": 0.07,
    "heel": 0.08,
    "toe": 0.08,
}
REACH = np.array(
    [_NECK.get(name, _SIDES.get(name.split("_")[-1], 0.1)) for name in body27().joints]
)
"""(27,) metres of flesh, hair and cloth that may lie between a keypoint and the camera."""


def visibility(
    pixels: FloatArray,
    depths: FloatArray,
    drawn_depth: NDArray[np.float32],
    drawn_identity: NDArray[np.int8],
) -> NDArray[np.uint8]:
    """Return `OUTSIDE`, `OCCLUDED` or `VISIBLE` for each keypoint of person 1.

    A keypoint is seen if, at its pixel or right beside it, the person is the first thing that the
    ray meets and is met no further in front of the keypoint than its flesh is thick; or if the
    ray meets nothing, as at the very edge of the person.

    Args:
        pixels: (27, 2).
        depths: (27,) metres along the optical axis.
        drawn_depth: (S, S) metres; 0 where nothing is.
        drawn_identity: (S, S) of what is there.
    """
    size = drawn_depth.shape[0]
    inside = ((pixels > -0.5) & (pixels < size - 0.5)).all(axis=1) & (depths > 0)
    around = np.array([[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]])
    at = np.clip(np.rint(np.nan_to_num(pixels))[:, None] + around, 0, size - 1).astype(int)
    found_depth = drawn_depth[at[..., 1], at[..., 0]]  # (27, 5)
    found_identity = drawn_identity[at[..., 1], at[..., 0]]
    own = (found_identity == 1) & (found_depth > depths[:, None] - REACH[:, None])
    seen = (own | (found_identity == 0)).any(axis=1)
    return np.select([inside & seen, inside], [VISIBLE, OCCLUDED], OUTSIDE).astype(np.uint8)
