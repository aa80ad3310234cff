"""A motion on the rig of the body, ready for any person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.rotation import inverse, multiply, rotate
from mocap_app.recording.resample import resample
from mocap_app.training.body.rig import INDEX

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray
    from mocap_app.training.body.body import ShapedBody

FPS = 30
"""Frames a second of all clips."""


@dataclass(frozen=True)
class Stature:
    """What of a person scales a motion; metres."""

    leg_length: float
    ankle_height: float

    @staticmethod
    def of(person: ShapedBody) -> Stature:
        """Return that of a person."""
        ankle = min(person.joints[INDEX[f"foot.{side}"], 1] for side in "LR")
        return Stature(person.leg_length, float(ankle))


@dataclass(frozen=True, eq=False)
class MotionClip:
    """T frames at `fps` of B bones (`body.rig.BONES`); world metres, Y up, floor at y = 0."""

    name: str
    rotations: NDArray[np.float32]
    """(T, B, 4) local rotations wxyz; fingers as at rest."""
    root: NDArray[np.float32]
    """(T, 3) head of the root bone, for a person of `stature`."""
    stature: Stature
    fps: float = FPS

    def __len__(self) -> int:
        return len(self.root)

    @property
    def seconds(self) -> float:
        """Length, from the first frame to the end of the last."""
        return len(self) / self.fps

    def root_for(self, person: ShapedBody) -> FloatArray:
        """Return the (T, 3) root that takes steps of a person's own size on the same floor."""
        stature = Stature.of(person)
        low = np.array([0.0, self.stature.ankle_height, 0.0])
        step = stature.leg_length / self.stature.leg_length
        placed: FloatArray = (self.root - low) * step + (0.0, stature.ankle_height, 0.0)
        return placed

    def keypoints(self, person: ShapedBody) -> FloatArray:
        """Return (T, 27, 3) Body27 in the world, metres."""
        return person.landmarks(person.pose(self.rotations, self.root_for(person)))

    def part(self, start: int, stop: int) -> MotionClip:
        """Return the frames from `start` up to `stop`."""
        return replace(self, rotations=self.rotations[start:stop], root=self.root[start:stop])

    def sampled(self, times: FloatArray) -> MotionClip:
        """Return the clip with a frame at each of `times`, seconds from its first frame."""
        rotations, root = resample(
            np.arange(len(self)) / self.fps,
            self.rotations.astype(np.float64),
            self.root.astype(np.float64),
            times,
        )
        return replace(self, rotations=rotations.astype(np.float32), root=root.astype(np.float32))

    def faced(self, turn: FloatArray) -> MotionClip:
        """Return the motion turned as a whole by a quaternion (4,) about the world's origin."""
        rotations = self.rotations.copy()
        rotations[:, 0] = multiply(turn, self.rotations[:, 0].astype(np.float64))
        return replace(
            self,
            rotations=rotations,
            root=rotate(turn, self.root.astype(np.float64)).astype(np.float32),
        )


def heading(rotations: NDArray[np.floating]) -> FloatArray:
    """Return the turn about the vertical (..., 4) of hips rotated by (..., 4)."""
    twist = np.array(rotations, dtype=np.float64)
    twist[..., 1] = twist[..., 3] = 0.0
    length = np.linalg.norm(twist, axis=-1, keepdims=True)
    return np.where(length > 1e-6, twist / np.maximum(length, 1e-6), [1.0, 0.0, 0.0, 0.0])


def without_heading(clip: MotionClip) -> MotionClip:
    """Return the clip starting at the origin, facing +Z."""
    turned = clip.faced(inverse(heading(clip.rotations[0, 0])))
    start = turned.root[0] * np.array([1, 0, 1], dtype=np.float32)
    return replace(turned, root=turned.root - start)
