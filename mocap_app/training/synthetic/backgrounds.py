"""What is behind the persons: photographs of rooms, blurred surroundings, plain walls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from mocap_app.training.synthetic.camera import View
    from mocap_app.training.synthetic.lighting import LightRig

Image = NDArray[np.uint8]
_SMALLEST_PIECE = 0.4  # of a room's shorter side; less would be mush


def random_background(
    rooms: list[Image], view: View, light: LightRig, rng: np.random.Generator
) -> Image:
    """Return what the view sees where nobody is (S, S, 3) BGR."""
    kind = rng.random()
    if rooms and kind < 0.8:
        return room_piece(rooms[rng.integers(len(rooms))], view, rng)
    if kind < 0.9:
        return surroundings(view, light, rng)
    return plain(view.size, rng)


def room_piece(room: Image, view: View, rng: np.random.Generator) -> Image:
    """Return the part of a room that the view shows if the room fills the camera's frame."""
    height, width = room.shape[:2]
    shorter = min(height, width)
    share = np.clip(view.size / view.frame_side * rng.uniform(0.8, 1.2), _SMALLEST_PIECE, 1.0)
    side = int(shorter * share)
    # Where the crop lies in the frame: the principal point is the frame's middle.
    offset = ((view.size - 1) / 2 - np.array([view.pinhole.cx, view.pinhole.cy])) / view.frame_side
    middle = np.array([width, height]) / 2 + offset * shorter + rng.normal(0, 0.04, 2) * shorter
    corner = np.clip(middle - side / 2, 0, [width - side, height - side]).astype(int)
    piece = room[corner[1] : corner[1] + side, corner[0] : corner[0] + side]
    if rng.random() < 0.5:
        piece = piece[:, ::-1]
    method = cv2.INTER_AREA if side > view.size else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(piece, (view.size, view.size), interpolation=method), np.uint8)


def surroundings(view: View, light: LightRig, rng: np.random.Generator) -> Image:
    """Return the environment map out of focus."""
    rays = view.directions(64)
    height, width = light.surroundings.radiance.shape[:2]
    around = np.arctan2(rays[..., 0], rays[..., 2]) - light.turn
    x = (np.mod(around + np.pi, 2 * np.pi) / (2 * np.pi) * width).astype(np.float32)
    y = (np.arccos(np.clip(rays[..., 1], -1, 1)) / np.pi * height).astype(np.float32)
    seen = cv2.remap(
        light.surroundings.radiance, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP
    )
    seen = np.minimum(seen, 8.0 * float(np.median(seen)) + 0.05)
    seen = cv2.GaussianBlur(seen, (0, 0), rng.uniform(0.4, 3.0))
    exposed = seen / max(float(seen.mean()), 1e-4) * rng.uniform(0.15, 0.4)
    picture = np.sqrt(np.clip(exposed, 0, 1)) * 255
    large = cv2.resize(picture, (view.size, view.size), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(large[..., ::-1], 0, 255), np.uint8)


def plain(size: int, rng: np.random.Generator) -> Image:
    """Return a wall with a gradient of light."""
    steps = np.linspace(-1, 1, size)
    slope = rng.normal(0, 25, 2)
    light = slope[0] * steps[:, None] + slope[1] * steps
    base = rng.uniform(20, 240) + rng.normal(0, 18, 3)
    return np.asarray(np.clip(base + light[..., None], 0, 255), np.uint8)
