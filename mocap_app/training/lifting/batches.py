"""From motions to what a lifter is trained on: clips, cameras, a detector's errors, one view."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.skeleton import body27
from mocap_app.inference.lift_input import FEATURES, View, features, find_view, frame_weights
from mocap_app.training.lifting.detector_noise import DetectorNoise, detect
from mocap_app.training.lifting.motions import Motions, random_clips
from mocap_app.training.lifting.variety import exchange_limbs, lean
from mocap_app.training.lifting.views import Shots, ViewConfig, shoot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from mocap_app.networks.lifter_config import LifterConfig

    Array = NDArray[np.float32]

_POOL, _ROUNDS = 4, 6
"""Batches' worth of clips that are imagined at once, and windows taken from each. To imagine clips
takes longer than to learn from them, and half a second later is nearly as good as another clip."""
_ROUND_FRAMES = 6
"""Frames by which clips are longer, for every window of each."""


@dataclass(frozen=True)
class Conditions:
    """How clips are made hard."""

    views: ViewConfig = field(default_factory=ViewConfig)
    amplitude: tuple[float, float] = (0.5, 1.2)
    """Range of the factor on the detector's errors; below 1 it is a better detector."""
    kind: str | None = None
    """One kind of picture of `DetectorNoise`; None: all in their shares."""
    blackouts: float = 0.15
    """Share of the clips in which the person is lost for some frames."""
    hidden: float = 0.2
    """Share of the clips in which some keypoints are hidden for some frames."""
    starts: float = 0.15
    """Share of the tracks that begin (or end) inside the receptive field."""
    vary: bool = True
    """Change speed, size and side of the clips."""
    exchange: float = 0.2
    """Share of the arms and legs that move as another clip's."""
    lean: float = 0.3
    """Share of the clips that are tilted."""


TRAINING = Conditions()
TESTING = Conditions(
    views=ViewConfig(upper_body=0.0), amplitude=(1.0, 1.0), blackouts=0, hidden=0, starts=0,
    vary=False, exchange=0.0, lean=0.0,
)  # fmt: skip
"""Held-out clips with the detector's errors as they were measured, whole body in the picture."""


@dataclass(frozen=True)
class Footage:
    """B clips of T frames: what is true, camera frame, and what the detector said."""

    points: Array
    """(B, T, 27, 3) metres."""
    root: Array
    """(B, T, 3) pelvis in metres, as `Shots.root`."""
    rays: Array
    """(B, T, 27, 2) detections."""
    confidence: Array
    """(B, T, 27), 0 where nothing was seen."""


@dataclass(frozen=True)
class LiftBatch:
    """N windows of R frames and the moments that they are to answer for.

    Neighbouring moments of a clip follow each other, each seen in a window with a view of its own,
    as at work: what trembles with the view then shows in the steps between their answers.
    """

    features: Array
    """(N, R, F) inputs of the network."""
    target: Array
    """(N, 27, 3) metres relative to the pelvis, view frame."""
    root: Array
    """(N, 3) pelvis in metres for the assumed lens, view frame."""
    view: View
    rays: Array
    """(N, 27, 2) what the detector said, camera frame."""
    confidence: Array
    """(N, 27), 0 where nothing was seen."""


@dataclass(frozen=True)
class BatchMaker:
    """Everything that batches are made of but chance."""

    motions: Motions
    clips: int
    """Clips that a batch has windows of."""
    noise: DetectorNoise
    config: LifterConfig
    conditions: Conditions = TRAINING
    answers: int = 1
    """Neighbouring frames of each clip that are answered for."""

    def batches(self, rng: np.random.Generator) -> Iterator[LiftBatch]:
        """Yield batches without end, each also as in a mirror."""
        alone = self.config.kind == "single"
        pool, rounds = (1, 1) if alone else (_POOL, _ROUNDS)
        further = 0 if alone else rounds * _ROUND_FRAMES
        frames = self.config.receptive_field - 1 + self.answers + further
        while True:
            size = (pool * self.clips, frames)
            footage = film(self.motions, size, rng, self.conditions, noise=self.noise)
            for _ in range(pool * rounds):
                batch = windows(
                    footage,
                    self.config,
                    rng,
                    clips=rng.choice(size[0], self.clips, replace=False),
                    answers=self.answers,
                    starts=self.conditions.starts,
                )
                yield batch
                yield mirrored(batch)


def film(
    motions: Motions,
    size: tuple[int, int],
    rng: np.random.Generator,
    conditions: Conditions = TRAINING,
    *,
    noise: DetectorNoise,
) -> Footage:
    """Return random clips, so many of so many frames, as cameras and the detector see them."""
    clips = random_clips(motions, *size, rng, vary=conditions.vary)
    clips = lean(exchange_limbs(clips, rng, conditions.exchange), rng, conditions.lean)
    shots = shoot(clips, rng, conditions.views)
    return Footage(shots.points, shots.root, *imagine(shots, rng, conditions, noise))


