"""Local axes of bones as animators expect them: +Y runs along the bone, to its child.

Our own joints have the world's axes at rest, and a program that draws a bone along its local +Y
then shows every leg upside down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.rotation import cross, from_matrix, unit

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray
    from mocap_app.export.tree import RestTree

_FRONT = np.array([0.0, 0.0, 1.0])
_UP = np.array([0.0, 1.0, 0.0])


def bone_vectors(tree: RestTree) -> FloatArray:
    """Return (K, 3) metres from each joint to the end of its bone, at rest in world axes.

    A bone ends at its joint's child; of several, at the one nearest to the middle of the body: the
    hips point up the spine, the chest to the neck. A root above the hips lies on the floor and
    points to the front: one that ended at the hips would be connected to them in Blender, which
    does not move connected bones.
    """
    places = tree.offsets.copy()
    places[tree.hips, 1] = tree.height
    vectors = np.zeros_like(places)
    for joint, name in enumerate(tree.joints):
        children = [child for child, parent in enumerate(tree.parents) if parent == joint]
        if children:
            vectors[joint] = places[min(children, key=lambda child: abs(places[child, 0]))]
        else:
            vectors[joint] = tree.end_sites[name]
    vectors[: tree.hips] = tree.height / 3.0 * _FRONT
    return vectors


def bone_axes(tree: RestTree) -> FloatArray:
    """Return (K, 4) world rotations wxyz at rest: +Y along the bone, +Z to the front.

    Of bones that run to the front themselves, feet and toes, +Z points up. Left and right are
    mirror images.
    """
    along = unit(bone_vectors(tree))
    to_front = np.abs(along @ _FRONT)[:, None] > 0.6
    towards = np.where(to_front, _UP, _FRONT)
    side = unit(cross(along, towards))
    return from_matrix(np.stack([side, along, cross(side, along)], axis=-1))
