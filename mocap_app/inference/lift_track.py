"""Lifting a whole track of 2D keypoints, sampled at the lifters' own rate."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mocap_app.core.skeleton import N_KEYPOINTS, body27
from mocap_app.inference.lift_input import features, find_view, frame_weights
from mocap_app.networks.lifter_config import LIVE_RATE_HZ

if TYPE_CHECKING:
    from mocap_app.networks.lifter_config import LifterConfig

Array = NDArray[np.floating]

LiftNetwork = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""From (B, R, FEATURES) windows to (B, 27, 3) metres in the view frame."""

RATE_HZ = LIVE_RATE_HZ
"""Frames a second of a track."""
_BATCH = 64


def lift_track(
    network: LiftNetwork,
    config: LifterConfig,
    rays: Array,
    confidence: Array,
    progress: Callable[[float], None] | None = None,
) -> NDArray[np.float64]:
    """Return (T, 27, 3) metres relative to the pelvis, camera frame.

    Beyond its ends the track stands still, as in training.

    Args:
        network: The lifter as a function.
        config: Its shape.
        rays: (T, 27, 2) keypoints as x/z, y/z at 30 frames a second; NaN where unknown.
        confidence: (T, 27).
        progress: Called with the share done.
    """
    frames = len(rays)
    out = np.empty((frames, rays.shape[1], 3))
    reach = np.arange(config.receptive_field) - config.answer_index
    for start in range(0, frames, _BATCH):
        middle = np.arange(start, min(start + _BATCH, frames))
        rows = np.clip(middle[:, None] + reach, 0, frames - 1)  # (B, R)
        out[middle] = lift_windows(network, config, rays[rows], confidence[rows])
        if progress is not None:
            progress(float(middle[-1] + 1) / frames)
    return out


def lift_windows(
    network: LiftNetwork, config: LifterConfig, rays: Array, confidence: Array
) -> NDArray[np.float64]:
    """Return (B, 27, 3) metres relative to the pelvis, camera frame, of windows.

    Args:
        network: The lifter as a function.
        config: Its shape.
        rays: (B, R, 27, 2).
        confidence: (B, R, 27).
    """
    view = find_view(rays, confidence, frame_weights(config))
    answer = network(features(rays, confidence, view).astype(np.float32, copy=False))
    points = view.to_camera(answer.astype(np.float64))
    return points - points[:, :1]


def with_mirror_image(network: LiftNetwork) -> LiftNetwork:
    """Return a lifter that also looks at the mirrored person and averages: the flip test."""
    mirrored = body27().mirrored

    def call(windows: NDArray[np.float32]) -> NDArray[np.float32]:
        turned = windows.copy()
        table = turned[..., :-1].reshape(*windows.shape[:2], N_KEYPOINTS, 3)
        turned[..., :-1] = mirrored(table).reshape(*windows.shape[:2], -1)
        # Both in one call, which takes less time than two.
        answers = network(np.concatenate([windows, turned]))
        straight, other = answers[: len(windows)], answers[len(windows) :]
        return np.asarray((straight + mirrored(other)) / 2, dtype=np.float32)

    return call
