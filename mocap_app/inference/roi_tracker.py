"""Following one person from frame to frame: where to cut the next region."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.inference.narrow import window_around
from mocap_app.inference.preprocess import Region

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The torso and the head say whether somebody is there; limbs come and go.
CORE = [0, 1, 4, 7, 8, 9, 10, 11, 14]
_UPPER = [7, 8, 9, 10, 11, 14]
_LOWER = [0, 1, 2, 3, 4, 5, 6]
_NECK, _HEAD_TOP, _LEFT_SHOULDER, _RIGHT_SHOULDER = 8, 10, 11, 14
_RULER_CONFIDENCE = 0.1


@dataclass(frozen=True)
class TrackerConfig:
    """How a region follows a pose."""

    extent: float = 1.4
    """Side of the region in extents of the sure keypoints, as in validation."""
    sure: float = 0.25
    """Confidence from which a keypoint shapes the region."""
    shrink: float = 0.25
    """Share of the way a too large region, or window, shrinks per frame; it grows at once."""
    keep: float = 0.40
    """Quality below which a frame counts as lost."""
    acquire: float = 0.5
    """Quality a found person must have."""
    patience: int = 3
    """Lost frames in a row after which the region is given up."""


def quality(confidence: NDArray[np.floating]) -> float:
    """Return how surely somebody is there, in [0, 1], from (27,) confidences.

    The upper body alone is enough: a person at a desk has no visible hips.
    """
    core = float(np.mean(np.asarray(confidence)[CORE]))
    upper = float(np.mean(np.asarray(confidence)[_UPPER]))
    return max(core, upper)


def presence(confidence: NDArray[np.floating]) -> float:
    """Return how surely the person who was there a frame ago still is, from (27,) confidences.

    Legs are enough to follow somebody whose head left the picture, on a chair or close to the
    camera; to find somebody they are not, for furniture has legs too.
    """
    return max(quality(confidence), float(np.mean(np.asarray(confidence)[_LOWER])))


def region_of(
    keypoints: NDArray[np.floating], confidence: NDArray[np.floating], config: TrackerConfig
) -> Region | None:
    """Return the square around the sure keypoints; None if they are too few.

    Args:
        keypoints: (27, 2) pixels of the frame.
        confidence: (27,).
        config: Margins.
    """
    sure = confidence >= config.sure
    if sure.sum() < 5:
        return None
    points = keypoints[sure]
    if min(confidence[_HEAD_TOP], confidence[_NECK]) >= _RULER_CONFIDENCE:
        # Without it a region would close in on a face, when the face alone is sure, and lose the
        # body: the trunk is 1.6 times as long as head and neck.
        neck, head = keypoints[_NECK], keypoints[_HEAD_TOP]
        points = np.concatenate([points, [neck + 1.6 * (neck - head)]])
    low, high = points.min(axis=0), points.max(axis=0)
    middle, extent = (low + high) / 2, high - low
    longest = max(float(extent.max()), _shoulder_side(keypoints, confidence))
    side = max(config.extent * longest, 24.0)
    window = window_around(extent, longest, side)
    return Region(float(middle[0]), float(middle[1]), side, window)


def _grown_at_once(before: Region, found: Region, shrink: float) -> Region:
    """Return the region found, but not smaller at once than the one before it."""

    def calmly(old: float, new: float) -> float:
        return max(new, old + shrink * (new - old))

    side = calmly(before.side, found.side)
    window = [
        min(calmly(old * before.side, new * found.side) / side, 1.0)
        for old, new in zip(before.window, found.window, strict=True)
    ]
    return replace(found, side=side, window=(window[0], window[1]))


def _shoulder_side(keypoints: NDArray[np.floating], confidence: NDArray[np.floating]) -> float:
    """Return twice the width of the shoulders, pixels: room for the arms; 0 if unknown."""
    if min(confidence[_LEFT_SHOULDER], confidence[_RIGHT_SHOULDER]) < _RULER_CONFIDENCE:
        return 0.0
    width = np.linalg.norm(keypoints[_LEFT_SHOULDER] - keypoints[_RIGHT_SHOULDER])
    return 2.0 * float(width)


class RoiTracker:
    """Holds the region of the person being followed; None while nobody is."""

    def __init__(self, config: TrackerConfig | None = None) -> None:
        self.config = config or TrackerConfig()
        self.region: Region | None = None
        self._lost_frames = 0

    def start(self, region: Region) -> None:
        """Follow the person in this region from now on."""
        self.region = region
        self._lost_frames = 0

    def drop(self) -> None:
        """Follow nobody."""
        self.region = None
        self._lost_frames = 0

    def update(self, keypoints: NDArray[np.floating], confidence: NDArray[np.floating]) -> bool:
        """Take in the pose found in the present region; False if the person is not there.

        After `patience` such frames in a row the region is given up.
        """
        assert self.region is not None
        config = self.config
        found = region_of(keypoints, confidence, config)
        if found is not None and presence(confidence) >= config.keep:
            self.region = _grown_at_once(self.region, found, config.shrink)
            self._lost_frames = 0
            return True
        self.miss()
        return False

    def miss(self) -> None:
        """Take note of a frame without the person."""
        self._lost_frames += 1
        if self._lost_frames >= self.config.patience:
            self.drop()
