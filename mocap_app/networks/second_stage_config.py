"""What the second stage is told of every keypoint, without torch, so that inference may read it."""

from __future__ import annotations

CHANNELS = 13
"""Place x, y (parts of the crop, from its middle); score; location X, Y, Z there (metres from the
pelvis); the same as the mean over the whole heatmap; the heatmap's middle x, y and spread x, y."""
EXPECTED = slice(6, 9)
"""The channels of the location's mean over the whole heatmap."""
SIGNS = tuple(-1.0 if channel in (0, 3, 6, 9) else 1.0 for channel in range(CHANNELS))
"""Factors on the channels in the mirror."""
