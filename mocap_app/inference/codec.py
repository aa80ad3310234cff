"""Reading keypoints out of a network's maps; shared by inference and training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mocap_app.core.skeleton import body27
from mocap_app.networks.config import STRIDE

Array = NDArray[np.floating]

_WINDOW = 2  # cells around the peak that take part in the read-out


@dataclass(frozen=True)
class Decoded:
    """Keypoints of a batch of B crops, J each."""

    keypoints_2d: Array
    """(B, J, 2) crop pixels, sub-pixel."""
    score: Array
    """(B, J) probability mass of the heatmap within one cell of its peak, in [0, 1]."""
    keypoints_3d: Array
    """(B, J, 3) metres, pelvis-relative, camera frame of the crop."""


def merge_mirrored(maps: NDArray[np.float32], mirrored: NDArray[np.float32]) -> NDArray[np.float32]:
    """Average maps of crops with those of their mirror images, both (B, 4J, h, w).

    The flip test of Simple Baselines (Xiao et al., ECCV 2018) on real-valued targets, which need no
    shift: cell centres lie mirror-symmetrically in the crop. J must be Body27's.
    """
    order = np.array(body27().mirror)
    planes = mirrored[..., ::-1].reshape(len(maps), 4, len(order), *maps.shape[2:])[:, :, order]
    sign = np.array([1, -1, 1, 1], np.float32)[:, None, None, None]  # heatmap, X, Y, Z
    merged = (maps + (planes * sign).reshape(maps.shape)) / 2
    return np.asarray(merged, dtype=np.float32)


def decode(maps: NDArray[np.float32]) -> Decoded:
    """Decode (B, 4J, h, w) maps: heatmap logits, then X, Y, Z.

    The position is the centre of mass of the softmax in a 5x5 window around its peak, which is
    unbiased where DARK's Taylor step is not (a window cut by the border), and the location maps
    are read with the same weights: a soft read loses less than the value at one cell.
    """
    batch, channels, height, width = maps.shape
    n = channels // 4
    logits = maps[:, :n].reshape(batch, n, height * width)
    peak = logits.argmax(axis=-1)  # (B, J)
    weights = np.exp(logits - np.take_along_axis(logits, peak[..., None], axis=-1))
    total = weights.sum(axis=-1)
    row, column = np.divmod(peak, width)

    span = np.arange(-_WINDOW, _WINDOW + 1)
    rows = row[..., None] + span  # (B, J, 5)
    columns = column[..., None] + span
    inside = ((rows >= 0) & (rows < height))[..., :, None] & ((columns >= 0) & (columns < width))[
        ..., None, :
    ]
    rows, columns = rows.clip(0, height - 1), columns.clip(0, width - 1)
    cells = (rows[..., :, None] * width + columns[..., None, :]).reshape(batch, n, -1)  # (B,J,25)
    local = np.take_along_axis(weights, cells, axis=-1) * inside.reshape(batch, n, -1)
    mass = local.sum(axis=-1)
    near = local.reshape(batch, n, 5, 5)[..., 1:4, 1:4].sum(axis=(-2, -1))
    share = local / mass[..., None]

    x = (share * (cells % width)).sum(axis=-1)
    y = (share * (cells // width)).sum(axis=-1)
    keypoints = np.stack([x, y], axis=-1) * STRIDE + (STRIDE - 1) / 2
    locations = maps[:, n:].reshape(batch, 3, n, height * width)
    read = np.take_along_axis(locations, cells[:, None], axis=-1)  # (B, 3, J, 25)
    values = (read * share[:, None]).sum(axis=-1).transpose(0, 2, 1)  # (B, J, 3)
    return Decoded(keypoints, near / total, values - values[:, :1])
