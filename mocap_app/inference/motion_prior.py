"""Where keypoints can be, from where they were: a heatmap's far second peak is rarely the truth.

Followed from frame to frame, a limb seen badly has two peaks of about the same height, and the
higher one changes at random: the wrist jumps to a lamp and back, the legs change sides. The prior
leaves what is near as it is and what is far a tenth of its height: a sure answer still wins at
once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPEED = 12.0
"""Torso lengths a second, about six metres: the standard deviation of where a keypoint goes."""
_FAR = 0.1
"""Factor on what is out of reach."""
_SHOULDERS, _HIPS = [11, 14], [1, 4]
_LEAST, _MOST = 0.3, 1.5
"""Bounds of the standard deviation, torso lengths."""


def motion_prior(
    keypoints: NDArray[np.float64], seconds: float, shape: tuple[int, int], size: int
) -> NDArray[np.float32]:
    """Return factors (B, 27, rows, columns) on the heatmaps of B crops.

    Args:
        keypoints: (B, 27, 2) where they were, pixels of the crops.
        seconds: Time since then.
        shape: Rows and columns of the heatmaps, the longer ones those of the whole crop.
        size: Side of the crops, pixels.
    """
    stride = size / max(shape)
    torso = torso_length(keypoints[:, _HIPS], keypoints[:, _SHOULDERS])
    reach = np.clip(SPEED * seconds, _LEAST, _MOST) * torso
    sigma = np.maximum(reach, stride)[:, None, None]
    middle = (size - 1) / 2
    y, x = (
        _near(keypoints[..., axis], sigma, (np.arange(cells) - (cells - 1) / 2) * stride + middle)
        for axis, cells in zip((1, 0), shape, strict=True)
    )
    y *= np.float32(1 - _FAR)
    # _FAR + y * x for all rows and columns, as one product of two columns and two rows.
    rows = np.stack([y, np.full_like(y, _FAR)], axis=-1)
    columns = np.stack([x, np.ones_like(x)], axis=-2)
    factors: NDArray[np.float32] = rows @ columns
    return factors


def _near(
    at: NDArray[np.floating], sigma: NDArray[np.floating], centres: NDArray[np.floating]
) -> NDArray[np.float32]:
    """Return (B, 27, N) Gaussians of height 1 around (B, 27) numbers."""
    near: NDArray[np.float32] = np.exp(-0.5 * ((centres - at[..., None]) / sigma) ** 2)
    return near.astype(np.float32)


def torso_length(
    hips: NDArray[np.floating], shoulders: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Return (...) lengths of torsos from (..., 2, 2) positions of their hips and shoulders."""
    torso = np.linalg.norm(shoulders.mean(axis=-2) - hips.mean(axis=-2), axis=-1)
    # A torso seen from above is short; it is never shorter than half the shoulders' distance.
    width = np.linalg.norm(shoulders[..., 0, :] - shoulders[..., 1, :], axis=-1)
    length: NDArray[np.float64] = np.maximum(torso, width / 2)
    return length
