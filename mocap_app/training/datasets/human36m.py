"""Human3.6M as it is distributed: videos, and poses in CDF files.

The folder, unpacked by subject: `S1/Videos/Directions.54138969.mp4`,
`S1/MyPoseFeatures/D2_Positions/Directions.54138969.cdf` (pixels) and
`S1/MyPoseFeatures/D3_Positions_mono/Directions.54138969.cdf` (millimetres, that camera's frame).
Subjects 1, 5, 6, 7, 8 train, 9 and 11 validate, as in all papers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import DataError
from mocap_app.training.datasets.body27_points import place, widen_hips
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
    "Unpack, for every subject, the videos, the 2D positions and the 3D positions (mono) of "
    "http://vision.imar.ro/human3.6m into it, such as S1/Videos and S1/MyPoseFeatures."
)
_SUBJECTS = {"train": ("S1", "S5", "S6", "S7", "S8"), "validation": ("S9", "S11")}
_BROKEN = {("S11", "Directions.54138969")}
"""Its video ends early; every paper leaves it out."""

# The 17 of VideoPose3D among the 32 stored joints are the first 17 of Body27, in order; then toes.
_KEPT = (0, 1, 2, 3, 6, 7, 8, 12, 13, 14, 15, 17, 18, 19, 25, 26, 27)
_JOINTS = {joint: keypoint for keypoint, joint in enumerate(_KEPT)} | {5: 26, 10: 24}
# Joint 14 lies between neck and nose, the toes' ends beyond the toes.
_LESS_CERTAIN = {14: 0.5, 5: 0.5, 10: 0.5}


def load_human36m(folder: Path, split: Split, every: int = 10) -> LazySamples:
    """Return every `every`-th frame of the split's subjects, who must all be there.

    Raises:
        DataError: The folder is missing, incomplete or damaged.
    """
    need_folder(folder, "Human3.6M", _ADVICE)
    names: list[str] = []
    pictures: list[Picture] = []
    parts: list[Labels] = []
    for subject in _SUBJECTS[split]:
        videos = folder / subject / "Videos"
        need_folder(videos, "Human3.6M", _ADVICE)
        for video in sorted(videos.glob("[!_]*.mp4")):
            if (subject, video.stem) in _BROKEN:
                continue
            poses = folder / subject / "MyPoseFeatures"
            pixels = read_poses(poses / "D2_Positions" / f"{video.stem}.cdf", 2)
            millimetres = read_poses(poses / "D3_Positions_mono" / f"{video.stem}.cdf", 3)
            frames = range(0, min(len(pixels), len(millimetres)), every)
            parts.append(to_labels(pixels[frames], millimetres[frames]))
            names += [f"{subject}_{video.stem}_{frame:06}" for frame in frames]
            pictures += [Picture(video, frame) for frame in frames]
    if not parts:
        raise DataError(f"There is no video in the Human3.6M folder {folder}. {_ADVICE}")
    return LazySamples(names, pictures, Labels.join(parts))


def read_poses(path: Path, axes: int) -> NDArray[np.float32]:
    """Return the (T, 32, axes) joints of a CDF file.

    Raises:
        DataError: The file is missing or damaged.
    """
    need_file(path, "Human3.6M", _ADVICE)
    import cdflib

    try:
        poses = np.asarray(cdflib.CDF(path).varget("Pose"), np.float32)
        return poses.reshape(-1, 32, axes)
    except Exception as error:  # cdflib raises whatever the bytes it trips over make it raise
        raise DataError(f"{path} is damaged ({error!r}); get the file once more.") from error


def to_labels(pixels: NDArray[np.float32], millimetres: NDArray[np.float32]) -> Labels:
    """Return the labels of (T, 32, 2) pixels and (T, 32, 3) millimetres."""
    certain = np.ones(pixels.shape[:2], np.float32)
    for joint, weight in _LESS_CERTAIN.items():
        certain[:, joint] = weight
    points_2d, weight_2d = place(pixels, certain, _JOINTS)
    points_3d, weight_3d = place(millimetres / 1000, certain, _JOINTS)
    relative = np.where(weight_3d[..., None] > 0, points_3d - points_3d[:, :1], 0)
    return Labels(
        widen_hips(points_2d, weight_2d), weight_2d, relative.astype(np.float32), weight_3d
    )
