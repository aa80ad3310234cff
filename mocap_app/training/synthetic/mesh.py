"""Triangle meshes as the renderer takes them: topology, skin weights, smooth normals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

if TYPE_CHECKING:
    from mocap_app.training.body.obj import ObjMesh

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Topology:
    """What of a mesh does not move; texture seams split vertices into corners."""

    n_vertices: int
    vertex: IntArray
    """(C,) vertex of every corner."""
    uv: NDArray[np.float32]
    """(C, 2) texture coordinates, v up."""
    triangles: IntArray
    """(T, 3) corners."""

    @cached_property
    def vertex_triangles(self) -> IntArray:
        """(T, 3) vertices of every triangle."""
        corners: IntArray = self.vertex[self.triangles]
        return corners

    @cached_property
    def _fans(self) -> sparse.csr_matrix:
        """(V, T) ones where a triangle touches a vertex."""
        faces = self.vertex_triangles
        rows, columns = faces.ravel(), np.repeat(np.arange(len(faces)), 3)
        ones = np.ones(len(rows), np.float32)
        return sparse.csr_matrix((ones, (rows, columns)), shape=(self.n_vertices, len(faces)))

    def normals(self, vertices: NDArray[np.floating]) -> NDArray[np.float32]:
        """Return smooth unit normals (V, 3) of vertices (V, 3); zero where no triangle is."""
        corners = vertices[self.vertex_triangles].astype(np.float32)
        across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        summed = self._fans @ across
        length = np.linalg.norm(summed, axis=1, keepdims=True)
        normals: NDArray[np.float32] = (summed / np.maximum(length, 1e-12)).astype(np.float32)
        return normals


@dataclass(frozen=True, eq=False)
class SkinWeights:
    """Up to four bones that move each of V vertices."""

    bones: IntArray
    """(V, 4)."""
    weights: NDArray[np.float32]
    """(V, 4), summing to 1."""

    def at(self, vertices: IntArray) -> SkinWeights:
        """Return the weights of some vertices."""
        return SkinWeights(self.bones[vertices], self.weights[vertices])


def strongest_four(weights: NDArray[np.floating]) -> SkinWeights:
    """Return the four strongest of the bones' weights (V, B), scaled to a sum of one."""
    bones = np.argpartition(-weights, 4, axis=1)[:, :4]
    kept = np.take_along_axis(weights, bones, axis=1)
    total = np.maximum(kept.sum(axis=1, keepdims=True), 1e-9)
    return SkinWeights(bones.astype(np.int32), (kept / total).astype(np.float32))


def topology_of(mesh: ObjMesh, keep: NDArray[np.bool_] | None = None) -> Topology:
    """Return the topology of a mesh, or of those of its triangles (F,) that `keep` marks."""
    chosen = slice(None) if keep is None else keep
    vertices, uvs = mesh.triangles[chosen], mesh.triangle_uvs[chosen]
    # One number per pair of vertex and texture coordinate: sorting pairs takes far longer.
    n_uvs = max(len(mesh.uvs), 1)
    pairs = vertices.astype(np.int64) * n_uvs + np.maximum(uvs, 0)
    corners, triangles = np.unique(pairs, return_inverse=True)
    coordinates = mesh.uvs if len(mesh.uvs) else np.zeros((1, 2), np.float32)
    return Topology(
        len(mesh.vertices),
        (corners // n_uvs).astype(np.int32),
        coordinates[corners % n_uvs].astype(np.float32),
        triangles.reshape(-1, 3).astype(np.int32),
    )
