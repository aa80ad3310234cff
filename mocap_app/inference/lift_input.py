"""What the lifters see: keypoints over time, turned to the middle of the view and scaled.

A lifter gets windows of T frames. The ray through the person's trunk is turned onto the optical
axis, so that the same pose looks the same anywhere in the picture, and the trunk's spread becomes
1, so that it looks the same at any distance; both hold for the whole window, so that movement
stays visible. The scale itself, which says how strong the perspective is, is one more input. The
answer is turned back into the camera frame.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mocap_app.core.skeleton import N_KEYPOINTS, body27

if TYPE_CHECKING:
    from mocap_app.networks.lifter_config import LifterConfig

Array = NDArray[np.floating]

SEEN = 0.15
"""Confidence below which a keypoint's place is not shown to the lifter."""
FEATURES = 3 * N_KEYPOINTS + 1
USUAL_SCALE = 0.1
"""Spread of a trunk some three metres away, in focal lengths: the unit of the scale input."""
_TRUNK = np.array(
    [
        body27().index(name)
        for name in (
            *("pelvis", "right_hip", "left_hip", "spine", "thorax", "nose", "head_top"),
            *("left_shoulder", "right_shoulder", "left_ear", "right_ear"),
        )
    ]
)
_FEW = 1e-3
_SMALLEST, _LARGEST = 5e-3, 2.0


@dataclass(frozen=True)
class View:
    """How windows were turned and scaled; B windows."""

    rotation: Array
    """(B, 3, 3) from the camera frame to the view frame, whose z axis goes through the person."""
    scale: Array
    """(B,) spread of the trunk in the view, focal lengths."""

    def to_camera(self, points: Array) -> Array:
        """Turn (B, ..., 3) points from the view frame into the camera frame."""
        flat = points.reshape(len(points), -1, 3) @ self.rotation
        turned: Array = flat.reshape(points.shape)
        return turned

    def from_camera(self, points: Array) -> Array:
        """Turn (B, ..., 3) points from the camera frame into the view frame."""
        flat = points.reshape(len(points), -1, 3) @ np.swapaxes(self.rotation, 1, 2)
        turned: Array = flat.reshape(points.shape)
        return turned

    def project(self, rays: Array) -> Array:
        """Turn (B, ..., 2) camera rays x/z, y/z into those of the view, in units of its scale."""
        x, y = self.placed(rays)
        placed: Array = np.stack([x, y], axis=-1)
        return placed

    def placed(self, rays: Array) -> tuple[Array, Array]:
        """Return the (B, ...) two coordinates of `project`, one after the other.

        Written out: products of so small matrices take several times longer.
        """
        x, y = rays[..., 0], rays[..., 1]
        turn = self.rotation.astype(rays.dtype, copy=False).reshape(-1, 9, *(1,) * (x.ndim - 1))
        scale = self.scale.astype(rays.dtype, copy=False).reshape(-1, *(1,) * (x.ndim - 1))
        # The third coordinate of a ray is 1. A ray at a right angle to the view has no place in
        # it; none of a seen keypoint is.
        depth = np.maximum(turn[:, 6] * x + turn[:, 7] * y + turn[:, 8], 0.1) * scale
        return (
            (turn[:, 0] * x + turn[:, 1] * y + turn[:, 2]) / depth,
            (turn[:, 3] * x + turn[:, 4] * y + turn[:, 5]) / depth,
        )


@functools.cache
def frame_weights(config: LifterConfig) -> NDArray[np.float32]:
    """Return (R,) how much each frame of a network's window counts for its view."""
    if config.focus <= 0.0:
        return np.ones(config.receptive_field, np.float32)
    away = np.abs(np.arange(config.receptive_field) - config.answer_index)
    # Never nothing: somebody may be hidden at the answer's own time.
    weights = np.maximum(np.exp(-away / config.focus), _FEW).astype(np.float32)
    weights.setflags(write=False)  # It is kept for the next window.
    return weights


def find_view(rays: Array, confidence: Array, frames: Array | None = None) -> View:
    """Return the view that suits windows of keypoints.

    Args:
        rays: (B, T, J, 2) keypoints as x/z and y/z in the camera frame; NaN where unknown.
        confidence: (B, T, J) in [0, 1].
        frames: (T,) how much each frame counts (`frame_weights`); None: all alike.
    """
    trunk = rays[:, :, _TRUNK]
    counted = shown(trunk, confidence[:, :, _TRUNK])
    trunk = _zero_where_unknown(trunk).reshape(len(rays), -1, 2)
    if frames is not None:
        counted = counted * frames[:, None]
    weight = counted.reshape(len(rays), -1)
    total = np.maximum(weight.sum(axis=1), _FEW * _FEW)[:, None]
    middle = (weight[..., None] * trunk).sum(axis=1) / total  # (B, 2)
    rotation = look_at(middle)
    x, y = View(rotation, np.ones(len(rays), rays.dtype)).placed(trunk)
    square = x * x + y * y
    spread = (weight * square).sum(axis=1) / total[:, 0]
    return View(rotation, np.clip(np.sqrt(spread), _SMALLEST, _LARGEST))


def shown(rays: Array, confidence: Array) -> Array:
    """Return (B, T, J) confidences, 0 where a keypoint is too unsure or unknown."""
    # One comparison per axis: reducing over an axis of two is several times slower.
    known = np.isfinite(rays[..., 0]) & np.isfinite(rays[..., 1])
    with np.errstate(invalid="ignore"):
        sure = known & (confidence >= SEEN)  # not true of NaN
    kept: Array = np.where(sure, confidence, 0).astype(rays.dtype, copy=False)
    return kept


def _zero_where_unknown(rays: Array) -> Array:
    known: Array = np.where(np.isfinite(rays), rays, 0.0)
    return known


def features(rays: Array, confidence: Array, view: View) -> Array:
    """Return (B, T, FEATURES) inputs: x, y, confidence by keypoint, then the log of the scale.

    Args:
        rays: (B, T, J, 2) as for `find_view`.
        confidence: (B, T, J).
        view: Of the same windows.
    """
    seen = shown(rays, confidence)
    x, y = view.placed(_zero_where_unknown(rays))
    joined = np.empty((*rays.shape[:2], FEATURES), rays.dtype)
    visible = seen > 0
    joined[..., 0:-1:3] = x * visible
    joined[..., 1:-1:3] = y * visible
    joined[..., 2:-1:3] = seen
    joined[..., -1] = np.log(view.scale / USUAL_SCALE)[:, None]
    return joined


def look_at(middle: Array) -> Array:
    """Return (B, 3, 3) rotations that turn the rays (B, 2) onto the z axis, without roll."""
    x, y = middle[:, 0], middle[:, 1]
    flat = np.hypot(x, 1.0)
    length = np.sqrt(x * x + y * y + 1.0)
    c_yaw, s_yaw = 1.0 / flat, x / flat
    c_pitch, s_pitch = flat / length, y / length
    zero = np.zeros_like(x)
    rows = [
        np.stack([c_yaw, zero, -s_yaw], axis=-1),
        np.stack([-s_pitch * s_yaw, c_pitch, -s_pitch * c_yaw], axis=-1),
        np.stack([c_pitch * s_yaw, s_pitch, c_pitch * c_yaw], axis=-1),
    ]
    return np.stack(rows, axis=-2)
