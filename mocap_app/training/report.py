"""`mocap-app train evaluate`: accuracy of a shipped network on held-out pictures."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mocap_app.core.paths import data_dir
from mocap_app.inference.codec import Maps, decode
from mocap_app.inference.model_store import find_model
from mocap_app.inference.pose_estimator import SURE
from mocap_app.inference.roi_tracker import quality
from mocap_app.inference.runtime import flip_test, load_network, with_mirror_images
from mocap_app.training.calibration import outcomes, table
from mocap_app.training.config import parse_settings
from mocap_app.training.datasets.people import SETS
from mocap_app.training.evaluate import (
    lspet_pck,
    predict,
    synthetic_measures,
    validation_crops,
    validation_measures,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.inference.model_store import ModelInfo
    from mocap_app.inference.runtime import Network


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
    """Return PCK and 3D errors by data set, and the calibration of the confidence.

    Raises:
        ModelError: The network is missing or damaged.
        DataError: The data is missing.
    """
    root = Path(config.data) if config.data else data_dir()
    info = find_model(config.model or None)
    network = load_network(info, config.runtime)
    result: dict[str, Any] = {"model": info.name, "input_size": info.input_size}
    result |= validation_measures(root, network, info.input_size)
    if config.synth:
        result |= synthetic_measures(Path(config.synth), network, info.input_size)
    result["lspet_pck_second_look"] = lspet_pck(_second_look(network, info), root, info.input_size)
    result["lspet_pck_flip_test"] = lspet_pck(flip_test(network), root, info.input_size)
    scores, errors = [], []
    for name in SETS:
        crops = validation_crops(root, name, info.input_size)
        data = outcomes(predict(network, crops), crops)
        scores.append(data.score)
        errors.append(data.error)
    bins = table(info.confidence(np.concatenate(scores)), np.concatenate(errors))
    result["calibration"] = [dataclasses.asdict(b) for b in bins]
    return result


def _second_look(network: Network, info: ModelInfo) -> Network:
    """Return a network that does for every picture what the program does for whom it follows."""

    def call(images: NDArray[np.float32]) -> Maps:
        maps = network(images)
        confidence = info.confidence(decode(maps, info.input_size).score)
        unsure = np.array([quality(row) < SURE for row in confidence])
        if unsure.any():
            once = Maps(maps.heatmaps[unsure], maps.locations[unsure])
            twice = with_mirror_images(network, images[unsure], once)
            maps.heatmaps[unsure], maps.locations[unsure] = twice
        return maps

    return call


def main(words: list[str]) -> int:
    """Run the verb with key=value words; prints one JSON object."""
    print(json.dumps(report(parse_settings(ReportConfig, words)), indent=2))
    return 0
