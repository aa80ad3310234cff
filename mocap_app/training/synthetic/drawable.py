"""What the renderer draws: one person, or one prop, as a single skinned mesh with materials."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mocap_app.core.errors import DataError

if TYPE_CHECKING:
    from mocap_app.training.synthetic.mesh import SkinWeights, Topology

FloatArray = NDArray[np.float64]
MAX_MATERIALS = 64

VERTEX = np.dtype(
    [
        ("position", np.float32, 3),
        ("normal", np.float32, 3),
        ("uv", np.float32, 2),
        ("inside", np.float32),
        ("material", np.float32),
        ("weights", np.uint8, 4),
        ("bones", np.uint8, 4),
    ]
)
"""One corner, as it lies in the vertex buffer."""


@dataclass(frozen=True, eq=False)
class Material:
    """How a surface looks."""

    layer: int
    """Of the texture stack."""
    colour: FloatArray = field(default_factory=lambda: np.eye(3))
    """(3, 3) that the texture's RGB is multiplied with, or (3, 4) with what is added after."""
    threshold: float = 0.0
    """Texture alpha below which there is a hole."""
    gloss: float = 0.1
    """Strength of the highlight."""
    wrinkle: float = 0.0
    """How far folds turn the surface's normal."""
    two_sided: bool = False
    """Whether the inside is seen, as with hair and wide sleeves; else it is not drawn."""

    def packed(self) -> NDArray[np.float32]:
        """Return the four vectors of the shader's uniform block (16,)."""
        rows = np.zeros((4, 4), np.float32)
        rows[:3, : self.colour.shape[1]] = self.colour
        rows[3] = self.layer, self.threshold, self.gloss, self.wrinkle
        return rows.ravel()


@dataclass(frozen=True, eq=False)
class Part:
    """One surface at rest; V vertices."""

    topology: Topology
    vertices: NDArray[np.floating]
    """(V, 3) metres."""
    skin: SkinWeights
    material: Material
    inside: NDArray[np.floating] | None = None
    """(V,) metres inside the cut of a garment; None: nothing is cut off."""
    uv: NDArray[np.floating] | None = None
    """(V, 2) texture coordinates instead of the mesh's own."""
    seen: NDArray[np.bool_] | None = None
    """(T,) triangles to draw; None: all. The others still round the normals."""


@dataclass(frozen=True, eq=False)
class Drawable:
    """Buffers ready for the graphics card."""

    corners: NDArray[np.void]
    """(C,) of `VERTEX`."""
    triangles: NDArray[np.int32]
    """(T, 3); those of two-sided materials first."""
    n_two_sided: int
    """How many triangles those are."""
    materials: NDArray[np.float32]
    """(M, 16)."""


def assemble(parts: list[Part]) -> Drawable:
    """Join surfaces into one mesh.

    Raises:
        DataError: There are more surfaces than the shader has room for.
    """
    if len(parts) > MAX_MATERIALS:
        raise DataError(f"A person may have {MAX_MATERIALS} surfaces, not {len(parts)}.")
    corners = np.zeros(sum(len(part.topology.vertex) for part in parts), VERTEX)
    # What is far from the body goes first: hidden skin is then found hidden before it is lit.
    parts = sorted(parts, key=lambda part: not part.material.two_sided)
    triangles = []
    n_two_sided = 0
    start = 0
    for index, part in enumerate(parts):
        vertex = part.topology.vertex
        piece = corners[start : start + len(vertex)]
        piece["position"] = part.vertices[vertex]
        piece["normal"] = part.topology.normals(part.vertices)[vertex]
        piece["uv"] = part.topology.uv if part.uv is None else part.uv[vertex]
        piece["inside"] = 1.0 if part.inside is None else part.inside[vertex]
        piece["material"] = index
        piece["weights"] = np.rint(part.skin.weights * 255)[vertex]
        piece["bones"] = part.skin.bones[vertex]
        drawn = part.topology.triangles if part.seen is None else part.topology.triangles[part.seen]
        triangles.append(drawn + start)
        n_two_sided += len(drawn) * part.material.two_sided
        start += len(vertex)
    materials = np.array([part.material.packed() for part in parts], np.float32)
    return Drawable(corners, np.concatenate(triangles).astype(np.int32), n_two_sided, materials)
