"""What a network's maps say of every keypoint, in a few numbers: the input of the second stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.skeleton import body27
from mocap_app.networks.second_stage_config import SIGNS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.inference.codec import Decoded

_SIGNS = np.array(SIGNS, np.float32)


def evidence(decoded: Decoded, size: int) -> NDArray[np.float32]:
    """Return (B, 27, CHANNELS) numbers about the keypoints of B crops.

    The location maps are read twice: where the keypoint was found, and as their expectation under
    the heatmap.

    Args:
        decoded: What was read from the maps.
        size: Side of the crops, pixels.
    """
    expected = decoded.expected
    parts = (
        (decoded.keypoints_2d + 0.5) / size - 0.5,
        decoded.score[..., None],
        decoded.keypoints_3d,
        expected.keypoints_3d,
        (expected.keypoints_2d + 0.5) / size - 0.5,
        expected.spread_2d / size,
    )
    return np.concatenate(parts, axis=-1, dtype=np.float32)


def mirrored(numbers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the evidence (B, 27, CHANNELS) of the mirror images' persons."""
    return numbers[:, list(body27().mirror)] * _SIGNS
