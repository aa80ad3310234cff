"""What a heatmap's score is worth: the chance that its keypoint is right.

The map from score to chance is fitted on augmented training pictures and checked on held-out ones.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import isotonic_regression

from mocap_app.training.augment import labels_of
from mocap_app.training.datasets.people import torso_length

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.training.augment import Crop
    from mocap_app.training.evaluate import Answers

RIGHT_WITHIN = 0.2
"""Torso lengths within which a keypoint counts as right."""


@dataclass(frozen=True)
class Outcomes:
    """Scores and errors of many keypoints, (K,) each."""

    score: NDArray[np.float64]
    error: NDArray[np.float64]
    """Torso lengths; infinite for a keypoint that lies outside the picture."""


def outcomes(answers: Answers, crops: list[Crop]) -> Outcomes:
    """Return score and error of every labelled keypoint."""
    labels = labels_of(crops)
    truth, weight = labels.keypoints_2d.astype(np.float64), labels.weight_2d
    size = crops[0].image.shape[0]
    error = np.linalg.norm(answers.keypoints_2d - truth, axis=-1)
    error = error / np.maximum(torso_length(truth), 1)[:, None]
    inside = ((truth > -0.5) & (truth < size - 0.5)).all(axis=-1)
    error = np.where(inside, error, np.inf)
    counted = weight >= 0.5
    return Outcomes(answers.score[counted].astype(np.float64), error[counted])


def fit(data: Outcomes, knots: int = 12) -> tuple[list[float], list[float]]:
    """Return increasing scores and the chances of being right there, for interpolation."""
    order = np.argsort(data.score)
    parts = np.array_split(order, knots)
    score = np.array([data.score[part].mean() for part in parts])
    right = np.array([(data.error[part] <= RIGHT_WITHIN).mean() for part in parts])
    chance = isotonic_regression(right).x
    return (
        [0.0, *np.round(score, 4).tolist()],
        [0.0, *np.round(chance, 4).tolist()],
    )


@dataclass(frozen=True)
class Bin:
    """Keypoints of similar confidence."""

    low: float
    high: float
    count: int
    confidence: float
    """Mean confidence given."""
    right: float
    """Share that was right."""
    median_error: float
    """Torso lengths."""


def table(confidence: NDArray[np.float64], error: NDArray[np.float64]) -> list[Bin]:
    """Return the outcome by confidence, in tenths; empty bins are left out."""
    edges = np.linspace(0, 1, 11)
    bins = []
    for low, high in itertools.pairwise(edges):
        part = (confidence >= low) & ((confidence < high) | (high == edges[-1]))
        if part.any():
            bins.append(
                Bin(
                    low=round(float(low), 1),
                    high=round(float(high), 1),
                    count=int(part.sum()),
                    confidence=float(confidence[part].mean()),
                    right=float((error[part] <= RIGHT_WITHIN).mean()),
                    median_error=float(np.median(error[part])),
                )
            )
    return bins
