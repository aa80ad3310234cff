"""Virtual webcams: where they stand, what they see, and what the program makes of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.camera_model import DEFAULT_VERTICAL_FOV_DEG
from mocap_app.core.skeleton import body27
from mocap_app.training.datasets.landmarks33 import LABELLED_HIP_WIDTH

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

_HIPS = [body27().index("right_hip"), body27().index("left_hip")]
_SHOULDERS = [body27().index("right_shoulder"), body27().index("left_shoulder")]
_THORAX = body27().index("thorax")
_NEAREST = 0.2  # metres in front of the lens


@dataclass(frozen=True)
class ViewConfig:
    """What cameras there are."""

    upper_body: float = 0.3
    """Share of the cameras that see only the upper body, as at a desk."""
    frontal: float = 0.6
    """Share of the cameras that the person more or less faces; the others are anywhere."""
    known_fov: float = 0.5
    """Share of the cameras that have about the field of view that the program takes for granted."""
    room_m: float = 1.2
    """How far people may walk from the middle; longer ways are shrunk, as on a treadmill."""


@dataclass(frozen=True)
class Shots:
    """B clips of T frames as cameras see them."""

    points: Array
    """(B, T, 27, 3) metres, camera frame."""
    rays: Array
    """(B, T, 27, 2) where the labels of pictures would put the points: pixels from the principal
    point over the focal length that the program assumes."""
    inside: NDArray[np.bool_]
    """(B, T, 27) whether the point is in the picture."""
    root: Array
    """(B, T, 3) pelvis in metres where it seems to be to somebody who assumes the usual lens: on
    its ray, at the depth that gives it its size."""
    torso: Array
    """(B, T) length of the trunk, unforeshortened, in the unit of the rays."""


def shoot(clips: Array, rng: np.random.Generator, config: ViewConfig | None = None) -> Shots:
    """Put one camera before each of (B, T, 27, 3) world clips."""
    config = config or ViewConfig()
    batch = len(clips)
    clips = _keep_in_the_room(clips, config.room_m * rng.uniform(0.3, 1.0, batch))
    usual = math.radians(DEFAULT_VERTICAL_FOV_DEG)
    known = rng.random(batch) < config.known_fov
    fov = np.where(
        known, usual * rng.normal(1.0, 0.04, batch), np.radians(rng.uniform(35, 75, batch))
    )
    half = np.tan(fov / 2)
    aspect = rng.choice([4 / 3, 16 / 9, 3 / 4, 9 / 16], batch, p=[0.45, 0.4, 0.1, 0.05])
    upper = rng.random(batch) < config.upper_body

    middle = clips.mean(axis=1)  # (B, 27, 3)
    target = np.where(upper[:, None], middle[:, _THORAX], middle[:, 0])
    visible = np.where(upper, rng.uniform(0.35, 0.65, batch), 0.95 / rng.uniform(0.35, 0.95, batch))
    # The narrower side of the picture holds the person.
    distance = visible / (half * np.minimum(1.0, aspect * np.where(upper, 1.0, 1.3)))

    frontal = rng.random(batch) < config.frontal
    azimuth = _facing(clips[:, clips.shape[1] // 2])
    azimuth = azimuth + np.where(
        frontal, rng.normal(0.0, math.radians(35), batch), rng.uniform(-np.pi, np.pi, batch)
    )
    pitch = np.radians(rng.normal(4.0, 9.0, batch))
    roll = np.radians(rng.normal(0.0, 1.5, batch))
    rotation = _camera_axes(azimuth, pitch, roll)
    aside = half[:, None] * np.stack(
        [aspect * rng.uniform(-0.3, 0.3, batch), rng.uniform(-0.15, 0.15, batch)], axis=-1
    )
    offset = distance[:, None] * np.concatenate([aside, np.ones((batch, 1))], axis=-1)
    turn = np.swapaxes(rotation, 1, 2).astype(np.float32)
    centred = clips - target[:, None, None].astype(np.float32)
    points = (centred.reshape(batch, -1, 3) @ turn).reshape(clips.shape)
    points += offset[:, None, None].astype(np.float32)
    return _see(points, half, aspect)


def _see(points: Array, half: NDArray[np.float64], aspect: NDArray[np.float64]) -> Shots:
    seen = points.copy()
    # Labels have the hips at the outside of the body.
    seen[:, :, _HIPS] = seen[:, :, :1] + LABELLED_HIP_WIDTH * (seen[:, :, _HIPS] - seen[:, :, :1])
    depth = np.maximum(seen[..., 2:], _NEAREST)
    rays = seen[..., :2] / depth
    wide, high = ((half * aspect)[:, None, None], half[:, None, None])
    inside = (np.abs(rays[..., 0]) < wide) & (np.abs(rays[..., 1]) < high)
    inside &= seen[..., 2] > _NEAREST
    trunk = points[:, :, _SHOULDERS].mean(axis=2) - points[:, :, _HIPS].mean(axis=2)
    near = np.maximum(points[:, :, 0, 2], _NEAREST)
    assumed = math.tan(math.radians(DEFAULT_VERTICAL_FOV_DEG) / 2) / half
    torso = np.linalg.norm(trunk, axis=-1) / near * assumed[:, None]
    told = rays * assumed[:, None, None, None].astype(np.float32)
    root = points[:, :, 0].copy()
    root[..., 2] /= assumed[:, None]
    return Shots(points, told.astype(np.float32), inside, root, torso.astype(np.float32))


def _keep_in_the_room(clips: Array, room: NDArray[np.float64]) -> Array:
    """Shrink the way of the pelvis over the floor where it is longer than (B,) metres."""
    root = clips[:, :, 0] * np.array([1, 0, 1], np.float32)
    way = root - root.mean(axis=1, keepdims=True)
    reach = np.linalg.norm(way, axis=-1).max(axis=1)
    keep = np.minimum(1.0, room / np.maximum(reach, 1e-6))[:, None, None]
    shift = (keep - 1.0) * way
    moved: Array = clips + shift[:, :, None].astype(np.float32)
    return moved


def _facing(pose: Array) -> NDArray[np.float64]:
    """Return (B,) the azimuth that (B, 27, 3) people look to, 0 along +z, towards +x."""
    left = pose[:, _HIPS[1]] - pose[:, _HIPS[0]] + pose[:, _SHOULDERS[1]] - pose[:, _SHOULDERS[0]]
    # Left is +x and up +y for somebody who faces +z.
    forward_x, forward_z = -left[:, 2], left[:, 0]
    azimuth: NDArray[np.float64] = np.arctan2(forward_x, forward_z).astype(np.float64)
    return azimuth


def _camera_axes(
    azimuth: NDArray[np.float64], pitch: NDArray[np.float64], roll: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return (B, 3, 3) rotations from the world to cameras that look back from an azimuth.

    `pitch` is how far they look down; `roll` turns them about their axis.
    """
    c, s = np.cos(azimuth), np.sin(azimuth)
    cp, sp = np.cos(pitch), np.sin(pitch)
    z = np.stack([-s * cp, -sp, -c * cp], axis=-1)  # from the camera to the person
    x = np.stack([c, np.zeros_like(c), -s], axis=-1)
    y = np.cross(z, x)
    cr, sr = np.cos(roll)[:, None], np.sin(roll)[:, None]
    return np.stack([cr * x + sr * y, cr * y - sr * x, z], axis=-2)
