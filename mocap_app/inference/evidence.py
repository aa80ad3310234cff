"""What a network's maps say of every keypoint, in a few numbers: the input of the second stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.skeleton import body27
from mocap_app.networks.second_stage_config import CHANNELS, EXPECTED, FLIPPED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.inference.codec import Decoded, Maps


def evidence(
    maps: Maps, decoded: Decoded, size: int, prior: NDArray[np.float64] | None = None
) -> NDArray[np.float32]:
    """Return (B, 27, CHANNELS) numbers about the keypoints of B crops.

    The location maps are read twice: where the keypoint was found, and as their expectation under
    the heatmap, which hedges between places in doubt.

    Args:
        maps: The network's answer.
        decoded: What was read from it with the same prior.
        size: Side of the crops, pixels.
        prior: (B, 27, H, W) factors on the heatmaps of whoever is followed.
    """
    batch, n = maps.heatmaps.shape[:2]
    chances = np.exp(maps.heatmaps - maps.heatmaps.max(axis=(2, 3), keepdims=True))
    if prior is not None:
        np.multiply(chances, prior, out=chances, casting="same_kind")
    chances /= chances.sum(axis=(2, 3), keepdims=True)
    result = np.empty((batch, n, CHANNELS), np.float32)
    result[..., 0:2] = (decoded.keypoints_2d + 0.5) / size - 0.5
    result[..., 2] = decoded.score
    result[..., 3:6] = decoded.keypoints_3d
    result[..., EXPECTED] = _expected_locations(maps, chances)
    for axis, sums in enumerate((chances.sum(axis=2), chances.sum(axis=3))):
        cells = sums.shape[-1]
        at = ((np.arange(cells) + 0.5) / cells - 0.5).astype(np.float32)
        middle = sums @ at
        result[..., 9 + axis] = middle
        result[..., 11 + axis] = np.sqrt(np.maximum(sums @ (at * at) - middle * middle, 0.0))
    return result


def _expected_locations(maps: Maps, chances: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (B, J, 3) means of the location maps under (B, J, H, W) chances."""
    batch, n = chances.shape[:2]
    rows, columns = maps.locations.shape[-2:]
    fold = chances.shape[-1] // columns  # heatmap cells per location cell
    coarse = sum(chances[..., i::fold, j::fold] for i in range(fold) for j in range(fold))
    places = maps.locations.reshape(batch, 3, n, rows * columns).transpose(0, 2, 1, 3)
    mean = (places @ np.asarray(coarse).reshape(batch, n, rows * columns, 1))[..., 0]
    expected: NDArray[np.float32] = mean - mean[:, :1]
    return expected


def mirrored(numbers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the evidence (B, 27, CHANNELS) of the mirror images' persons."""
    turned = numbers[:, list(body27().mirror)]
    turned[..., FLIPPED] *= -1
    return turned
