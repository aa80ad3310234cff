"""`mocap-app train evaluate-lifter`: the errors of lifters on people they never saw move.

The test split's subjects, seen by virtual webcams through the shipped detector's measured errors:
all kinds of pictures in their shares, then each kind, then the same keypoints without errors.
"""

from __future__ import annotations

import dataclasses
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mocap_app.core.errors import DataError
from mocap_app.core.paths import atomic_write
from mocap_app.inference.lift_track import with_mirror_image
from mocap_app.inference.lifter_store import find_lifter
from mocap_app.inference.lifter_store import load_lifter as load_shipped
from mocap_app.networks.temporal_lifter import n_parameters
from mocap_app.training.config import parse_settings
from mocap_app.training.lifting.batches import TESTING
from mocap_app.training.lifting.checkpoint import averaged_lifter, load_lifter
from mocap_app.training.lifting.config import LifterEvaluation
from mocap_app.training.lifting.detector_noise import measured_noise
from mocap_app.training.lifting.evaluate import (
    as_function,
    evaluate,
    held_out_tracks,
    lag_ms,
    without_errors,
)
from mocap_app.training.lifting.train_lifter import load_motions

if TYPE_CHECKING:
    from mocap_app.inference.lift_track import LiftNetwork
    from mocap_app.networks.lifter_config import LifterConfig
    from mocap_app.training.lifting.evaluate import Track


def report(config: LifterEvaluation) -> dict[str, Any]:
    """Return the errors of every lifter under every condition, in millimetres.

    Raises:
        DataError: The data is missing, or a lifter is neither shipped nor a run's folder.
        ModelError: A lifter is damaged.
    """
    noise = measured_noise()
    motions = load_motions(config.motions, "test")
    conditions = {"all": TESTING}
    if config.kinds:
        conditions |= {name: dataclasses.replace(TESTING, kind=name) for name in noise.kinds}
        conditions["exact 2D"] = without_errors()
    rows: dict[str, Any] = {"network": noise.network, "motions": len(motions.lengths)}
    tracks = {
        name: held_out_tracks(
            motions,
            noise,
            condition,
            cameras=config.cameras,
            frames=config.frames,
            seed=config.seed,
        )
        for name, condition in conditions.items()
    }
    for name in config.runs.split(","):
        rows[name] = _measure(name.strip(), tracks, config)
    return rows


def _measure(name: str, tracks: dict[str, list[Track]], config: LifterEvaluation) -> dict[str, Any]:
    network, shape, parameters = open_lifter(name)
    if config.mirror:
        network = with_mirror_image(network)
    row: dict[str, Any] = {"parameters": parameters, "frames": shape.receptive_field}
    row["ms_per_frame"] = round(milliseconds(network, shape), 3)
    for condition, there in tracks.items():
        errors = evaluate(network, shape, there, smooth_hz=config.smooth_hz)
        row[condition] = dataclasses.asdict(errors)
    row["lag_ms"] = round(lag_ms(network, shape, tracks["all"]), 1)
    return row


def open_lifter(name: str) -> tuple[LiftNetwork, LifterConfig, int | None]:
    """Return a lifter as a function, its shape, and how many numbers it learned if it says so.

    Args:
        name: Folder of a training run, or name of a shipped lifter.

    Raises:
        DataError: It is neither.
        ModelError: It is damaged.
    """
    path = Path(name) / "checkpoint.pt"
    if path.is_file():
        lifter = averaged_lifter(load_lifter(path))
        return as_function(lifter), lifter.config, n_parameters(lifter)
    info = find_lifter(name)
    if info is None:
        raise DataError(f"{name!r} is neither the folder of a training run nor a shipped lifter.")
    return load_shipped(info), info.config, None


def milliseconds(network: LiftNetwork, config: LifterConfig, repeats: int = 200) -> float:
    """Return the median time for one window, milliseconds."""
    window = np.zeros((1, config.receptive_field, config.inputs), np.float32)
    spent = []
    for _ in range(repeats):
        start = time.perf_counter()
        network(window)
        spent.append(time.perf_counter() - start)
    return 1000.0 * float(np.median(spent))


def text(rows: dict[str, Any]) -> str:
    """Return the report as lines for people."""
    lines = [f"{rows['motions']} motions, detector {rows['network']}; millimetres"]
    head = "lifter                     condition   MPJPE  P-MPJPE  N-MPJPE  MPJVE  all 27"
    lines.append(head)
    for name, row in rows.items():
        if not isinstance(row, dict):
            continue
        for condition, errors in row.items():
            if isinstance(errors, dict):
                numbers = "  ".join(f"{value:6.1f}" for value in errors.values())
                lines.append(f"{name[-26:]:26} {condition:10} {numbers}")
        lines.append(f"{name[-26:]:26} lag {row['lag_ms']} ms, {row['ms_per_frame']} ms a frame")
    return "\n".join(lines)


def write_numbers(path: Path, content: dict[str, Any]) -> None:
    """Write a measurement as JSON; an old one is replaced only when the new one is whole.

    Raises:
        OutputError: The file cannot be written.
    """
    with atomic_write(path) as temporary:
        temporary.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def main(words: list[str]) -> int:
    """Run the verb with key=value words."""
    config = parse_settings(LifterEvaluation, words)
    rows = report(config)
    print(text(rows))
    if config.json:
        write_numbers(Path(config.json), rows)
    return 0
