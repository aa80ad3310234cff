"""MPI-INF-3DHP's training set as it is distributed: videos and `annot.mat` per sequence.

The folder: `S1/Seq1/annot.mat` and `S1/Seq1/imageSequence/video_0.avi` up to `video_13.avi`, of
which some may be left out. Subjects 1 to 7 train, 8 validates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.io import loadmat
from scipy.io.matlab import MatReadError

from mocap_app.core.errors import DataError
from mocap_app.training.datasets.body27_points import complete, place, widen_hips
from mocap_app.training.datasets.lazy import (
    Labels,
    LazySamples,
    Picture,
    need_file,
    need_folder,
)

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from mocap_app.training.datasets.people import Split

_ADVICE = (
    "Get it with the script of https://vcai.mpi-inf.mpg.de/3dhp-dataset and unpack the image "
    "sequences: S1/Seq1/annot.mat, S1/Seq1/imageSequence/video_0.avi and so on."
)
_SUBJECTS = {"train": range(1, 8), "validation": range(8, 9)}

# Of 28 joints: neck 5, head top 7, left arm 9 to 11, right arm 14 to 16, pelvis 4, left leg 18 to
# 20, right leg 23 to 25, toes 22 and 27. The spine is left to `complete`, as elsewhere.
_JOINTS = {4: 0, 23: 1, 24: 2, 25: 3, 18: 4, 19: 5, 20: 6, 5: 8, 7: 10, 9: 11, 10: 12, 11: 13,
           14: 14, 15: 15, 16: 16, 22: 24, 27: 26}  # fmt: skip
_TOES = (22, 27)


def load_mpi_inf_3dhp(folder: Path, split: Split, every: int = 10) -> LazySamples:
    """Return every `every`-th frame of all videos that are there.

    Raises:
        DataError: The folder is missing, incomplete or damaged.
    """
    need_folder(folder, "MPI-INF-3DHP", _ADVICE)
    names: list[str] = []
    pictures: list[Picture] = []
    parts: list[Labels] = []
    for subject in _SUBJECTS[split]:
        need_folder(folder / f"S{subject}", "MPI-INF-3DHP", _ADVICE)
        for sequence in sorted((folder / f"S{subject}").glob("Seq*")):
            annotations = read_annotations(sequence / "annot.mat")
            for video in _videos(sequence):
                camera = int(video.stem.split("_")[1])
                if camera >= len(annotations):
                    raise DataError(f"{sequence / 'annot.mat'} has no labels for {video.name}.")
                pixels, millimetres = annotations[camera]
                frames = range(0, len(pixels), every)
                parts.append(to_labels(pixels[frames], millimetres[frames]))
                name = f"S{subject}_{sequence.name}_{video.stem}"
                names += [f"{name}_{frame:06}" for frame in frames]
                pictures += [Picture(video, frame) for frame in frames]
    if not parts:
        raise DataError(f"There is no sequence in the MPI-INF-3DHP folder {folder}. {_ADVICE}")
    return LazySamples(names, pictures, Labels.join(parts))


def _videos(sequence: Path) -> list[Path]:
    videos = sorted((sequence / "imageSequence").glob("video_*.avi"))
    if not videos:
        need_file(sequence / "imageSequence" / "video_0.avi", "MPI-INF-3DHP", _ADVICE)
    return videos


def read_annotations(path: Path) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Return, by camera, (T, 28, 2) pixels and (T, 28, 3) millimetres in the camera's frame.

    Raises:
        DataError: The file is missing or damaged.
    """
    need_file(path, "MPI-INF-3DHP", _ADVICE)
    try:
        content = loadmat(path)
        pairs = zip(content["annot2"].ravel(), content["annot3"].ravel(), strict=True)
        return [
            (
                np.asarray(pixels, np.float32).reshape(-1, 28, 2),
                np.asarray(millimetres, np.float32).reshape(-1, 28, 3),
            )
            for pixels, millimetres in pairs
        ]
    except (MatReadError, OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} is damaged ({error!r}); get the file once more.") from error


def to_labels(pixels: NDArray[np.float32], millimetres: NDArray[np.float32]) -> Labels:
    """Return the labels of (T, 28, 2) pixels and (T, 28, 3) millimetres."""
    certain = np.ones(pixels.shape[:2], np.float32)
    certain[:, list(_TOES)] = 0.5
    points_2d, weight_2d = complete(*place(pixels, certain, _JOINTS))
    points_3d, weight_3d = complete(*place(millimetres / 1000, certain, _JOINTS))
    relative = np.where(weight_3d[..., None] > 0, points_3d - points_3d[:, :1], 0)
    return Labels(
        widen_hips(points_2d, weight_2d), weight_2d, relative.astype(np.float32), weight_3d
    )
