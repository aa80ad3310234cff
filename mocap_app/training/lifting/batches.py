"""From motions to what a lifter is trained on: clips, cameras, a detector's errors, one view."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.skeleton import body27
from mocap_app.inference.lift_input import View, features, find_view, frame_weights
from mocap_app.training.lifting.detector_noise import DetectorNoise, detect
from mocap_app.training.lifting.motions import Motions, random_clips
from mocap_app.training.lifting.variety import exchange_limbs, lean
from mocap_app.training.lifting.views import Shots, ViewConfig, shoot

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.networks.lifter_config import LifterConfig

    Array = NDArray[np.float32]


@dataclass(frozen=True)
class Conditions:
    """How clips are made hard."""

    views: ViewConfig = field(default_factory=ViewConfig)
    amplitude: tuple[float, float] = (0.3, 1.2)
    """Range of the factor on the detector's errors; below 1 it is a better detector."""
    kind: str | None = None
    """One kind of picture of `DetectorNoise`; None: all in their shares."""
    blackouts: float = 0.15
    """Share of the clips in which the person is lost for some frames."""
    hidden: float = 0.2
    """Share of the clips in which some keypoints are hidden for some frames."""
    starts: float = 0.15
    """Share of the clips that begin (or end) inside the receptive field."""
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
class BatchMaker:
    """Everything that a batch is made of but chance; endless batches come out."""

    motions: Motions
    size: tuple[int, int]
    """Windows and frames in each."""
    noise: DetectorNoise
    config: LifterConfig
    conditions: Conditions = TRAINING

    def make(self, rng: np.random.Generator) -> LiftBatch:
        """Return one batch."""
        return make_batch(
            self.motions, self.size, rng, self.conditions, noise=self.noise, config=self.config
        )


@dataclass(frozen=True)
class LiftBatch:
    """B windows of T frames."""

    features: Array
    """(B, T, F) inputs of the network."""
    target: Array
    """(B, T, 27, 3) metres relative to the pelvis, view frame."""
    root: Array
    """(B, T, 3) pelvis in metres for the assumed lens, view frame."""
    view: View
    rays: Array
    """(B, T, 27, 2) what the detector said, camera frame."""
    confidence: Array
    """(B, T, 27), 0 where nothing was seen."""


def make_batch(
    motions: Motions,
    size: tuple[int, int],
    rng: np.random.Generator,
    conditions: Conditions = TRAINING,
    *,
    noise: DetectorNoise,
    config: LifterConfig,
) -> LiftBatch:
    """Return random windows.

    Args:
        motions: Where clips come from.
        size: Windows and frames in each.
        rng: Source of chance.
        conditions: What happens to them.
        noise: The detector.
        config: The network; its receptive field says where tracks may begin and end.
    """
    clips = random_clips(motions, *size, rng, vary=conditions.vary)
    clips = lean(exchange_limbs(clips, rng, conditions.exchange), rng, conditions.lean)
    shots = shoot(clips, rng, conditions.views)
    rays, confidence = imagine(shots, rng, conditions, noise)
    _cut(rays, confidence, rng, conditions.starts, config)
    return assemble((shots.points, shots.root), (rays, confidence), config, rng)


def mirrored(batch: LiftBatch) -> LiftBatch:
    """Return the same windows as in a mirror: other people to learn from, almost for nothing."""
    order = list(body27().mirror)
    flip = np.array([-1, 1, 1], np.float32)
    table = batch.features[..., :-1].reshape(*batch.confidence.shape, 3)[..., order, :] * flip
    flat = table.reshape(*batch.features.shape[:2], -1)
    return LiftBatch(
        features=np.concatenate([flat, batch.features[..., -1:]], axis=-1),
        target=batch.target[..., order, :] * flip,
        root=batch.root * flip,
        view=View(batch.view.rotation * np.outer(flip, flip), batch.view.scale),
        rays=batch.rays[..., order, :] * flip[:2],
        confidence=batch.confidence[..., order],
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


def assemble(
    truth: tuple[Array, Array],
    seen: tuple[Array, Array],
    config: LifterConfig,
    rng: np.random.Generator,
) -> LiftBatch:
    """Return the batch of windows whose detections and true camera points are known.

    The view is found in one receptive field of each window, as it will be at work: a random one
    where windows are longer, the only one otherwise.

    Args:
        truth: (B, T, 27, 3) points and (B, T, 3) pelvis, camera frame.
        seen: (B, T, 27, 2) rays and (B, T, 27) confidences.
        config: The network.
        rng: Chooses the receptive field.
    """
    (points, root), (rays, confidence) = truth, seen
    frames, field_size = rays.shape[1], config.receptive_field
    free = max(frames - field_size, 0)
    begin = int(rng.integers(free + 1))
    chosen = slice(begin, begin + field_size)
    view = find_view(rays[:, chosen], confidence[:, chosen], frame_weights(config))
    relative = points - points[:, :, :1]
    return LiftBatch(
        features=features(rays, confidence, view),
        target=view.from_camera(relative).astype(np.float32),
        root=view.from_camera(root).astype(np.float32),
        view=view,
        rays=rays,
        confidence=confidence,
    )


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


def _cut(
    rays: Array,
    confidence: Array,
    rng: np.random.Generator,
    share: float,
    config: LifterConfig,
) -> None:
    """Repeat the first or last frame into the receptive field, as at the ends of a track."""
    before = config.answer_index
    after = config.receptive_field - 1 - before
    for clip in np.flatnonzero(rng.random(len(rays)) < share):
        if before and (not after or rng.random() < 0.5):
            first = int(rng.integers(1, before + 1))
            rays[clip, :first], confidence[clip, :first] = (
                rays[clip, first],
                confidence[clip, first],
            )
        elif after:
            last = rays.shape[1] - 1 - int(rng.integers(1, after + 1))
            rays[clip, last:], confidence[clip, last:] = rays[clip, last], confidence[clip, last]
