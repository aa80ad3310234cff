"""Poses for pictures, out of the motion library."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mocap_app.core.errors import DataError
from mocap_app.core.rotation import from_rotvec, multiply
from mocap_app.training.body.rig import BONES
from mocap_app.training.motion.gestures import Posture, webcam_clip
from mocap_app.training.motion.library import clips, load_clip
from mocap_app.training.motion.variation import GRIPS, mirrored, recombined, with_fingers

if TYPE_CHECKING:
    from pathlib import Path

    from mocap_app.training.body.body import ShapedBody
    from mocap_app.training.motion.clip import MotionClip
    from mocap_app.training.motion.selection import Split

FloatArray = NDArray[np.float64]
_STEP = 3
"""Every third frame is kept: neighbours look alike, and memory is not free."""
_SEEDS = {"train": 1, "validation": 2, "test": 3}
_BENT = [row for row, bone in enumerate(BONES) if not bone.startswith(("finger", "root", "neck"))]


@dataclass(frozen=True)
class PoseConfig:
    """Which poses there are."""

    webcam_clips: int = 60
    """Performances in front of a webcam that are made up, ten seconds each."""
    webcam: float = 0.3
    """Share of poses from them."""
    postures: tuple[Posture, ...] = ("sitting", "sitting", "standing")
    """What these performances are, in turn."""
    recombined: float = 0.15
    """Share with the upper body of another pose."""
    stirred_deg: float = 5.0
    """Standard deviation of what every bone is turned by, besides."""
    tumbled: float = 0.04
    """Share turned as a whole by any angle: handstands, falls, people lying."""


POSES = {
    "everyday": PoseConfig(),
    "exercise": PoseConfig(webcam=0.8, postures=("exercising",), stirred_deg=7.0, tumbled=0.0),
    "acrobatic": PoseConfig(webcam=0.05, recombined=0.5, stirred_deg=12.0, tumbled=0.7),
}
"""Kinds of poses by name: the library has few knees held high, and sport photographs are full of
people upside down."""


class MotionPoses:
    """Draws frames of the clips of one split, and of performances made up for it."""

    def __init__(
        self, split: Split, root: Path | None = None, config: PoseConfig | None = None
    ) -> None:
        """Read the clips.

        Raises:
            DataError: The archive is missing or damaged, or has nothing for this split.
        """
        self._config = config or PoseConfig()
        found = [load_clip(info) for info in clips(root) if info.split == split]
        if not found:
            raise DataError(f"The motion library has no clips for {split}.")
        self._recorded = [_thinned(clip) for clip in found]
        # Long clips count more, but a minute of walking is not worth sixty single gestures.
        weights = np.sqrt([len(clip) for clip in self._recorded])
        self._shares = weights / weights.sum()
        rng = np.random.default_rng([_SEEDS[split], 5])
        postures = self._config.postures
        self._webcam = [
            _thinned(webcam_clip(rng, postures[i % len(postures)]))
            for i in range(self._config.webcam_clips)
        ]

    def draw(self, rng: np.random.Generator, person: ShapedBody) -> tuple[FloatArray, FloatArray]:
        """Return local rotations (B, 4) and the root (3,) of one frame, for a person."""
        frame = self._frame(rng)
        if rng.random() < self._config.recombined:
            frame = recombined(frame, self._frame(rng))
        if rng.random() < 0.5:
            frame = mirrored(frame)
        left, right = (GRIPS[rng.integers(len(GRIPS))] for _ in "LR")
        frame = with_fingers(frame, person, (left, right), rng)
        rotations = frame.rotations[0].astype(np.float64)
        turns = np.radians(rng.normal(0, self._config.stirred_deg, (len(_BENT), 3)))
        rotations[_BENT] = multiply(rotations[_BENT], from_rotvec(turns))
        if rng.random() < self._config.tumbled:
            axis = rng.normal(size=3)
            turn = axis / np.linalg.norm(axis) * rng.uniform(0.5, np.pi)
            rotations[0] = multiply(from_rotvec(turn), rotations[0])
        return rotations, frame.root_for(person)[0]

    def _frame(self, rng: np.random.Generator) -> MotionClip:
        if self._webcam and rng.random() < self._config.webcam:
            clip = self._webcam[rng.integers(len(self._webcam))]
        else:
            clip = self._recorded[rng.choice(len(self._recorded), p=self._shares)]
        start = int(rng.integers(len(clip)))
        return clip.part(start, start + 1)


def _thinned(clip: MotionClip) -> MotionClip:
    return replace(
        clip,
        rotations=np.ascontiguousarray(clip.rotations[::_STEP]),
        root=np.ascontiguousarray(clip.root[::_STEP]),
        fps=clip.fps / _STEP,
    )
