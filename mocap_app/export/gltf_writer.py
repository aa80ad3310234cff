"""Binary glTF 2.0 (GLB) of the animated skeleton, skinned with a mannequin.

Always in metres, as the format wants it. Everything but the motion is small; the motion's place in
the file is known beforehand, so frames are written block by block to where they belong.
"""

from __future__ import annotations

import json
import struct
from typing import IO, TYPE_CHECKING, Any

import numpy as np

import mocap_app
from mocap_app.core.errors import OutputError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.paths import atomic_write
from mocap_app.core.rotation import align_hemisphere, to_matrix, unit
from mocap_app.export.loft import ACCENT, BODY
from mocap_app.export.mannequin import COLORS, build_mannequin
from mocap_app.export.tree import NO_SOURCE

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray
    from mocap_app.export.bvh_writer import Progress
    from mocap_app.export.clip import ExportClip
    from mocap_app.export.mannequin import Mannequin

_FLOAT, _USHORT, _UBYTE = 5126, 5123, 5121
_COMPONENTS = {"f4": _FLOAT, "u2": _USHORT, "u1": _UBYTE}
_SHAPES = {(): "SCALAR", (3,): "VEC3", (4,): "VEC4", (4, 4): "MAT4"}
_VERTICES, _INDICES = 34962, 34963
_LIMIT = 2**32


