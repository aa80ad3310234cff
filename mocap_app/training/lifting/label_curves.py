"""`mocap-app train lifter-labels`: what unlabelled motion is worth, as figure 5 of VideoPose3D.

The same small lifter is trained on a share of the labelled subjects, once by itself and once with
all others seen in 2D only, for the same number of steps, and measured on the test split.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mocap_app.core.errors import DataError
from mocap_app.core.paths import atomic_write
from mocap_app.networks.lifter_config import LIFTERS
from mocap_app.training.config import parse_settings
from mocap_app.training.lifting.batches import TESTING, TRAINING
from mocap_app.training.lifting.config import LifterTraining
from mocap_app.training.lifting.detector_noise import measured_noise
from mocap_app.training.lifting.evaluate import (
    as_function,
    evaluate,
    held_out_tracks,
    without_errors,
)
from mocap_app.training.lifting.loop import Material, averaged, train
from mocap_app.training.lifting.semi_supervised import SemiSupervised
from mocap_app.training.lifting.train_lifter import load_motions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.training.lifting.detector_noise import DetectorNoise
    from mocap_app.training.lifting.evaluate import Track
    from mocap_app.training.lifting.motions import Motions

_SIZE_INCHES = (5.5, 3.4)


@dataclass(frozen=True)
class LabelCurves:
    """What is trained and drawn."""

    network: str = "lifter_small"
    shares: str = "0.01,0.1,1"
    """Shares of the labelled motion; the first subjects by name."""
    steps: int = 400
    """Of every run; with unlabelled motion each has an unlabelled half besides."""
    batch: int = 128
    answers: int = 2
    warmup: float = 0.3
    exact: bool = False
    """Keypoints without the detector's errors, as the paper's figure 5 (c)."""
    bfloat16: bool = False
    threads: int = 1
    motions: str = ""
    """Packed motions; empty: made from the data folder."""
    frames: int = 120
    """Most frames of each held-out motion."""
    runs: str = "runs/labels"
    """Folder of the runs; those that are finished are not trained again."""
    out: str = "labels.png"
    """Picture to write; the numbers go beside it as JSON."""


@dataclass(frozen=True)
class Point:
    """One pair of runs."""

    share: float
    """Of the labelled motion."""
    minutes: float
    """Labelled motion."""
    supervised: float
    """MPJPE in millimetres on the test split."""
    semi: float
    """The same with the other motion seen in 2D."""


def compare(config: LabelCurves) -> list[Point]:
    """Train what is not trained yet and return the errors by share of the labels.

    Raises:
        DataError: Data is missing, or a setting is wrong.
    """
    if config.network not in LIFTERS:
        raise DataError(f"Unknown lifter {config.network!r}; there are: {', '.join(LIFTERS)}.")
    shares = [float(word) for word in config.shares.split(",")]
    if not all(0.0 < share <= 1.0 for share in shares):
        raise DataError(f"shares={config.shares}: a share is above 0 and at most 1.")
    noise = measured_noise()
    motions = load_motions(config.motions, "train")
    conditions = without_errors() if config.exact else TESTING
    tracks = held_out_tracks(
        load_motions(config.motions, "test"), noise, conditions, cameras=1, frames=config.frames
    )
    points = []
    for share in shares:
        labelled = motions.of_subjects(share) if share < 1.0 else motions
        errors = [
            _error(config, (labelled, motions if semi else None), share, noise, tracks)
            for semi in (False, True)
        ]
        points.append(Point(share, round(float(labelled.lengths.sum()) / 1800, 1), *errors))
        print(points[-1], flush=True)
    return points


def _error(
    config: LabelCurves,
    motions: tuple[Motions, Motions | None],
    share: float,
    noise: DetectorNoise,
    tracks: Sequence[Track],
) -> float:
    labelled, unlabelled = motions
    name = f"{'supervised' if unlabelled is None else 'semi'}_{share:g}"
    training = LifterTraining(
        network=config.network,
        out=str(Path(config.runs) / name),
        minutes=1e4,
        max_steps=config.steps,
        batch=config.batch,
        answers=config.answers,
        warmup=config.warmup,
        bfloat16=config.bfloat16,
        threads=config.threads,
        semi=unlabelled is not None,
        labelled=share,
    )
    shape = LIFTERS[config.network]
    conditions = replace(TRAINING, amplitude=(0.0, 0.0)) if config.exact else TRAINING
    semi = None
    if unlabelled is not None:
        semi = SemiSupervised(shape, unlabelled, noise, training.learning_rate, conditions)
    run = train(training, Material(labelled, noise, semi, conditions), lambda _network: {})
    return evaluate(as_function(averaged(run)), shape, tracks).mpjpe


def draw(points: Sequence[Point], path: Path) -> None:
    """Draw both curves over the share of the labels.

    Raises:
        OutputError: The picture cannot be written.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=_SIZE_INCHES, layout="constrained")
    shares = [100 * point.share for point in points]
    supervised = [point.supervised for point in points]
    semi = [point.semi for point in points]
    axes.plot(shares, supervised, "o-", color="#b9bec7", label="labelled motion only")
    axes.plot(shares, semi, "o-", color="#1f6fe0", label="and the rest seen in 2D")
    axes.set_xscale("log")
    axes.set_xticks(shares, [f"{share:g} %" for share in shares])
    axes.minorticks_off()
    axes.set_xlabel("labelled motion")
    axes.set_ylabel("MPJPE on the test split, mm")
    axes.legend(fontsize=8, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    with atomic_write(path) as temporary:
        figure.savefig(temporary, dpi=110, format="png")
    pyplot.close(figure)


def main(words: list[str]) -> int:
    """Run the verb with key=value words."""
    config = parse_settings(LabelCurves, words)
    points = compare(config)
    path = Path(config.out)
    draw(points, path)
    numbers = json.dumps([asdict(point) for point in points], indent=1)
    path.with_suffix(".json").write_text(numbers + "\n", encoding="utf-8")
    print(f"Wrote {path}.")
    return 0
