"""Motion capture as one table of keypoints, and random clips out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from mocap_app.core.errors import DataError
from mocap_app.core.skeleton import N_KEYPOINTS, body27

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Array = NDArray[np.float32]


class NamedMotion(Protocol):
    """A motion of one person; `training.motion.sequences.Sequence` is one."""

    @property
    def name(self) -> str:
        """Clip and body."""

    @property
    def subject(self) -> str:
        """Who moved."""

    @property
    def positions(self) -> NDArray[np.floating]:
        """(T, 27, 3) metres, world frame, Y up, 30 frames a second."""


@dataclass(frozen=True, eq=False)
class Motions:
    """Many motions, one after the other."""

    positions: Array
    """(N, 27, 3) metres, world frame, Y up, 30 frames a second."""
    starts: NDArray[np.intp]
    """(S,) first frame of each motion."""
    lengths: NDArray[np.intp]
    """(S,) frames of each motion."""
    subjects: tuple[str, ...]
    """Who moved, by motion."""

    @staticmethod
    def gather(motions: Iterable[NamedMotion]) -> Motions:
        """Put motions into one table.

        Raises:
            DataError: There is none, or one is not a motion of the 27 keypoints.
        """
        parts: list[Array] = []
        subjects: list[str] = []
        for motion in motions:
            points = np.asarray(motion.positions, np.float32)
            if points.ndim != 3 or points.shape[1:] != (N_KEYPOINTS, 3):
                raise DataError(
                    f"The motion {motion.name} has the shape {points.shape}, not (T, 27, 3): it is "
                    "of another joint set."
                )
            if len(points) < 2 or not np.isfinite(points).all():
                continue
            parts.append(points)
            subjects.append(motion.subject)
        if not parts:
            raise DataError("There is no motion to learn from: the motion data is empty.")
        lengths = np.array([len(part) for part in parts], dtype=np.intp)
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.intp)
        return Motions(np.concatenate(parts), starts, lengths, tuple(subjects))

    def of_subjects(self, share: float) -> Motions:
        """Return the motions of the first subjects by name: as many as make up a share of all.

        Below one subject's worth, only the first part of that subject's motions stays, as in the
        semi-supervised experiments of VideoPose3D.
        """
        budget = share * self.lengths.sum()
        order = sorted(range(len(self.lengths)), key=lambda i: (self.subjects[i], i))
        kept: list[int] = []
        used = 0
        for i in order:
            if kept and used + self.lengths[i] > budget:
                break
            kept.append(i)
            used += int(self.lengths[i])
        parts = [self.positions[self.starts[i] : self.starts[i] + self.lengths[i]] for i in kept]
        if used > budget:
            parts[-1] = parts[-1][: max(int(len(parts[-1]) - (used - budget)), 2)]
        lengths = np.array([len(part) for part in parts], dtype=np.intp)
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.intp)
        subjects = tuple(self.subjects[i] for i in kept)
        return Motions(np.concatenate(parts), starts, lengths, subjects)


def random_clips(
    motions: Motions, batch: int, frames: int, rng: np.random.Generator, *, vary: bool = True
) -> Array:
    """Return (B, T, 27, 3) random clips, metres, world frame.

    A clip that is longer than its motion stands still at the motion's ends. With `vary`, clips are
    played a little faster or slower, people are a little larger or smaller, half are mirrored.
    """
    # Long motions come more often, but not as much more often as they are longer.
    weight = np.sqrt(motions.lengths.astype(np.float64))
    which = rng.choice(len(weight), batch, p=weight / weight.sum())
    speed = rng.uniform(0.75, 1.3, batch) if vary else np.ones(batch)
    length = motions.lengths[which]
    free = np.maximum(length - frames * speed, 0.0)
    begin = rng.random(batch) * free - np.where(free > 0, 0.0, rng.random(batch) * 0.2 * frames)
    at = np.clip(begin[:, None] + np.arange(frames) * speed[:, None], 0.0, (length - 1)[:, None])
    low = np.minimum(at.astype(np.intp), (length - 2)[:, None])
    part = (at - low).astype(np.float32)[..., None, None]
    rows = motions.starts[which][:, None] + low
    clips = motions.positions[rows] * (1 - part) + motions.positions[rows + 1] * part
    if not vary:
        return np.asarray(clips, np.float32)
    size = np.clip(rng.normal(1.0, 0.04, batch), 0.85, 1.15).astype(np.float32)
    clips = clips * size[:, None, None, None]
    mirrored = rng.random(batch) < 0.5
    clips[mirrored] = body27().mirrored(clips[mirrored])
    return np.asarray(clips, np.float32)
