"""Clothes, hair and shoes that follow the shape of the body (MakeHuman's .mhclo format).

Every vertex of a fitted asset hangs on a triangle of the base mesh: it lies at barycentric
coordinates of three of its vertices plus an offset that grows with the size of the head, the
foot or the body. What the asset covers of the body is listed as vertices to delete.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mocap_app.core.errors import DataError
from mocap_app.training.body.obj import read_obj
from mocap_app.training.synthetic.mesh import SkinWeights, Topology, strongest_four, topology_of

if TYPE_CHECKING:
    from pathlib import Path

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class FittedAsset:
    """A mesh bound to the base mesh; A vertices."""

    name: str
    topology: Topology
    anchors: NDArray[np.int32]
    """(A, 3) vertices of the base mesh."""
    barycentric: FloatArray
    """(A, 3) weights of the anchors."""
    offsets: FloatArray
    """(A, 3) in the asset's units, scaled by the body's."""
    scales: tuple[tuple[int, int, float], ...]
    """For x, y, z: two base vertices and their distance along that axis on the asset's body."""
    deleted: NDArray[np.int32]
    """Vertices of the base mesh that the asset hides."""

    def fit(self, base: NDArray[np.floating]) -> FloatArray:
        """Return the asset's vertices (A, 3) on a body whose base mesh is `base` (V, 3)."""
        size = np.array(
            [abs(base[a, i] - base[b, i]) / d for i, (a, b, d) in enumerate(self.scales)]
        )
        on_body = np.einsum("ak,akd->ad", self.barycentric, base[self.anchors])
        fitted: FloatArray = on_body + self.offsets * size
        return fitted

    def weights(self, base: NDArray[np.floating]) -> SkinWeights:
        """Return the bones' influence, mixed from that on the base mesh (V, B)."""
        shares = np.clip(self.barycentric, 0.0, None)
        return strongest_four(np.einsum("ak,akb->ab", shares, base[self.anchors]))


def read_asset(path: Path) -> FittedAsset:
    """Read an asset from its .mhclo file and the .obj file beside it.

    Raises:
        DataError: A file is missing or damaged, or the two contradict each other.
    """
    try:
        mhclo = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"Cannot read {path}: {error.strerror or error}.") from error
    topology = topology_of(read_obj(path.with_suffix(".obj")))
    return parse_mhclo(path.stem, mhclo, topology)


def parse_mhclo(name: str, mhclo: str, topology: Topology) -> FittedAsset:
    """Bind a mesh as the text of an .mhclo file says.

    Raises:
        DataError: The text lacks a part or does not fit the mesh.
    """
    scales: dict[str, tuple[int, int, float]] = {}
    rows: list[list[float]] = []
    deleted: list[int] = []
    section = ""
    try:
        for line in mhclo.splitlines():
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            if words[0][0].isalpha():
                section = words[0]
                if section.endswith("_scale"):
                    scales[section[0]] = (int(words[1]), int(words[2]), float(words[3]))
            elif section == "verts" or (section != "delete_verts" and len(words) in (1, 9)):
                rows.append([float(word) for word in words])
            elif section == "delete_verts":
                deleted += _ranges(words)
        return _asset(name, topology, scales, rows, deleted)
    except (ValueError, KeyError, IndexError) as error:
        raise DataError(f"The MakeHuman asset {name} is damaged: {error}.") from error


def _asset(
    name: str,
    topology: Topology,
    scales: dict[str, tuple[int, int, float]],
    rows: list[list[float]],
    deleted: list[int],
) -> FittedAsset:
    if len(rows) != topology.n_vertices:
        raise ValueError(f"{len(rows)} fitted of {topology.n_vertices} vertices")
    anchors = np.zeros((len(rows), 3), np.int32)
    barycentric = np.zeros((len(rows), 3))
    offsets = np.zeros((len(rows), 3))
    for i, row in enumerate(rows):
        if len(row) == 1:  # lies on one vertex
            anchors[i] = int(row[0])
            barycentric[i, 0] = 1.0
        else:
            anchors[i] = np.array(row[:3], np.int32)
            barycentric[i] = row[3:6]
            offsets[i] = row[6:9]
    return FittedAsset(
        name=name,
        topology=topology,
        anchors=anchors,
        barycentric=barycentric,
        offsets=offsets,
        scales=(scales["x"], scales["y"], scales["z"]),
        deleted=np.array(sorted(set(deleted)), np.int32),
    )


def _ranges(words: list[str]) -> list[int]:
    """Expand `4 7 - 9` into 4, 7, 8, 9."""
    numbers: list[int] = []
    upto = False
    for word in words:
        if word == "-":
            upto = True
        elif upto:
            numbers += range(numbers[-1] + 1, int(word) + 1)
            upto = False
        else:
            numbers.append(int(word))
    return numbers
