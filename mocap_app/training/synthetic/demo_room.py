"""The living room of the demo film."""

from __future__ import annotations

import numpy as np

from mocap_app.training.synthetic.drawable import Drawable, Material, Part, assemble
from mocap_app.training.synthetic.props import box

_WHITE_LAYER = 0
_BACK, _SIDE, _HEIGHT = -1.5, 3.1, 2.7
"""Where the walls are, metres from the middle of the room, and their height."""


def living_room() -> Drawable:
    """Return walls, floor and furniture about the origin; +Z, towards the camera, is open."""
    wall, wood, dark = (0.80, 0.77, 0.71), (0.52, 0.38, 0.27), (0.33, 0.24, 0.18)
    sofa, rug, plant = (0.27, 0.38, 0.45), (0.62, 0.55, 0.50), (0.22, 0.36, 0.20)
    parts = [
        _box((0, -0.05, 3), (2 * _SIDE, 0.1, 9), wood),
        _box((0, _HEIGHT, 3), (2 * _SIDE, 0.1, 9), (0.93, 0.93, 0.92)),
        _box((0, _HEIGHT / 2, _BACK), (2 * _SIDE, _HEIGHT, 0.1), wall),
        _box((-_SIDE, _HEIGHT / 2, 3), (0.1, _HEIGHT, 9), (0.72, 0.74, 0.73)),
        _box((_SIDE, _HEIGHT / 2, 3), (0.1, _HEIGHT, 9), (0.72, 0.74, 0.73)),
        _box((0, 0.05, _BACK + 0.06), (2 * _SIDE, 0.1, 0.03), (0.9, 0.9, 0.88)),
        _box((0, 0.005, 0.2), (2.6, 0.012, 1.9), rug),
        _box((0, 0.008, 0.2), (2.3, 0.012, 1.6), (0.70, 0.63, 0.56)),
        # Sofa, shelf, pictures, lamp, plant.
        _box((-1.9, 0.22, -1.0), (1.7, 0.44, 0.8), sofa),
        _box((-1.9, 0.62, -1.33), (1.7, 0.5, 0.2), sofa),
        _box((-2.68, 0.38, -1.0), (0.16, 0.6, 0.8), sofa),
        _box((-1.12, 0.38, -1.0), (0.16, 0.6, 0.8), sofa),
        _box((-2.2, 0.55, -1.12), (0.42, 0.36, 0.16), (0.76, 0.53, 0.30)),
        _box((2.15, 0.95, -1.25), (1.1, 1.9, 0.36), dark),
        _box((-1.9, 1.55, _BACK + 0.06), (1.0, 0.62, 0.04), (0.18, 0.18, 0.20)),
        _box((-1.9, 1.55, _BACK + 0.075), (0.9, 0.52, 0.04), (0.55, 0.62, 0.64)),
        _box((0.75, 1.6, _BACK + 0.06), (0.42, 0.58, 0.04), (0.90, 0.88, 0.84)),
        _box((0.75, 1.6, _BACK + 0.075), (0.3, 0.44, 0.04), (0.62, 0.40, 0.32)),
        _box((1.3, 0.17, -1.15), (0.3, 0.34, 0.3), (0.78, 0.74, 0.70)),
        *(_box((1.3 + x, 0.6 + y, -1.15 + z), (0.12, 0.5, 0.05), plant)
          for x, y, z in ((-0.08, 0, 0), (0.08, 0.06, 0.04), (0, 0.12, -0.06))),
    ]  # fmt: skip
    for level in (0.45, 0.9, 1.35):
        parts.append(_box((2.15, level, -1.1), (1.0, 0.36, 0.1), (0.18, 0.13, 0.10)))
        for book in range(7):
            shade = 0.3 + 0.08 * ((3 * book + round(10 * level)) % 6)
            colour = (shade, 0.9 * shade, 0.5 + 0.3 * ((book + round(level * 4)) % 2) - 0.2)
            place = (1.75 + 0.11 * book, level - 0.05, -1.06)
            parts.append(_box(place, (0.08, 0.22 + 0.02 * (book % 3), 0.12), colour))
    return assemble(parts)


def _box(
    centre: tuple[float, float, float],
    size: tuple[float, float, float],
    colour: tuple[float, float, float],
) -> Part:
    material = Material(_WHITE_LAYER, np.diag(colour))
    return box(np.array(centre, np.float64), np.array(size, np.float64), 0.0, material)
