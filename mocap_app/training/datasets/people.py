"""The data folder's real people: sports, fashion, exercise, home and office pictures.

Each set is a tar of JPEG crops and an .npz with labels and a teacher's answers. 2D comes from the
labels where there are any and from the teacher where it agrees with them; 3D from the teacher.
"""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from mocap_app.core.errors import DataError
from mocap_app.training.datasets.landmarks33 import confidence_to_body27, to_body27
from mocap_app.training.datasets.sample import Sample

if TYPE_CHECKING:
    from pathlib import Path

Split = Literal["train", "validation"]
SETS = ("lspet", "ccp", "exercise", "clips", "asl")

# Held out for good: nothing below is ever trained or tuned on.
VALIDATION_LAST = {"lspet": 500, "ccp": 200, "exercise": 200}
VALIDATION_SOURCES = ("home_lunge", "home_stepup", "asl_walk", "asl_want")

# LSPET label index -> Body27 keypoint.
_LSPET = (3, 2, 1, 4, 5, 6, 16, 15, 14, 11, 12, 13, 8, 10)
_AGREE_DISTANCE = 0.3  # torso lengths
_AGREE_SHARE = 0.75


def is_validation(dataset: str, index: int, count: int, source: str) -> bool:
    """Say whether picture `index` of `count` in a set is held out."""
    return index >= count - VALIDATION_LAST.get(dataset, 0) or source in VALIDATION_SOURCES


def load_people(root: Path, dataset: str, split: Split) -> list[Sample]:
    """Read one set of `root`/people into memory.

    Raises:
        DataError: A file is missing or damaged.
    """
    labels = _read_labels(root / "people" / f"{dataset}.npz")
    names = [str(name) for name in labels["names"]]
    sources = [str(s) for s in labels["source"]] if "source" in labels else [""] * len(names)
    wanted = [
        is_validation(dataset, i, len(names), sources[i]) == (split == "validation")
        for i in range(len(names))
    ]
    points_2d, weight_2d, points_3d, weight_3d = _keypoints(labels)
    images = _read_images(
        root / "people" / f"{dataset}.tar", {n for n, w in zip(names, wanted, strict=True) if w}
    )
    return [
        Sample(name, images[name], points_2d[i], weight_2d[i], points_3d[i], weight_3d[i])
        for i, name in enumerate(names)
        if wanted[i] and (weight_2d[i] > 0).sum() >= 4
    ]


