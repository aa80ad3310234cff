"""All skinned and rigid meshes of a file, joined into one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.avatar.accessors import entry_count, floats
from mocap_app.avatar.document import Damaged, Json, child, index, indices, objects, whole
from mocap_app.avatar.model import Material, Mesh, Surface
from mocap_app.avatar.primitive import read_primitive

if TYPE_CHECKING:
    from mocap_app.avatar.document import FloatArray
    from mocap_app.avatar.glb import Glb
    from mocap_app.avatar.nodes import NodeTree

MOST_VERTICES = 2_000_000
MOST_INDICES = 12_000_000
MOST_SURFACES = 2048
MOST_SLOTS = 16_384
_MOST_SKINS = 1024


@dataclass(eq=False)
class MeshParts:
    """What is gathered while a file is walked."""

    pieces: list[Mesh] = field(default_factory=list)
    materials: list[Material] = field(default_factory=list)
    slot_nodes: list[int] = field(default_factory=list)
    slot_binds: list[FloatArray] = field(default_factory=list)
    skin_joints: set[int] = field(default_factory=set)
    """Nodes that skinned meshes are bound to."""
    vertex_count: int = 0
    index_count: int = 0

    def add(self, piece: Mesh, material: Material) -> None:
        """Take another piece.

        Raises:
            Damaged: There are too many by now.
        """
        self.vertex_count += len(piece.positions)
        self.index_count += len(piece.indices)
        if self.vertex_count > MOST_VERTICES or self.index_count > MOST_INDICES:
            raise Damaged(f"it has more than {MOST_VERTICES:,} vertices")
        if len(self.pieces) >= MOST_SURFACES:
            raise Damaged(f"it has more than {MOST_SURFACES:,} surfaces")
        self.pieces.append(piece)
        self.materials.append(material)

    def add_slots(self, nodes: list[int], binds: FloatArray) -> int:
        """Take slots and return the number of the first.

        Raises:
            Damaged: There are too many by now.
        """
        first = len(self.slot_nodes)
        if first + len(nodes) > MOST_SLOTS:
            raise Damaged(f"it has more than {MOST_SLOTS:,} bones")
        self.slot_nodes.extend(nodes)
        self.slot_binds.append(binds)
        return first


def read_meshes(glb: Glb, tree: NodeTree, materials: list[Material]) -> MeshParts:
    """Return the meshes of all nodes that are shown.

    Raises:
        Damaged: Something in them is wrong, or there is nothing to draw.
    """
    parts = MeshParts()
    skins: dict[int, tuple[int, int]] = {}
    nodes, meshes = glb.part("nodes"), glb.part("meshes")
    for node in tree.shown:
        mesh = index(nodes[node], "mesh", len(meshes))
        if mesh is None:
            continue
        skin = index(nodes[node], "skin", len(glb.part("skins", _MOST_SKINS)))
        if skin is None:
            slots = parts.add_slots([node], np.eye(4)[None]), 1
        elif skin in skins:
            slots = skins[skin]
        else:
            slots = skins[skin] = _add_skin(glb, skin, len(nodes), parts)
        flipped = skin is None and bool(np.linalg.det(tree.rest[node][:3, :3]) < 0.0)
        for primitive in objects(meshes[mesh], "primitives", MOST_SURFACES):
            material = index(primitive, "material", len(materials))
            chosen = Material() if material is None else materials[material]
            if _fits(glb, primitive, parts):
                piece = read_primitive(glb, primitive, slots, skinned=skin is not None)
                if piece is not None:
                    parts.add(piece.flipped() if flipped else piece, chosen)
    if not parts.pieces:
        raise Damaged("there is no mesh in it")
    return parts


def joined(parts: MeshParts) -> tuple[Mesh, tuple[Surface, ...]]:
    """Return one mesh of all pieces, and where each one's triangles are."""
    pieces = parts.pieces
    starts = np.cumsum([0, *(len(piece.positions) for piece in pieces)])
    firsts = np.cumsum([0, *(len(piece.indices) for piece in pieces)])
    mesh = Mesh(
        positions=np.concatenate([piece.positions for piece in pieces]),
        normals=np.concatenate([piece.normals for piece in pieces]),
        uvs=np.concatenate([piece.uvs for piece in pieces]),
        colors=np.concatenate([piece.colors for piece in pieces]),
        slots=np.concatenate([piece.slots for piece in pieces]),
        weights=np.concatenate([piece.weights for piece in pieces]),
        indices=np.concatenate(
            [piece.indices + np.uint32(at) for piece, at in zip(pieces, starts[:-1], strict=True)]
        ),
    )
    surfaces = tuple(
        Surface(material, int(first), len(piece.indices))
        for material, piece, first in zip(parts.materials, pieces, firsts[:-1], strict=True)
    )
    return mesh, surfaces


def _fits(glb: Glb, primitive: Json, parts: MeshParts) -> bool:
    """Whether a primitive has vertices; asked before they are read, for they may be too many."""
    position = child(primitive, "attributes").get("POSITION")
    if position is None:
        return False
    count = entry_count(glb, whole({"POSITION": position}, "POSITION"))
    if parts.vertex_count + count > MOST_VERTICES:
        raise Damaged(f"it has more than {MOST_VERTICES:,} vertices")
    return count > 0


def _add_skin(glb: Glb, number: int, node_count: int, parts: MeshParts) -> tuple[int, int]:
    skin = glb.part("skins")[number]
    joints = indices(skin, "joints", node_count)
    if not joints:
        raise Damaged("one of its skins has no bones")
    binds = np.tile(np.eye(4), (len(joints), 1, 1))
    matrices = index(skin, "inverseBindMatrices", len(glb.part("accessors")))
    if matrices is not None:
        columns = floats(glb, matrices, (16,))
        if len(columns) < len(joints):
            raise Damaged("one of its skins is incomplete")
        binds = columns[: len(joints)].reshape(-1, 4, 4).swapaxes(1, 2).astype(np.float64)
        binds[:, 3] = [0.0, 0.0, 0.0, 1.0]
    parts.skin_joints.update(joints)
    return parts.add_slots(joints, binds), len(joints)
