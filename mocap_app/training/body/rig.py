"""The rig: MakeHuman's default skeleton without its face, toes joined, on core's `Skeleton`.

Of the 163 bones 66 stay: the five of the spine, three of the neck, head, and on each side two of
the shoulder girdle, two for each of upper arm, forearm, thigh and shank (the second takes the
twist), hand, fifteen of the fingers, foot and toes. The weights of the other bones go to the
nearest bone above them that stays. All bones have the axes of the world in the rest pose, so a
rotation of zero is the rest pose whatever the shape, and a clip fits every body.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.spatial import cKDTree

from mocap_app.core.errors import DataError
from mocap_app.core.skeleton import Skeleton

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray

_TRUNK = ("root", "spine05", "spine04", "spine03", "spine02", "spine01")
_NECK = ("neck01", "neck02", "neck03", "head")
_FINGERS = tuple(f"finger{finger}-{part}" for finger in range(1, 6) for part in range(1, 4))
_ARM = (
    *("clavicle", "shoulder01", "upperarm01", "upperarm02", "lowerarm01", "lowerarm02", "wrist"),
    *_FINGERS,
)
_LEG = ("upperleg01", "upperleg02", "lowerleg01", "lowerleg02", "foot", "toes")
BONES: tuple[str, ...] = (
    *_TRUNK,
    *_NECK,
    *(f"{bone}.{side}" for side in "LR" for bone in _ARM),
    *(f"{bone}.{side}" for side in "LR" for bone in _LEG),
)
"""Names of the B bones, parents first; L and R are the person's own."""
INDEX: dict[str, int] = {name: index for index, name in enumerate(BONES)}

# The file's own parents lead to these through bones that go.
_PARENTS = {"clavicle": "spine01", "neck01": "spine01", "upperleg01": "root", "toes": "foot"}
# The twist bones of the file lie a little beside the line between the joints; there a twist would
# move the next joint.
_ON_LINE = {
    "upperarm02": ("upperarm01", "lowerarm01"),
    "lowerarm02": ("lowerarm01", "wrist"),
    "upperleg02": ("upperleg01", "lowerleg01"),
    "lowerleg02": ("lowerleg01", "foot"),
}


@dataclass(frozen=True, eq=False)
class Rig:
    """How the bones lie in the mesh and hold it, before it has a shape."""

    parents: tuple[int, ...]
    """By bone of `BONES`; -1 for the root."""
    mirror: tuple[int, ...]
    joint_matrix: FloatArray
    """(B, V): the joint at a bone's head is this mean of vertices, so it follows the shape."""
    weights: NDArray[np.float32]
    """(V, B) skinning weights, each row sums to one."""

    def joints(self, vertices: NDArray[np.floating]) -> FloatArray:
        """Return the (B, 3) heads of the bones of a body with vertices (V, 3)."""
        joints: FloatArray = self.joint_matrix @ vertices
        for bone, (start, end) in _ON_LINE.items():
            for side in ".L", ".R":
                a, b = joints[INDEX[start + side]], joints[INDEX[end + side]]
                share = (joints[INDEX[bone + side]] - a) @ (b - a) / ((b - a) @ (b - a))
                joints[INDEX[bone + side]] = a + share * (b - a)
        return joints

    def skeleton(self, joints: FloatArray) -> Skeleton:
        """Return the tree of bones with the rest offsets of a body's (B, 3) joints."""
        offsets = joints - joints[np.maximum(self.parents, 0)]
        return Skeleton("makehuman66", BONES, self.parents, self.mirror, offsets)


def mirror_name(bone: str) -> str:
    """Return the name of the same bone on the other side."""
    stem, dot, side = bone.rpartition(".")
    return f"{stem}.{'R' if side == 'L' else 'L'}" if dot else bone


def read_rig(folder: Path, vertices: NDArray[np.floating]) -> Rig:
    """Read the default rig of a MakeHuman folder for its base mesh with vertices (V, 3).

    Raises:
        DataError: A file is missing or damaged.
    """
    skeleton = _read_json(folder / "rigs" / "default.mhskel")
    weights = _read_json(folder / "rigs" / "default_weights.mhw")
    try:
        parents: dict[str, str | None] = {n: b["parent"] for n, b in skeleton["bones"].items()}
        joint_matrix = np.zeros((len(BONES), len(vertices)))
        for row, bone in enumerate(BONES):
            cube = skeleton["joints"][skeleton["bones"][_source(bone)]["head"]]
            joint_matrix[row, cube] = 1.0 / len(cube)
        return Rig(
            parents=tuple(_parent(bone, parents) for bone in BONES),
            mirror=tuple(INDEX[mirror_name(bone)] for bone in BONES),
            joint_matrix=joint_matrix,
            weights=_gather(weights["weights"], parents, vertices),
        )
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise DataError(f"The rig in {folder} does not fit: {error!r}.") from error


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"Cannot read the rig file {path}: {error}.") from error
    return content


def _source(bone: str) -> str:
    """Return the bone of the file whose head a bone of ours has."""
    return bone.replace("toes", "toe2-1")


def _parent(bone: str, parents: Mapping[str, str | None]) -> int:
    stem, dot, side = bone.rpartition(".")
    if stem in _PARENTS:
        parent = _PARENTS[stem]
        return INDEX[parent + dot + side] if parent + dot + side in INDEX else INDEX[parent]
    above = _kept(parents[_source(bone)], parents)
    return -1 if above is None else INDEX[above]


def _kept(bone: str | None, parents: Mapping[str, str | None]) -> str | None:
    """Return the bone of ours that a bone of the file moves with."""
    while bone is not None and bone not in INDEX:
        if bone.startswith("toe"):
            return f"toes.{bone[-1]}"
        bone = parents[bone]
    return bone


def _gather(
    table: Mapping[str, list[tuple[int, float]]],
    parents: Mapping[str, str | None],
    vertices: NDArray[np.floating],
) -> NDArray[np.float32]:
    weights = np.zeros((len(vertices), len(BONES)))
    for bone, pairs in table.items():
        kept = _kept(bone, parents)
        if kept is not None and pairs:
            rows, values = np.array(pairs, dtype=np.float64).T
            np.add.at(weights[:, INDEX[kept]], rows.astype(np.intp), values)
    held = weights.sum(axis=1) > 0.5
    # Some vertices of the helper tights have no weights; they go with the nearest that have.
    nearest = cKDTree(vertices[held]).query(vertices[~held])[1]
    weights[~held] = weights[held][nearest]
    normalised: NDArray[np.float32] = (weights / weights.sum(axis=1, keepdims=True)).astype(
        np.float32
    )
    return normalised
