"""`mocap-app train synth`: render labelled people into shards, or draw a sheet of them.

Picture number i is always that of seed `seed + i`, whichever process renders it, so a run that was
interrupted goes on where it was, and several machines can share the work by `start`.
"""

from __future__ import annotations

import functools
import io
import multiprocessing
import tarfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np
from tqdm import tqdm

from mocap_app.core.errors import DataError, OutputError
from mocap_app.core.paths import atomic_write, data_dir
from mocap_app.training.config import parse_settings
from mocap_app.training.motion.selection import SPLITS
from mocap_app.training.synthetic.pose_source import POSES, MotionPoses
from mocap_app.training.synthetic.sampler import Engine, SyntheticSample
from mocap_app.training.synthetic.sheet import labelled, sheet
from mocap_app.training.synthetic.studio import Studio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mocap_app.training.motion.selection import Split

_SHEET_SAMPLES = 48
_SHEET_QUALITY = 70
_SPLIT_SEEDS = 1_000_000_000
"""Bodies and clothes follow from seeds: those of different splits are this far apart."""


class Seeded(Protocol):
    """What tells bodies and clothes."""

    @property
    def seed(self) -> int:
        """Chosen by whoever asks."""

    @property
    def split(self) -> Split:
        """Train, validation or test."""


@dataclass(frozen=True)
class SynthConfig:
    """What to render."""

    count: int = 0
    """How many pictures the folder shall hold in the end, rounded up to whole shards."""
    start: int = 0
    """Number of the first one, a multiple of `shard`; for sharing work between machines."""
    out: str = "runs/synth"
    """Folder of the shards."""
    seed: int = 0
    size: int = 256
    """Side of the pictures, pixels."""
    quality: int = 92
    """Of the JPEGs."""
    shard: int = 500
    """Pictures in a shard."""
    workers: int = 1
    """Processes that render; software rendering gains from one for each core."""
    split: Split = "train"
    """train, validation or test: motions, rooms and bodies of each are its own."""
    poses: str = "everyday"
    """everyday; exercise: step-ups, lunges, kicks; acrobatic: upside down, in the air, lying."""
    behind: bool = False
    """See people from behind and from the side; of the others a fifth are seen from there."""
    long_hair: bool = False
    """Everybody's hair hangs over neck and shoulders: from behind it hides what tells the side."""
    photographs: bool = True
    """Show photographs of rooms; false where pictures are to be published."""
    sheet: str = ""
    """Instead of shards, draw 48 samples with their labels into this picture."""
    data: str = ""
    """Data folder; empty: the default one."""

    @property
    def root(self) -> Path:
        """The data folder."""
        return Path(self.data) if self.data else data_dir()

    def checked(self) -> SynthConfig:
        """Return it if it makes sense.

        Raises:
            DataError: A number is out of range or the split unknown.
        """
        check_split(self.split)
        if self.poses not in POSES:
            raise DataError(f"poses={self.poses!r} must be one of {', '.join(POSES)}.")
        if not self.sheet and (self.count < 1 or self.shard < 1 or self.workers < 1):
            raise DataError("count, shard and workers must be at least 1: count=20000, say.")
        if self.start < 0 or self.start % self.shard:
            raise DataError(f"start={self.start} must be a multiple of shard={self.shard}.")
        if self.size < 32 or not 1 <= self.quality <= 100 or self.seed < 0:
            raise DataError("size must be at least 32, quality 1 to 100, seed at least 0.")
        return self


def main(words: list[str]) -> int:
    """Run the task with key=value words.

    Raises:
        MocapError: A setting is wrong, data is missing, or the folder cannot be written.
    """
    config = parse_settings(SynthConfig, words).checked()
    if config.sheet:
        write_sheet(open_engine(config), config, Path(config.sheet))
    else:
        write_shards(config)
    return 0


def open_engine(config: SynthConfig) -> Engine:
    """Load what the pictures of a split are made from.

    Raises:
        DataError: Data is missing or damaged, or there is no OpenGL.
    """
    # Several processes share the cores; OpenCV's threads would fight over them.
    cv2.setNumThreads(1)
    studio = Studio(
        config.root,
        config.size,
        held_out_rooms=config.split != "train",
        photographs=config.photographs,
        long_hair=config.long_hair,
    )
    poses = MotionPoses(config.split, config.root, POSES[config.poses])
    return Engine(poses, studio, behind=config.behind)


