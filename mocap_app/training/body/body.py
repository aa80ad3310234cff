"""The body model: load it, give it a shape, pose it.

    body = Body.load()
    person = body.shape(random_shape(rng))           # a ShapedBody: rest pose, metres, Y up, +Z
    transforms = person.pose(rotations, root)        # (..., B, 4), (..., 3) -> (..., B, 3, 4)
    vertices = person.skin(transforms)               # (..., V, 3)
    keypoints = person.landmarks(transforms)         # (..., 27, 3), thousands of frames at once

Bones are those of `rig.BONES`, in that order; `rig.INDEX` finds one by name.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import DataError
from mocap_app.core.paths import atomic_write, data_dir
from mocap_app.training.archives import unpacked
from mocap_app.training.body import landmarks, shape, skinning
from mocap_app.training.body.obj import ObjMesh, read_obj
from mocap_app.training.body.rig import BONES, INDEX, Rig, read_rig

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from mocap_app.core.skeleton import Skeleton
    from mocap_app.core.types import FloatArray

ARCHIVE = "makehuman.tar.xz"
METRES = 0.1
"""Metres in MakeHuman's unit, the decimetre."""
# Raised when the parsed form changes, so that old caches are not read.
_CACHE_VERSION = 1


@dataclass(frozen=True, eq=False)
class Body:
    """The base mesh with its targets and rig; shared by all persons."""

    folder: Path
    """The unpacked MakeHuman folder, with `assets/` and `textures/`."""
    mesh: ObjMesh
    """Body, helper clothes and joint cubes, decimetres; `mesh.groups` names the parts."""
    targets: dict[str, NDArray[np.float32]]
    """(V, 3) decimetres by name of the target."""
    rig: Rig

    @staticmethod
    def load(root: Path | None = None) -> Body:
        """Read the body of a data folder; None for the default one.

        Raises:
            DataError: The archive is missing, incomplete or damaged.
        """
        return _load(unpacked(ARCHIVE, root or data_dir()) / "makehuman")

    @property
    def body_vertices(self) -> slice:
        """The vertices that are skin, not helpers or joint cubes."""
        return slice(0, self._skin_end)

    @functools.cached_property
    def _skin_end(self) -> int:
        return int(self.mesh.triangles[self.mesh.of_group("body")].max()) + 1

    @functools.cached_property
    def _patches(self) -> dict[str, NDArray[np.intp]]:
        return landmarks.skin_patches(self.mesh.vertices[self.body_vertices])

    def displaced(self, params: shape.Shape) -> NDArray[np.float32]:
        """Return the (V, 3) vertices of a person in the file's own place and unit, decimetres.

        Raises:
            DataError: A target that this person needs is missing.
        """
        vertices = self.mesh.vertices.copy()
        for name, weight in shape.target_weights(params).items():
            if name not in self.targets:
                raise DataError(f"The MakeHuman folder {self.folder} lacks the target {name}.")
            vertices += np.float32(weight) * self.targets[name]
        return vertices

    def shape(self, params: shape.Shape) -> ShapedBody:
        """Return a person standing at the origin in the rest pose, soles at y = 0.

        Raises:
            DataError: A target that this person needs is missing.
        """
        vertices = self.displaced(params) * np.float32(METRES)
        vertices[:, 1] -= vertices[self.body_vertices, 1].min()
        joints = self.rig.joints(vertices)
        return ShapedBody(
            body=self,
            params=params,
            vertices=vertices,
            joints=joints,
            skeleton=self.rig.skeleton(joints),
            landmark_matrix=landmarks.landmark_matrix(
                vertices, joints, self.rig.weights, self._patches
            ),
        )


