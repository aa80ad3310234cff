"""What an FBX file of one animated skeleton contains, as a tree of records.

Importers get by with much less, but the SDK behind Maya, MotionBuilder and Unreal wants all of it:
header, settings, documents, definitions, objects with a bind pose, connections and takes. Joints
have +Y along the bone by a PreRotation, so that all animated angles are zero at rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

import mocap_app
from mocap_app.core.rotation import inverse, multiply, rotate, to_euler, to_matrix
from mocap_app.export.bone_axes import bone_axes, bone_vectors
from mocap_app.export.fbx_binary import CREATION_TIME, FILE_ID, VERSION
from mocap_app.export.fbx_nodes import Node, Value, node, object_name, parent, properties

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray
    from mocap_app.export.clip import ExportClip

KTIME_PER_SECOND = 46_186_158_000
EULER = "xyz"
"""scipy's name for FBX's default order: about the fixed x first, R = Rz Ry Rx."""
_TIME_MODES = {24: 11, 25: 10, 30: 6, 48: 5, 50: 4, 60: 3, 72: 16, 96: 15, 100: 2, 120: 1}
_CUSTOM_TIME_MODE = 14
CREATOR = f"mocap_app {mocap_app.__version__}"


@dataclass(frozen=True, eq=False)
class Bones:
    """The skeleton in FBX's own terms: K joints of the clip, then the ends of leaf bones, N in all.

    FBX knows no length of a bone, only joints: without one at its end, a leaf bone is drawn as long
    as its parent. Importers have an option for it, such as Blender's "Ignore Leaf Bones".
    """

    names: tuple[str, ...]
    parents: tuple[int, ...]
    axes: FloatArray
    """(N, 4) world rotation of each joint at rest."""
    pre_rotations: FloatArray
    """(N, 4) from the parent's axes to the joint's, at rest."""
    translations: FloatArray
    """(N, 3) from the parent, in its axes at rest, in the clip's unit."""
    places: FloatArray
    """(N, 3) in the world at rest, in the clip's unit."""
    lengths: FloatArray
    """(N,) in the clip's unit."""


def fbx_bones(clip: ExportClip) -> Bones:
    """Return joints with +Y along their bones, standing on the floor."""
    tree = clip.tree
    leaves = [tree.joints.index(name) for name in tree.end_sites]
    tips = clip.scale * np.array(list(tree.end_sites.values())).reshape(-1, 3)
    parents = np.array([*tree.parents, *leaves])
    vectors = clip.scale * bone_vectors(tree)
    axes = bone_axes(tree)
    axes = np.concatenate([axes, axes[leaves]])
    above = np.where((parents < 0)[:, None], [1.0, 0.0, 0.0, 0.0], axes[parents])
    offsets = np.concatenate([clip.scale * tree.offsets, tips])
    offsets[tree.hips, 1] = clip.scale * tree.height
    rest = clip.rest_positions
    return Bones(
        names=(*tree.joints, *(f"{name}_end" for name in tree.end_sites)),
        parents=tuple(parents.tolist()),
        axes=axes,
        pre_rotations=multiply(inverse(above), axes),
        translations=rotate(inverse(above), offsets),
        places=np.concatenate([rest, rest[leaves] + tips]),
        lengths=np.linalg.norm(np.concatenate([vectors, 0.3 * tips]), axis=-1),
    )


def header_records(clip: ExportClip) -> tuple[Node, ...]:
    """Return everything before the objects, but for the definitions."""
    stamp = zip(
        ("Year", "Month", "Day", "Hour", "Minute", "Second"), (1970, 1, 1, 10, 0, 0), strict=True
    )
    times = [node(name, value) for name, value in stamp]
    empty = ("Title", "Subject", "Author", "Keywords", "Revision", "Comment")
    scene_info = parent(
        "SceneInfo",
        node("Type", "UserData"),
        node("Version", 100),
        parent("MetaData", node("Version", 100), *(node(name, "") for name in empty)),
        properties(
            ("DocumentUrl", "KString", "Url", "", ""),
            ("SrcDocumentUrl", "KString", "Url", "", ""),
            ("Original", "Compound", "", ""),
            ("Original|ApplicationName", "KString", "", "", "mocap_app"),
            ("Original|ApplicationVersion", "KString", "", "", mocap_app.__version__),
            ("LastSaved", "Compound", "", ""),
            ("LastSaved|ApplicationName", "KString", "", "", "mocap_app"),
            ("LastSaved|ApplicationVersion", "KString", "", "", mocap_app.__version__),
        ),
        values=(object_name("GlobalInfo", "SceneInfo"), "UserData"),
    )
    return (
        parent(
            "FBXHeaderExtension",
            node("FBXHeaderVersion", 1003),
            node("FBXVersion", VERSION),
            node("EncryptionType", 0),
            parent("CreationTimeStamp", node("Version", 1000), *times, node("Millisecond", 0)),
            node("Creator", CREATOR),
            scene_info,
        ),
        node("FileId", FILE_ID),
        node("CreationTime", CREATION_TIME),
        node("Creator", CREATOR),
        _global_settings(clip),
    )


