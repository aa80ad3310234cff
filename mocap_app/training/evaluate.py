"""Accuracy of a network on held-out pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mocap_app.core.types import Frame
from mocap_app.inference.codec import decode
from mocap_app.inference.evidence import evidence
from mocap_app.inference.narrow import window_around
from mocap_app.inference.preprocess import Region, to_input
from mocap_app.training.augment import (
    CROP_EXTENT,
    Crop,
    centred_crop,
    labelled_corners,
    labels_of,
    person_box,
)
from mocap_app.training.datasets.people import SETS, load_people, torso_length
from mocap_app.training.datasets.synthetic import load_synthetic
from mocap_app.training.exchanged import crossed_legs, exchanged_sides, legs_apart_in_profile
from mocap_app.training.metrics import LSPET_KEYPOINTS, mpjpe, p_mpjpe, pck

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from mocap_app.inference.look import Looker
    from mocap_app.inference.runtime import Network
    from mocap_app.inference.second_stage import SecondStage
    from mocap_app.training.datasets.sample import Sample

    Array = NDArray[np.floating]

_ANY_SIZE = 256
"""Of the crops that looks are measured in: PCK does not depend on it."""


class Answers(NamedTuple):
    """What a network said of N crops."""

    keypoints_2d: Array
    """(N, 27, 2) crop pixels."""
    score: Array
    """(N, 27) in [0, 1]."""
    keypoints_3d: Array
    """(N, 27, 3) metres, pelvis-relative, camera frame of the crop."""


def validation_crops(root: Path, dataset: str, size: int) -> list[Crop]:
    """Return person-centred crops of the held-out pictures, 1.4 times the labelled extent."""
    return [centred_crop(sample, size) for sample in load_people(root, dataset, "validation")]


def predict(
    network: Network, crops: list[Crop], second_stage: SecondStage | None = None, batch: int = 50
) -> Answers:
    """Run a network, and its second stage if there is one, over crops."""
    parts = []
    for start in range(0, len(crops), batch):
        images = to_input([crop.image for crop in crops[start : start + batch]])
        maps, size = network(images), images.shape[-1]
        decoded = decode(maps, size)
        points = decoded.keypoints_3d
        if second_stage is not None:
            points = second_stage(evidence(decoded, size))
        parts.append((decoded.keypoints_2d, decoded.score, points))
    return Answers(*(np.concatenate(values) for values in zip(*parts, strict=True)))


def evaluate_2d(answers: Answers, crops: list[Crop], keypoints: tuple[int, ...]) -> float:
    """Return PCK@0.2 of the torso, over crops whose four torso points are labelled."""
    truth, weight, *_ = labels_of(crops)
    usable = (weight[:, [1, 4, 11, 14]] >= 0.5).all(axis=1)
    picked = list(keypoints)
    return pck(
        answers.keypoints_2d[usable][:, picked],
        truth[usable][:, picked],
        weight[usable][:, picked] >= 0.5,
        torso_length(truth[usable]),
        0.2,
    )


def evaluate_3d(answers: Answers, crops: list[Crop]) -> tuple[float, float]:
    """Return MPJPE and P-MPJPE in millimetres on crops with a whole 3D pose."""
    *_, truth, weight = labels_of(crops)
    return errors_3d(answers.keypoints_3d, truth, weight)


def errors_3d(
    points: Array, truth: Array, weight: Array, least: float = 0.3
) -> tuple[float, float]:
    """Return MPJPE and P-MPJPE in millimetres of whole poses, NaN if there are none.

    Args:
        points: (N, 27, 3) metres, of which the first 17 keypoints count.
        truth: (N, 27, 3).
        weight: (N, 27) of the truth.
        least: Of the first 17 keypoints' weights in a pose that is whole.
    """
    whole = weight[:, :17].min(axis=1) >= least
    if not whole.any():
        return float("nan"), float("nan")
    pair = points[whole][:, :17], truth[whole][:, :17]
    return 1000 * float(mpjpe(*pair).mean()), 1000 * float(p_mpjpe(*pair).mean())


def lspet_pck(network: Network, root: Path, size: int) -> float:
    """Return PCK@0.2 of the torso on the last 500 LSPET crops, fourteen labelled points."""
    crops = validation_crops(root, "lspet", size)
    return _lspet_pck(predict(network, crops), crops)


def pck_of_looks(looker: Looker, root: Path, dataset: str) -> float:
    """Return PCK@0.2 of what the program sees of whom it follows or finds in a photograph."""
    samples = load_people(root, dataset, "validation")
    looks = [_look(looker, sample) for sample in samples]
    answers = Answers(*(np.stack(values) for values in zip(*looks, strict=True)))
    crops = [centred_crop(sample, _ANY_SIZE) for sample in samples]
    return _pck(answers, crops, dataset)


def _pck(answers: Answers, crops: list[Crop], dataset: str) -> float:
    """Return PCK@0.2 of the keypoints that a data set has."""
    if dataset == "lspet":
        return _lspet_pck(answers, crops)
    return evaluate_2d(answers, crops, tuple(range(27)))


def _look(looker: Looker, sample: Sample) -> tuple[Array, Array, Array]:
    """Return a look at a person, in pixels of the centred crop."""
    (x, y), longest = person_box(sample)
    side = CROP_EXTENT * longest
    window = window_around(np.ptp(labelled_corners(sample), axis=0), longest, side)
    region = Region(float(x), float(y), side, window)
    pose = looker.study(Frame(sample.image, 0.0, 0), region).pose
    return region.to_crop(pose.keypoints_2d, _ANY_SIZE), pose.confidence, pose.keypoints_3d


def _lspet_pck(answers: Answers, crops: list[Crop]) -> float:
    # Teacher-filled points weigh 0.7 at most: only true labels count here.
    return evaluate_2d(answers, [_only_labels(crop) for crop in crops], LSPET_KEYPOINTS)


def _only_labels(crop: Crop) -> Crop:
    weight = np.where(crop.weight_2d >= 1.0, crop.weight_2d, 0).astype(np.float32)
    return Crop(crop.image, crop.keypoints_2d, weight, crop.keypoints_3d, crop.weight_3d)


def synthetic_measures(
    folder: Path, network: Network, size: int, second_stage: SecondStage | None = None
) -> dict[str, float]:
    """Return PCK@0.2, 3D errors in millimetres and exchanged sides of rendered people.

    Their 3D and their sides are exact. `synth_crossed_legs` is the share of those seen from the
    side, legs apart, whose legs are exchanged or in one place.

    Raises:
        DataError: The folder holds no rendered people, or damaged ones.
    """
    crops = [centred_crop(sample, size) for sample in load_synthetic(folder)]
    answers = predict(network, crops, second_stage)
    truth, weight, points, weight_3d = labels_of(crops)
    error, aligned = errors_3d(answers.keypoints_3d, points, weight_3d)
    # Nothing of these is hidden, not even behind themselves.
    _, aligned_seen = errors_3d(answers.keypoints_3d, points, weight_3d, least=1.0)
    exchanged = exchanged_sides(answers.keypoints_2d, truth, weight)
    apart = legs_apart_in_profile(truth, weight).any(axis=1)
    crossed = crossed_legs(answers.keypoints_2d, truth, weight)
    return {
        "synth_pck": evaluate_2d(answers, crops, tuple(range(27))),
        "synth_mpjpe": error,
        "synth_p_mpjpe": aligned,
        "synth_p_mpjpe_seen": aligned_seen,
        "synth_crossed_legs": float(crossed[apart].mean()) if apart.any() else float("nan"),
    } | {f"synth_exchanged_{side}": share for side, share in exchanged.items()}


def validation_measures(
    root: Path, network: Network, size: int, second_stage: SecondStage | None = None
) -> dict[str, float]:
    """Return PCK@0.2 on each held-out set, and 3D errors in millimetres against the teacher."""
    measures = {"lspet_pck": lspet_pck(network, root, size)}
    for name in SETS:
        if name == "lspet":
            continue
        crops = validation_crops(root, name, size)
        answers = predict(network, crops, second_stage)
        measures[f"{name}_pck"] = evaluate_2d(answers, crops, tuple(range(27)))
        if name in {"clips", "ccp"}:
            measures[f"{name}_mpjpe"], measures[f"{name}_p_mpjpe"] = evaluate_3d(answers, crops)
    return measures