@dataclass(frozen=True, eq=False)
class ShapedBody:
    """One person."""

    body: Body
    params: shape.Shape
    vertices: NDArray[np.float32]
    """(V, 3) metres at rest; Y up, facing +Z, the person's left is +X."""
    joints: FloatArray
    """(B, 3) heads of the bones at rest."""
    skeleton: Skeleton
    """The bones as a tree, with this person's offsets."""
    landmark_matrix: FloatArray
    """(27, B, 4), see `landmarks`."""

    @property
    def weights(self) -> NDArray[np.float32]:
        """(V, B) skinning weights."""
        return self.body.rig.weights

    @property
    def height(self) -> float:
        """Metres from the soles to the crown."""
        return float(self.vertices[self.body.body_vertices, 1].max())

    @property
    def leg_length(self) -> float:
        """Metres from the hip joint over the knee to the ankle."""
        hip, knee, ankle = (
            self.joints[INDEX[f"{bone}.L"]] for bone in ("upperleg01", "lowerleg01", "foot")
        )
        return float(np.linalg.norm(knee - hip) + np.linalg.norm(ankle - knee))

    def rest_rotations(self) -> FloatArray:
        """Return the (B, 4) rotations of the rest pose: none."""
        return np.tile([1.0, 0.0, 0.0, 0.0], (len(BONES), 1))

    def pose(
        self, rotations: NDArray[np.floating], root: NDArray[np.floating] | None = None
    ) -> FloatArray:
        """Return (..., B, 3, 4) matrices from the rest pose to the posed world.

        Args:
            rotations: (..., B, 4) local rotations wxyz by bone.
            root: (..., 3) position of the root bone's head, metres; None: where it is at rest.
        """
        place = np.asarray(self.joints[0] if root is None else root, dtype=np.float64)
        turns = np.asarray(rotations, dtype=np.float64)
        return skinning.bone_transforms(self.skeleton, self.joints, turns, place)

    def skin(self, transforms: FloatArray, vertices: slice | None = None) -> NDArray[np.float32]:
        """Return (..., V, 3) posed vertices, or those of a slice such as `body.body_vertices`."""
        part = slice(None) if vertices is None else vertices
        return skinning.blend(self.weights[part], transforms, self.vertices[part])

    def landmarks(self, transforms: FloatArray) -> FloatArray:
        """Return the (..., 27, 3) Body27 keypoints in metres."""
        return landmarks.place_landmarks(self.landmark_matrix, transforms)


@functools.lru_cache(maxsize=2)
def _load(folder: Path) -> Body:
    cache = folder.parent / f"body-{_CACHE_VERSION}.npz"
    if not cache.is_file():
        _write_cache(folder, cache)
    try:
        with np.load(cache, allow_pickle=False) as file:
            stored = {name: file[name] for name in file.files}
        mesh = ObjMesh(
            **{name: stored[f"mesh_{name}"] for name in _MESH_ARRAYS},
            groups=tuple(str(group) for group in stored["mesh_groups"]),
        )
        names = [str(name) for name in stored["target_names"]]
        rig = Rig(
            tuple(stored["rig_parents"].tolist()),
            tuple(stored["rig_mirror"].tolist()),
            stored["rig_joint_matrix"],
            stored["rig_weights"],
        )
        targets = dict(zip(names, stored["targets"], strict=True))
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise DataError(f"The cached body {cache} is damaged; delete it: {error}.") from error
    return Body(folder, mesh, targets, rig)


_MESH_ARRAYS = ("vertices", "uvs", "triangles", "triangle_uvs", "triangle_groups")


def _write_cache(folder: Path, cache: Path) -> None:
    mesh = read_obj(folder / "base.obj")
    rig = read_rig(folder, mesh.vertices)
    paths = sorted((folder / "targets").rglob("*.target"))
    with atomic_write(cache) as temporary, temporary.open("wb") as file:
        np.savez(
            file,
            **{f"mesh_{name}": getattr(mesh, name) for name in _MESH_ARRAYS},
            mesh_groups=np.array(mesh.groups),
            target_names=np.array([path.stem for path in paths]),
            targets=np.array([read_target(path, len(mesh.vertices)) for path in paths]),
            rig_parents=np.array(rig.parents),
            rig_mirror=np.array(rig.mirror),
            rig_joint_matrix=rig.joint_matrix,
            rig_weights=rig.weights,
        )


def read_target(path: Path, n_vertices: int) -> NDArray[np.float32]:
    """Return the (V, 3) displacements of a MakeHuman .target file.

    Raises:
        DataError: It cannot be read or does not fit a mesh of so many vertices.
    """
    displacement = np.zeros((n_vertices, 3), dtype=np.float32)
    try:
        lines = [s for s in path.read_text(encoding="utf-8").splitlines() if not s.startswith("#")]
        rows = np.array(" ".join(lines).split(), dtype=np.float64).reshape(-1, 4)
        displacement[rows[:, 0].astype(np.intp)] = rows[:, 1:]
    except (OSError, ValueError, IndexError) as error:
        raise DataError(f"The target {path} is damaged: {error}.") from error
    return displacement
