"""`mocap-app train crossed`: rendered people seen from the side whose legs a network mixes up.

In profile one leg hides the other, and little but their outlines tells which is the nearer. Such
pictures are few among rendered people, and a third of them is still wrong after many passes; so
they are looked for and shown more often (hard examples). Labels of rendered people are exact: what
is hard here is never a wrong label.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from mocap_app.core.errors import DataError
from mocap_app.inference.model_store import find_model
from mocap_app.inference.runtime import load_network
from mocap_app.training.augment import centred_crop, labels_of
from mocap_app.training.config import parse_settings
from mocap_app.training.datasets.synthetic import load_synthetic, save_names, weights_of
from mocap_app.training.evaluate import predict
from mocap_app.training.exchanged import crossed_legs, legs_apart_in_profile

_CHUNK = 500


@dataclass(frozen=True)
class CrossedConfig:
    """Where they are looked for."""

    synth: str = ""
    """Folder of rendered people, as `mocap-app train synth` writes it."""
    out: str = "runs/crossed.txt"
    """File to write: a name a line."""
    model: str = ""
    """Network that looks; empty: the default one."""


def main(words: list[str]) -> int:
    """Run the verb with key=value words.

    Raises:
        DataError: No folder is named, or it holds no rendered people, or damaged ones.
    """
    config = parse_settings(CrossedConfig, words)
    if not config.synth:
        raise DataError("Say synth=FOLDER, the folder of rendered people.")
    people = load_synthetic(Path(config.synth))
    apart = legs_apart_in_profile(people.keypoints_2d, weights_of(people.visibility))
    rows = np.flatnonzero(apart.any(axis=1))
    info = find_model(config.model or "default")
    network, size = load_network(info), info.input_size
    crossed: list[str] = []
    chunks = np.split(rows, np.arange(_CHUNK, len(rows), _CHUNK))
    for chosen in tqdm(chunks, desc="looking at legs", unit=f" x {_CHUNK} people"):
        crops = [centred_crop(people[int(row)], size) for row in chosen]
        truth, weight = labels_of(crops)[:2]
        wrong = crossed_legs(predict(network, crops).keypoints_2d, truth, weight)
        crossed += [people.names[row] for row in chosen[wrong]]
    save_names(Path(config.out), crossed)
    print(f"Legs of {len(crossed)} of {len(rows)} people in profile are mixed up: {config.out}")
    return 0