def torso_length(keypoints: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return mid-shoulder to mid-hip distance of (..., 27, D) keypoints."""
    shoulders = (keypoints[..., 11, :] + keypoints[..., 14, :]) / 2
    hips = (keypoints[..., 1, :] + keypoints[..., 4, :]) / 2
    length: NDArray[np.floating] = np.linalg.norm(shoulders - hips, axis=-1)
    return length


def _read_labels(path: Path) -> dict[str, NDArray[np.generic]]:
    if not path.is_file():
        raise DataError(
            f"The training data file {path} is missing. Set MOCAP_DATA to the data folder."
        )
    try:
        with np.load(path, allow_pickle=False) as file:
            labels = {key: file[key] for key in file.files}
    except (OSError, ValueError) as error:
        raise DataError(f"The training data file {path} is damaged: {error}.") from error
    missing = {"names", "teacher_2d", "teacher_3d"} - labels.keys()
    if missing:
        raise DataError(f"The training data file {path} lacks {', '.join(sorted(missing))}.")
    return labels


def _read_images(path: Path, names: set[str]) -> dict[str, NDArray[np.uint8]]:
    if not path.is_file():
        raise DataError(f"The training data file {path} is missing.")
    images: dict[str, NDArray[np.uint8]] = {}
    try:
        with tarfile.open(path) as tar:
            for member in tar:
                if member.name in names and (file := tar.extractfile(member)) is not None:
                    image = cv2.imdecode(np.frombuffer(file.read(), np.uint8), cv2.IMREAD_COLOR)
                    if image is None:
                        raise DataError(f"The picture {member.name} in {path} is damaged.")
                    images[member.name] = image.astype(np.uint8, copy=False)
    except tarfile.TarError as error:
        raise DataError(f"The training data file {path} is damaged: {error}.") from error
    if absent := names - images.keys():
        raise DataError(f"{path} lacks {len(absent)} pictures, {min(absent)} among them.")
    return images


Labels = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]


def _keypoints(labels: dict[str, NDArray[np.generic]]) -> Labels:
    """Return (N, 27, 2), (N, 27), (N, 27, 3), (N, 27): positions and weights in 2D and 3D."""
    teacher_2d = np.asarray(labels["teacher_2d"], dtype=np.float32)
    teacher_3d = np.asarray(labels["teacher_3d"], dtype=np.float32)
    absent = np.isnan(teacher_2d).any(axis=(1, 2)) | np.isnan(teacher_3d).any(axis=(1, 2))
    seen = np.asarray(~absent, dtype=bool)
    teacher_2d, teacher_3d = np.nan_to_num(teacher_2d), np.nan_to_num(teacher_3d)
    points_2d = to_body27(teacher_2d[..., :2], widen_hips=True)
    points_3d = to_body27(teacher_3d, widen_hips=False)
    points_3d -= points_3d[:, :1]
    visible = confidence_to_body27(teacher_2d[..., 3])
    weight = np.select([visible > 0.5, visible > 0.2], [1.0, 0.5], 0.1).astype(np.float32)
    weight *= seen[:, None]
    if "joints_gt" not in labels:
        return points_2d, weight, points_3d, np.maximum(weight, 0.3 * seen[:, None])
    truth = np.asarray(labels["joints_gt"], dtype=np.float32)
    return _merge_lspet(truth, points_2d, weight, points_3d, seen)


def _merge_lspet(
    truth: NDArray[np.float32],
    points_2d: NDArray[np.float32],
    weight: NDArray[np.float32],
    points_3d: NDArray[np.float32],
    seen: NDArray[np.bool_],
) -> Labels:
    labelled = np.zeros(weight.shape, dtype=bool)
    truth_2d = np.zeros_like(points_2d)
    truth_2d[:, _LSPET] = truth[..., :2]
    labelled[:, _LSPET] = truth[..., 2] > 0
    limbs = list(_LSPET[:12])
    torso_labelled = labelled[:, [1, 4, 11, 14]].all(axis=1)
    torso = np.where(torso_labelled, torso_length(truth_2d), torso_length(points_2d))
    error = np.linalg.norm(truth_2d - points_2d, axis=-1) / np.maximum(torso, 1)[:, None]
    n_labelled = labelled[:, limbs].sum(axis=1)
    n_close = ((error < _AGREE_DISTANCE) & labelled)[:, limbs].sum(axis=1)
    agrees = seen & (n_labelled >= 8) & (n_close >= _AGREE_SHARE * n_labelled)
    # Points the labels lack (face, hands, feet, unlabelled limbs) come from an agreeing teacher.
    merged_weight = np.where(labelled, 1.0, weight * 0.7 * agrees[:, None]).astype(np.float32)
    merged = np.where(labelled[..., None], truth_2d, points_2d)
    both_hips = labelled[:, 1] & labelled[:, 4]
    merged[both_hips, 0] = (merged[both_hips, 1] + merged[both_hips, 4]) / 2
    merged_weight[both_hips, 0] = 1
    trunk = both_hips & labelled[:, 8]
    merged[trunk, 7] = (merged[trunk, 0] + merged[trunk, 8]) / 2
    merged_weight[trunk, 7] = 1
    # A joint that the teacher misplaced in 2D is not to be believed in 3D either.
    wrong = labelled & (error > _AGREE_DISTANCE)
    weight_3d = np.maximum(weight, 0.3) * agrees[:, None] * ~wrong
    return merged, merged_weight, points_3d, weight_3d.astype(np.float32)
