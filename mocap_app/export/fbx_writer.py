"""Binary FBX files of an animated skeleton."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.paths import atomic_write
from mocap_app.core.rotation import inverse, multiply, rotate, to_euler
from mocap_app.export.euler import Unroller
from mocap_app.export.fbx_binary import write_records
from mocap_app.export.fbx_nodes import (
    Encoded,
    Node,
    encode_value,
    node,
    object_name,
    parent,
    properties,
)
from mocap_app.export.fbx_scene import (
    EULER,
    KTIME_PER_SECOND,
    Bones,
    attribute_record,
    definitions_record,
    document_records,
    fbx_bones,
    header_records,
    ktime,
    model_record,
    pose_record,
)
from mocap_app.export.tree import NO_SOURCE

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from mocap_app.export.bvh_writer import Progress
    from mocap_app.export.clip import ExportClip

_CURVES_SHARE = 0.7
"""Of the time that a file takes; the rest is packing and writing."""
_LINEAR = 4
_KEY_VERSION = 4008
_FIRST_ID = 1_000_000
_AXES = "XYZ"


def write_fbx(clip: ExportClip, path: Path, progress: Progress | None = None) -> None:
    """Write a clip over `path`, which keeps its old content if that fails.

    Raises:
        OutputError: The file cannot be written.
    """
    bones = fbx_bones(clip)

    def tell(share: float) -> None:
        if progress is not None:
            progress(share)

    curves = _curves(clip, bones, lambda share: tell(_CURVES_SHARE * share))
    records = _Scene(clip, bones).records(curves)
    with atomic_write(path) as temporary, temporary.open("wb") as file:
        rest = 1.0 - _CURVES_SHARE
        write_records(file, records, lambda share: tell(_CURVES_SHARE + rest * share))


def _curves(clip: ExportClip, bones: Bones, progress: Progress) -> NDArray[np.float32]:
    """Return (3 + 3 K, F) curves: translation of the hips, then angles in degrees by joint.

    By curve and not by frame, because that is how the file has them; 4 bytes a number.
    """
    tree = clip.tree
    result = np.empty((3 + 3 * len(tree.joints), clip.frame_count), dtype=np.float32)
    above = bones.axes[tree.parents[tree.hips]] if tree.hips else np.array([1.0, 0.0, 0.0, 0.0])
    axes = bones.axes[: len(tree.joints)]
    unroller = Unroller()
    for block in clip.blocks():
        # With the axes B of the bones, a turn L in world axes at rest is B^-1 L B.
        local = multiply(multiply(inverse(axes), block.rotations), axes)
        angles = unroller.unroll(to_euler(local, EULER))
        stop = block.start + len(angles)
        result[:3, block.start : stop] = rotate(inverse(above), block.hips).T
        result[3:, block.start : stop] = angles.reshape(len(angles), -1).T
        progress(stop / clip.frame_count)
    return result


class _Scene:
    """Makes the records of one file and numbers its objects."""

    def __init__(self, clip: ExportClip, bones: Bones) -> None:
        self.clip = clip
        self.bones = bones
        self.objects: list[Node] = []
        self.connections: list[Node] = []
        self._ids = itertools.count(_FIRST_ID)

    def records(self, curves: NDArray[np.float32]) -> tuple[Node, ...]:
        document = next(self._ids)
        models = self._add_joints()
        self.objects.append(pose_record(self.bones, next(self._ids), models))
        self._add_animation(models, curves)
        counts: dict[str, int] = {}
        for record in self.objects:
            counts[record.name] = counts.get(record.name, 0) + 1
        name, last = self.clip.name, ktime(self.clip, self.clip.frame_count - 1)
        take = parent(
            "Take",
            node("FileName", f"{name}.tak"),
            node("LocalTime", np.int64(0), last),
            node("ReferenceTime", np.int64(0), last),
            values=(name,),
        )
        return (
            *header_records(self.clip),
            *document_records(document, name),
            definitions_record(counts),
            parent("Objects", *self.objects),
            parent("Connections", *self.connections),
            parent("Takes", node("Current", name), take),
        )

    def _add_joints(self) -> list[int]:
        bones = self.bones
        joints = range(len(bones.names))
        models = [next(self._ids) for _ in joints]
        attributes = [next(self._ids) for _ in joints]
        self.objects += [attribute_record(bones, j, attributes[j]) for j in joints]
        self.objects += [model_record(bones, j, models[j]) for j in joints]
        for joint, above in enumerate(bones.parents):
            self._connect(models[joint], models[above] if above >= 0 else 0)
            self._connect(attributes[joint], models[joint])
        return models

    def _add_animation(self, models: list[int], curves: NDArray[np.float32]) -> None:
        clip, tree = self.clip, self.clip.tree
        last = ktime(clip, clip.frame_count - 1)
        stack, layer = next(self._ids), next(self._ids)
        times: tuple[tuple[str, np.int64], ...] = (
            *(("LocalStart", np.int64(0)), ("LocalStop", last)),
            *(("ReferenceStart", np.int64(0)), ("ReferenceStop", last)),
        )
        self.objects.append(
            parent(
                "AnimationStack",
                properties(*((name, "KTime", "Time", "", time) for name, time in times)),
                values=(np.int64(stack), object_name(clip.name, "AnimStack"), ""),
            )
        )
        self.objects.append(
            parent(
                "AnimationLayer",
                values=(np.int64(layer), object_name("BaseLayer", "AnimLayer"), ""),
            )
        )
        self._connect(layer, stack)
        frames = np.arange(clip.frame_count)
        exact = np.round(frames * (KTIME_PER_SECOND / clip.fps)).astype(np.int64)
        # The same for all curves, so it is compressed once.
        key_times = Encoded(encode_value(exact))
        self._animate(models[tree.hips], layer, "T", "Lcl Translation", curves[:3], key_times)
        for joint, source in enumerate(tree.sources):
            if source != NO_SOURCE:
                angles = curves[3 + 3 * joint : 6 + 3 * joint]
                self._animate(models[joint], layer, "R", "Lcl Rotation", angles, key_times)

    def _animate(
        self,
        model: int,
        layer: int,
        name: str,
        channel: str,
        curves: NDArray[np.float32],
        key_times: Encoded,
    ) -> None:
        curve_node = next(self._ids)
        defaults = [
            (f"d|{axis}", "Number", "", "A", float(curve[0]))
            for axis, curve in zip(_AXES, curves, strict=True)
        ]
        identity = (np.int64(curve_node), object_name(name, "AnimCurveNode"), "")
        self.objects.append(parent("AnimationCurveNode", properties(*defaults), values=identity))
        self._connect(curve_node, layer)
        self._connect(curve_node, model, channel)
        for axis, curve in zip(_AXES, curves, strict=True):
            number = next(self._ids)
            self.objects.append(
                parent(
                    "AnimationCurve",
                    node("Default", float(curve[0])),
                    node("KeyVer", _KEY_VERSION),
                    node("KeyTime", key_times),
                    node("KeyValueFloat", curve),
                    node("KeyAttrFlags", np.array([_LINEAR], dtype=np.int32)),
                    node("KeyAttrDataFloat", np.zeros(4, dtype=np.float32)),
                    node("KeyAttrRefCount", np.array([len(curve)], dtype=np.int32)),
                    values=(np.int64(number), object_name("", "AnimCurve"), ""),
                )
            )
            self._connect(number, curve_node, f"d|{axis}")

    def _connect(self, child: int, above: int, channel: str = "") -> None:
        ends = (np.int64(child), np.int64(above))
        record = node("C", "OP", *ends, channel) if channel else node("C", "OO", *ends)
        self.connections.append(record)