def ktime(clip: ExportClip, frame: int) -> np.int64:
    """Return a frame's time in FBX's own unit."""
    return np.int64(round(frame * KTIME_PER_SECOND / clip.fps))


def _global_settings(clip: ExportClip) -> Node:
    axis = ("int", "Integer", "")
    return parent(
        "GlobalSettings",
        node("Version", 1000),
        properties(
            ("UpAxis", *axis, 1),
            ("UpAxisSign", *axis, 1),
            ("FrontAxis", *axis, 2),
            ("FrontAxisSign", *axis, 1),
            ("CoordAxis", *axis, 0),
            ("CoordAxisSign", *axis, 1),
            ("OriginalUpAxis", *axis, 1),
            ("OriginalUpAxisSign", *axis, 1),
            # Centimetres per unit.
            ("UnitScaleFactor", "double", "Number", "", 100.0 / clip.scale),
            ("OriginalUnitScaleFactor", "double", "Number", "", 100.0 / clip.scale),
            ("AmbientColor", "ColorRGB", "Color", "", 0.0, 0.0, 0.0),
            ("DefaultCamera", "KString", "", "", "Producer Perspective"),
            ("TimeMode", "enum", "", "", _TIME_MODES.get(clip.fps, _CUSTOM_TIME_MODE)),
            ("TimeProtocol", "enum", "", "", 2),
            ("SnapOnFrameMode", "enum", "", "", 0),
            ("TimeSpanStart", "KTime", "Time", "", np.int64(0)),
            ("TimeSpanStop", "KTime", "Time", "", ktime(clip, clip.frame_count - 1)),
            ("CustomFrameRate", "double", "Number", "", float(clip.fps)),
            ("TimeMarker", "Compound", "", ""),
            ("CurrentTimeMarker", "int", "Integer", "", -1),
        ),
    )


def document_records(document: int, stack_name: str) -> tuple[Node, ...]:
    """Return the records that say which scene the file holds."""
    return (
        parent(
            "Documents",
            node("Count", 1),
            parent(
                "Document",
                properties(
                    ("SourceObject", "object", "", ""),
                    ("ActiveAnimStackName", "KString", "", "", stack_name),
                ),
                node("RootNode", np.int64(0)),
                values=(np.int64(document), "", "Scene"),
            ),
        ),
        parent("References"),
    )


def definitions_record(counts: dict[str, int]) -> Node:
    """Return how many objects of each type there are, and the defaults of their properties."""
    types = [parent("ObjectType", node("Count", 1), values=("GlobalSettings",))]
    for kind, count in counts.items():
        children = [node("Count", count)]
        if kind in _TEMPLATES:
            template, rows = _TEMPLATES[kind]
            children.append(parent("PropertyTemplate", properties(*rows), values=(template,)))
        types.append(parent("ObjectType", *children, values=(kind,)))
    total = 1 + sum(counts.values())
    return parent("Definitions", node("Version", 100), node("Count", total), *types)


