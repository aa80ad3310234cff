"""Poses for pictures, out of the motion library."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mocap_app.core.errors import DataError
from mocap_app.training.motion.library import clips, load_clip

if TYPE_CHECKING:
    from pathlib import Path

    from mocap_app.training.body.body import ShapedBody
    from mocap_app.training.motion.clip import MotionClip
    from mocap_app.training.motion.selection import Split

FloatArray = NDArray[np.float64]
_STEP = 3
"""Every third frame is kept: neighbours look alike, and memory is not free."""


class MotionPoses:
    """Draws frames of the clips of one split."""

    def __init__(self, split: Split, root: Path | None = None) -> None:
        """Read the clips.

        Raises:
            DataError: The archive is missing or damaged, or has nothing for this split.
        """
        found = [load_clip(info) for info in clips(root) if info.split == split]
        if not found:
            raise DataError(f"The motion library has no clips for {split}.")
        self._clips = [_thinned(clip) for clip in found]
        # Long clips count more, but a minute of walking is not worth sixty single gestures.
        weights = np.sqrt([len(clip) for clip in self._clips])
        self._shares = weights / weights.sum()

    def draw(self, rng: np.random.Generator, person: ShapedBody) -> tuple[FloatArray, FloatArray]:
        """Return local rotations (B, 4) and the root (3,) of one frame, for a person."""
        clip = self._clips[rng.choice(len(self._clips), p=self._shares)]
        frame = int(rng.integers(len(clip)))
        one = clip.part(frame, frame + 1)
        return one.rotations[0].astype(np.float64), one.root_for(person)[0]


def _thinned(clip: MotionClip) -> MotionClip:
    return replace(
        clip,
        rotations=np.ascontiguousarray(clip.rotations[::_STEP]),
        root=np.ascontiguousarray(clip.root[::_STEP]),
        fps=clip.fps / _STEP,
    )
