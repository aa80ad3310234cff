"""`mocap-app train publish-lifter`: from a checkpoint to a lifter that the program ships."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mocap_app.core.errors import DataError
from mocap_app.core.paths import models_dir
from mocap_app.networks.half import halve_weights
from mocap_app.networks.lifter_config import LIFTERS
from mocap_app.networks.lifter_onnx import export_lifter
from mocap_app.training.config import parse_settings
from mocap_app.training.lifting.checkpoint import averaged_lifter, load_lifter
from mocap_app.training.publish import write_manifest


@dataclass(frozen=True)
class PublishLifter:
    """What becomes of a checkpoint."""

    checkpoint: str = "runs/lifter_live/checkpoint.pt"
    sideways_hz: float = 6.0
    """Hz above which its answer counts sideways, below it the image network's; chosen by
    `lifter-on-video`."""
    depth_hz: float = 1.6
    """The same for the depth."""
    half: bool = True
    """Store weights in half precision; they are widened when loaded."""


def publish(config: PublishLifter) -> Path:
    """Write the ONNX file and the manifest's entry.

    Raises:
        ModelError: The checkpoint is missing or does not fit.
        OutputError: A file cannot be written.
    """
    checkpoint = load_lifter(Path(config.checkpoint))
    folder = models_dir()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{checkpoint.network}.onnx"
    export_lifter(averaged_lifter(checkpoint), path)
    if config.half:
        halve_weights(path)
    content = path.read_bytes()
    entry = {
        "name": checkpoint.network,
        "file": path.name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "size_bytes": len(content),
        "licence": "MIT",
        "joints": "body27",
        "crossover_hz": [config.sideways_hz, config.depth_hz],
        "shape": dataclasses.asdict(LIFTERS[checkpoint.network]),
        "training": {
            "steps": checkpoint.step,
            "minutes": round(checkpoint.seconds / 60, 1),
            "data": "see MODEL_CARD.md",
            "command": f"mocap-app train lifter network={checkpoint.network}",
        },
    }
    _enter(folder / "manifest.json", entry)
    return path


def _enter(path: Path, entry: dict[str, Any]) -> None:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except ValueError as error:
        raise DataError(f"The list of networks {path} is damaged: {error}.") from error
    others = [e for e in manifest.get("lifters", []) if e["name"] != entry["name"]]
    manifest["lifters"] = sorted([*others, entry], key=lambda e: str(e["name"]))
    write_manifest(path, manifest)


def main(words: list[str]) -> int:
    """Run the verb with key=value words."""
    path = publish(parse_settings(PublishLifter, words))
    print(f"Wrote {path}.")
    return 0