def write_glb(clip: ExportClip, path: Path, progress: Progress | None = None) -> None:
    """Write a clip over `path`, which keeps its old content if that fails.

    Raises:
        OutputError: The file cannot be written, or would be larger than 4 GB.
    """
    document = _Document(clip)
    text = json.dumps(document.tree, ensure_ascii=True, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    size = document.motion_at + document.motion_bytes
    total = 12 + 8 + len(text) + 8 + size
    if total >= _LIMIT:
        raise OutputError(
            QT_TRANSLATE_NOOP(
                "Errors", "The motion is too long for one GLB file; export shorter parts of it."
            )
        )
    with atomic_write(path) as temporary, temporary.open("wb") as file:
        file.write(struct.pack("<4sII", b"glTF", 2, total))
        file.write(struct.pack("<I4s", len(text), b"JSON") + text)
        file.write(struct.pack("<I4s", size, b"BIN\x00"))
        start = file.tell()
        file.write(document.still)
        _write_motion(file, start + document.motion_at, document, progress)


def _write_motion(file: IO[bytes], at: int, document: _Document, progress: Progress | None) -> None:
    """Write hips, then the rotations of each turning joint, each as one run of all its frames."""
    clip = document.clip
    hips_bytes, turn_bytes = 12 * clip.frame_count, 16 * clip.frame_count
    last: FloatArray | None = None
    for block in clip.blocks():
        turns = block.rotations[:, document.turning]
        if last is not None:
            turns = align_hemisphere(np.concatenate([last[None], turns]))[1:]
        else:
            turns = align_hemisphere(turns)
        last = turns[-1]
        file.seek(at + 12 * block.start)
        file.write((block.hips / clip.scale).astype("<f4").tobytes())
        # glTF has x, y, z, w.
        by_joint = np.ascontiguousarray(turns.swapaxes(0, 1)[..., [1, 2, 3, 0]], "<f4")
        for number, rows in enumerate(by_joint):
            file.seek(at + hips_bytes + number * turn_bytes + 16 * block.start)
            file.write(rows.tobytes())
        if progress is not None:
            progress((block.start + len(turns)) / clip.frame_count)


class _Document:
    """The JSON of one file, and the part of its binary that does not move."""

    def __init__(self, clip: ExportClip) -> None:
        self.clip = clip
        self.turning = [row for row, source in enumerate(clip.tree.sources) if source != NO_SOURCE]
        self._views: list[dict[str, Any]] = []
        self._accessors: list[dict[str, Any]] = []
        self._chunks: list[bytes] = []
        self._size = 0
        joints = self._joint_nodes()
        mesh_node = len(joints)
        meshes, skins = [self._mesh()], [self._skin(len(joints))]
        frames = np.arange(clip.frame_count) / clip.fps
        times = self._add(frames.astype(np.float32), bounds=True)
        self.still = b"".join(self._chunks)
        self.motion_at = self._size
        self.motion_bytes = clip.frame_count * (12 + 16 * len(self.turning))
        animation = self._animation(times)
        self.tree: dict[str, Any] = {
            "asset": {
                "version": "2.0",
                "generator": f"mocap_app {mocap_app.__version__}",
                # glTF has no frame rate; an importer of ours asks for it here.
                "extras": {"fps": clip.fps, "frames": clip.frame_count},
            },
            "scene": 0,
            "scenes": [{"nodes": [0, mesh_node]}],
            "nodes": [*joints, {"name": "Mannequin", "mesh": 0, "skin": 0}],
            "meshes": meshes,
            "skins": skins,
            "materials": [_material("Body", BODY), _material("Accent", ACCENT)],
            "animations": [animation],
            "accessors": self._accessors,
            "bufferViews": self._views,
            "buffers": [{"byteLength": self.motion_at + self.motion_bytes}],
        }

    def _joint_nodes(self) -> list[dict[str, Any]]:
        tree = self.clip.tree
        nodes = []
        for joint, name in enumerate(tree.joints):
            offset = tree.offsets[joint].tolist()
            if joint == tree.hips:
                offset = [0.0, tree.height, 0.0]
            children = [child for child, above in enumerate(tree.parents) if above == joint]
            made: dict[str, Any] = {"name": name, "translation": offset}
            if children:
                made["children"] = children
            nodes.append(made)
        return nodes

    def _mesh(self) -> dict[str, Any]:
        clip = self.clip
        body = build_mannequin(clip.skeleton)
        rows = np.zeros(len(clip.skeleton.joints), dtype=np.uint8)
        for row in self.turning:
            rows[clip.tree.sources[row]] = row
        vertices, normals = self._at_rest(body)
        used = np.where(body.weights > 0.0, rows[body.joints], 0).astype(np.uint8)
        attributes = {
            "POSITION": self._add(vertices, target=_VERTICES, bounds=True),
            "NORMAL": self._add(normals, target=_VERTICES),
            "JOINTS_0": self._add(used, target=_VERTICES),
            "WEIGHTS_0": self._add(body.weights, target=_VERTICES),
        }
        primitives = [
            {
                "attributes": attributes,
                "indices": self._add(body.triangles[body.kinds == kind].ravel(), target=_INDICES),
                "material": kind,
            }
            for kind in (BODY, ACCENT)
        ]
        return {"name": "Mannequin", "primitives": primitives}

    def _at_rest(self, body: Mannequin) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return (V, 3) vertices and normals of the mannequin in the rest pose, on the floor."""
        clip = self.clip
        t_pose = np.zeros((len(clip.skeleton.joints), 3))
        for joint, above in enumerate(clip.skeleton.parents):
            if above >= 0:
                t_pose[joint] = t_pose[above] + clip.skeleton.offsets[joint]
        rows = [clip.tree.sources.index(joint) for joint in range(len(t_pose))]
        turns = to_matrix(clip.tree.turns[rows])
        rest = clip.rest_positions[rows] / clip.scale
        moved = turns[body.joints] @ (body.vertices[:, None] - t_pose[body.joints])[..., None]
        placed = moved[..., 0] + rest[body.joints]  # (V, 4, 3)
        vertices = np.einsum("vi,vij->vj", body.weights, placed)
        turned = (turns[body.joints] @ body.normals[:, None, :, None])[..., 0]
        normals = unit(np.einsum("vi,vij->vj", body.weights, turned))
        return vertices.astype(np.float32), normals.astype(np.float32)

    def _skin(self, count: int) -> dict[str, Any]:
        # At rest the axes of all joints are the world's.
        matrices = np.tile(np.eye(4), (count, 1, 1))
        matrices[:, :3, 3] = -self.clip.rest_positions / self.clip.scale
        columns = np.ascontiguousarray(matrices.swapaxes(1, 2), dtype=np.float32)
        return {
            "joints": list(range(count)),
            "inverseBindMatrices": self._add(columns),
            "skeleton": 0,
        }

    def _animation(self, times: int) -> dict[str, Any]:
        clip = self.clip
        count = clip.frame_count
        place = self._add_later(self.motion_at, count, "VEC3")
        samplers = [{"input": times, "output": place}]
        channels = [{"sampler": 0, "target": {"node": clip.tree.hips, "path": "translation"}}]
        for number, joint in enumerate(self.turning):
            at = self.motion_at + count * (12 + 16 * number)
            samplers.append({"input": times, "output": self._add_later(at, count, "VEC4")})
            target = {"node": joint, "path": "rotation"}
            channels.append({"sampler": number + 1, "target": target})
        return {"name": clip.name, "samplers": samplers, "channels": channels}

    def _add(
        self, array: NDArray[np.generic], *, target: int | None = None, bounds: bool = False
    ) -> int:
        """Put an array into the binary and return the number of its accessor."""
        data = array.astype(array.dtype.newbyteorder("<")).tobytes()
        view: dict[str, Any] = {"buffer": 0, "byteOffset": self._size, "byteLength": len(data)}
        if target is not None:
            view["target"] = target
        accessor: dict[str, Any] = {
            "bufferView": len(self._views),
            "componentType": _COMPONENTS[array.dtype.str[1:]],
            "count": len(array),
            "type": _SHAPES[array.shape[1:]],
        }
        if bounds:
            flat = array.reshape(len(array), -1)
            accessor["min"] = [float(value) for value in flat.min(axis=0)]
            accessor["max"] = [float(value) for value in flat.max(axis=0)]
        self._views.append(view)
        self._accessors.append(accessor)
        padding = -len(data) % 4
        self._chunks.append(data + b"\x00" * padding)
        self._size += len(data) + padding
        return len(self._accessors) - 1

    def _add_later(self, at: int, count: int, shape: str) -> int:
        """Return the number of an accessor to floats that are written afterwards."""
        width = {"VEC3": 12, "VEC4": 16}[shape]
        self._views.append({"buffer": 0, "byteOffset": at, "byteLength": width * count})
        self._accessors.append(
            {
                "bufferView": len(self._views) - 1,
                "componentType": _FLOAT,
                "count": count,
                "type": shape,
            }
        )
        return len(self._accessors) - 1


def _material(name: str, kind: int) -> dict[str, Any]:
    return {
        "name": name,
        "pbrMetallicRoughness": {
            "baseColorFactor": [*COLORS[kind], 1.0],
            "metallicFactor": 0.0,
            "roughnessFactor": 0.6,
        },
    }
