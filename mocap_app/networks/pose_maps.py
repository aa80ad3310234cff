"""What every image network of this package answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from torch import Tensor


class PoseMaps(NamedTuple):
    """Maps of a batch of B pictures, J keypoints; heatmaps may be finer than the other maps."""

    heatmaps: Tensor
    """(B, J, H, W) logits, whose softmax over the cells says where the keypoint is."""
    locations: Tensor | None = None
    """(B, 3J, h, w) all X, all Y, all Z, metres, relative to the pelvis, camera frame."""
    deltas: Tensor | None = None
    """(B, 3J, h, w) the same relative to each keypoint's parent; used in training only."""
