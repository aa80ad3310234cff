"""The messages of a performer in the Virtual Motion Capture protocol (protocol.vmc.info).

OSC over UDP in Unity's convention: metres, left-handed, Y up. We are right-handed, Y up, facing
+Z; both agree after x is mirrored: a point (x, y, z) is sent as (-x, y, z), a rotation wxyz
(w, x, y, z) as xyzw (x, -y, -z, w). Left stays the person's left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder

from mocap_app.core.kinematics import joint_frames
from mocap_app.core.skeleton import solved_skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pythonosc.osc_message import OscMessage

    from mocap_app.core.types import FloatArray, SolvedPose

DEFAULT_PORT = 39539
"""Port at which receivers ("marionettes") listen unless told otherwise."""
MAX_BUNDLE_BYTES = 1472
"""The protocol asks for at most 1500; less the headers, it is one packet of an ordinary network."""

_TRUNK = {
    "Hips": "Hips",
    "Spine": "Spine",
    "Spine1": "Chest",
    "Spine2": "UpperChest",
    "Neck": "Neck",
    "Head": "Head",
}
_LIMBS = {
    "Shoulder": "Shoulder",
    "Arm": "UpperArm",
    "ForeArm": "LowerArm",
    "Hand": "Hand",
    "UpLeg": "UpperLeg",
    "Leg": "LowerLeg",
    "Foot": "Foot",
    "ToeBase": "Toes",
}
HUMAN_BODY_BONES = _TRUNK | {
    side + joint: side + bone for side in ("Left", "Right") for joint, bone in _LIMBS.items()
}
"""Solved joint to its name in Unity's enumeration HumanBodyBones."""

_LOADED, _CALIBRATED, _NORMAL_MODE = 1, 3, 0
_HEADER_BYTES, _SIZE_BYTES = 16, 4
_IDENTITY = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)


def unity_points(points: FloatArray) -> FloatArray:
    """Mirror (..., 3) points or offsets into Unity's left-handed axes."""
    mirrored: FloatArray = points * np.array([-1.0, 1.0, 1.0])
    return mirrored


def unity_rotations(rotations: FloatArray) -> FloatArray:
    """Turn (..., 4) quaternions wxyz into Unity's axes and order xyzw."""
    mirrored: FloatArray = rotations[..., [1, 2, 3, 0]] * np.array([1.0, -1.0, -1.0, 1.0])
    return mirrored


def bone_offsets(pose: SolvedPose) -> FloatArray:
    """Return (22, 3) each joint in the axes of its parent, metres; the hips in the world's.

    Taken from the pose and not from a skeleton, so that the bones are always the person's.
    """
    skeleton = solved_skeleton()
    frames, _ = joint_frames(skeleton, pose.rotations, pose.root_position)
    above = np.array(skeleton.parents[1:])
    bones = pose.positions[1:] - pose.positions[above]
    offsets = pose.positions.copy()
    offsets[1:] = np.einsum("jab,ja->jb", frames[above], bones)
    return offsets


def vmc_datagrams(pose: SolvedPose | None, seconds: float) -> list[bytes]:
    """Return the bundles of one frame, each at most `MAX_BUNDLE_BYTES` long.

    Args:
        pose: None while nobody is tracked; receivers then hold the last pose.
        seconds: Time since the stream began; never goes back.
    """
    tracking = 0 if pose is None else 1
    messages = [
        _message("/VMC/Ext/OK", _LOADED, _CALIBRATED, _NORMAL_MODE, tracking),
        _message("/VMC/Ext/T", float(seconds)),
    ]
    if pose is not None:
        messages.append(_message("/VMC/Ext/Root/Pos", "root", *_IDENTITY))
        points = unity_points(bone_offsets(pose)).tolist()
        turns = unity_rotations(pose.rotations).tolist()
        messages += [
            _message("/VMC/Ext/Bone/Pos", HUMAN_BODY_BONES[joint], *points[i], *turns[i])
            for i, joint in enumerate(solved_skeleton().joints)
        ]
    return list(_bundled(messages))


def _bundled(messages: list[OscMessage]) -> Iterable[bytes]:
    bundle, size = OscBundleBuilder(IMMEDIATELY), _HEADER_BYTES
    for message in messages:
        added = _SIZE_BYTES + message.size
        if size + added > MAX_BUNDLE_BYTES:
            yield bundle.build().dgram
            bundle, size = OscBundleBuilder(IMMEDIATELY), _HEADER_BYTES
        bundle.add_content(message)
        size += added
    yield bundle.build().dgram


def _message(address: str, *values: float | str) -> OscMessage:
    builder = OscMessageBuilder(address)
    for value in values:
        builder.add_arg(value)
    return builder.build()
