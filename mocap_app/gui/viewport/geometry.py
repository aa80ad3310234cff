"""Triangles and lines of what the viewport shows. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from mocap_app.core.skeleton import Skeleton
    from mocap_app.core.types import FloatArray

Float32Array = NDArray[np.float32]

LEFT_COLOR = (0.30, 0.69, 1.00)
RIGHT_COLOR = (1.00, 0.62, 0.26)
MIDDLE_COLOR = (0.86, 0.88, 0.92)
GRID_COLOR = (0.42, 0.46, 0.54)

_JOINT_RADIUS_M = 0.026
_BONE_WIDTH = 0.11  # of the bone's length
_BONE_WAIST = 0.18  # where the bone is widest, from its head
_LIGHT = np.array([0.35, 0.80, 0.49])  # unit vector towards the light, world axes
_AMBIENT = 0.45


@dataclass(frozen=True)
class Mesh:
    """Lit triangles, ready to draw without any further shading."""

    triangles: Float32Array
    """(F, 3, 3) corners in the world frame, metres."""
    colors: Float32Array
    """(F, 3) red, green, blue in [0, 1]; light already included."""


@dataclass(frozen=True)
class Lines:
    """Separate line segments."""

    points: Float32Array
    """(N, 2, 3) both ends in the world frame, metres."""
    colors: Float32Array
    """(N, 4) red, green, blue, opacity in [0, 1]."""


def skeleton_mesh(positions: FloatArray, skeleton: Skeleton) -> Mesh:
    """Return bones as slim octahedra and joints as small balls.

    Args:
        positions: (J, 3) joints in the world frame, metres; a joint with NaN is left out.
        skeleton: The tree; its end sites become short bones at the head, hands and feet.
    """
    heads, tails, owners = _bones(positions, skeleton)
    sides = np.array([_side_color(joint) for joint in skeleton.joints])  # (J, 3)
    bones = octahedra(heads, tails)  # (B, 8, 3, 3)
    balls = icosahedra(positions, _JOINT_RADIUS_M)  # (J, 20, 3, 3)
    triangles = np.concatenate([bones.reshape(-1, 3, 3), balls.reshape(-1, 3, 3)])
    colors = np.concatenate([np.repeat(sides[owners], 8, axis=0), np.repeat(sides, 20, axis=0)])
    seen = np.isfinite(triangles).all(axis=(1, 2))
    triangles, colors = triangles[seen], colors[seen]
    return Mesh(
        triangles.astype(np.float32),
        (colors * brightness(triangles)[:, None]).astype(np.float32),
    )


def octahedra(heads: FloatArray, tails: FloatArray) -> FloatArray:
    """Return (B, 8, 3, 3) triangles of bones from (B, 3) heads to (B, 3) tails.

    Corners run counter-clockwise seen from outside.
    """
    along = tails - heads  # (B, 3)
    length = np.linalg.norm(along, axis=-1, keepdims=True)
    direction = along / np.maximum(length, 1e-9)
    # Any vector that is not parallel to the bone gives a frame around it.
    helper = np.where(np.abs(direction[:, 1:2]) < 0.9, [0.0, 1.0, 0.0], [1.0, 0.0, 0.0])
    u = np.cross(direction, helper)
    u /= np.maximum(np.linalg.norm(u, axis=-1, keepdims=True), 1e-9)
    v = np.cross(direction, u)
    radius = np.clip(_BONE_WIDTH * length, 0.012, 0.045)
    waist = heads + _BONE_WAIST * along
    ring = [waist + radius * u, waist + radius * v, waist - radius * u, waist - radius * v]
    faces = []
    for i in range(4):
        here, there = ring[i], ring[(i + 1) % 4]
        faces.append(np.stack([heads, there, here], axis=1))  # (B, 3, 3)
        faces.append(np.stack([here, there, tails], axis=1))
    return np.stack(faces, axis=1)


def icosahedra(centres: FloatArray, radius: float) -> FloatArray:
    """Return (N, 20, 3, 3) triangles of balls around (N, 3) centres, counter-clockwise."""
    return centres[:, None, None, :] + radius * _UNIT_ICOSAHEDRON[None]


def brightness(triangles: FloatArray) -> FloatArray:
    """Return (F,) shares of light that (F, 3, 3) counter-clockwise triangles receive."""
    normal = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-12)
    lit: FloatArray = np.clip(normal @ _LIGHT, 0.0, 1.0)
    return _AMBIENT + (1.0 - _AMBIENT) * lit


def floor_grid(half_m: float = 4.0, step_m: float = 0.5) -> Lines:
    """Return a square grid on the floor (y = 0), its middle axes brighter, its rim fading out."""
    count = round(half_m / step_m)
    points, colors = [], []
    # Lines are cut at every crossing, so that each piece can have its own opacity.
    for i in range(-count, count + 1):
        for j in range(-count, count):
            for swapped in (False, True):
                ends = [(i, 0, j), (i, 0, j + 1)] if not swapped else [(j, 0, i), (j + 1, 0, i)]
                middle = np.mean(ends, axis=0) * step_m
                fade = max(0.0, 1.0 - float(np.hypot(middle[0], middle[2])) / half_m)
                points.append(np.array(ends, dtype=np.float64) * step_m)
                colors.append((*GRID_COLOR, fade * (1.0 if i == 0 else 0.55)))
    return Lines(np.array(points, dtype=np.float32), np.array(colors, dtype=np.float32))


def _bones(
    positions: FloatArray, skeleton: Skeleton
) -> tuple[FloatArray, FloatArray, NDArray[np.intp]]:
    # Heads and tails (B, 3) and the joint whose side colours each bone.
    heads, tails, owners = [], [], []
    for joint, parent in enumerate(skeleton.parents):
        if parent >= 0:
            heads.append(positions[parent])
            tails.append(positions[joint])
            owners.append(joint)
    for name, tip in skeleton.end_sites.items():
        joint = skeleton.index(name)
        before = positions[joint] - positions[skeleton.parents[joint]]
        # The tip's own direction is not known here; going on straight looks right.
        direction = before / max(float(np.linalg.norm(before)), 1e-9)
        heads.append(positions[joint])
        tails.append(positions[joint] + float(np.linalg.norm(tip)) * direction)
        owners.append(joint)
    return np.array(heads), np.array(tails), np.array(owners, dtype=np.intp)


def _side_color(joint: str) -> tuple[float, float, float]:
    if joint.startswith("Left"):
        return LEFT_COLOR
    return RIGHT_COLOR if joint.startswith("Right") else MIDDLE_COLOR


def _unit_icosahedron() -> FloatArray:
    golden = (1.0 + 5.0**0.5) / 2.0
    corners = np.array(
        [
            *((-1, golden, 0), (1, golden, 0), (-1, -golden, 0), (1, -golden, 0)),
            *((0, -1, golden), (0, 1, golden), (0, -1, -golden), (0, 1, -golden)),
            *((golden, 0, -1), (golden, 0, 1), (-golden, 0, -1), (-golden, 0, 1)),
        ]
    )
    corners /= np.linalg.norm(corners[0])
    faces = [
        (0, 11, 5), (0, 5, 1), (0, 1, 7), (0, 7, 10), (0, 10, 11),
        (1, 5, 9), (5, 11, 4), (11, 10, 2), (10, 7, 6), (7, 1, 8),
        (3, 9, 4), (3, 4, 2), (3, 2, 6), (3, 6, 8), (3, 8, 9),
        (4, 9, 5), (2, 4, 11), (6, 2, 10), (8, 6, 7), (9, 8, 1),
    ]  # fmt: skip
    triangles: FloatArray = corners[np.array(faces)]  # (20, 3, 3)
    return triangles


_UNIT_ICOSAHEDRON = _unit_icosahedron()
