"""Body27 positions of whole clips, for training the lifters: made, packed and read.

`mocap-app train motion out=FILE` packs every split into one file; `read_sequences` reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import DataError
from mocap_app.core.paths import atomic_write
from mocap_app.training.body.body import Body
from mocap_app.training.body.shape import random_shape
from mocap_app.training.config import parse_settings
from mocap_app.training.motion.clip import FPS, without_heading
from mocap_app.training.motion.gestures import webcam_clip
from mocap_app.training.motion.library import clips, load_clip
from mocap_app.training.motion.selection import SPLITS
from mocap_app.training.motion.variation import mirrored, recombined, warped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from mocap_app.training.motion.clip import MotionClip
    from mocap_app.training.motion.gestures import Posture
    from mocap_app.training.motion.selection import Split

# People who stand about (ReactIdle) would otherwise be a third of everything.
_LONGEST = {"react_idle": 30 * FPS}
_SHORTEST = 8
_STEP = 0.00025
"""Metres of one count in a packed file."""
_MADE_SHARE = 0.25
"""Performances at the webcam, for each recorded clip; as many are recombined."""


@dataclass(frozen=True, eq=False)
class Sequence:
    """One person's keypoints over time."""

    name: str
    subject: str
    split: Split
    positions: NDArray[np.float32]
    """(T, 27, 3) world metres, Y up, floor at y = 0; it begins over the origin, facing +Z."""
    fps: float = FPS


@dataclass(frozen=True)
class PackConfig:
    """Settings of `mocap-app train motion`."""

    out: str = "motion.npz"
    """File to write."""
    bodies: int = 3
    """Persons of random shape for each clip of the training split; the others get one."""
    seed: int = 0


def body27_sequences(
    split: Split, bodies_per_clip: int, rng: np.random.Generator
) -> list[Sequence]:
    """Return every clip of a split on so many random persons, with variations for training.

    The first person does each clip as recorded. In the training split the others do it mirrored
    or warped in time, and there are recombined clips and performances at the webcam besides.

    Raises:
        DataError: The body or the motion library is missing or damaged.
    """
    body = Body.load()
    sequences = []
    for subject, clip in _performances(split, bodies_per_clip, rng):
        if len(clip) >= _SHORTEST:
            person = body.shape(random_shape(rng))
            positions = without_heading(clip).keypoints(person).astype(np.float32)
            sequences.append(Sequence(clip.name, subject, split, positions))
    return sequences


def _performances(
    split: Split, bodies_per_clip: int, rng: np.random.Generator
) -> Iterator[tuple[str, MotionClip]]:
    """Yield subjects and what they do."""
    infos = [info for info in clips() if info.split == split]
    for info in infos:
        whole = load_clip(info)
        for number in range(bodies_per_clip):
            clip = _excerpt(whole, _LONGEST.get(info.source, len(whole)), rng)
            if number > 0:
                clip = mirrored(clip) if rng.random() < 0.5 else clip
                clip = warped(clip, rng)
            yield info.subject, clip
    for _ in range(round(_MADE_SHARE * len(infos) * bodies_per_clip)):
        posture: Posture = "sitting" if rng.random() < 0.6 else "standing"
        yield "made", webcam_clip(rng, posture, float(rng.uniform(6.0, 14.0)))
        if split == "train":
            lower, upper = (load_clip(infos[int(i)]) for i in rng.integers(len(infos), size=2))
            yield "recombined", recombined(_excerpt(lower, 10 * FPS, rng), upper)


def _excerpt(clip: MotionClip, longest: int, rng: np.random.Generator) -> MotionClip:
    if len(clip) <= longest:
        return clip
    start = int(rng.integers(len(clip) - longest))
    return clip.part(start, start + longest)


def write_sequences(path: Path, sequences: list[Sequence]) -> None:
    """Pack sequences into one file, to a quarter of a millimetre.

    Raises:
        OutputError: The file cannot be written.
    """
    counts = [np.round(s.positions / _STEP).astype(np.int32) for s in sequences]
    pelvis = [np.diff(c[:, 0], axis=0, prepend=0) for c in counts]
    # Steps from frame to frame are small numbers, which compress well.
    others = [np.diff(c[:, 1:] - c[:, :1], axis=0, prepend=0).astype(np.int16) for c in counts]
    with atomic_write(path) as temporary, temporary.open("wb") as file:
        np.savez_compressed(
            file,
            names=np.array([s.name for s in sequences]),
            subjects=np.array([s.subject for s in sequences]),
            splits=np.array([s.split for s in sequences]),
            lengths=np.array([len(s.positions) for s in sequences]),
            pelvis=np.concatenate(pelvis),
            others=np.concatenate(others),
        )


def read_sequences(path: Path, split: Split | None = None) -> list[Sequence]:
    """Return the sequences of a packed file; of one split if it is named.

    Raises:
        DataError: The file is missing or damaged.
    """
    if not path.is_file():
        raise DataError(f"There is no motion file {path}; make it: mocap-app train motion out=FILE")
    try:
        with np.load(path, allow_pickle=False) as file:
            stored = {name: file[name] for name in file.files}
        starts = np.cumsum(stored["lengths"])[:-1]
        pelvis = np.split(stored["pelvis"], starts)
        others = np.split(stored["others"].astype(np.int32), starts)
        labels = zip(stored["names"], stored["subjects"], stored["splits"], strict=True)
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise DataError(f"The motion file {path} is damaged: {error}.") from error
    return [
        Sequence(str(name), str(subject), _split(part), _positions(pelvis[row], others[row]))
        for row, (name, subject, part) in enumerate(labels)
        if split in {None, str(part)}
    ]


def _split(word: object) -> Split:
    for split in SPLITS:
        if split == str(word):
            return split
    raise DataError(f"The motion file has an unknown split {word}.")


def _positions(pelvis: NDArray[np.int32], others: NDArray[np.int32]) -> NDArray[np.float32]:
    place = np.cumsum(pelvis, axis=0)[:, None]
    points = np.concatenate([place, place + np.cumsum(others, axis=0)], axis=1)
    metres: NDArray[np.float32] = (points * _STEP).astype(np.float32)
    return metres


def main(words: list[str]) -> int:
    """Write the packed sequences of all splits; settings are those of `PackConfig`.

    Raises:
        MocapError: A setting is wrong, data is missing, or the file cannot be written.
    """
    config = parse_settings(PackConfig, words)
    if config.bodies < 1:
        raise DataError(f"bodies={config.bodies} leaves nobody to move.")
    rng = np.random.default_rng(config.seed)
    sequences: list[Sequence] = []
    for split in SPLITS:
        made = body27_sequences(split, config.bodies if split == "train" else 1, rng)
        minutes = sum(len(s.positions) for s in made) / FPS / 60.0
        print(f"{split}: {len(made)} sequences, {minutes:.0f} minutes")
        sequences += made
    write_sequences(Path(config.out), sequences)
    print(f"{config.out}: {Path(config.out).stat().st_size / 1e6:.1f} MB")
    return 0
