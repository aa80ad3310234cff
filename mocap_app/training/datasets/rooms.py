"""Rooms without people, and what in them was taken for somebody."""

from __future__ import annotations

import tarfile
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from mocap_app.core.errors import DataError
from mocap_app.core.paths import atomic_write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

ROOMS = 900
"""So many pictures of rooms are trained on; the others are for measuring."""


def load_rooms(root: Path, first: int = 0, count: int | None = None) -> list[NDArray[np.uint8]]:
    """Read pictures (H, W, 3) BGR of rooms without people, long side 352 px.

    Args:
        root: Data folder.
        first: So many are passed over.
        count: So many are read at most; None: all.

    Raises:
        DataError: The archive is missing or damaged.
    """
    path = root / "backgrounds.tar"
    if not path.is_file():
        raise DataError(f"The training data file {path} is missing.")
    rooms: list[NDArray[np.uint8]] = []
    try:
        with tarfile.open(path) as tar:
            files = (member for member in tar if member.isfile())
            for member in islice(files, first, None):
                file = tar.extractfile(member)
                if file is None or (count is not None and len(rooms) >= count):
                    break
                room = cv2.imdecode(np.frombuffer(file.read(), np.uint8), cv2.IMREAD_COLOR)
                if room is not None:
                    rooms.append(room.astype(np.uint8, copy=False))
    except tarfile.TarError as error:
        raise DataError(f"The training data file {path} is damaged: {error}.") from error
    return rooms


class Mistaken(NamedTuple):
    """Something that was taken for somebody."""

    room: int
    """Number of the picture."""
    x: float
    """Centre, pixels."""
    y: float
    side: float
    """Of the square around it, pixels."""


def save_mistaken(path: Path, mistaken: Sequence[Mistaken]) -> None:
    """Write what was found."""
    rows = np.array(mistaken, np.float32).reshape(-1, len(Mistaken._fields))
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as temporary, temporary.open("wb") as file:
        np.savez(file, mistaken=rows)


def load_mistaken(path: Path, n_rooms: int) -> list[Mistaken]:
    """Read what was found in the first `n_rooms` rooms.

    Raises:
        DataError: The file is missing or damaged.
    """
    if not path.is_file():
        raise DataError(f"There is no file {path}: mocap-app train nobody out={path} writes it.")
    try:
        with np.load(path, allow_pickle=False) as file:
            rows = file["mistaken"].tolist()
        return [Mistaken(int(room), x, y, side) for room, x, y, side in rows if room < n_rooms]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"The file {path} is damaged: {error}.") from error
