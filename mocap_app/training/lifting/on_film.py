"""`mocap-app train lifter-on-film`: the whole road from picture to pose, against the truth.

Unlike real clips, rendered ones (`mocap-app train films`) have a truth for every frame. Measured
are the image network's own 3D, the lifter alone, both together as the program uses them, the same
behind the filter, and what *Refine* makes of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mocap_app.core.errors import DataError
from mocap_app.filtering.chain import PRESETS, FilterConfig
from mocap_app.inference.crossover import LIFTER_ALONE, CrossoverHz
from mocap_app.inference.lift_track import with_mirror_image
from mocap_app.inference.lifter_store import Lifter
from mocap_app.inference.live_lifter import LiveLifter
from mocap_app.pipeline.refine import refine_poses
from mocap_app.training.config import parse_settings
from mocap_app.training.lifting.evaluate import N_CORE, best_shift, shift_scores
from mocap_app.training.lifting.on_video import NO_FILTER, quicker_in_3d, run_chain, watch
from mocap_app.training.lifting.report import open_lifter, write_numbers
from mocap_app.training.metrics import p_mpjpe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mocap_app.core.types import PoseEstimate

    Array = NDArray[np.float64]
    Films = list[tuple[Sequence[PoseEstimate], Array]]
    """Poses of each film and its (T, 27, 3) truth, metres in the camera frame."""

_RATE_HZ = 30.0
_ENDS = [3, 6, 13, 16]
"""Ankles and wrists: what moves fast."""


@dataclass(frozen=True)
class OnFilm:
    """What is measured."""

    films: str = "runs/films"
    """Folder of `mocap-app train films`."""
    live: str = "lifter_live"
    """Name of a shipped lifter, or folder of a training run."""
    refine: str = "lifter_refine"
    """The same for *Refine*; empty: without."""
    sideways_hz: float = 6.0
    """Hz above which the live lifter's answer counts sideways, below it the image network's."""
    depth_hz: float = 1.6
    """The same for the depth."""
    refine_hz: float = 0.8
    """The same for the other lifter, along all axes."""
    preset: str = "balanced"
    """Filter behind the live lifter."""
    model: str = ""
    """Image network; empty: the default one."""
    json: str = ""
    """File that also gets the numbers; empty: none."""


def read_films(folder: Path, model: str | None) -> Films:
    """Return what the image network says of every frame of the films, and the truth.

    Raises:
        DataError: The folder has no films.
    """
    paths = sorted(folder.glob("*.npz"))
    if not paths:
        raise DataError(f"{folder} has no films; make some: mocap-app train films out={folder}")
    films: Films = []
    for path in paths:
        with np.load(path, allow_pickle=False) as file:
            points = file["points"].astype(np.float64)
        films.append((watch(path.with_suffix(".mp4"), model), points))
    return films


def measure(config: OnFilm) -> dict[str, Any]:
    """Return errors in millimetres, steadiness and lag of every stage.

    Raises:
        DataError: The films are missing.
        ModelError: A network is missing or damaged.
    """
    films = read_films(Path(config.films), config.model or None)
    return compared(stages(config, films), [points - points[:, :1] for _, points in films])


def stages(config: OnFilm, films: Films) -> dict[str, list[Array]]:
    """Return (T, 27, 3) metres of every film by stage, NaN where unknown.

    Raises:
        ModelError: A network is missing or damaged.
    """
    smooth = PRESETS[config.preset]
    raw = quicker_in_3d(smooth, NO_FILTER)
    alone = _live(config, LIFTER_ALONE)
    both = _live(config, CrossoverHz(config.sideways_hz, config.depth_hz))
    chains: dict[str, tuple[LiveLifter | None, FilterConfig]] = {
        "image": (None, raw),
        "image, filtered": (None, smooth),
        "lifter": (alone, raw),
        "live": (both, raw),
        "live, filtered": (both, smooth),
    }
    answers = {
        name: [_points(run_chain(poses, lifter, strength)) for poses, _ in films]
        for name, (lifter, strength) in chains.items()
    }
    if config.refine:
        network, shape = open_lifter(config.refine)[:2]
        cutoffs = {"refined": CrossoverHz(config.refine_hz, config.refine_hz)}
        for name, hz in (cutoffs | {"refined, lifter alone": LIFTER_ALONE}).items():
            lifter = Lifter(with_mirror_image(network), shape, hz)
            answers[name] = [_points(refine_poses(poses, lifter)) for poses, _ in films]
    return answers


def _live(config: OnFilm, crossover_hz: CrossoverHz) -> LiveLifter:
    network, shape = open_lifter(config.live)[:2]
    return LiveLifter(with_mirror_image(network), shape, crossover_hz=crossover_hz)


def _points(poses: Sequence[PoseEstimate]) -> Array:
    """Return (T, 27, 3) metres, NaN where unknown."""
    points = np.array([pose.keypoints_3d for pose in poses])
    points[[not pose.tracked for pose in poses]] = np.nan
    return points


def compared(
    stages: dict[str, list[Array]],
    truths: list[Array],
    keypoints: Sequence[int] = tuple(range(N_CORE)),
) -> dict[str, Any]:
    """Return the measures of each stage, over the keypoints that every stage knows.

    Args:
        stages: (T, 27, 3) of every film by stage, metres, NaN where unknown.
        truths: (T, 27, 3) from the pelvis.
        keypoints: Which are measured.
    """
    known = [
        np.asarray(np.isfinite(np.array([films[i] for films in stages.values()])).all(axis=(0, -1)))
        for i in range(len(truths))
    ]
    return {name: _row(films, truths, known, list(keypoints)) for name, films in stages.items()}


def _row(
    films: list[Array], truths: list[Array], known: list[NDArray[np.bool_]], keypoints: list[int]
) -> dict[str, float]:
    """Return a stage's measures."""
    errors, steps, bends = [], [], []
    aligned: list[NDArray[np.floating]] = []
    shifts = np.arange(-8, 9)
    score = np.zeros(len(shifts))
    for points, truth, sure in zip(films, truths, known, strict=True):
        apart = np.where(sure[..., None], points - truth, np.nan)[:, keypoints]
        errors.append(np.linalg.norm(apart, axis=-1))
        steps.append(np.linalg.norm(np.diff(apart, axis=0), axis=-1))
        bends.append(np.linalg.norm(np.diff(apart, 2, axis=0), axis=-1) * _RATE_HZ**2)
        whole = sure[:, keypoints].all(axis=1)
        if whole.any():
            aligned.append(p_mpjpe(points[whole][:, keypoints], truth[whole][:, keypoints]))
        still = np.asarray(sure[:, _ENDS].all(axis=1))
        for run in np.split(np.arange(len(still)), np.flatnonzero(~still)):
            rows = run[still[run]]
            if len(rows) >= 40:
                score += len(rows) * shift_scores(
                    points[rows][:, _ENDS], truth[rows][:, _ENDS], shifts
                )
    row = {
        "mpjpe": 1000.0 * _mean(errors),
        "p_mpjpe": 1000.0 * _mean(aligned),
        "mpjve": 1000.0 * _mean(steps),
        "acceleration": _mean(bends),
        "late_ms": 1000.0 / _RATE_HZ * best_shift(score, shifts),
        "keypoints": float(sum(np.isfinite(error).sum() for error in errors)),
    }
    return {name: round(value, 2) for name, value in row.items()}


def _mean(parts: Sequence[NDArray[np.floating]]) -> float:
    values = np.concatenate([part.ravel() for part in parts]) if parts else np.empty(0)
    values = values[np.isfinite(values)]
    return float(values.mean()) if len(values) else float("nan")


def text(rows: dict[str, Any]) -> str:
    """Return the measures as lines for people."""
    lines = ["stage                  MPJPE  P-MPJPE  MPJVE (mm)  error's m/s2  late ms"]
    lines += [
        f"{name:22} {row['mpjpe']:5.1f}  {row['p_mpjpe']:7.1f}  {row['mpjve']:10.1f}  "
        f"{row['acceleration']:12.2f}  {row['late_ms']:7.1f}"
        for name, row in rows.items()
    ]
    return "\n".join(lines)


def main(words: list[str]) -> int:
    """Run the verb with key=value words."""
    config = parse_settings(OnFilm, words)
    rows = measure(config)
    print(text(rows))
    if config.json:
        write_numbers(Path(config.json), rows)
    return 0
