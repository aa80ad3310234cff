"""`mocap-app train worst`: the held-out pictures on which a network does worst, to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from mocap_app.core.errors import DataError
from mocap_app.core.paths import atomic_write, data_dir
from mocap_app.inference.model_store import find_model
from mocap_app.inference.runtime import load_network
from mocap_app.training.augment import labels_of
from mocap_app.training.config import parse_settings
from mocap_app.training.datasets.people import SETS, torso_length
from mocap_app.training.evaluate import predict, validation_crops
from mocap_app.training.overlay import draw_pose, sheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.training.augment import Crop
    from mocap_app.training.evaluate import Answers

_TORSO = [1, 4, 11, 14]
_SURE_LABEL = 0.5


@dataclass(frozen=True)
class WorstConfig:
    """Which pictures are drawn."""

    model: str = ""
    """Name in the manifest; empty: the default network."""
    set: str = "lspet"
    count: int = 12
    out: str = "worst.png"
    """PNG file: labels in white, the network's answer in colours."""
    data: str = ""
    """Data folder; empty: the default one."""


def shares_right(answers: Answers, crops: list[Crop]) -> NDArray[np.float64]:
    """Return (N,) shares of labelled keypoints within 0.2 torso lengths; NaN without a torso."""
    truth, weight, *_ = labels_of(crops)
    labelled = weight >= _SURE_LABEL
    error = np.linalg.norm(answers.keypoints_2d - truth, axis=-1)
    near = (error <= 0.2 * torso_length(truth)[:, None]) & labelled
    share = near.sum(axis=1) / np.maximum(labelled.sum(axis=1), 1)
    return np.where(labelled[:, _TORSO].all(axis=1), share, np.nan)


def main(words: list[str]) -> int:
    """Run the verb with key=value words; prints the share of each picture that is drawn.

    Raises:
        DataError: The set is unknown, or its files are missing or damaged.
        ModelError: The network is missing or damaged.
    """
    config = parse_settings(WorstConfig, words)
    if config.set not in SETS:
        raise DataError(f"Unknown data set {config.set!r}; there are: {', '.join(SETS)}.")
    root = Path(config.data) if config.data else data_dir()
    info = find_model(config.model or "default")
    crops = validation_crops(root, config.set, info.input_size)
    answers = predict(load_network(info), crops)
    share = shares_right(answers, crops)
    order = np.argsort(share)[: min(config.count, int(np.isfinite(share).sum()))]
    pictures = []
    for index in order:
        crop = crops[index]
        picture = cv2.resize(crop.image, None, fx=2, fy=2).astype(np.uint8, copy=False)
        draw_pose(picture, 2 * crop.keypoints_2d, crop.weight_2d, (255,) * 3)
        draw_pose(picture, 2 * answers.keypoints_2d[index], info.confidence(answers.score[index]))
        pictures.append(picture)
        print(f"held-out picture {index}: {share[index]:.2f} right")
    if not pictures:
        raise DataError(f"No held-out picture of {config.set} has a labelled torso.")
    with atomic_write(Path(config.out)) as temporary:
        content = cv2.imencode(".png", sheet(pictures, 4, 2 * info.input_size))[1]
        temporary.write_bytes(content.tobytes())
    return 0
