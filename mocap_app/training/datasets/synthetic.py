"""Rendered people, as `mocap-app train synth` writes them.

A shard is a tar of JPEG pictures and an .npz of labels with the same stem. Pictures stay
compressed in memory: twenty thousand of them decoded would take four gigabytes.
"""

from __future__ import annotations

import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

import cv2
import numpy as np

from mocap_app.core.camera_model import turn_of_crop
from mocap_app.core.errors import DataError
from mocap_app.core.paths import atomic_write
from mocap_app.training.datasets.landmarks33 import as_labelled
from mocap_app.training.datasets.sample import Sample

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

OUTSIDE, OCCLUDED, VISIBLE = 0, 1, 2
"""Values of the visibility flag."""
_HIDDEN_WEIGHT = 0.7
"""Occluded keypoints are known exactly, but nobody could place them exactly."""
_LABELS = ("names", "keypoints_2d", "keypoints_3d", "visibility", "pinhole")


@dataclass(frozen=True, eq=False)
class SyntheticSet(Sequence[Sample]):
    """Samples of any number of shards; each is decoded when it is asked for."""

    names: tuple[str, ...]
    pictures: tuple[bytes, ...]
    """JPEG."""
    keypoints_2d: NDArray[np.float32]
    """(N, 27, 2) pixels; hips as in the labels of real pictures."""
    keypoints_3d: NDArray[np.float32]
    """(N, 27, 3) metres, seen along the ray to the middle of the person."""
    visibility: NDArray[np.uint8]
    """(N, 27)."""

    def __len__(self) -> int:
        return len(self.names)

    @overload
    def __getitem__(self, index: int) -> Sample: ...

    @overload
    def __getitem__(self, index: slice) -> SyntheticSet: ...

    def __getitem__(self, index: int | slice) -> Sample | SyntheticSet:
        """Return a sample, or a set of some.

        Raises:
            DataError: The picture is damaged.
        """
        if isinstance(index, slice):
            return self.chosen(range(len(self))[index])
        encoded = np.frombuffer(self.pictures[index], np.uint8)
        image = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
        if image is None:
            raise DataError(f"The rendered picture {self.names[index]} is damaged.")
        weight = weights_of(self.visibility[index])
        return Sample(
            self.names[index],
            np.asarray(image, np.uint8),
            self.keypoints_2d[index],
            weight,
            self.keypoints_3d[index],
            weight,
        )

    def chosen(self, rows: Sequence[int]) -> SyntheticSet:
        """Return the samples of some rows, in their order."""
        at = np.array(rows, dtype=np.intp)
        return SyntheticSet(
            tuple(self.names[row] for row in rows),
            tuple(self.pictures[row] for row in rows),
            self.keypoints_2d[at],
            self.keypoints_3d[at],
            self.visibility[at],
        )


def weights_of(visibility: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return how far labels (27,) are to be believed, by whether the keypoint is seen."""
    # What lies outside the picture cannot be learned from it.
    return np.array([0.0, _HIDDEN_WEIGHT, 1.0], np.float32)[visibility]


def turned_to_person(labels: dict[str, NDArray[np.generic]]) -> NDArray[np.float64]:
    """Return 3D keypoints (N, 27, 3) as a camera sees them that looks at the person's middle.

    A crop does not tell where in the frame it was, so the same crop must have the same 3D, as the
    teacher of the real pictures has it. The pipeline turns answers back to the camera's axes.

    Args:
        labels: Of a shard: `keypoints_2d` (N, 27, 2) pixels, `keypoints_3d` (N, 27, 3) metres in
            the camera's axes, `visibility` (N, 27), `pinhole` (N, 3) focal length and centre.
    """
    seen = labels["visibility"] != OUTSIDE
    points = np.where(seen[..., None], labels["keypoints_2d"], np.nan)
    middle = (np.nanmin(points, axis=1) + np.nanmax(points, axis=1)) / 2  # (N, 2)
    pinhole = np.asarray(labels["pinhole"], np.float64)
    focal, centre = pinhole[:, :1], pinhole[:, 1:]
    turn = turn_of_crop((middle - centre) / focal)  # (N, 3, 3)
    # Rows times the matrix: the inverse of the turn from the crop's axes to the camera's.
    turned: NDArray[np.float64] = np.asarray(labels["keypoints_3d"], np.float64) @ turn
    return turned


def load_synthetic(folder: Path, limit: int = 0) -> SyntheticSet:
    """Read the complete shards of a folder.

    Args:
        folder: What `mocap-app train synth` was told to write to.
        limit: Read only so many samples; 0: all.

    Raises:
        DataError: There are none, or one is damaged.
    """
    shards = sorted(folder.glob("synth_*.npz"))
    if not shards:
        raise DataError(
            f"There are no rendered people in {folder}; make some with: "
            f"mocap-app train synth count=20000 out={folder}"
        )
    sets: list[SyntheticSet] = []
    for path in shards:
        sets.append(_read_shard(path))
        if limit and sum(map(len, sets)) >= limit:
            break
    merged = SyntheticSet(
        tuple(name for part in sets for name in part.names),
        tuple(picture for part in sets for picture in part.pictures),
        np.concatenate([part.keypoints_2d for part in sets]),
        np.concatenate([part.keypoints_3d for part in sets]),
        np.concatenate([part.visibility for part in sets]),
    )
    return merged[:limit] if limit else merged


def save_names(path: Path, names: Sequence[str]) -> None:
    """Write names of samples, one a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as temporary:
        temporary.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")


def named(people: SyntheticSet, path: Path) -> SyntheticSet:
    """Return those whose names a file has.

    Raises:
        DataError: The file is missing or is no text, or names nobody of them.
    """
    try:
        wanted = set(path.read_text(encoding="utf-8").split())
    except (OSError, ValueError) as error:
        raise DataError(
            f"{path} does not hold names of rendered people ({error}); "
            "mocap-app train crossed writes such a file."
        ) from error
    rows = [row for row, name in enumerate(people.names) if name in wanted]
    if not rows:
        raise DataError(f"{path} names nobody of the rendered people that are trained on.")
    return people.chosen(rows)


def _read_shard(path: Path) -> SyntheticSet:
    try:
        with np.load(path, allow_pickle=False) as file:
            labels = {name: file[name] for name in _LABELS}
        with tarfile.open(path.with_suffix(".tar")) as tar:
            found = {
                member.name: content.read()
                for member in tar
                if (content := tar.extractfile(member)) is not None
            }
        names = tuple(str(name) for name in labels["names"])
        return SyntheticSet(
            names,
            tuple(found[name] for name in names),
            as_labelled(labels["keypoints_2d"].astype(np.float32)),
            turned_to_person(labels).astype(np.float32),
            labels["visibility"].astype(np.uint8),
        )
    except (OSError, ValueError, KeyError, EOFError, tarfile.TarError) as error:
        raise DataError(
            f"The shard {path} is damaged: {error!r}. Delete it and its .tar, "
            "and run mocap-app train synth again to make it anew."
        ) from error
