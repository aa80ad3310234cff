"""Fits and limits on a few joints at a time, batched over the leading axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.rotation import dot, nearest_rotation, normalise

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from mocap_app.core.types import FloatArray


def limit_angle(q: FloatArray, most: ArrayLike) -> FloatArray:
    """Shorten rotations (..., 4) to at most `most` (...) radians about the same axis."""
    if (np.abs(q[..., 0]) >= np.cos(np.asarray(most) / 2.0)).all():
        return q
    q = np.where(q[..., :1] < 0.0, -q, q)
    sine = np.sqrt(dot(q[..., 1:], q[..., 1:]))[..., 0]
    half = np.arctan2(sine, q[..., 0])
    kept = np.minimum(half, np.asarray(most) / 2.0)
    xyz = q[..., 1:] * (np.sin(kept) / np.maximum(sine, 1e-12))[..., None]
    return normalise(np.concatenate([np.cos(kept)[..., None], xyz], axis=-1))


def fit_rotation(
    seen: FloatArray,
    model: FloatArray,
    weights: FloatArray,
    prior: FloatArray,
    stiffness: FloatArray,
) -> FloatArray:
    """Return the quaternions (..., 4) that turn `model` points best onto `seen` ones.

    Weighted Kabsch fit with a pull towards `prior`: what the points do not tell (all of it, if no
    weight is left) is taken from there.

    Args:
        seen: (..., N, 3) metres; any finite value where the weight is 0.
        model: (..., N, 3) metres, the same points before the turn.
        weights: (..., N).
        prior: (..., 3, 3) rotations.
        stiffness: (...) pull of the prior as a fraction of the pull of all points.
    """
    w = weights[..., None]
    total = np.maximum(w.sum(axis=-2, keepdims=True), 1e-9)
    weighted = w * model
    # The sum of one side's weights times its points is 0, so that the other need not be centred.
    weighted -= w * (weighted.sum(axis=-2, keepdims=True) / total)
    around = model - model.sum(axis=-2, keepdims=True) / model.shape[-2]
    size = (around * around).sum(axis=(-2, -1))
    covariance = np.swapaxes(seen, -1, -2) @ weighted
    covariance = covariance + (stiffness * size)[..., None, None] * prior
    return nearest_rotation(covariance)
