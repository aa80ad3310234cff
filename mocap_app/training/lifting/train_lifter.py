"""`mocap-app train lifter`: train a lifter on motion capture seen through virtual cameras."""

from __future__ import annotations

import dataclasses
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import DataError
from mocap_app.networks.lifter_config import LIFTERS
from mocap_app.training.config import parse_settings
from mocap_app.training.lifting.config import LifterTraining
from mocap_app.training.lifting.detector_noise import measured_noise
from mocap_app.training.lifting.evaluate import as_function, evaluate, quick_validation
from mocap_app.training.lifting.loop import LifterRun, Material, train
from mocap_app.training.lifting.motions import Motions
from mocap_app.training.lifting.semi_supervised import SemiSupervised
from mocap_app.training.motion.sequences import body27_sequences, read_sequences

if TYPE_CHECKING:
    from mocap_app.networks.temporal_lifter import Lifter
    from mocap_app.training.motion.selection import Split

_BODIES = 3


def load_motions(path: str, split: Split) -> Motions:
    """Return the motions of a split, from a packed file or made from the data folder.

    Raises:
        DataError: The file or the data is missing or damaged.
    """
    if path:
        return Motions.gather(read_sequences(Path(path), split))
    bodies = _BODIES if split == "train" else 1
    return Motions.gather(body27_sequences(split, bodies, np.random.default_rng(0)))


def run(config: LifterTraining) -> LifterRun:
    """Train as configured.

    Raises:
        DataError: Data is missing or the loss went bad.
        ModelError: The checkpoint to resume does not fit.
    """
    if config.network not in LIFTERS:
        raise DataError(f"Unknown lifter {config.network!r}; there are: {', '.join(LIFTERS)}.")
    if not 0.0 < config.labelled <= 1.0:
        raise DataError(f"labelled={config.labelled:g} is not a share above 0 and at most 1.")
    motions = load_motions(config.motions, "train")
    labelled = motions.of_subjects(config.labelled) if config.labelled < 1.0 else motions
    noise = measured_noise()
    tracks = quick_validation(load_motions(config.motions, "validation"), noise)
    semi = None
    if config.semi:
        semi = SemiSupervised(LIFTERS[config.network], motions, noise, config.learning_rate)

    def validate(network: Lifter) -> dict[str, float]:
        return dataclasses.asdict(evaluate(as_function(network), network.config, tracks))

    return train(config, Material(labelled, noise, semi), validate)


def main(words: list[str]) -> int:
    """Run the verb with key=value words."""
    # A polite kill leaves a checkpoint, like Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    run(parse_settings(LifterTraining, words))
    return 0
