"""Bones of an avatar: by VRM's own table where there is one, else by names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocap_app.avatar.bone_names import SIDES, bones_by_name, fingers_by_name
from mocap_app.avatar.document import child, index, objects, text
from mocap_app.export import names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mocap_app.avatar.glb import Glb
    from mocap_app.avatar.model import BoneMap
    from mocap_app.avatar.nodes import NodeTree

REQUIRED = (
    *("Hips", "Head", "LeftArm", "LeftForeArm", "RightArm", "RightForeArm"),
    *("LeftUpLeg", "LeftLeg", "LeftFoot", "RightUpLeg", "RightLeg", "RightFoot"),
)
"""Without these an avatar does not move like a person; the others make it better."""
_FINGERS = ("Index", "Middle", "Ring", "Little")


def missing_bones(bones: BoneMap) -> list[str]:
    """Return the required joints that no bone was found for."""
    return [joint for joint in REQUIRED if joint not in bones]


def find_bones(
    glb: Glb, tree: NodeTree, joints: Iterable[int]
) -> tuple[BoneMap, dict[str, list[int]]]:
    """Return which node moves with which joint, and the first joints of each hand's fingers.

    Args:
        glb: The file.
        tree: Its nodes.
        joints: Nodes that meshes are bound to.

    Raises:
        Damaged: VRM's table points at nodes that do not exist.
    """
    table = _vrm_table(glb, len(tree.names))
    if table:
        bones = {joint: table[name] for joint, name in names.VRM.names.items() if name in table}
        hands = {
            side: [
                table[name]
                for finger in _FINGERS
                if (name := f"{side.lower()}{finger}Proximal") in table
            ]
            for side in SIDES
        }
        return bones, hands
    # Bones first: a mesh may well be called "Head".
    candidates = dict.fromkeys([*sorted(joints), *tree.order])
    bones = bones_by_name(tree, candidates)
    wrists = {side: bones[f"{side}Hand"] for side in SIDES if f"{side}Hand" in bones}
    return bones, fingers_by_name(tree, wrists)


def _vrm_table(glb: Glb, count: int) -> dict[str, int]:
    """Return VRM's name of each bone to its node; empty for other files."""
    new = child(glb.tree, "extensions", "VRMC_vrm", "humanoid", "humanBones")
    found = {name: index(child(new, name), "node", count) for name in new}
    old = objects(child(glb.tree, "extensions", "VRM", "humanoid"), "humanBones")
    found |= {text(bone, "bone"): index(bone, "node", count) for bone in old}
    return {name: node for name, node in found.items() if node is not None}
