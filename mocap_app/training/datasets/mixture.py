"""Endless random batches from several data sets in given shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import IterableDataset, get_worker_info

from mocap_app.core.errors import DataError
from mocap_app.training.augment import AugmentConfig, Crop, augment, room_crop
from mocap_app.training.datasets.people import SETS, load_backgrounds, load_people

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mocap_app.training.datasets.sample import Sample

Batch = dict[str, Tensor]


class Mixture(IterableDataset[Batch]):
    """Draws a data set by its share, then one of its samples, then a random view of it."""

    def __init__(
        self, root: Path, shares: dict[str, float], limit: int, batch: int, size: int, seed: int
    ) -> None:
        """Read everything into memory.

        Raises:
            DataError: A set is unknown, missing or damaged.
        """
        unknown = shares.keys() - {*SETS, "room"}
        if unknown:
            raise DataError(f"Unknown data set {min(unknown)!r}; there are: {', '.join(SETS)}.")
        self.names = list(shares)
        self.shares = np.array([shares[name] for name in self.names])
        self.rooms = load_backgrounds(root, limit or 900)
        self.samples: dict[str, list[Sample]] = {}
        for name in self.names:
            if name != "room":
                loaded = load_people(root, name, "train")
                self.samples[name] = loaded[:limit] if limit else loaded
        self.batch = batch
        self.size = size
        self.seed = seed
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

    def _draw(self, rng: np.random.Generator) -> Crop:
        name = self.names[rng.choice(len(self.names), p=self.shares)]
        if name == "room":
            return room_crop(self.rooms, self.size, rng)
        pool = self.samples[name]
        other = self.samples[min(self.samples)]
        return augment(
            pool[rng.integers(len(pool))],
            self.size,
            self.config,
            rng,
            self.rooms,
            other[rng.integers(len(other))],
        )


def collate(crops: list[Crop]) -> Batch:
    """Stack crops; images stay uint8 (B, H, W, 3) BGR to keep the traffic small."""
    return {
        "image": torch.from_numpy(np.stack([crop.image for crop in crops])),
        "keypoints_2d": torch.from_numpy(np.stack([crop.keypoints_2d for crop in crops])),
        "weight_2d": torch.from_numpy(np.stack([crop.weight_2d for crop in crops])),
        "keypoints_3d": torch.from_numpy(np.stack([crop.keypoints_3d for crop in crops])),
        "weight_3d": torch.from_numpy(np.stack([crop.weight_3d for crop in crops])),
    }
