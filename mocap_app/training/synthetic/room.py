"""Rooms of boxes around a person.

Light and shadow fit the person's, and no photograph of somebody's home is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mocap_app.training.synthetic import palette
from mocap_app.training.synthetic.drawable import Drawable, Material, Part, assemble
from mocap_app.training.synthetic.props import box

if TYPE_CHECKING:
    from mocap_app.training.synthetic.textures import TextureStack

FloatArray = NDArray[np.float64]
_THICK = 0.1
_KEPT_CLEAR = 0.7  # metres around the person


def random_room(
    person: FloatArray, camera: FloatArray, textures: TextureStack, rng: np.random.Generator
) -> Drawable:
    """Return walls, a floor and furniture that hold a person and the camera.

    Args:
        person: (3,) metres, Y up, floor at 0.
        camera: (3,).
        textures: For the surfaces.
        rng: Source of chance.
    """
    ahead = (person - camera) * np.array([1.0, 0.0, 1.0])
    distance = max(float(np.linalg.norm(ahead)), 1e-6)
    yaw = float(np.arctan2(ahead[0], ahead[2]) + rng.normal(0, 0.3))
    # In axes of the room: x across, z away from the camera, the person at the origin.
    turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    lens = (camera - person) @ turn
    low = np.minimum(lens, 0.0) - rng.uniform([0.9, 0, 0.3], [2.5, 0, 1.0])
    high = np.maximum(lens, 0.0) + rng.uniform([0.9, 0, 0.7], [2.5, 0, 3.0])
    height = max(rng.uniform(2.3, 3.2), camera[1] + 0.3, person[1] + 1.2)
    parts = _shell(low, high, height, textures, rng)
    for _ in range(rng.integers(2, 8)):
        parts += _furniture(low, high, height, distance, textures, rng)
    origin = person * np.array([1.0, 0.0, 1.0])
    return assemble([_placed(part, turn, origin) for part in parts])


def _shell(
    low: FloatArray,
    high: FloatArray,
    height: float,
    textures: TextureStack,
    rng: np.random.Generator,
) -> list[Part]:
    """Return floor, ceiling and three walls; the one behind the camera is never seen."""
    middle, size = (low + high) / 2, high - low
    wall = _wall(textures, rng)
    side = wall if rng.random() < 0.7 else _wall(textures, rng)
    repeat = rng.uniform(2.0, 6.0)
    up = height / 2
    along = np.array([size[0], height, _THICK])
    deep = np.array([_THICK, height, size[2]])
    level = np.array([size[0], _THICK, size[2]])
    floor = np.array([middle[0], -_THICK / 2, middle[2]])
    ceiling = np.array([middle[0], height, middle[2]])
    return [
        box(floor, level, 0.0, _covering(textures, rng), repeat),
        box(ceiling, level, 0.0, Material(textures.white)),
        box(np.array([middle[0], up, high[2]]), along, 0.0, wall, 2.0),
        box(np.array([low[0], up, middle[2]]), deep, 0.0, side, 2.0),
        box(np.array([high[0], up, middle[2]]), deep, 0.0, side, 2.0),
    ]


def _furniture(
    low: FloatArray,
    high: FloatArray,
    height: float,
    distance: float,
    textures: TextureStack,
    rng: np.random.Generator,
) -> list[Part]:
    """Return a thing along a wall, or none where it would be in the way."""
    size = rng.uniform([0.3, 0.3, 0.2], [1.8, 2.0, 0.7])
    kind = rng.random()
    material = _covering(textures, rng)
    if kind < 0.3:  # a picture, a window, a screen
        size = rng.uniform([0.3, 0.3, 0.03], [1.5, 1.2, 0.06])
        if rng.random() < 0.3:
            material = Material(textures.white, gloss=0.3)
        across = rng.uniform(low[0] + 0.5, high[0] - 0.5) if high[0] - low[0] > 1 else 0.0
        lifted = rng.uniform(0.9, max(height - 0.7, 1.0))
        return [box(np.array([across, lifted, high[2] - _THICK / 2]), size, 0.0, material)]
    if kind < 0.7:
        across = rng.uniform(low[0], high[0])
        place = np.array([across, size[1] / 2, high[2] - _THICK / 2 - size[2] / 2])
    else:
        wall = low[0] if rng.random() < 0.5 else high[0]
        inward = np.sign(-wall) * (_THICK / 2 + size[2] / 2)
        away = rng.uniform(-0.4 * distance, high[2])
        place = np.array([wall + inward, size[1] / 2, away])
        size = size[[2, 1, 0]]
    reach = _KEPT_CLEAR + max(size[0], size[2]) / 2
    if np.hypot(place[0], place[2]) < reach:
        return []
    parts = [box(place, size, 0.0, material)]
    if size[1] < 0.6 and rng.random() < 0.5:  # a back: a sofa
        back = place + np.array([0.0, 0.3, 0.4 * size[2]])
        parts.append(box(back, np.array([size[0], size[1] + 0.4, 0.15]), 0.0, material))
    return parts


def _wall(textures: TextureStack, rng: np.random.Generator) -> Material:
    if rng.random() < 0.25:
        pattern = textures.patterns[rng.integers(len(textures.patterns))]
        return Material(pattern, 0.8 * palette.recoloured(rng, vivid=0.5))
    shade = rng.uniform(0.45, 0.95) + rng.normal(0, 0.06, 3)
    return Material(textures.white, palette.tinted(np.clip(shade, 0.1, 1.0)))


def _covering(textures: TextureStack, rng: np.random.Generator) -> Material:
    if rng.random() < 0.45:
        return Material(textures.white, palette.tinted(palette.cloth_colour(rng)))
    pattern = textures.patterns[rng.integers(len(textures.patterns))]
    return Material(pattern, palette.recoloured(rng, vivid=0.6) * rng.uniform(0.5, 1.0))


def _placed(part: Part, turn: FloatArray, origin: FloatArray) -> Part:
    vertices = part.vertices @ turn.T + origin
    return Part(part.topology, vertices, part.skin, part.material, uv=part.uv)
