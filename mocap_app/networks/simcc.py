"""SimCC: two classifiers over the columns and rows instead of a heatmap (Li et al., ECCV 2022).

Better than heatmaps the smaller the picture is; no location maps, so it is no student by itself.
Read it with `inference.decoding.simcc`, train it with `training.heatmap_losses.simcc_loss`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor, nn

if TYPE_CHECKING:
    from collections.abc import Sequence


class SimCCHead(nn.Module):
    """From features to logits over `split` bins per pixel of each axis."""

    def __init__(
        self,
        c_in: int,
        n_keypoints: int,
        feature_size: Sequence[int],
        input_size: Sequence[int],
        split: float = 2.0,
    ) -> None:
        """Build for features of (rows, columns) from an input of (height, width) pixels."""
        super().__init__()
        rows, columns = feature_size
        height, width = input_size
        self.squeeze = nn.Conv2d(c_in, n_keypoints, 1)
        self.across = nn.Linear(rows * columns, int(width * split))
        self.down = nn.Linear(rows * columns, int(height * split))

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Map (B, C, h, w) to logits (B, J, W x split) and (B, J, H x split)."""
        x = self.squeeze(features).flatten(2)  # (B, J, hw)
        return self.across(x), self.down(x)
