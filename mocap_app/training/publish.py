"""`mocap-app train publish`: from a checkpoint to a network that the program ships."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mocap_app.core.errors import DataError
from mocap_app.core.paths import atomic_write, data_dir, models_dir
from mocap_app.inference.preprocess import to_input
from mocap_app.inference.runtime import onnx_network
from mocap_app.networks.checkpoint import build, compact, load_checkpoint, save_checkpoint
from mocap_app.networks.half import halve_weights
from mocap_app.networks.onnx_export import export_onnx
from mocap_app.networks.quantise import quantise
from mocap_app.training.augment import AugmentConfig, Crop, augment
from mocap_app.training.calibration import fit, outcomes
from mocap_app.training.config import parse_settings
from mocap_app.training.datasets.people import SETS, load_people
from mocap_app.training.datasets.rooms import load_rooms
from mocap_app.training.evaluate import predict

PRECISIONS = ("int8", "half", "float")
ROLES = ("default", "quality", "none")
_MOST_HALVES = 8_000_000
"""Numbers of half precision that a checkpoint beside the program may hold: 16 MB."""
_CALIBRATION_VIEWS = 1500
_QUANTISATION_VIEWS = 200
_MILD = AugmentConfig(rotation_deg=10, full_turn=0.0, neighbour=0.0, clutter=0.2)


@dataclass(frozen=True)
class PublishConfig:
    """What becomes of a checkpoint."""

    checkpoint: str = "runs/pose/checkpoint.pt"
    name: str = ""
    """Name in the manifest and of the files; empty: the network's."""
    size: int = 224
    """Side of the square input, pixels."""
    narrow: bool = False
    """It was trained with narrower pictures, too: the program may cut off what is beside people."""
    precision: str = "int8"
    """int8: two to three times faster on CPUs; half: weights of half precision, widened when
    loaded; float: as trained."""
    role: str = "default"
    """default: it is used unless another is asked for; quality: it looks at recordings that are
    refined; none: only by name."""
    data: str = ""
    """Data folder for the calibration; empty: the default one."""


def second_stage_path(name: str) -> Path:
    """Return the file of a network's second stage, whether there is one or not."""
    return models_dir() / f"{name}_second_stage.onnx"


def publish(config: PublishConfig) -> Path:
    """Write the ONNX file, the manifest's entry and, if it has a role, a checkpoint to go on from.

    A second stage, if there is one, goes: it has to be trained on the new network's answers.

    Raises:
        ModelError: The checkpoint is missing or does not fit.
        DataError: The precision or role is unknown, or the data for the calibration is missing.
        OutputError: A file cannot be written.
    """
    if config.precision not in PRECISIONS:
        raise DataError(
            f"Unknown precision {config.precision!r}; there are: {', '.join(PRECISIONS)}."
        )
    if config.role not in ROLES:
        raise DataError(f"Unknown role {config.role!r}; there are: {', '.join(ROLES)}.")
    checkpoint = load_checkpoint(Path(config.checkpoint))
    network = build(checkpoint)
    name = config.name or checkpoint.network
    folder = models_dir()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.onnx"
    export_onnx(network, path, config.size, any_size=config.narrow)
    crops = _views(config)
    if config.precision == "int8":
        spread = crops[:: max(1, len(crops) // _QUANTISATION_VIEWS)]
        quantise(path, (to_input([crop.image]) for crop in spread))
    elif config.precision == "half":
        halve_weights(path)
    content = path.read_bytes()
    score, chance = fit(outcomes(predict(onnx_network(content, config.size), crops), crops))
    # The one before knew another network's answers.
    second_stage_path(name).unlink(missing_ok=True)
    if config.role != "none":
        large = sum(tensor.numel() for tensor in checkpoint.average.values()) > _MOST_HALVES
        save_checkpoint(folder / f"{name}.pt", compact(checkpoint), eight_bits=large)
    _update_manifest(
        folder / "manifest.json",
        {
            "name": name,
            "file": path.name,
            "sha256": hashlib.sha256(content).hexdigest(),
            "size_bytes": len(content),
            "licence": "MIT",
            "joints": "body27",
            "input_size": config.size,
            "precision": config.precision,
            "training": {
                "steps": checkpoint.step,
                "minutes": round(checkpoint.seconds / 60, 1),
                "data": "see MODEL_CARD.md",
                "command": "mocap-app train pose",
            },
            "confidence": {"score": score, "chance": chance},
        },
        role=config.role,
    )
    return path


def _views(config: PublishConfig) -> list[Crop]:
    """Return random views of the training pictures, for ranges and confidence."""
    root = Path(config.data) if config.data else data_dir()
    rng = np.random.default_rng(0)
    rooms = load_rooms(root, count=100)
    crops: list[Crop] = []
    for name in SETS:
        samples = load_people(root, name, "train")
        chosen = rng.choice(len(samples), _CALIBRATION_VIEWS // len(SETS))
        crops += [augment(samples[i], config.size, _MILD, rng, rooms) for i in chosen]
    return crops


def _update_manifest(path: Path, entry: dict[str, Any], *, role: str) -> None:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except ValueError as error:
        raise DataError(f"The list of networks {path} is damaged: {error}.") from error
    others = [e for e in manifest.get("models", []) if e["name"] != entry["name"]]
    manifest["models"] = sorted([*others, entry], key=lambda e: str(e["name"]))
    if role != "none":
        manifest[role] = entry["name"]
    manifest.setdefault("default", entry["name"])
    write_manifest(path, manifest)


def write_manifest(path: Path, manifest: dict[str, Any]) -> None:
    """Replace the list of networks.

    Raises:
        OutputError: It cannot be written.
    """
    with atomic_write(path) as temporary:
        temporary.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def main(words: list[str]) -> int:
    """Run the verb with key=value words."""
    path = publish(parse_settings(PublishConfig, words))
    second = f"mocap-app train second-stage synth=FOLDER model={path.stem}"
    print(f"Wrote {path}. Its second stage: {second}")
    return 0
