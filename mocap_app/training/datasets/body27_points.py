"""From the joints of public data sets to Body27, with the points that follow from others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mocap_app.training.datasets.landmarks33 import as_labelled

Array = NDArray[np.float32]

_PELVIS, _SPINE, _THORAX = 0, 7, 8
_HIPS, _SHOULDERS, _EARS = (1, 4), (11, 14), (17, 18)
_NECK = 0.39
"""Share of the way from the shoulders to the ears at which labellers put the neck."""
DERIVED = 0.7
"""Weight of a point that follows from others, times the least of theirs."""


def place(points: NDArray[np.floating], weight: Array, to: dict[int, int]) -> tuple[Array, Array]:
    """Return (N, 27, D) keypoints and (N, 27) weights from (N, J, D) joints and (N, J) weights.

    Args:
        points: Joints of the data set.
        weight: How far each is to be believed.
        to: Body27 keypoint by index of the joint.
    """
    out = np.zeros((len(points), 27, points.shape[-1]), np.float32)
    out_weight = np.zeros((len(points), 27), np.float32)
    joints, keypoints = list(to), list(to.values())
    out[:, keypoints] = points[:, joints]
    out_weight[:, keypoints] = weight[:, joints]
    return out, out_weight


def complete(points: Array, weight: Array) -> tuple[Array, Array]:
    """Add pelvis, thorax and spine where they are missing and follow from what is there.

    The pelvis lies between the hips, the thorax (the base of the neck) between shoulders and ears,
    the spine half-way between the two.
    """
    points, weight = points.copy(), weight.copy()

    def add(keypoint: int, position: Array, parents: tuple[int, ...]) -> None:
        least = DERIVED * weight[:, list(parents)].min(axis=1)
        missing = (weight[:, keypoint] == 0) & (least > 0)
        points[missing, keypoint] = position[missing]
        weight[missing, keypoint] = least[missing]

    def middle(pair: tuple[int, int]) -> Array:
        return np.asarray(points[:, list(pair)].mean(axis=1), np.float32)

    add(_PELVIS, middle(_HIPS), _HIPS)
    shoulders = middle(_SHOULDERS)
    add(_THORAX, shoulders + _NECK * (middle(_EARS) - shoulders), (*_SHOULDERS, *_EARS))
    add(_SPINE, middle((_PELVIS, _THORAX)), (_PELVIS, _THORAX))
    return points, weight


def widen_hips(points_2d: Array, weight_2d: Array) -> Array:
    """Move hip joint centres (N, 27, 2) to the outside of the body, where labellers click them."""
    out = points_2d.copy()
    known = (weight_2d[:, [_PELVIS, *_HIPS]] > 0).all(axis=1)
    out[known] = as_labelled(points_2d[known])
    return out
