"""An avatar as it is drawn: one skinned mesh, its surfaces, its nodes, and which are bones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.avatar.document import FloatArray
    from mocap_app.avatar.nodes import NodeTree

OPAQUE, MASK, BLEND = "opaque", "mask", "blend"
LIT, TOON, UNLIT = "lit", "toon", "unlit"
Color = tuple[float, float, float]

BoneMap = dict[str, int]
"""Joint of the solved skeleton to the number of the node that it moves."""


@dataclass(frozen=True)
class Material:
    """How a surface looks; colours are linear, in [0, 1]."""

    color: Color = (0.8, 0.8, 0.8)
    opacity: float = 1.0
    picture: int | None = None
    """Number of the texture that the colour is multiplied with."""
    alpha: str = OPAQUE
    """OPAQUE, MASK (there or not there, by `cutoff`) or BLEND."""
    cutoff: float = 0.5
    double_sided: bool = False
    shading: str = LIT
    """LIT (smooth), TOON (two tones) or UNLIT (its colour alone)."""
    glow: Color = (0.0, 0.0, 0.0)
    """Light of its own, added."""
    shade: Color = (0.5, 0.5, 0.5)
    """TOON: colour of the dark side."""
    toony: float = 0.9
    """TOON: 1 for a hard edge between the tones, 0 for a smooth passage."""
    shift: float = 0.0
    """TOON: moves the edge, in [-1, 1]; positive lets more be lit."""
    writes_depth: bool = True
    """BLEND: whether it hides what lies behind it all the same."""
    order: int = 0
    """BLEND: lower ones are drawn first."""


@dataclass(frozen=True)
class Surface:
    """A run of triangles of one material."""

    material: Material
    first: int
    """Where it begins in the mesh's indices."""
    count: int
    """Number of indices, three a triangle."""


@dataclass(frozen=True, eq=False)
class Mesh:
    """Vertices of an avatar, V of them, all or some; 4 slots have a share in moving each."""

    positions: NDArray[np.float32]
    """(V, 3) in the axes of the slots."""
    normals: NDArray[np.float32]
    """(V, 3) unit vectors in the axes of the slots."""
    uvs: NDArray[np.float32]
    """(V, 2) places in the texture, from its top left corner."""
    colors: NDArray[np.uint8]
    """(V, 4) RGBA that the material's colour is multiplied with, linear."""
    slots: NDArray[np.uint16]
    """(V, 4) numbers of slots."""
    weights: NDArray[np.float32]
    """(V, 4) their shares; rows add up to 1."""
    indices: NDArray[np.uint32]
    """(I,) three a triangle, counter-clockwise seen from outside."""

    def flipped(self) -> Mesh:
        """Return the same with its triangles turned inside out, as a mirror does."""
        turned = self.indices.reshape(-1, 3)[:, ::-1].ravel()
        return replace(self, indices=np.ascontiguousarray(turned))


@dataclass(frozen=True, eq=False)
class Avatar:
    """A character that can be moved; S slots."""

    name: str
    mesh: Mesh
    surfaces: tuple[Surface, ...]
    pictures: tuple[NDArray[np.uint8], ...]
    """Textures, each (H, W, 4) sRGB with opacity, first row on top."""
    nodes: NodeTree
    slot_nodes: NDArray[np.intp]
    """(S,) node that each slot moves with."""
    slot_binds: FloatArray
    """(S, 4, 4) from the mesh's axes to those of the slot's node."""
    bones: BoneMap
    """What the file itself tells, or its names do."""
    hands: dict[str, list[int]] = field(default_factory=dict)
    """Left and Right to the first joints of its fingers, from the index to the little one."""
    digest: str = ""
    """SHA-256 of the file, in hexadecimal; empty for one that was made here."""
    notes: tuple[str, ...] = ()
    """What could not be shown, a sentence each."""
