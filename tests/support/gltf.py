"""A small reader of binary glTF files that shares no code with the writer it checks."""

from __future__ import annotations

import json
import struct

import numpy as np
from scipy.spatial.transform import Rotation

_COMPONENTS = {5126: "<f4", 5123: "<u2", 5121: "u1"}
_WIDTHS = {"SCALAR": 1, "VEC3": 3, "VEC4": 4, "MAT4": 16}


class Glb:
    """One animated, skinned character; N nodes, F frames."""

    def __init__(self, path):
        data = path.read_bytes()
        magic, version, total = struct.unpack_from("<4sII", data)
        assert (magic, version, total) == (b"glTF", 2, len(data))
        size, kind = struct.unpack_from("<I4s", data, 12)
        assert kind == b"JSON"
        self.json = json.loads(data[20 : 20 + size])
        length, kind = struct.unpack_from("<I4s", data, 20 + size)
        assert kind == b"BIN\x00"
        self.binary = data[28 + size :]
        assert len(self.binary) == length == self.json["buffers"][0]["byteLength"]
        self.nodes = self.json["nodes"]
        self.names = [node["name"] for node in self.nodes]
        self.parents = [-1] * len(self.nodes)
        for number, node in enumerate(self.nodes):
            for child in node.get("children", ()):
                self.parents[child] = number

    def array(self, accessor):
        made = self.json["accessors"][accessor]
        view = self.json["bufferViews"][made["bufferView"]]
        dtype = np.dtype(_COMPONENTS[made["componentType"]])
        width = _WIDTHS[made["type"]]
        assert view["byteLength"] == made["count"] * width * dtype.itemsize
        raw = np.frombuffer(self.binary, dtype, made["count"] * width, view["byteOffset"])
        return raw.reshape(made["count"], width) if width > 1 else raw

    @property
    def times(self):
        return self.array(self.json["animations"][0]["samplers"][0]["input"])

    def world(self):
        """(F, N, 4, 4) matrices of all nodes in all frames."""
        (animation,) = self.json["animations"]
        frames = len(self.times)
        local = np.tile(np.eye(4), (frames, len(self.nodes), 1, 1))
        for number, node in enumerate(self.nodes):
            local[:, number, :3, 3] = node.get("translation", (0, 0, 0))
        sizes = np.array([node.get("scale", (1, 1, 1)) for node in self.nodes])
        for channel in animation["channels"]:
            values = self.array(animation["samplers"][channel["sampler"]]["output"])
            node = channel["target"]["node"]
            if channel["target"]["path"] == "rotation":
                assert np.allclose(np.linalg.norm(values, axis=1), 1.0, atol=1e-5)
                local[:, node, :3, :3] = Rotation.from_quat(values).as_matrix()
            else:
                local[:, node, :3, 3] = values
        local[..., :3, :3] *= sizes[:, None, :]
        return self._chain(local)

    def rest(self):
        """(N, 4, 4) matrices of all nodes at rest."""
        local = np.tile(np.eye(4), (1, len(self.nodes), 1, 1))
        for number, node in enumerate(self.nodes):
            local[:, number, :3, 3] = node.get("translation", (0, 0, 0))
        return self._chain(local)[0]

    def _chain(self, local):
        world = local.copy()
        order = [n for n in range(len(self.nodes)) if self.parents[n] < 0]
        for node in order:
            for child in self.nodes[node].get("children", ()):
                world[:, child] = world[:, node] @ local[:, child]
                order.append(child)
        return world

    def skin(self, world):
        """(F, V, 3) vertices of the mesh, given (F, N, 4, 4) nodes."""
        (skin,) = self.json["skins"]
        inverse = self.array(skin["inverseBindMatrices"]).reshape(-1, 4, 4).swapaxes(1, 2)
        attributes = self.json["meshes"][0]["primitives"][0]["attributes"]
        points = self.array(attributes["POSITION"])
        moves = world[:, skin["joints"]] @ inverse
        weights, joints = self.array(attributes["WEIGHTS_0"]), self.array(attributes["JOINTS_0"])
        blended = np.einsum("vi,fvijk->fvjk", weights, moves[:, joints])
        placed = np.concatenate([points, np.ones((len(points), 1))], axis=1)
        return np.einsum("fvjk,vk->fvj", blended, placed)[..., :3]
