"""More poses than were recorded: clips exchange arms and legs, and people lean or lie.

A lifter has to tell depth from how short a limb looks, whatever the others do. Recordings show
arms and legs together only as their performers happened to hold them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial.transform import Rotation

from mocap_app.core.rotation import unit
from mocap_app.core.skeleton import body27

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

_THORAX = body27().index("thorax")
_ENDS = {"shoulder": ("elbow", "wrist", "index", "pinky"), "hip": ("knee", "ankle", "heel", "toe")}
_SWING_RAD = 0.35
_LEAN_RAD = 0.2
_LYING = 0.08
"""Share of the leaning people who are turned any way, upside down included."""


def exchange_limbs(clips: Array, rng: np.random.Generator, share: float) -> Array:
    """Return (B, T, 27, 3) clips of which a share of the limbs moves as another clip's.

    A limb keeps its place on the trunk and its length; how it moves against the trunk comes from
    the other clip, turned a little as a whole.
    """
    mixed = clips.copy()
    for joint, ends in _ENDS.items():
        trunk = _trunk_axes(clips, joint)
        for side in ("right", "left"):
            root = body27().index(f"{side}_{joint}")
            members = [body27().index(f"{side}_{end}") for end in ends]
            taking = np.flatnonzero(rng.random(len(clips)) < share)
            giving = rng.integers(0, len(clips), len(taking))
            offsets = clips[giving][:, :, members] - clips[giving][:, :, root, None]
            upper = np.linalg.norm(offsets[:, :1, :1], axis=-1, keepdims=True)
            own = clips[taking, 0, members[0]] - clips[taking, 0, root]
            size = np.linalg.norm(own, axis=-1)[:, None, None, None] / np.maximum(upper, 1e-3)
            swing = Rotation.from_rotvec(_random_turns(rng, len(taking), _SWING_RAD)).as_matrix()
            # Rows are the trunk's axes: into them on the right, out of them again on the left.
            local = offsets @ np.swapaxes(trunk[giving], -1, -2)
            moved = local @ trunk[taking] @ np.swapaxes(swing, 1, 2)[:, None]
            placed = clips[taking][:, :, root, None] + moved * size
            mixed[taking[:, None], :, members] = np.swapaxes(placed, 1, 2)
    return mixed


def lean(clips: Array, rng: np.random.Generator, share: float) -> Array:
    """Return (B, T, 27, 3) clips of which a share is tilted as a whole about the pelvis."""
    count = len(clips)
    angle = np.abs(rng.normal(0.0, _LEAN_RAD, count))
    angle = np.where(rng.random(count) < _LYING, rng.uniform(0.0, np.pi, count), angle)
    angle *= rng.random(count) < share
    about = rng.uniform(-np.pi, np.pi, count)
    axis = np.stack([np.cos(about), np.zeros(count), np.sin(about)], axis=-1)
    turn = Rotation.from_rotvec(angle[:, None] * axis).as_matrix().astype(np.float32)
    middle = clips[:, :, :1].mean(axis=1, keepdims=True)
    flat = (clips - middle).reshape(count, -1, 3) @ np.swapaxes(turn, 1, 2)
    tilted: Array = flat.reshape(clips.shape) + middle
    return tilted


def _trunk_axes(clips: Array, joint: str) -> NDArray[np.float64]:
    """Return (B, T, 3, 3): rows to the left, up, and to the front of shoulders or hips."""
    points = clips.astype(np.float64)
    up = unit(points[:, :, _THORAX] - points[:, :, 0])
    left = points[:, :, body27().index(f"left_{joint}")]
    left = left - points[:, :, body27().index(f"right_{joint}")]
    left = unit(left - (left * up).sum(axis=-1, keepdims=True) * up)
    return np.stack([left, up, np.cross(left, up)], axis=-2)


def _random_turns(rng: np.random.Generator, count: int, sigma: float) -> NDArray[np.float64]:
    """Return (N, 3) rotation vectors of random direction and normal length."""
    axis = unit(rng.standard_normal((count, 3)))
    return axis * rng.normal(0.0, sigma, (count, 1))