def windows(
    footage: Footage,
    config: LifterConfig,
    rng: np.random.Generator,
    *,
    clips: NDArray[np.intp],
    answers: int = 1,
    starts: float = 0.0,
) -> LiftBatch:
    """Return windows from a random place in each of some clips.

    Args:
        footage: The clips, at least as long as a receptive field and the further answers.
        config: The network.
        rng: Chooses the places.
        clips: (B,) which ones.
        answers: Neighbouring frames that are answered for.
        starts: Share of the tracks that begin (or end) inside the receptive field.
    """
    before = config.answer_index
    after = config.receptive_field - 1 - before
    last = footage.confidence.shape[1] - 1
    first = rng.integers(before, last - after - answers + 2, len(clips))
    low, high = _ends_of_tracks(first, last, (before, after), rng, starts)
    which = np.repeat(clips, answers)  # (N,)
    middle = (first[:, None] + np.arange(answers)).ravel()
    rows = np.clip(
        middle[:, None] + np.arange(-before, after + 1),
        np.repeat(low, answers)[:, None],
        np.repeat(np.maximum(high, first + answers - 1), answers)[:, None],
    )
    rays, confidence = footage.rays[which[:, None], rows], footage.confidence[which[:, None], rows]
    view = find_view(rays, confidence, frame_weights(config))
    points = footage.points[which, middle]
    return LiftBatch(
        features=features(rays, confidence, view),
        target=view.from_camera(points - points[:, :1]).astype(np.float32),
        root=view.from_camera(footage.root[which, middle]).astype(np.float32),
        view=view,
        rays=footage.rays[which, middle],
        confidence=footage.confidence[which, middle],
    )


def make_batch(
    motions: Motions,
    size: tuple[int, int],
    rng: np.random.Generator,
    conditions: Conditions = TRAINING,
    *,
    noise: DetectorNoise,
    config: LifterConfig,
) -> LiftBatch:
    """Return windows of fresh clips: so many clips, so many neighbouring frames answered for."""
    clips, answers = size
    footage = film(
        motions, (clips, config.receptive_field - 1 + answers), rng, conditions, noise=noise
    )
    return windows(
        footage, config, rng, clips=np.arange(clips), answers=answers, starts=conditions.starts
    )


def mirrored(batch: LiftBatch) -> LiftBatch:
    """Return the same windows as in a mirror: other people to learn from, almost for nothing."""
    order = list(body27().mirror)
    flip = np.array([-1, 1, 1], np.float32)
    flat = batch.features[..., _mirror_columns()] * _mirror_signs()
    return LiftBatch(
        features=flat,
        target=body27().mirrored(batch.target),
        root=batch.root * flip,
        view=View(batch.view.rotation * np.outer(flip, flip), batch.view.scale),
        rays=batch.rays[:, order] * flip[:2],
        confidence=batch.confidence[:, order],
    )


def imagine(
    shots: Shots, rng: np.random.Generator, conditions: Conditions, noise: DetectorNoise
) -> tuple[Array, Array]:
    """Return (B, T, 27, 2) rays and (B, T, 27) confidences as the detector would give them."""
    batch = len(shots.rays)
    found = detect(
        shots.rays,
        shots.torso,
        noise,
        rng,
        amplitude=rng.uniform(*conditions.amplitude, batch).astype(np.float32),
        kind=conditions.kind,
    )
    confidence = np.where(shots.inside, found.confidence, 0.0).astype(np.float32)
    _black_out(confidence, rng, conditions.blackouts)
    _hide(confidence, rng, conditions.hidden)
    return found.points, confidence


def _black_out(confidence: Array, rng: np.random.Generator, share: float) -> None:
    """Lose the person for a few frames, in a share of the clips."""
    for clip in np.flatnonzero(rng.random(len(confidence)) < share):
        length = int(rng.integers(1, 9))
        begin = int(rng.integers(max(confidence.shape[1] - length, 0) + 1))
        confidence[clip, begin : begin + length] = 0.0


def _hide(confidence: Array, rng: np.random.Generator, share: float) -> None:
    """Hide some keypoints for a while, in a share of the clips."""
    frames, joints = confidence.shape[1:]
    for clip in np.flatnonzero(rng.random(len(confidence)) < share):
        members = rng.random(joints) < rng.uniform(0.05, 0.4)
        length = int(rng.integers(1, frames + 1))
        begin = int(rng.integers(frames - length + 1))
        confidence[clip, begin : begin + length, members] = 0.0


def _ends_of_tracks(
    first: NDArray[np.intp],
    last: int,
    reach: tuple[int, int],
    rng: np.random.Generator,
    share: float,
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return (B,) first and last frames of the tracks in clips whose last frame is `last`.

    A share of them begins or ends within the window of (B,) the first answers, which reaches so
    far back and ahead; there they stand still.
    """
    before, after = reach
    count = len(first)
    low, high = np.zeros(count, np.intp), np.full(count, last, np.intp)
    chosen = rng.random(count) < share
    begins = rng.random(count) < (0.5 if before and after else float(before > 0))
    if before:
        low = np.where(chosen & begins, first - rng.integers(0, before, count), low)
    if after:
        high = np.where(chosen & ~begins, first + rng.integers(0, after, count), high)
    return low, high


@functools.cache
def _mirror_columns() -> NDArray[np.intp]:
    """Return (F,) which input of a window becomes which in its mirror image."""
    joints = 3 * np.array(body27().mirror)
    return np.append((joints[:, None] + np.arange(3)).ravel(), FEATURES - 1)


@functools.cache
def _mirror_signs() -> Array:
    """Return (F,) the signs that go with `_mirror_columns`."""
    signs = np.ones(FEATURES, np.float32)
    signs[:-1:3] = -1.0
    return signs
