"""`mocap-app train second-stage`: teach the second stage of the image network that ships.

Rendered people, whose 3D is exact, are shown to the network in random views; what it says of their
keypoints is the input, the true pose the answer. Photographs take no part: their 3D is a guess.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from tqdm import tqdm

from mocap_app.core.errors import DataError
from mocap_app.core.paths import atomic_write, data_dir, models_dir
from mocap_app.core.skeleton import body27
from mocap_app.inference.codec import decode
from mocap_app.inference.evidence import evidence, mirrored
from mocap_app.inference.model_store import ModelInfo, find_model, read_manifest
from mocap_app.inference.preprocess import to_input
from mocap_app.inference.runtime import load_network
from mocap_app.networks.half import halve_weights
from mocap_app.networks.second_stage import SecondStage, export_second_stage, save_second_stage
from mocap_app.training.augment import AugmentConfig, Crop, augment, labels_of
from mocap_app.training.config import parse_settings
from mocap_app.training.datasets.rooms import load_rooms
from mocap_app.training.datasets.synthetic import load_synthetic
from mocap_app.training.evaluate import errors_3d
from mocap_app.training.losses import mean_distance
from mocap_app.training.publish import second_stage_path, write_manifest

if TYPE_CHECKING:
    from numpy.typing import NDArray

_VIEWS = AugmentConfig(full_turn=0.1, far=0.05, clutter=0.1, neighbour=0.0, cut=0.1)
"""Nearer to what the program looks at than what the image network is trained on."""
_BATCH = 8


@dataclass(frozen=True)
class SecondStageTraining:
    """How the second stage is trained."""

    synth: str = ""
    """Folder of rendered people, as `mocap-app train synth` writes it."""
    model: str = ""
    """Image network in the manifest whose second stage it is; empty: the default one."""
    out: str = "runs/second_stage"
    """Folder for the evidence, which is gathered once for a network, and for the weights."""
    views: int = 2
    """Random views of each rendered person."""
    epochs: int = 20
    batch: int = 256
    width: int = 256
    blocks: int = 2
    dropout: float = 0.1
    learning_rate: float = 2e-3
    weight_decay: float = 0.01
    held_out: float = 0.07
    """Share of the people that is not trained on but measured."""
    seed: int = 0
    limit: int = 0
    """Use only so many people; 0: all. For rehearsals."""
    data: str = ""
    """Data folder, whose rooms surround the people; empty: the default one."""


class Evidence(NamedTuple):
    """What the network said of N views, and the truth."""

    numbers: NDArray[np.float32]
    """(N, 27, CHANNELS)."""
    truth: NDArray[np.float32]
    """(N, 27, 3) metres, pelvis-relative, axes of the crop."""
    weight: NDArray[np.float32]
    """(N, 27)."""

    def part(self, rows: NDArray[np.intp]) -> Evidence:
        """Return some of the views."""
        return Evidence(*(values[rows] for values in self))


def gather(config: SecondStageTraining, info: ModelInfo) -> Evidence:
    """Return the evidence on all views, all first views first; read it if it was gathered before.

    Raises:
        DataError: There are no rendered people or rooms, or they are damaged.
        ModelError: The network is missing or damaged.
        OutputError: The evidence cannot be kept.
    """
    if not config.synth:
        raise DataError("Say synth=FOLDER, the folder of rendered people.")
    asked = [config.synth, info.sha256, config.views, config.seed, config.limit]
    key = hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]
    path = Path(config.out) / f"evidence_{key}.npz"
    if path.is_file():
        with np.load(path, allow_pickle=False) as file:
            return Evidence(*(file[name] for name in Evidence._fields))
    people = load_synthetic(Path(config.synth), config.limit)
    rooms = load_rooms(Path(config.data) if config.data else data_dir(), count=200)
    network, size = load_network(info), info.input_size
    rng = np.random.default_rng(config.seed)
    parts: list[Evidence] = []
    drawn = [i for _ in range(config.views) for i in range(len(people))]
    for start in tqdm(range(0, len(drawn), _BATCH), unit_scale=_BATCH, unit="view"):
        chosen = drawn[start : start + _BATCH]
        crops = [augment(people[i], size, _VIEWS, rng, rooms) for i in chosen]
        maps = network(to_input([crop.image for crop in crops]))
        parts.append(_evidence_of(evidence(decode(maps, size), size), crops))
    gathered = Evidence(*(np.concatenate(values) for values in zip(*parts, strict=True)))
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as temporary, temporary.open("wb") as file:
        np.savez(file, **gathered._asdict())
    return gathered


def _evidence_of(numbers: NDArray[np.float32], crops: list[Crop]) -> Evidence:
    *_, truth, weight = labels_of(crops)
    return Evidence(numbers, truth, weight)


def fit(config: SecondStageTraining, data: Evidence) -> SecondStage:
    """Return a second stage, in evaluation mode, trained on (N, ...) views."""
    torch.manual_seed(config.seed)
    network = SecondStage(config.width, config.blocks, config.dropout)
    numbers, truth, weight = (torch.from_numpy(values) for values in data)
    network.standardise(numbers)
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=config.weight_decay)
    batches = len(numbers) // config.batch
    if not batches:
        raise DataError(f"{len(numbers)} views do not fill a batch of {config.batch}.")
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, config.learning_rate, total_steps=config.epochs * batches
    )
    for _ in tqdm(range(config.epochs), unit="epoch"):
        for rows in torch.randperm(len(numbers))[: batches * config.batch].view(batches, -1):
            seen, target, counted = numbers[rows], truth[rows], weight[rows]
            if torch.rand(()) < 0.5:
                seen = torch.from_numpy(mirrored(seen.numpy()))
                target = torch.from_numpy(body27().mirrored(target.numpy()))
                counted = counted[:, list(body27().mirror)]
            loss = mean_distance(network(seen), target, counted)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
    return network.eval()


def publish(network: SecondStage, info: ModelInfo) -> Path:
    """Write the ONNX file beside the image network's and enter it in the manifest.

    Raises:
        OutputError: A file cannot be written.
    """
    path = second_stage_path(info.name)
    export_second_stage(network, path)
    halve_weights(path)
    content = path.read_bytes()
    manifest = read_manifest()
    (entry,) = [entry for entry in manifest["models"] if entry["name"] == info.name]
    entry["second_stage"] = {
        "file": path.name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "size_bytes": len(content),
    }
    write_manifest(models_dir() / "manifest.json", manifest)
    return path


def main(words: list[str]) -> int:
    """Run the verb with key=value words.

    Raises:
        DataError: There is too little to train on, or it is damaged.
        ModelError: The image network is missing or damaged.
    """
    config = parse_settings(SecondStageTraining, words)
    info = find_model(config.model or "default")
    data = gather(config, info)
    person = np.arange(len(data.truth)) % (len(data.truth) // config.views)
    first_held = round(person.max() * (1.0 - config.held_out))
    held = data.part(np.flatnonzero(person > first_held))
    network = fit(config, data.part(np.flatnonzero(person <= first_held)))
    save_second_stage(network, Path(config.out) / "second_stage.pt")
    with torch.inference_mode():
        answer = network(torch.from_numpy(held.numbers)).numpy()
    for name, points in (("read from the maps", held.numbers[..., 3:6]), ("second stage", answer)):
        error, aligned = errors_3d(points, held.truth, held.weight)
        print(f"{name}: MPJPE {error:.1f} mm, P-MPJPE {aligned:.1f} mm on people held out")
    print(f"Wrote {publish(network, info)}.")
    return 0
