"""One run of triangles of a file, brought into the form that is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.avatar.accessors import entry_count, floats, integers
from mocap_app.avatar.document import Damaged, Json, child, index, number, numbers, whole
from mocap_app.avatar.model import Mesh

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.avatar.glb import Glb

_TRIANGLES, _STRIP, _FAN = 4, 5, 6
_MOST_SETS = 4
"""Sets of four joints that are read for a vertex; the four strongest joints are kept."""


def read_primitive(
    glb: Glb, primitive: Json, slots: tuple[int, int], *, skinned: bool
) -> Mesh | None:
    """Return the triangles of a primitive; None for points and lines.

    Args:
        glb: The file.
        primitive: Its description; it has positions.
        slots: Number of the first slot of its skin or node, and how many there are.
        skinned: Whether joints and weights count.

    Raises:
        Damaged: Its parts do not fit together.
    """
    mode = whole(primitive, "mode", _TRIANGLES)
    if mode not in {_TRIANGLES, _STRIP, _FAN}:
        return None
    attributes = child(primitive, "attributes")
    positions = floats(glb, _accessor(attributes, "POSITION", glb), (3,))
    count = len(positions)
    triangles = _triangles(glb, primitive, mode, count)
    if skinned:
        joints, weights = _influences(glb, attributes, slots, count)
    else:
        joints = np.full((count, 4), slots[0], dtype=np.uint16)
        weights = np.tile(np.array([1, 0, 0, 0], dtype=np.float32), (count, 1))
    return Mesh(
        positions=positions,
        normals=_normals(glb, attributes, positions, triangles),
        uvs=_uvs(glb, attributes, primitive, count),
        colors=_colors(glb, attributes, count),
        slots=joints,
        weights=weights,
        indices=triangles,
    )


def _accessor(attributes: Json, name: str, glb: Glb) -> int:
    return whole(attributes, name, most=max(0, len(glb.part("accessors")) - 1))


def _attribute(
    glb: Glb, attributes: Json, name: str, widths: tuple[int, ...], count: int
) -> NDArray[np.float32] | None:
    if attributes.get(name) is None:
        return None
    number = _accessor(attributes, name, glb)
    if entry_count(glb, number) != count:
        raise Damaged("the parts of a mesh do not fit together")
    return floats(glb, number, widths)


def _triangles(glb: Glb, primitive: Json, mode: int, count: int) -> NDArray[np.uint32]:
    number = index(primitive, "indices", len(glb.part("accessors")))
    if number is None:
        corners = np.arange(count, dtype=np.uint32)
    else:
        corners = integers(glb, number, 1)[:, 0]
        if len(corners) and corners.max() >= count:
            raise Damaged("a triangle points at a vertex that is not there")
    if mode == _TRIANGLES:
        return corners[: len(corners) // 3 * 3].copy()
    if len(corners) < 3:
        return np.zeros(0, dtype=np.uint32)
    first, second, third = corners[:-2], corners[1:-1], corners[2:]
    if mode == _FAN:
        return np.stack([second, third, np.full_like(third, corners[0])], axis=1).ravel()
    # Every other triangle of a strip turns the other way.
    odd = np.arange(len(first)) % 2 == 1
    return np.stack(
        [first, np.where(odd, third, second), np.where(odd, second, third)], axis=1
    ).ravel()


def _normals(
    glb: Glb, attributes: Json, positions: NDArray[np.float32], triangles: NDArray[np.uint32]
) -> NDArray[np.float32]:
    given = _attribute(glb, attributes, "NORMAL", (3,), len(positions))
    if given is None:
        corners = positions[triangles.reshape(-1, 3)]
        faces = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        given = np.zeros_like(positions)
        for axis in range(3):
            shares = np.repeat(faces[:, axis], 3)
            given[:, axis] = np.bincount(triangles, weights=shares, minlength=len(positions))
    length = np.linalg.norm(given, axis=1, keepdims=True)
    normals = np.where(length > 0.0, given / np.maximum(length, 1e-30), [0.0, 1.0, 0.0])
    return normals.astype(np.float32)


def _uvs(glb: Glb, attributes: Json, primitive: Json, count: int) -> NDArray[np.float32]:
    """Return places in the texture, moved as the material asks for."""
    material = index(primitive, "material", len(glb.part("materials")))
    texture: Json = {}
    if material is not None:
        look = glb.part("materials")[material]
        texture = child(look, "pbrMetallicRoughness", "baseColorTexture")
    transform = child(texture, "extensions", "KHR_texture_transform")
    channel = whole(transform, "texCoord", whole(texture, "texCoord", 0, most=7), most=7)
    uvs = _attribute(glb, attributes, f"TEXCOORD_{channel}", (2,), count)
    if uvs is None:
        return np.zeros((count, 2), dtype=np.float32)
    if transform:
        turn = number(transform, "rotation", 0.0)
        scale = numbers(transform, "scale", [1.0, 1.0])
        offset = numbers(transform, "offset", [0.0, 0.0])
        c, s = np.cos(turn), np.sin(turn)
        matrix = np.array([[c, s], [-s, c]]) * scale
        uvs = (uvs @ matrix.T + offset).astype(np.float32)
    return uvs


def _colors(glb: Glb, attributes: Json, count: int) -> NDArray[np.uint8]:
    given = _attribute(glb, attributes, "COLOR_0", (3, 4), count)
    colors = np.full((count, 4), 255, dtype=np.uint8)
    if given is not None:
        colors[:, : given.shape[1]] = np.round(255.0 * np.clip(given, 0.0, 1.0))
    return colors


def _influences(
    glb: Glb, attributes: Json, slots: tuple[int, int], count: int
) -> tuple[NDArray[np.uint16], NDArray[np.float32]]:
    """Return the four strongest slots of each vertex and their shares."""
    first, size = slots
    joints, weights = [], []
    for part in range(_MOST_SETS):
        shares = _attribute(glb, attributes, f"WEIGHTS_{part}", (4,), count)
        if shares is None or attributes.get(f"JOINTS_{part}") is None:
            break
        which = integers(glb, _accessor(attributes, f"JOINTS_{part}", glb), 4)
        if len(which) != count:
            raise Damaged("the parts of a mesh do not fit together")
        # A joint that does not count may be any number_of_set.
        shares = np.maximum(shares, 0.0)
        which = np.where(shares > 0.0, which, 0)
        if which.max(initial=0) >= size:
            raise Damaged("a vertex hangs on a bone that is not there")
        joints.append(which)
        weights.append(shares)
    if not joints:
        raise Damaged("a mesh is not bound to its bones")
    all_joints, all_weights = np.concatenate(joints, axis=1), np.concatenate(weights, axis=1)
    if all_joints.shape[1] > 4:
        strongest = np.argsort(-all_weights, axis=1, kind="stable")[:, :4]
        all_joints = np.take_along_axis(all_joints, strongest, axis=1)
        all_weights = np.take_along_axis(all_weights, strongest, axis=1)
    total = all_weights.sum(axis=1, keepdims=True)
    loose = np.array([1, 0, 0, 0], dtype=np.float32)
    all_weights = np.where(total > 0.0, all_weights / np.maximum(total, 1e-9), loose)
    return (all_joints + first).astype(np.uint16), all_weights.astype(np.float32)