_ZERO = (0.0, 0.0, 0.0)
_TEMPLATES: dict[str, tuple[str, tuple[tuple[Value, ...], ...]]] = {
    "NodeAttribute": (
        "FbxSkeleton",
        (
            ("Color", "ColorRGB", "Color", "", 0.8, 0.8, 0.8),
            ("Size", "double", "Number", "", 100.0),
            ("LimbLength", "double", "Number", "H", 1.0),
        ),
    ),
    "Model": (
        "FbxNode",
        (
            ("QuaternionInterpolate", "enum", "", "", 0),
            ("RotationOffset", "Vector3D", "Vector", "", *_ZERO),
            ("RotationPivot", "Vector3D", "Vector", "", *_ZERO),
            ("ScalingOffset", "Vector3D", "Vector", "", *_ZERO),
            ("ScalingPivot", "Vector3D", "Vector", "", *_ZERO),
            ("RotationOrder", "enum", "", "", 0),
            ("RotationSpaceForLimitOnly", "bool", "", "", 0),
            ("PreRotation", "Vector3D", "Vector", "", *_ZERO),
            ("PostRotation", "Vector3D", "Vector", "", *_ZERO),
            ("RotationActive", "bool", "", "", 0),
            ("InheritType", "enum", "", "", 0),
            ("GeometricTranslation", "Vector3D", "Vector", "", *_ZERO),
            ("GeometricRotation", "Vector3D", "Vector", "", *_ZERO),
            ("GeometricScaling", "Vector3D", "Vector", "", 1.0, 1.0, 1.0),
            ("Show", "bool", "", "", 1),
            ("DefaultAttributeIndex", "int", "Integer", "", -1),
            ("Lcl Translation", "Lcl Translation", "", "A", *_ZERO),
            ("Lcl Rotation", "Lcl Rotation", "", "A", *_ZERO),
            ("Lcl Scaling", "Lcl Scaling", "", "A", 1.0, 1.0, 1.0),
            ("Visibility", "Visibility", "", "A", 1.0),
            ("Visibility Inheritance", "Visibility Inheritance", "", "", 1),
        ),
    ),
    "AnimationStack": (
        "FbxAnimStack",
        (
            ("Description", "KString", "", "", ""),
            ("LocalStart", "KTime", "Time", "", np.int64(0)),
            ("LocalStop", "KTime", "Time", "", np.int64(0)),
            ("ReferenceStart", "KTime", "Time", "", np.int64(0)),
            ("ReferenceStop", "KTime", "Time", "", np.int64(0)),
        ),
    ),
    "AnimationLayer": (
        "FbxAnimLayer",
        (
            ("Weight", "Number", "", "A", 100.0),
            ("Mute", "bool", "", "", 0),
            ("Solo", "bool", "", "", 0),
            ("Lock", "bool", "", "", 0),
        ),
    ),
    "AnimationCurveNode": ("FbxAnimCurveNode", (("d", "Compound", "", ""),)),
}


def model_record(bones: Bones, joint: int, model: int) -> Node:
    """Return the object of one joint at rest."""
    turn = to_euler(bones.pre_rotations[joint], EULER).tolist()
    return parent(
        "Model",
        node("Version", 232),
        properties(
            ("PreRotation", "Vector3D", "Vector", "", *turn),
            ("RotationActive", "bool", "", "", 1),
            ("InheritType", "enum", "", "", 1),
            ("DefaultAttributeIndex", "int", "Integer", "", 0),
            ("Lcl Translation", "Lcl Translation", "", "A", *bones.translations[joint].tolist()),
        ),
        node("Shading", True),
        node("Culling", "CullingOff"),
        values=(np.int64(model), object_name(bones.names[joint], "Model"), "LimbNode"),
    )


def attribute_record(bones: Bones, joint: int, attribute: int) -> Node:
    """Return what makes an object a bone."""
    name = object_name(bones.names[joint], "NodeAttribute")
    return parent(
        "NodeAttribute",
        properties(("Size", "double", "Number", "", float(bones.lengths[joint]))),
        node("TypeFlags", "Skeleton"),
        values=(np.int64(attribute), name, "LimbNode"),
    )


def pose_record(bones: Bones, pose: int, models: list[int]) -> Node:
    """Return the bind pose: the world matrix of every joint at rest, row vectors."""
    matrices = np.tile(np.eye(4), (len(models), 1, 1))
    matrices[:, :3, :3] = to_matrix(bones.axes)
    matrices[:, :3, 3] = bones.places
    entries = [
        parent("PoseNode", node("Node", np.int64(model)), node("Matrix", matrix.T.ravel()))
        for model, matrix in zip(models, matrices, strict=True)
    ]
    return parent(
        "Pose",
        node("Type", "BindPose"),
        node("Version", 100),
        node("NbPoseNodes", len(entries)),
        *entries,
        values=(np.int64(pose), object_name("BindPose", "Pose"), "BindPose"),
    )
