"""`mocap-app train measure-detector`: the shipped network's errors, for the lifters to learn from.

Everything is measured on held-out pictures and clips. Distances are in torso lengths (middle of the
shoulders to middle of the hips). Run it again whenever another network becomes the default.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from mocap_app.capture.video_file import VideoFile
from mocap_app.core.errors import DataError
from mocap_app.core.paths import data_dir
from mocap_app.core.skeleton import body27
from mocap_app.inference.factory import InferenceConfig, create_estimator
from mocap_app.inference.model_store import ModelInfo, find_model
from mocap_app.inference.runtime import load_network
from mocap_app.training.augment import labels_of
from mocap_app.training.config import parse_settings
from mocap_app.training.datasets.people import torso_length
from mocap_app.training.evaluate import predict, validation_crops
from mocap_app.training.lifting.detector_noise import (
    BIN_EDGES,
    CONFIDENCE_KNOTS,
    FILE,
    RADIUS_KNOTS,
    DetectorNoise,
    PictureKind,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

KINDS = {"asl": 0.25, "ccp": 0.25, "clips": 0.35, "exercise": 0.15}
"""Held-out set and its share of imagined clips: a desk, people standing, a living room, a gym."""
CLIPS = ("asl_walk.mkv", "asl_want.mkv", "home_lunge.mp4", "home_stepup.mp4")
"""Held-out clips at 30 frames a second, in the folder `video`."""
_LIMBS = {"legs": ((2, 5), (3, 6)), "arms": ((12, 15), (13, 16))}
_MIN_APART = 0.3
_SPIKE = 0.25
_FEWEST = 20


@dataclass(frozen=True)
class MeasureConfig:
    """What is measured, and where it goes."""

    model: str = ""
    """Name in the manifest; empty: the default network."""
    data: str = ""
    """Data folder; empty: the default one."""
    out: str = ""
    """File to write; empty: the one that training reads."""


@dataclass(frozen=True)
class Seen:
    """Answers of a detector on N pictures or T frames."""

    points: Array
    """(N, 27, 2) pixels."""
    confidence: Array
    """(N, 27)."""


def measure(config: MeasureConfig) -> DetectorNoise:
    """Measure a network.

    Raises:
        ModelError: The network is missing or damaged.
        DataError: The data is missing.
    """
    root = Path(config.data) if config.data else data_dir()
    info = find_model(config.model or "default")
    kinds: dict[str, PictureKind] = {}
    pooled: list[tuple[Array, Array]] = []
    related: list[float] = []
    for name, share in KINDS.items():
        seen, truth, known = _pictures(info, root, name)
        torso = np.maximum(torso_length(truth), 1.0)
        swaps = {limb: swapped(seen.points, truth, known, torso, limb) for limb in _LIMBS}
        swap_rate = {limb: float(flags.mean()) for limb, flags in swaps.items()}
        kinds[name] = PictureKind(share, confidence_table(seen.confidence), swap_rate)
        error = np.linalg.norm(seen.points - truth, axis=-1) / torso[:, None]
        # What is swapped is drawn as a swap and must not count a second time as a spike.
        counted = known & ~(swaps["legs"] | swaps["arms"])[:, None]
        pooled.append((seen.confidence[counted], error[counted]))
        related.append(common_correlation(seen.confidence))
    confidence = np.concatenate([pair[0] for pair in pooled])
    error = np.concatenate([pair[1] for pair in pooled])
    radius = radius_table(confidence, error)
    tracks = [_clip(config.model or None, root / "video" / name) for name in CLIPS]
    steady, memory_s = persistence([track.confidence for track in tracks])
    return DetectorNoise(
        network=f"{info.name} {info.sha256[:12]}",
        kinds=kinds,
        radius=np.round(radius, 4).tolist(),
        fast=np.round(fast_share(tracks, radius), 4).tolist(),
        spikes=np.round(spike_chance(tracks), 4).tolist(),
        shared=round(float(np.clip(np.mean(related), 0.0, 0.9)), 4),
        steady=round(steady, 4),
        memory_s=round(memory_s, 3),
    )


def _pictures(info: ModelInfo, root: Path, name: str) -> tuple[Seen, Array, NDArray[np.bool_]]:
    crops = validation_crops(root, name, info.input_size)
    answers = predict(load_network(info), crops)
    labels = labels_of(crops)
    truth, weight = labels.keypoints_2d.astype(np.float64), labels.weight_2d
    inside = ((truth > -0.5) & (truth < info.input_size - 0.5)).all(axis=-1)
    whole = (weight[:, [1, 4, 11, 14]] >= 0.5).all(axis=1)
    seen = Seen(
        answers.keypoints_2d[whole].astype(np.float64), info.confidence(answers.score)[whole]
    )
    return seen, truth[whole], ((weight >= 0.5) & inside)[whole]


def _clip(model: str | None, path: Path) -> Seen:
    if not path.is_file():
        raise DataError(f"The clip {path} is missing. Set MOCAP_DATA to the data folder.")
    estimator = create_estimator(InferenceConfig(model=model, runtime="onnx"))
    points, confidence = [], []
    with VideoFile(path) as source:
        while (frame := source.read()) is not None:
            pose = estimator.estimate(frame)
            points.append(pose.keypoints_2d)
            confidence.append(pose.confidence)
    return Seen(np.array(points), np.array(confidence))


def confidence_table(confidence: Array) -> list[list[float]]:
    """Return (27, K): the quantiles of (N, 27) confidences by keypoint."""
    table = np.quantile(confidence, CONFIDENCE_KNOTS, axis=0).T
    rounded: list[list[float]] = np.round(table, 3).tolist()
    return rounded


def swapped(
    points: Array, truth: Array, known: NDArray[np.bool_], torso: Array, limb: str
) -> NDArray[np.bool_]:
    """Return (N,): in which pictures a pair of limbs is clearly on the wrong sides."""
    right, wrong, apart = np.zeros(len(points)), np.zeros(len(points)), np.zeros(len(points))
    usable = np.ones(len(points), np.bool_)
    for a, b in _LIMBS[limb]:
        usable &= known[:, a] & known[:, b]
        right += _distance(points[:, a], truth[:, a]) + _distance(points[:, b], truth[:, b])
        wrong += _distance(points[:, a], truth[:, b]) + _distance(points[:, b], truth[:, a])
        apart += _distance(truth[:, a], truth[:, b])
    clear = apart > 2 * _MIN_APART * torso
    return np.asarray(usable & clear & (wrong < 0.5 * right))


def radius_table(confidence: Array, error: Array) -> Array:
    """Return (9, 15): the distance of (K,) errors at `RADIUS_KNOTS`, by bin of confidence."""
    which = np.clip(np.digitize(confidence, BIN_EDGES) - 1, 0, len(BIN_EDGES) - 2)
    shares = 1.0 - np.exp(-0.5 * np.square(RADIUS_KNOTS))
    bins = np.arange(len(BIN_EDGES) - 1)
    told = bins[np.bincount(which, minlength=len(bins)) >= _FEWEST]
    if not len(told):
        return np.tile(np.quantile(error, shares), (len(bins), 1))
    # Where there are too few to tell: as in the nearest bin with more. All errors would be those of
    # sure keypoints, and the least sure ones would seem to be the best.
    nearest = told[np.abs(bins[:, None] - told).argmin(axis=1)]
    return np.array([np.quantile(error[which == i], shares) for i in nearest])


def common_correlation(confidence: Array) -> float:
    """Return the mean correlation of two keypoints' confidences, as normal variables."""
    if len(confidence) < 10:
        return 0.0
    related = np.atleast_2d(np.corrcoef(_normal_scores(confidence), rowvar=False))
    return float(related[~np.eye(len(related), dtype=np.bool_)].mean())


