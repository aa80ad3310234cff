"""Samples whose pictures stay on disk until they are asked for.

Public data sets are larger than memory: the labels are held, each picture is read, cut out around
its person and scaled down when its sample is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

import cv2
import numpy as np

from mocap_app.core.errors import DataError
from mocap_app.training.datasets.sample import Array, Sample

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_MARGIN = 1.0
"""Person extents kept around the person, for crops from afar and shifted ones."""
_LONG_SIDE = 320
"""Larger people are scaled down to this, pixels: no network sees more."""


@dataclass(frozen=True)
class Picture:
    """An image file, or one frame of a video."""

    path: Path
    frame: int | None = None

    def read(self) -> NDArray[np.uint8]:
        """Return (H, W, 3) BGR.

        Raises:
            DataError: The file is missing or damaged.
        """
        image = cv2.imread(str(self.path)) if self.frame is None else self._read_frame(self.frame)
        if image is None:
            where = "" if self.frame is None else f" (frame {self.frame})"
            state = "damaged" if self.path.is_file() else "missing"
            raise DataError(f"The picture {self.path}{where} is {state}; get the file once more.")
        return np.asarray(image, dtype=np.uint8)

    def _read_frame(self, frame: int) -> NDArray[np.uint8] | None:
        capture = cv2.VideoCapture(str(self.path))
        try:
            capture.set(cv2.CAP_PROP_POS_FRAMES, frame)
            ok, image = capture.read()
        finally:
            capture.release()
        return np.asarray(image, dtype=np.uint8) if ok else None


@dataclass(frozen=True)
class Labels:
    """Labels of one or more people in Body27 order, N of them."""

    keypoints_2d: Array
    """(N, 27, 2) pixels of the whole picture."""
    weight_2d: Array
    """(N, 27)."""
    keypoints_3d: Array
    """(N, 27, 3) metres, pelvis-relative, camera frame."""
    weight_3d: Array
    """(N, 27)."""

    @staticmethod
    def only_2d(keypoints_2d: Array, weight_2d: Array) -> Labels:
        """Return labels without 3D."""
        n = len(keypoints_2d)
        return Labels(
            keypoints_2d, weight_2d, np.zeros((n, 27, 3), np.float32), np.zeros((n, 27), np.float32)
        )

    @staticmethod
    def join(parts: list[Labels]) -> Labels:
        """Return the labels of all parts, one after the other."""
        return Labels(
            np.concatenate([p.keypoints_2d for p in parts]).astype(np.float32),
            np.concatenate([p.weight_2d for p in parts]).astype(np.float32),
            np.concatenate([p.keypoints_3d for p in parts]).astype(np.float32),
            np.concatenate([p.weight_3d for p in parts]).astype(np.float32),
        )


class LazySamples(Sequence[Sample]):
    """Samples read from disk one by one; a slice of them is as lazy."""

    def __init__(self, names: list[str], pictures: list[Picture], labels: Labels) -> None:
        self.names = names
        self.pictures = pictures
        self.labels = labels

    def __len__(self) -> int:
        return len(self.names)

    @overload
    def __getitem__(self, index: int) -> Sample: ...

    @overload
    def __getitem__(self, index: slice) -> LazySamples: ...

    def __getitem__(self, index: int | slice) -> Sample | LazySamples:
        """Read one sample.

        Raises:
            DataError: Its picture is missing or damaged.
        """
        labels = self.labels
        if isinstance(index, slice):
            part = Labels(
                labels.keypoints_2d[index],
                labels.weight_2d[index],
                labels.keypoints_3d[index],
                labels.weight_3d[index],
            )
            return LazySamples(self.names[index], self.pictures[index], part)
        whole = Sample(
            self.names[index],
            self.pictures[index].read(),
            labels.keypoints_2d[index],
            labels.weight_2d[index],
            labels.keypoints_3d[index],
            labels.weight_3d[index],
        )
        return cut_out(whole)


def cut_out(sample: Sample, margin: float = _MARGIN, long_side: int = _LONG_SIDE) -> Sample:
    """Return the part of a picture around its person, scaled down where the person is large.

    Args:
        sample: Has at least one labelled keypoint.
        margin: Kept on every side, person extents.
        long_side: Of the labelled extent, pixels.
    """
    points = sample.keypoints_2d[sample.weight_2d > 0]
    height, width = sample.image.shape[:2]
    low, high = points.min(axis=0), points.max(axis=0)
    extent = max(float((high - low).max()), 1.0)
    left, top = (int(v) for v in np.clip(low - margin * extent, 0, [width - 1, height - 1]))
    right, bottom = (
        int(v)
        for v in np.ceil(np.clip(high + margin * extent, [left, top], [width - 1, height - 1]))
    )
    image = sample.image[top : bottom + 1, left : right + 1]
    moved = sample.keypoints_2d - np.array([left, top], np.float32)
    scale = min(1.0, long_side / extent)
    if scale < 1:
        size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
        real = np.array(size) / [image.shape[1], image.shape[0]]
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        # Pixel centres correspond: p of the picture is at scale * (p + 0.5) - 0.5 of the small one.
        moved = (real * (moved + 0.5) - 0.5).astype(np.float32)
    return Sample(
        sample.name,
        np.ascontiguousarray(image),
        moved.astype(np.float32),
        sample.weight_2d,
        sample.keypoints_3d,
        sample.weight_3d,
    )


def need_folder(path: Path, dataset: str, advice: str) -> None:
    """Raise a DataError that says what to do unless a folder is there."""
    if not path.is_dir():
        raise DataError(f"The {dataset} folder {path} is missing. {advice}")


def need_file(path: Path, dataset: str, advice: str) -> None:
    """Raise a DataError that says what to do unless a file is there."""
    if not path.is_file():
        raise DataError(f"The {dataset} folder is incomplete: {path} is missing. {advice}")