def write_sheet(engine: Engine, config: SynthConfig, path: Path) -> None:
    """Draw 48 samples with their labels.

    Raises:
        OutputError: The picture cannot be written.
    """
    # One sample of each person.
    seeds = [seed_of(config, 4 * i) for i in range(_SHEET_SAMPLES)]
    picture = sheet([labelled(engine.sample(seed)) for seed in seeds])
    if path.suffix not in {".jpg", ".png"}:
        raise OutputError(f"Cannot write {path}: name it .jpg or .png.")
    settings = [cv2.IMWRITE_JPEG_QUALITY, _SHEET_QUALITY] if path.suffix == ".jpg" else []
    encoded = cv2.imencode(path.suffix, picture, settings)[1]
    with atomic_write(path) as temporary:
        temporary.write_bytes(encoded.tobytes())


def write_shards(config: SynthConfig) -> None:
    """Render the shards that the folder lacks.

    Raises:
        DataError: Data is missing or damaged, or there is no OpenGL.
        OutputError: The folder cannot be written, or a process that renders was killed.
    """
    folder = Path(config.out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"Cannot write {folder}: {error.strerror or error}.") from error
    missing = [
        first
        for first in range(config.start, config.start + config.count, config.shard)
        if not _shard_path(config, first).is_file()
    ]
    with tqdm(
        total=len(missing) * config.shard, unit="img", desc=f"rendering into {folder}"
    ) as progress:
        if config.workers == 1 or len(missing) == 1:
            engine = open_engine(config)
            for first in missing:
                _write_shard(engine, config, first, progress.update)
            return
        for done in _rendered_side_by_side(config, missing):
            progress.update(done)


def _rendered_side_by_side(config: SynthConfig, missing: list[int]) -> Iterator[int]:
    """Yield how many pictures each shard got, as they become ready."""
    # Fresh processes: OpenGL does not survive a fork.
    context = multiprocessing.get_context("spawn")
    workers = min(config.workers, max(len(missing), 1))
    pool = ProcessPoolExecutor(workers, mp_context=context)
    try:
        for job in as_completed([pool.submit(_work, config, first) for first in missing]):
            yield job.result()
    except BrokenProcessPool as error:
        raise OutputError(
            "A process that rendered was killed, perhaps for want of memory. Start again with "
            "fewer workers: the finished shards are kept."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


@functools.cache
def _engine_of(config: SynthConfig) -> Engine:
    """Return this process's engine."""
    return open_engine(config)


def _work(config: SynthConfig, first: int) -> int:
    # Opened here and not when the process starts, so that what is missing is said in its own words.
    return _write_shard(_engine_of(config), config, first, lambda _done: None)


def check_split(split: str) -> None:
    """See that there is such a split.

    Raises:
        DataError: There is none.
    """
    if split not in SPLITS:
        raise DataError(f"split={split!r} must be one of {', '.join(SPLITS)}.")


def seed_of(config: Seeded, number: int) -> int:
    """Return the seed of picture or film `number`; splits never share one."""
    return config.seed + _SPLIT_SEEDS * SPLITS.index(config.split) + number


def _shard_path(config: SynthConfig, first: int) -> Path:
    return Path(config.out) / f"synth_{config.split}_{config.seed}_{first:08d}.npz"


def _write_shard(
    engine: Engine, config: SynthConfig, first: int, report: Callable[[int], object]
) -> int:
    """Render one shard; its labels, written last, say that it is complete."""
    numbers = range(first, first + config.shard)
    path = _shard_path(config, first)
    samples: list[SyntheticSample] = []
    names = [f"{path.stem}_{number:08d}.jpg" for number in numbers]
    with atomic_write(path.with_suffix(".tar")) as temporary, tarfile.open(temporary, "w") as tar:
        for name, number in zip(names, numbers, strict=True):
            sample = engine.sample(seed_of(config, number))
            _add_picture(tar, name, sample, config.quality)
            samples.append(sample)
            report(1)
    with atomic_write(path) as temporary, temporary.open("wb") as file:
        np.savez_compressed(
            file, allow_pickle=False, **{"names": np.array(names), **_labels(samples)}
        )
    return len(samples)


def _add_picture(tar: tarfile.TarFile, name: str, sample: SyntheticSample, quality: int) -> None:
    encoded = cv2.imencode(".jpg", sample.image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
    entry = tarfile.TarInfo(name)
    entry.size = len(encoded)
    tar.addfile(entry, io.BytesIO(encoded))


def _labels(samples: list[SyntheticSample]) -> dict[str, np.ndarray]:
    pinholes = [(s.pinhole.focal_px, s.pinhole.cx, s.pinhole.cy) for s in samples]
    return {
        "keypoints_2d": np.stack([s.keypoints_2d for s in samples]),
        "keypoints_3d": np.stack([s.keypoints_3d for s in samples]),
        "visibility": np.stack([s.visibility for s in samples]),
        "pelvis": np.stack([s.pelvis for s in samples]),
        "pinhole": np.array(pinholes, np.float32),
        # (N, S, S / 8): eight pixels a byte.
        "mask": np.packbits(np.stack([s.mask for s in samples]), axis=-1),
    }