def persistence(tracks: list[Array]) -> tuple[float, float]:
    """Return which share of the confidences lasts, and for how many seconds.

    From the autocorrelation of (T, 27) confidences after 1 and 10 frames: r(k) = share keep^k.
    """
    near, far = [], []
    for track in tracks:
        z = _normal_scores(track)
        near.append((z[1:] * z[:-1]).mean())
        far.append((z[10:] * z[:-10]).mean())
    r1, r10 = float(np.mean(near)), float(np.mean(far))
    ratio = min(max(r10, 0.01) / max(r1, 0.02), 0.99)
    memory_s = -9.0 / 30.0 / float(np.log(ratio))
    share = float(np.clip(r1 * np.exp(1.0 / 30.0 / memory_s), 0.0, 0.99))
    return share, memory_s


def fast_share(tracks: list[Seen], radius: Array) -> Array:
    """Return (9,): the share of the error's variance that is new in every frame.

    The second difference of white noise has six times its variance, and that of bodies at
    30 frames a second is small; the median over frames leaves out spikes and quick moves.
    """
    size, which = _bends(tracks)
    shares = np.full(len(radius), 0.1)
    for i in range(len(radius)):
        part = size[which == i]
        if len(part) >= 50:
            # 1.1774 is the median length of a pair of normal variables.
            sigma = np.median(part) / 1.1774 / np.sqrt(6.0)
            middle = np.interp(1.1774, RADIUS_KNOTS, radius[i]) / 1.1774
            shares[i] = np.clip((sigma / max(middle, 1e-6)) ** 2, 0.005, 0.9)
    return shares


