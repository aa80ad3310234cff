"""`mocap-app train evaluate`: accuracy of a shipped network on held-out pictures."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mocap_app.core.paths import data_dir
from mocap_app.inference.look import Looker
from mocap_app.inference.model_store import find_model
from mocap_app.inference.runtime import load_network
from mocap_app.inference.second_stage import load_second_stage
from mocap_app.training.calibration import outcomes, table
from mocap_app.training.config import parse_settings
from mocap_app.training.datasets.people import SETS
from mocap_app.training.datasets.rooms import ROOMS, load_rooms
from mocap_app.training.evaluate import (
    pck_of_looks,
    predict,
    synthetic_measures,
    validation_crops,
    validation_measures,
)
from mocap_app.training.nobody import taken_for_somebody

_EMPTY_ROOMS = 300
"""So many are searched for people, of those that are not trained on."""


@dataclass(frozen=True)
class ReportConfig:
    """What is measured."""

    model: str = ""
    """Name in the manifest; empty: the default network."""
    runtime: str = "onnx"
    data: str = ""
    """Data folder; empty: the default one."""
    synth: str = ""
    """Folder of rendered people made with split=validation, measured too if named."""


def report(config: ReportConfig) -> dict[str, Any]:
    """Return PCK and 3D errors by data set, people found in empty rooms, and the calibration.

    Raises:
        ModelError: The network is missing or damaged.
        DataError: The data is missing.
    """
    root = Path(config.data) if config.data else data_dir()
    info = find_model(config.model or "default")
    network, second_stage = load_network(info, config.runtime), load_second_stage(info)
    size = info.input_size
    result: dict[str, Any] = {"model": info.name, "input_size": size}
    result |= validation_measures(root, network, size, second_stage)
    if config.synth:
        result |= synthetic_measures(Path(config.synth), network, size, second_stage)
    followed, thorough = Looker(info, network), Looker(info, network, thorough=True)
    for name in SETS:
        result[f"{name}_pck_followed"] = pck_of_looks(followed, root, name)
    result["lspet_pck_thorough"] = pck_of_looks(thorough, root, "lspet")
    if rooms := load_rooms(root, ROOMS, _EMPTY_ROOMS):
        result["empty_rooms_taken"] = taken_for_somebody(followed, rooms)
    scores, errors = [], []
    for name in SETS:
        crops = validation_crops(root, name, size)
        data = outcomes(predict(network, crops), crops)
        scores.append(data.score)
        errors.append(data.error)
    bins = table(info.confidence(np.concatenate(scores)), np.concatenate(errors))
    result["calibration"] = [dataclasses.asdict(b) for b in bins]
    return result


def main(words: list[str]) -> int:
    """Run the verb with key=value words; prints one JSON object."""
    print(json.dumps(report(parse_settings(ReportConfig, words)), indent=2))
    return 0
