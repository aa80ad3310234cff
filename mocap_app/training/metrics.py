"""Measures of pose accuracy, on numpy arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]

# The fourteen points that Leeds Sports Pose labels, as Body27 keypoints.
LSPET_KEYPOINTS = (1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 13, 14, 15, 16)


def pck(
    predicted: Array, truth: Array, valid: NDArray[np.bool_], length: Array, at: float
) -> float:
    """Return the share of keypoints within `at` reference lengths of the truth.

    Args:
        predicted: (N, J, 2) pixels.
        truth: (N, J, 2) pixels.
        valid: (N, J) keypoints that count.
        length: (N,) reference length, pixels.
        at: Threshold in reference lengths, such as 0.2.
    """
    error = np.linalg.norm(predicted - truth, axis=-1) / length[:, None]
    return float((error <= at)[valid].mean()) if valid.any() else float("nan")


def pckh(
    predicted: Array, truth: Array, valid: NDArray[np.bool_], head_diagonal: Array, at: float = 0.5
) -> float:
    """Return MPII's PCKh: `pck` with 0.6 of the head box's diagonal (N,) as reference length."""
    return pck(predicted, truth, valid, 0.6 * head_diagonal, at)


def pck_3d(predicted: Array, truth: Array, at: float) -> float:
    """Return the share of (..., J, 3) joints within `at` of the truth, same unit.

    MPI-INF-3DHP counts 150 mm.
    """
    return float((np.linalg.norm(predicted - truth, axis=-1) <= at).mean())


def auc_3d(predicted: Array, truth: Array, thresholds: Array) -> float:
    """Return the mean of `pck_3d` over thresholds: the area under its curve.

    MPI-INF-3DHP takes 0 to 150 mm in steps of 5 mm (`np.arange(0, 151, 5)`).
    """
    error = np.linalg.norm(predicted - truth, axis=-1)
    return float((error[..., None] <= thresholds).mean())


def mpjpe(predicted: Array, truth: Array) -> Array:
    """Return the mean per-joint position error of (..., J, 3) poses (Protocol 1), input units."""
    error: Array = np.linalg.norm(predicted - truth, axis=-1).mean(axis=-1)
    return error


def procrustes(predicted: Array, truth: Array) -> Array:
    """Return (N, J, 3) predictions moved by the best similarity onto the truth."""
    mean_p = predicted.mean(axis=1, keepdims=True)
    mean_t = truth.mean(axis=1, keepdims=True)
    p, t = predicted - mean_p, truth - mean_t
    u, s, vt = np.linalg.svd(np.swapaxes(p, 1, 2) @ t)
    # Forbid reflections: flip the least certain axis where the product would mirror.
    sign = np.sign(np.linalg.det(u @ vt))
    s = np.concatenate([s[:, :2], s[:, 2:] * sign[:, None]], axis=1)
    flip = np.broadcast_to(np.eye(3), u.shape).copy()
    flip[:, 2, 2] = sign
    rotation = u @ flip @ vt
    scale = s.sum(axis=1) / np.maximum((p**2).sum(axis=(1, 2)), 1e-12)
    aligned: Array = scale[:, None, None] * (p @ rotation) + mean_t
    return aligned


def p_mpjpe(predicted: Array, truth: Array) -> Array:
    """Return MPJPE of (N, J, 3) poses after Procrustes alignment (Protocol 2), (N,)."""
    return mpjpe(procrustes(predicted, truth), truth)


def n_mpjpe(predicted: Array, truth: Array) -> Array:
    """Return MPJPE of (..., J, 3) root-relative poses after the best scaling (Protocol 3)."""
    scale = (predicted * truth).sum(axis=(-2, -1)) / np.maximum(
        np.square(predicted).sum(axis=(-2, -1)), 1e-12
    )
    return mpjpe(scale[..., None, None] * predicted, truth)


def mpjve(predicted: Array, truth: Array) -> float:
    """Return the mean error of the steps of a (T, J, 3) motion, input units per frame (MPJVE)."""
    if len(predicted) < 2:
        return float("nan")
    steps = np.diff(predicted, axis=0) - np.diff(truth, axis=0)
    return float(np.linalg.norm(steps, axis=-1).mean())
