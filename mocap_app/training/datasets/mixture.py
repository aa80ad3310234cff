"""Endless random batches from several data sets in given shares."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import IterableDataset, get_worker_info

from mocap_app.core.errors import DataError
from mocap_app.training.augment import AugmentConfig, Crop, augment, labels_of, room_crop
from mocap_app.training.backs import fronts, seen_from_behind
from mocap_app.training.datasets.people import SETS, load_people
from mocap_app.training.datasets.public import PUBLIC, load_public
from mocap_app.training.datasets.rooms import ROOMS, load_mistaken, load_rooms
from mocap_app.training.datasets.synthetic import load_synthetic, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mocap_app.training.config import TrainConfig
    from mocap_app.training.datasets.sample import Sample


_RENDERED = {"synth", "crossed"}


class Batch(NamedTuple):
    """B samples, their names and where they come from."""

    tensors: dict[str, Tensor]
    """`image` (B, S, S, 3) uint8 BGR and the fields of `losses.Targets`."""
    names: tuple[str, ...]
    rendered: Tensor
    """(B,) whether a picture is rendered, its labels therefore true."""


class Drawn(NamedTuple):
    """A random view of one sample."""

    name: str
    crop: Crop
    rendered: bool = False


class Mixture(IterableDataset[Batch]):
    """Draws a data set by its share, then one of its samples, then a random view of it."""

    def __init__(self, root: Path, config: TrainConfig) -> None:
        """Read everything into memory.

        Raises:
            DataError: A set is unknown, missing or damaged.
        """
        shares, limit = _checked_shares(config), config.limit
        self.names = list(shares)
        self.shares = np.array([shares[name] for name in self.names])
        self.rooms = load_rooms(root, count=limit or ROOMS)
        self.mistaken = load_mistaken(Path(config.nobody), len(self.rooms)) if config.nobody else []
        self.samples: dict[str, Sequence[Sample]] = {}
        people = functools.cache(lambda name: load_people(root, name, "train")[: limit or None])
        rendered = functools.cache(lambda: load_synthetic(Path(config.synth), limit))
        for name in self.names:
            if name == "synth":
                self.samples[name] = rendered()
            elif name == "crossed":
                self.samples[name] = named(rendered(), Path(config.crossed))
            elif name == "backs":
                self.samples[name] = fronts(people)
            elif name in PUBLIC:
                public = load_public(root, name, "train")
                self.samples[name] = public[:limit] if limit else public
            elif name != "room":
                self.samples[name] = people(name)
        self.batch = config.batch
        self.size = config.size
        self.seed = config.seed
        self.config = AugmentConfig()

    def __iter__(self) -> Iterator[Batch]:
        """Yield batches without end."""
        # One process prepares batches beside the training: OpenCV's own threads would only get
        # in the way of the network's.
        cv2.setNumThreads(0)
        worker = get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        while True:
            yield collate([self._draw(rng) for _ in range(self.batch)])

    def _draw(self, rng: np.random.Generator) -> Drawn:
        name = self.names[rng.choice(len(self.names), p=self.shares)]
        if name == "room":
            return Drawn(name, room_crop(self.rooms, self.size, rng, self.mistaken))
        pool = self.samples[name]
        other = self.samples[min(self.samples)]
        sample = pool[int(rng.integers(len(pool)))]
        if name == "backs":
            sample = seen_from_behind(sample, rng)
        beside = other[int(rng.integers(len(other)))]
        crop = augment(sample, self.size, self.config, rng, self.rooms, beside)
        return Drawn(sample.name, crop, rendered=name in _RENDERED)


def _checked_shares(config: TrainConfig) -> dict[str, float]:
    """Return the share of every data set, if there is all that they need."""
    shares = config.shares()
    known = [*SETS, *PUBLIC, "room", "backs", "synth", "crossed"]
    unknown = shares.keys() - known
    if unknown:
        raise DataError(f"Unknown data set {min(unknown)!r}; there are: {', '.join(known)}.")
    rendered = shares.keys() & _RENDERED
    if rendered and not config.synth:
        raise DataError("The share of synth needs synth=FOLDER, the folder of rendered people.")
    if config.second_stage and not rendered:
        raise DataError("The second stage teaches by rendered people: sets needs synth:SHARE.")
    if "crossed" in shares and not config.crossed:
        raise DataError("The share of crossed needs crossed=FILE, which train crossed writes.")
    return shares


def collate(drawn: list[Drawn]) -> Batch:
    """Stack named crops; images stay uint8 (B, H, W, 3) BGR to keep the traffic small."""
    crops = [one.crop for one in drawn]
    arrays = {"image": np.stack([crop.image for crop in crops]), **labels_of(crops)._asdict()}
    tensors = {name: torch.from_numpy(values) for name, values in arrays.items()}
    rendered = torch.tensor([one.rendered for one in drawn])
    return Batch(tensors, tuple(one.name for one in drawn), rendered)
