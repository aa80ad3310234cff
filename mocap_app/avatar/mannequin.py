"""The avatar of whoever has none: the mannequin that GLB exports carry, with our own bones."""

from __future__ import annotations

import functools

import numpy as np

from mocap_app.avatar.model import Avatar, Material, Mesh, Surface
from mocap_app.avatar.nodes import NodeTree
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.export.loft import ACCENT, BODY
from mocap_app.export.mannequin import COLORS, build_mannequin


@functools.cache
def mannequin() -> Avatar:
    """Return the built-in avatar, an adult of 1.7 m."""
    skeleton = solved_skeleton()
    body = build_mannequin(skeleton)
    count = len(skeleton.joints)
    rest = np.tile(np.eye(4), (count, 1, 1))
    for joint, parent in enumerate(skeleton.parents):
        if parent >= 0:
            rest[joint, :3, 3] = rest[parent, :3, 3] + skeleton.offsets[joint]
    binds = np.tile(np.eye(4), (count, 1, 1))
    binds[:, :3, 3] = -rest[:, :3, 3]
    order = np.argsort(body.kinds, kind="stable")
    split = int((body.kinds == BODY).sum()) * 3
    vertices = len(body.vertices)
    triangles = body.triangles[order].astype(np.uint32).ravel()
    joints = tuple(range(count))
    return Avatar(
        name="Mannequin",
        mesh=Mesh(
            positions=body.vertices,
            normals=body.normals,
            uvs=np.zeros((vertices, 2), dtype=np.float32),
            colors=np.full((vertices, 4), 255, dtype=np.uint8),
            slots=body.joints.astype(np.uint16),
            weights=body.weights,
            indices=triangles,
        ),
        surfaces=(
            Surface(Material(color=COLORS[BODY]), 0, split),
            Surface(Material(color=COLORS[ACCENT]), split, len(triangles) - split),
        ),
        pictures=(),
        nodes=NodeTree(skeleton.joints, skeleton.parents, joints, rest, joints),
        slot_nodes=np.arange(count),
        slot_binds=binds,
        bones={name: joint for joint, name in enumerate(skeleton.joints)},
    )
