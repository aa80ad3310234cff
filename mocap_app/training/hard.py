"""`mocap-app train hard`: rendered people whom a network gets wrong, to be learnt from more often.

Of most rendered people a network has long since nothing to learn; a quarter it still gets wrong
after many passes, most often by taking one side for the other. In profile one leg hides the other,
and little but their outlines tells which is the nearer: such pictures are few, and have a list of
their own. Labels of rendered people are exact: what is hard here is never a wrong label.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from tqdm import tqdm

from mocap_app.core.errors import DataError
from mocap_app.inference.model_store import find_model
from mocap_app.inference.runtime import load_network
from mocap_app.training.augment import centred_crop, labels_of
from mocap_app.training.config import parse_settings
from mocap_app.training.datasets.people import torso_length
from mocap_app.training.datasets.synthetic import load_synthetic, save_names, weights_of
from mocap_app.training.evaluate import predict
from mocap_app.training.exchanged import crossed_legs, legs_apart_in_profile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.floating]

_CHUNK = 500
_BODY = 17
"""Keypoints that count: hands, feet and face are near them."""
_ASTRAY = 0.5
"""Torso lengths from which on a keypoint is somewhere else."""


@dataclass(frozen=True)
class HardConfig:
    """Where they are looked for."""

    synth: str = ""
    """Folder of rendered people, as `mocap-app train synth` writes it."""
    out: str = "runs/hard.txt"
    """File to write: a name a line."""
    legs: bool = False
    """Only those seen from the side whose legs are exchanged or in one place."""
    model: str = ""
    """Network that looks; empty: the default one."""


def main(words: list[str]) -> int:
    """Run the verb with key=value words.

    Raises:
        DataError: No folder is named, or it holds no rendered people, or damaged ones.
    """
    config = parse_settings(HardConfig, words)
    if not config.synth:
        raise DataError("Say synth=FOLDER, the folder of rendered people.")
    people = load_synthetic(Path(config.synth))
    rows = np.arange(len(people))
    if config.legs:
        apart = legs_apart_in_profile(people.keypoints_2d, weights_of(people.visibility))
        rows = np.flatnonzero(apart.any(axis=1))
    info = find_model(config.model or "default")
    network, size = load_network(info), info.input_size
    names: list[str] = []
    chunks = np.split(rows, np.arange(_CHUNK, len(rows), _CHUNK))
    for chosen in tqdm(chunks, desc="looking", unit=f" x {_CHUNK} people"):
        crops = [centred_crop(people[int(row)], size) for row in chosen]
        truth, weight = labels_of(crops)[:2]
        found = predict(network, crops).keypoints_2d
        wrong = crossed_legs(found, truth, weight)
        if not config.legs:
            wrong |= astray(found, truth, weight)
        names += [people.names[row] for row in chosen[wrong]]
    save_names(Path(config.out), names)
    print(f"{len(names)} of {len(rows)} people are got wrong: {config.out}")
    return 0


def astray(found: Array, truth: Array, weight: Array) -> NDArray[np.bool_]:
    """Return (N,) whether a keypoint of the body that is seen is put somewhere else.

    Args:
        found: (N, 27, 2) keypoints, pixels.
        truth: (N, 27, 2).
        weight: (N, 27) of the truth; those below 1 are hidden.
    """
    miss = np.linalg.norm(found - truth, axis=-1) > _ASTRAY * torso_length(truth)[:, None]
    return np.asarray((miss & (weight >= 1.0))[:, :_BODY].any(axis=1))
