"""A small reader of binary FBX files that shares no code with the writer it checks."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field

import numpy as np
from scipy.spatial.transform import Rotation

_ARRAYS = {b"f": "<f4", b"d": "<f8", b"l": "<i8", b"i": "<i4"}
_SINGLE = {b"C": "<?", b"I": "<i", b"L": "<q", b"D": "<d", b"F": "<f", b"Y": "<h"}


@dataclass
class Record:
    name: str
    values: list
    children: list = field(default_factory=list)

    def all(self, name):
        return [child for child in self.children if child.name == name]

    def one(self, name):
        (found,) = self.all(name)
        return found

    @property
    def properties(self):
        """Name to type and values."""
        return {p.values[0]: (p.values[1], p.values[4:]) for p in self.one("Properties70").children}


class Fbx:
    """A file: `version`, top-level records under `root`, the raw `footer`."""

    def __init__(self, path):
        self.data = path.read_bytes()
        assert self.data[:23] == b"Kaydara FBX Binary  \x00\x1a\x00"
        self.version = struct.unpack_from("<I", self.data, 23)[0]
        self.root = Record("", [])
        at = 27
        while True:
            record, at = self._record(at)
            if record is None:
                break
            self.root.children.append(record)
        self.footer_at = at
        self.footer = self.data[at:]

    def _record(self, at):
        end, count, size, length = struct.unpack_from("<IIIB", self.data, at)
        start = at + 13
        if end == 0:
            assert (count, size, length) == (0, 0, 0)
            return None, start
        name = self.data[start : start + length].decode()
        at = start + length
        values_end = at + size
        values = []
        for _ in range(count):
            value, at = self._value(at)
            values.append(value)
        assert at == values_end
        record = Record(name, values)
        if at < end:
            while True:
                child, at = self._record(at)
                if child is None:
                    break
                record.children.append(child)
        assert at == end, f"{name} does not end where it says"
        return record, end

    def _value(self, at):
        code = self.data[at : at + 1]
        at += 1
        if code in _SINGLE:
            layout = _SINGLE[code]
            return struct.unpack_from(layout, self.data, at)[0], at + struct.calcsize(layout)
        if code in (b"S", b"R"):
            size = struct.unpack_from("<I", self.data, at)[0]
            raw = self.data[at + 4 : at + 4 + size]
            return (raw.decode() if code == b"S" else raw), at + 4 + size
        count, packed, size = struct.unpack_from("<III", self.data, at)
        raw = self.data[at + 12 : at + 12 + size]
        raw = zlib.decompress(raw) if packed else raw
        array = np.frombuffer(raw, _ARRAYS[code])
        assert len(array) == count
        return array, at + 12 + size


class FbxMotion:
    """The animated joints of a file, put together from its objects and connections."""

    def __init__(self, path):
        self.file = Fbx(path)
        root = self.file.root
        self.objects = {r.values[0]: r for r in root.one("Objects").children}
        self.links = [r.values for r in root.one("Connections").children]
        self.settings = {
            k: v[1][0] for k, v in root.one("GlobalSettings").properties.items() if v[1]
        }
        self.models = [k for k, r in self.objects.items() if r.name == "Model"]
        self.names = [self.objects[k].values[1].split("\x00\x01")[0] for k in self.models]
        self.parents = [self._parent(model) for model in self.models]
        self.curve_times = {}
        curves = self._curves()
        self.frame_count = len(next(iter(curves.values())))
        self.angles, self.local, self.moved = self._channels(curves)

    def _parent(self, model):
        (parent,) = (link[2] for link in self.links if link[0] == "OO" and link[1] == model)
        return self.models.index(parent) if parent else -1

    def _curves(self):
        """(model, channel, axis) to values."""
        owners = {link[1]: link[2:] for link in self.links if link[0] == "OP"}
        curves = {}
        for number, record in self.objects.items():
            if record.name == "AnimationCurve":
                node, axis = owners[number]
                model, channel = owners[node]
                values = record.one("KeyValueFloat").values[0]
                times = record.one("KeyTime").values[0]
                assert len(times) == len(values) == record.one("KeyAttrRefCount").values[0][0]
                self.curve_times[len(times)] = times
                curves[model, channel, axis.removeprefix("d|")] = values
        return curves

    def _channels(self, curves):
        frames, count = self.frame_count, len(self.models)
        angles = np.zeros((frames, count, 3))
        moved = np.zeros((frames, count, 3))
        local = np.zeros((frames, count, 3, 3))
        for joint, model in enumerate(self.models):
            properties = self.objects[model].properties
            moved[:, joint] = properties["Lcl Translation"][1]
            for axis, letter in enumerate("XYZ"):
                if (model, "Lcl Rotation", letter) in curves:
                    angles[:, joint, axis] = curves[model, "Lcl Rotation", letter]
                if (model, "Lcl Translation", letter) in curves:
                    moved[:, joint, axis] = curves[model, "Lcl Translation", letter]
            before = Rotation.from_euler("xyz", properties["PreRotation"][1], degrees=True)
            turned = Rotation.from_euler("xyz", angles[:, joint], degrees=True)
            local[:, joint] = (before * turned).as_matrix()
        return angles, local, moved

    def positions(self):
        """(F, K, 3) joints in the world, in the file's unit."""
        frames = self.local.copy()
        places = self.moved.copy()
        for joint, parent in enumerate(self.parents):
            if parent >= 0:
                frames[:, joint] = frames[:, parent] @ self.local[:, joint]
                step = frames[:, parent] @ self.moved[:, joint, :, None]
                places[:, joint] = places[:, parent] + step[..., 0]
        return places

    def bind_matrices(self):
        """(K, 4, 4) world matrices of the bind pose, column vectors."""
        (pose,) = (r for r in self.objects.values() if r.name == "Pose")
        found = {p.one("Node").values[0]: p.one("Matrix").values[0] for p in pose.all("PoseNode")}
        return np.array([found[model].reshape(4, 4).T for model in self.models])
