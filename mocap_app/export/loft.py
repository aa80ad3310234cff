"""Smooth skinned surfaces drawn through a few cross-sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.rotation import unit
from mocap_app.export.monotone import monotone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray

BODY, ACCENT = 0, 1
"""Surface kinds."""


@dataclass(frozen=True, eq=False)
class Section:
    """One cross-section of a part: an ellipse with squared corners."""

    center: FloatArray
    """(3,) metres."""
    radii: tuple[float, float]
    """Half-widths in metres along the part's two axes."""
    weights: dict[int, float]
    """Joint to its share in moving this section; they add up to 1."""
    kind: int = BODY
    """Surface from here to the next section."""


@dataclass(frozen=True, eq=False)
class Surface:
    """A closed mesh; V vertices, T triangles, J joints."""

    vertices: FloatArray
    """(V, 3) metres."""
    normals: FloatArray
    """(V, 3) unit vectors outwards."""
    weights: FloatArray
    """(V, J) share of each joint, rows add up to 1."""
    triangles: NDArray[np.int64]
    """(T, 3) counter-clockwise seen from outside."""
    kinds: NDArray[np.int64]
    """(T,) surface kind."""


def loft(
    sections: Sequence[Section],
    axes: tuple[FloatArray, FloatArray],
    n_joints: int,
    *,
    steps: int = 4,
    sides: int = 16,
    squareness: float = 2.2,
) -> Surface:
    """Return the closed surface through these sections, rounded off by a point at each end.

    Args:
        sections: At least two, from one end to the other.
        axes: Two (3,) unit vectors across the part.
        n_joints: Number of joints, J.
        steps: Rings from one section to the next.
        sides: Vertices of a ring.
        squareness: Exponent of the superellipse; 2 is an ellipse.
    """
    count = len(sections)
    table = np.zeros((count, 5 + n_joints))
    for row, section in zip(table, sections, strict=True):
        row[:3], row[3:5] = section.center, section.radii
        for joint, weight in section.weights.items():
            row[5 + joint] = weight
    # Monotone between sections, so that no weight leaves [0, 1] and no radius becomes negative.
    rings = monotone(table, steps)  # (R, 5 + J)
    angle = np.linspace(0.0, 2.0 * np.pi, sides, endpoint=False)
    outline = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    outline = np.sign(outline) * np.abs(outline) ** (2.0 / squareness)  # (S, 2)
    across = outline[None] * rings[:, None, 3:5]  # (R, S, 2)
    skin = rings[:, None, :3] + across @ np.stack(axes)
    ends = rings[[0, -1], :3]
    vertices = np.concatenate([skin.reshape(-1, 3), ends])
    weights = np.concatenate([np.repeat(rings[:, 5:], sides, axis=0), rings[[0, -1], 5:]])
    triangles, kinds = _triangles([section.kind for section in sections], steps, sides)
    corners = vertices[triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    inside_out = np.einsum("ti,ti->", normals, corners.mean(axis=1) - vertices.mean(axis=0)) < 0.0
    if inside_out:
        triangles, normals = triangles[:, ::-1].copy(), -normals
    smooth = np.zeros_like(vertices)
    for corner in range(3):
        np.add.at(smooth, triangles[:, corner], normals)  # Weighted by area.
    return Surface(vertices, unit(smooth), weights, triangles, kinds)


def join(surfaces: Sequence[Surface]) -> Surface:
    """Return one mesh of several."""
    starts = np.cumsum([0, *(len(surface.vertices) for surface in surfaces[:-1])])
    return Surface(
        np.concatenate([s.vertices for s in surfaces]),
        np.concatenate([s.normals for s in surfaces]),
        np.concatenate([s.weights for s in surfaces]),
        np.concatenate([s.triangles + at for s, at in zip(surfaces, starts, strict=True)]),
        np.concatenate([s.kinds for s in surfaces]),
    )


def _triangles(
    section_kinds: list[int], steps: int, sides: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    bands = steps * (len(section_kinds) - 1)
    ring, side = np.meshgrid(np.arange(bands), np.arange(sides), indexing="ij")
    after = (side + 1) % sides
    a, b = ring * sides + side, ring * sides + after
    c, d = a + sides, b + sides
    walls = np.stack([np.stack([a, b, c], -1), np.stack([b, d, c], -1)], axis=2).reshape(-1, 3)
    wall_kinds = np.repeat(np.repeat(section_kinds[:-1], steps), 2 * sides)
    first, last = (bands + 1) * sides, (bands + 1) * sides + 1
    rim, following = np.arange(sides), (np.arange(sides) + 1) % sides
    start_cap = np.stack([following, rim, np.full(sides, first)], axis=-1)
    end_ring = bands * sides
    end_cap = np.stack([end_ring + rim, end_ring + following, np.full(sides, last)], axis=-1)
    triangles = np.concatenate([walls, start_cap, end_cap])
    caps = np.repeat([section_kinds[0], section_kinds[-1]], sides)
    return triangles, np.concatenate([wall_kinds, caps])