def spike_chance(tracks: list[Seen]) -> Array:
    """Return (9,): the chance that a keypoint jumps away for one frame.

    One such frame shows in three second differences.
    """
    size, which = _bends(tracks)
    chance = np.zeros(len(BIN_EDGES) - 1)
    for i in range(len(chance)):
        part = size[which == i]
        if len(part) >= 50:
            chance[i] = min((part > max(_SPIKE, 6.0 * np.median(part))).mean() / 3.0, 0.2)
    return chance


def _bends(tracks: list[Seen]) -> tuple[Array, NDArray[np.intp]]:
    """Return (K,) lengths of second differences in torsos, and the confidence bins they are in."""
    sizes: list[Array] = []
    sure: list[Array] = []
    for track in tracks:
        torso = np.nanmedian(torso_length(track.points))
        bend = track.points[2:] - 2.0 * track.points[1:-1] + track.points[:-2]
        sizes.append((np.linalg.norm(bend, axis=-1) / torso).ravel())
        sure.append(track.confidence[1:-1].ravel())
    size, confidence = np.concatenate(sizes), np.concatenate(sure)
    known = np.isfinite(size)
    which = np.clip(np.digitize(confidence[known], BIN_EDGES) - 1, 0, len(BIN_EDGES) - 2)
    return size[known], which


def _normal_scores(values: Array) -> Array:
    """Return (N, 27) values as normal variables by their rank in each column."""
    rank = values.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    scores: Array = norm.ppf((rank + 0.5) / len(values))
    return scores


def _distance(a: Array, b: Array) -> Array:
    distance: Array = np.linalg.norm(a - b, axis=-1)
    return distance


def summary(noise: DetectorNoise) -> str:
    """Return the main numbers in lines for people."""
    lines = [
        f"{noise.network}: errors in torso lengths",
        "confidence  median  p90   jitter share  spikes",
    ]
    for i, row in enumerate(noise.radius):
        median, high = (np.interp(r, RADIUS_KNOTS, row) for r in (1.1774, 2.146))
        lines.append(
            f"{BIN_EDGES[i]:.1f} to {BIN_EDGES[i + 1]:.1f}  {median:.3f}   {high:.3f}  "
            f"{noise.fast[i]:.3f}         {noise.spikes[i]:.3f}"
        )
    for name, kind in noise.kinds.items():
        middle = np.array(kind.confidence)[:, len(CONFIDENCE_KNOTS) // 2]
        wrist = np.array(kind.confidence)[body27().index("left_wrist")]
        lines.append(
            f"{name}: median confidence {np.median(middle):.2f}, left wrist below 0.3 in "
            f"{np.interp(0.3, wrist, CONFIDENCE_KNOTS):.0%}, legs swapped in "
            f"{kind.swaps['legs']:.1%}, arms in {kind.swaps['arms']:.1%}"
        )
    lines.append(
        f"confidences: {noise.shared:.2f} shared, {noise.steady:.2f} of the rest lasts "
        f"{noise.memory_s:.2f} s"
    )
    return "\n".join(lines)


def main(words: list[str]) -> int:
    """Run the verb with key=value words."""
    config = parse_settings(MeasureConfig, words)
    noise = measure(config)
    path = Path(config.out) if config.out else FILE
    noise.save(path)
    print(summary(noise))
    print(f"Wrote {path}.")
    return 0
