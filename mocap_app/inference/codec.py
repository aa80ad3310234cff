"""Reading keypoints out of a network's maps; shared by inference and training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mocap_app.core.skeleton import body27
from mocap_app.inference.expectation import Expectation, expectation

Array = NDArray[np.floating]

WINDOW_PX = 14  # of the input, around the peak, that take part in the read-out
NEAR_PX = 8  # of the input, around the peak, whose share of the heatmap is the score


class Maps(NamedTuple):
    """A network's answer for B crops, J keypoints; heatmaps may be finer than location maps.

    Of narrow pictures (`inference.narrow`) they are as narrow: the middle of those of the crops.
    """

    heatmaps: NDArray[np.float32]
    """(B, J, H, W) logits."""
    locations: NDArray[np.float32]
    """(B, 3J, h, w) all X, all Y, all Z: metres, pelvis-relative, camera frame of the crop."""

    def stride(self, size: int) -> float:
        """Return pixels per cell of the heatmaps, of crops of `size` pixels a side."""
        cells: int = max(self.heatmaps.shape[-2:])
        return size / cells


@dataclass(frozen=True)
class Decoded:
    """Keypoints of a batch of B crops, J each."""

    keypoints_2d: Array
    """(B, J, 2) crop pixels, sub-pixel."""
    score: Array
    """(B, J) probability mass of the heatmap near its peak, in [0, 1]."""
    keypoints_3d: Array
    """(B, J, 3) metres, pelvis-relative, camera frame of the crop."""
    expected: Expectation
    """The same without choosing a place, after the prior."""


def merge_mirrored(maps: Maps, mirrored: Maps) -> Maps:
    """Average maps of crops with those of their mirror images.

    The flip test of Simple Baselines (Xiao et al., ECCV 2018) on real-valued targets, which need no
    shift: cell centres lie mirror-symmetrically in the crop. J must be Body27's.
    """
    order = list(body27().mirror)
    batch, _, height, width = maps.locations.shape
    places = mirrored.locations[..., ::-1].reshape(batch, 3, len(order), height, width)[:, :, order]
    sign = np.array([-1, 1, 1], np.float32)[:, None, None, None]  # X, Y, Z
    heatmaps = (maps.heatmaps + mirrored.heatmaps[..., ::-1][:, order]) * np.float32(0.5)
    locations = (maps.locations + (places * sign).reshape(maps.locations.shape)) * np.float32(0.5)
    return Maps(heatmaps, locations)


def decode(maps: Maps, size: int, prior: NDArray[np.float32] | None = None) -> Decoded:
    """Decode the maps of crops of `size` pixels a side.

    `prior` (B, J, H, W) are factors on the heatmaps where the peak is chosen and for what is
    expected; the position and the score are the network's own. The position is the centre of mass
    of the softmax in a window around its peak, which is unbiased where DARK's Taylor step is not (a
    window cut by the border), and the location maps are read with the same weights: a soft read
    loses less than the value at one cell.
    """
    batch, n, height, width = maps.heatmaps.shape
    stride = maps.stride(size)
    reach, near = round(WINDOW_PX / stride), round(NEAR_PX / stride)
    logits = maps.heatmaps.reshape(batch, n, height * width)
    weights = logits - logits.max(axis=-1, keepdims=True)
    np.exp(weights, out=weights)  # in place: a third of the time of one more array of this size
    chances = weights if prior is None else weights * prior.reshape(weights.shape)
    peak = chances.argmax(axis=-1)  # (B, J)
    total = weights.sum(axis=-1)
    row, column = np.divmod(peak, width)

    side = 2 * reach + 1
    span = np.arange(-reach, reach + 1)
    rows = row[..., None] + span  # (B, J, side)
    columns = column[..., None] + span
    inside = ((rows >= 0) & (rows < height))[..., :, None] & ((columns >= 0) & (columns < width))[
        ..., None, :
    ]
    rows, columns = rows.clip(0, height - 1), columns.clip(0, width - 1)
    cells = (rows[..., :, None] * width + columns[..., None, :]).reshape(batch, n, -1)
    local = np.take_along_axis(weights, cells, axis=-1) * inside.reshape(batch, n, -1)
    share = local / local.sum(axis=-1, keepdims=True)  # (B, J, side * side)
    middle = slice(reach - near, reach + near + 1)
    score = local.reshape(batch, n, side, side)[..., middle, middle].sum(axis=(-2, -1)) / total

    x = (share * (cells % width)).sum(axis=-1) - (width - 1) / 2
    y = (share * (cells // width)).sum(axis=-1) - (height - 1) / 2
    keypoints = np.stack([x, y], axis=-1) * stride + (size - 1) / 2
    values = _read_locations(maps, rows, columns, share)
    expected = expectation(chances.reshape(maps.heatmaps.shape), maps.locations, size)
    return Decoded(keypoints, score, values - values[:, :1], expected)


def _read_locations(
    maps: Maps, rows: NDArray[np.intp], columns: NDArray[np.intp], share: Array
) -> Array:
    """Return (B, J, 3) weighted means of the location maps over the (B, J, side) windows."""
    batch, n, _, fine = maps.heatmaps.shape
    coarse = maps.locations.shape[-1]
    fold = fine // coarse  # heatmap cells per location cell
    cells = (rows // fold)[..., :, None] * coarse + (columns // fold)[..., None, :]
    locations = maps.locations.reshape(batch, 3, n, -1)
    read = np.take_along_axis(locations, cells.reshape(batch, 1, n, -1), axis=-1)
    mean: Array = (read * share[:, None]).sum(axis=-1).transpose(0, 2, 1)
    return mean
