"""Accuracy of lifters on held-out motions, seen through virtual cameras by the measured detector.

Every motion is lifted frame by frame as at work: each answer's window has its own view.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch

from mocap_app.filtering.zero_phase import low_pass
from mocap_app.inference.lift_track import RATE_HZ, LiftNetwork, lift_track
from mocap_app.training.lifting.batches import TESTING, Conditions, imagine
from mocap_app.training.lifting.views import shoot
from mocap_app.training.metrics import mpjpe, mpjve, n_mpjpe, p_mpjpe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mocap_app.networks.lifter_config import LifterConfig
    from mocap_app.networks.temporal_lifter import Lifter
    from mocap_app.training.lifting.detector_noise import DetectorNoise
    from mocap_app.training.lifting.motions import Motions

    Array = NDArray[np.float32]

N_CORE = 17


@dataclass(frozen=True)
class Track:
    """A held-out motion as one camera and the detector see it."""

    points: Array
    """(T, 27, 3) metres, camera frame."""
    rays: Array
    """(T, 27, 2) detections."""
    confidence: Array
    """(T, 27)."""
    root: Array
    """(T, 3) pelvis in metres, as `views.Shots.root`."""


def held_out_tracks(
    motions: Motions,
    noise: DetectorNoise,
    conditions: Conditions = TESTING,
    *,
    cameras: int = 2,
    frames: int = 400,
    seed: int = 2,
) -> list[Track]:
    """Return the tracks on which lifters are compared; the same for the same arguments."""
    tracks = []
    for i, (start, length) in enumerate(zip(motions.starts, motions.lengths, strict=True)):
        if length < 30:
            continue
        # From the middle: many recordings begin and end in a rest pose.
        count = min(int(length), frames)
        first = int(start) + (int(length) - count) // 2
        clip = motions.positions[first : first + count]
        for camera in range(cameras):
            rng = np.random.default_rng([seed, i, camera])
            shots = shoot(clip[None], rng, conditions.views)
            rays, confidence = imagine(shots, rng, conditions, noise)
            tracks.append(Track(shots.points[0], rays[0], confidence[0], shots.root[0]))
    return tracks


@dataclass(frozen=True)
class Accuracy:
    """Errors in millimetres, over all frames of all tracks, first 17 keypoints of Body27."""

    mpjpe: float
    """Protocol 1: after moving the pelvis onto the true one."""
    p_mpjpe: float
    """Protocol 2: after the best similarity."""
    n_mpjpe: float
    """Protocol 3: after the best scaling."""
    mpjve: float
    """Error of velocity, millimetres per frame at 30 frames a second."""
    mpjpe_all: float
    """Protocol 1 of all 27 keypoints."""


def evaluate(
    network: LiftNetwork, config: LifterConfig, tracks: Sequence[Track], *, smooth_hz: float = 0.0
) -> Accuracy:
    """Return a lifter's errors, after smoothing both ways in time if a cutoff above 0 is given."""
    rows = []
    for track in tracks:
        predicted = lift_track(network, config, track.rays, track.confidence)
        if smooth_hz > 0.0:
            predicted = low_pass(predicted, smooth_hz, RATE_HZ)
        rows.append(_errors(predicted, track.points))
    weights = np.array([len(track.points) for track in tracks], dtype=np.float64)
    means = 1000.0 * (np.array(rows) * weights[:, None]).sum(axis=0) / weights.sum()
    return Accuracy(*(round(float(value), 2) for value in means))


def _errors(predicted: NDArray[np.float64], points: Array) -> tuple[float, ...]:
    truth = (points - points[:, :1]).astype(np.float64)
    core, true_core = predicted[:, :N_CORE], truth[:, :N_CORE]
    return (
        float(mpjpe(core, true_core).mean()),
        float(p_mpjpe(core, true_core).mean()),
        float(n_mpjpe(core, true_core).mean()),
        mpjve(core, true_core),
        float(mpjpe(predicted, truth).mean()),
    )


def as_function(network: Lifter) -> LiftNetwork:
    """Return a network, put into evaluation mode, as a function on arrays."""
    network.eval()

    def call(windows: NDArray[np.float32]) -> NDArray[np.float32]:
        with torch.inference_mode():
            answer = network.forward_strided(torch.from_numpy(np.ascontiguousarray(windows)))
        points: NDArray[np.float32] = answer[:, 0].numpy()
        return points

    return call


def lag_ms(
    network: LiftNetwork, config: LifterConfig, tracks: Sequence[Track], *, fastest: float = 0.2
) -> float:
    """Return the lag of a lifter on fast motion, milliseconds.

    The shift that maximises the correlation of predicted and true velocities of wrists and ankles,
    over the tracks with the fastest motion, refined by a parabola through the best three shifts.
    """
    ends = [3, 6, 13, 16]
    speeds = [
        np.linalg.norm(np.diff(track.points[:, ends] - track.points[:, :1], axis=0), axis=-1).mean()
        for track in tracks
    ]
    chosen = np.argsort(speeds)[::-1][: max(1, int(fastest * len(tracks)))]
    shifts = np.arange(-6, 7)
    score = np.zeros(len(shifts))
    for i in chosen:
        track = tracks[i]
        predicted = lift_track(network, config, track.rays, track.confidence)[:, ends]
        score += shift_scores(predicted, (track.points - track.points[:, :1])[:, ends], shifts)
    return 1000.0 / 30.0 * best_shift(score, shifts)


def shift_scores(
    moved: NDArray[np.floating], truth: NDArray[np.floating], shifts: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return the correlation of velocities of (T, J, 3) motions, the first one shifted back."""
    v, w = np.diff(moved, axis=0), np.diff(truth, axis=0)
    reach = int(np.abs(shifts).max())
    inner = w[reach : len(w) - reach]
    scores = []
    for shift in shifts:
        part = v[reach + shift : len(v) - reach + shift]
        size = np.sqrt(np.square(part).sum() * np.square(inner).sum())
        scores.append(float((part * inner).sum() / max(size, 1e-12)))
    return np.array(scores)


def best_shift(score: NDArray[np.float64], shifts: NDArray[np.intp]) -> float:
    """Return where a parabola through the highest score and its neighbours is highest."""
    top = int(np.clip(score.argmax(), 1, len(score) - 2))
    before, here, after = score[top - 1 : top + 2]
    bend = before - 2 * here + after
    return float(shifts[top] + (0.5 * (before - after) / bend if bend < 0 else 0.0))


def quick_validation(motions: Motions, noise: DetectorNoise, *, limit: int = 24) -> Sequence[Track]:
    """Return a few short tracks for watching a training run."""
    tracks = held_out_tracks(motions, noise, cameras=1, frames=120)
    step = max(1, len(tracks) // limit)
    return tracks[::step][:limit]


def without_errors(conditions: Conditions = TESTING) -> Conditions:
    """Return the conditions in which the detector is perfectly right about what it is sure of."""
    return replace(conditions, amplitude=(0.0, 0.0))
