"""The bones of an exported character in its rest pose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import OutputError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.rotation import IDENTITY, from_axis_angle, rotate

if TYPE_CHECKING:
    from mocap_app.core.skeleton import Skeleton
    from mocap_app.core.types import FloatArray
    from mocap_app.export.names import NameSet

NO_SOURCE = -1
_A_POSE_RADIANS = np.pi / 4.0
_MIN_BONE_M = 1e-3


@dataclass(frozen=True, eq=False)
class RestTree:
    """K named joints, parents before children and depth first, in metres."""

    joints: tuple[str, ...]
    """ASCII, without spaces, no name twice."""
    parents: tuple[int, ...]
    """-1 for the root, which comes first."""
    offsets: FloatArray
    """(K, 3) from the parent in the rest pose, world axes; 0 for the root and the hips."""
    end_sites: dict[str, FloatArray]
    """(3,) from each leaf joint to the tip of its bone, never of length 0."""
    sources: tuple[int, ...]
    """Solved joint that each joint is; `NO_SOURCE` for one that never turns."""
    turns: FloatArray
    """(K, 4) world rotation from the T-pose to the rest pose, of each joint."""
    hips: int
    """The joint that travels."""
    height: float
    """Metres from the floor to the hips in the rest pose; the feet are on the floor."""


def rest_tree(skeleton: Skeleton, names: NameSet, rest: str) -> RestTree:
    """Return the joints of an export.

    Args:
        skeleton: The take's, in its T-pose.
        names: What to call the joints and which to add.
        rest: "t" for the T-pose, "a" for arms 45 degrees down.

    Raises:
        OutputError: A bone has no length, or a name would be changed by importers.
        SkeletonError: The A-pose is wanted of a skeleton without the solved arms.
    """
    order = _depth_first(skeleton)
    turned = _rest_turns(skeleton, rest)
    tips = _tips(skeleton)
    _check_bones(skeleton)
    rows: list[tuple[str, int, FloatArray, int, FloatArray]] = []
    at: dict[int, int] = {}
    if names.root:
        rows.append((names.root, -1, np.zeros(3), NO_SOURCE, IDENTITY))
    for joint in order:
        name, parent = skeleton.joints[joint], skeleton.parents[joint]
        is_hips = parent < 0
        above = len(rows) - 1 if is_hips else at[parent]
        offset = np.zeros(3) if is_hips else rotate(turned[parent], skeleton.offsets[joint])
        if name in names.inserted and not is_hips:
            offset = offset / 2.0
            rows.append((names.inserted[name], above, offset, NO_SOURCE, turned[parent]))
            above = len(rows) - 1
        at[joint] = len(rows)
        rows.append((names.names.get(name, name), above, offset, joint, turned[joint]))
    joints, parents, offsets, sources, turns = zip(*rows, strict=True)
    ends = {rows[at[joint]][0]: rotate(turned[joint], tip) for joint, tip in tips.items()}
    return RestTree(
        joints=_checked_names(joints),
        parents=parents,
        offsets=np.array(offsets),
        end_sites=ends,
        sources=sources,
        turns=np.array(turns),
        hips=at[order[0]],
        height=_height(skeleton, tips),
    )


def _depth_first(skeleton: Skeleton) -> list[int]:
    order: list[int] = []
    waiting = [joint for joint, parent in enumerate(skeleton.parents) if parent < 0]
    if len(waiting) != 1:
        raise OutputError(f"Cannot export the joint set {skeleton.name}: it needs one root.")
    while waiting:
        joint = waiting.pop()
        order.append(joint)
        children = [child for child, parent in enumerate(skeleton.parents) if parent == joint]
        waiting += reversed(children)
    return order


def _rest_turns(skeleton: Skeleton, rest: str) -> FloatArray:
    turns = np.tile(IDENTITY, (len(skeleton.joints), 1))
    if rest == "a":
        for arm, angle in (("LeftArm", -_A_POSE_RADIANS), ("RightArm", _A_POSE_RADIANS)):
            # Parents come before their children.
            below = {skeleton.index(arm)}
            for joint, parent in enumerate(skeleton.parents):
                if parent in below:
                    below.add(joint)
            turns[sorted(below)] = from_axis_angle([0.0, 0.0, 1.0], angle)
    return turns


def _tips(skeleton: Skeleton) -> dict[int, FloatArray]:
    """Return the (3,) tip in metres of every leaf joint, in the T-pose.

    A leaf without one goes on a third of its bone: importers invent a length for a bone of none.
    """
    leaves = set(range(len(skeleton.joints))) - set(skeleton.parents)
    tips = {}
    for joint in sorted(leaves):
        tip = skeleton.end_sites.get(skeleton.joints[joint])
        if tip is None or not np.linalg.norm(tip) >= _MIN_BONE_M:
            tip = skeleton.offsets[joint] / 3.0
        tips[joint] = np.asarray(tip, dtype=np.float64)
    return tips


def _check_bones(skeleton: Skeleton) -> None:
    # Importers give a bone of no length an arbitrary one and turn it arbitrarily.
    for joint, parent in enumerate(skeleton.parents):
        if parent >= 0 and not np.linalg.norm(skeleton.offsets[joint]) >= _MIN_BONE_M:
            raise OutputError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "Cannot export: the bone from {parent} to {joint} has no length. Record the "
                    "take again with the whole body in view.",
                ),
                parent=skeleton.joints[parent],
                joint=skeleton.joints[joint],
            )


def _checked_names(names: tuple[str, ...]) -> tuple[str, ...]:
    # Blender opens the file in the locale's encoding, turns spaces into "_" and renames doubles.
    for name in names:
        if not name or not name.isascii() or not name.isprintable() or " " in name:
            raise OutputError(f"Cannot export the joint name {name!r}: use ASCII without spaces.")
    if len(set(names)) != len(names):
        raise OutputError("Cannot export a skeleton in which two joints have the same name.")
    return names


def _height(skeleton: Skeleton, tips: dict[int, FloatArray]) -> float:
    """Return metres from the lowest point of the T-pose up to the hips."""
    places = np.zeros((len(skeleton.joints), 3))
    for joint, parent in enumerate(skeleton.parents):
        if parent >= 0:
            places[joint] = places[parent] + skeleton.offsets[joint]
    ends = [places[joint, 1] + tip[1] for joint, tip in tips.items()]
    return -float(min(places[:, 1].min(), *ends))
