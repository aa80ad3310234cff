"""An avatar at rest, in our world: upright, facing +Z, in metres, standing on the floor.

Files differ in all of this: VRM 0.x looks along -Z, some exporters leave Z up or centimetres, some
characters rest with hanging arms. The bones themselves tell what is up, left and in front.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.rotation import from_axis_angle, swing, to_matrix, unit
from mocap_app.core.skeleton import solved_skeleton

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.avatar.model import Avatar, BoneMap
    from mocap_app.core.types import FloatArray

_PLAUSIBLE_M = (0.25, 4.0)
_ADULT_M = 1.7
_TOP_OF_HEAD = 1.13
"""Height of a person over that of its head joint."""
_MOST_ROLL = 1.8
"""Radians; a hand that seems to be turned further has its fingers in another order."""


@dataclass(frozen=True, eq=False)
class RestPose:
    """Where everything is before it moves; J driven joints in skeleton order, S slots."""

    places: FloatArray
    """(J, 3) metres."""
    to_t_pose: FloatArray
    """(J, 3, 3) turns, in world axes, that bring each bone to the T-pose."""
    slots: FloatArray
    """(S, 4, 4) from the mesh to the world."""
    slot_rows: NDArray[np.intp]
    """(S,) which driven joint each slot follows."""
    ankle: float
    """Height of the ankles above the sole, metres."""
    height: float
    """From the sole to the top of the head, metres."""


def rest_pose(avatar: Avatar, bones: BoneMap) -> RestPose:
    """Return an avatar at rest; the map has its hips at least."""
    skeleton = solved_skeleton()
    joints = [name for name in skeleton.joints if name in bones]
    rest = avatar.nodes.rest
    upright = np.eye(4)
    upright[:3, :3] = _upright(rest, bones)
    nodes = upright @ rest
    rows = _owners(avatar, [bones[name] for name in joints])
    slots = nodes[avatar.slot_nodes] @ avatar.slot_binds
    heights = vertex_heights(avatar, slots)
    sole = _sole(avatar, heights, joints, rows)
    head = nodes[bones["Head"], 1, 3] - sole if "Head" in bones else 0.0
    height = _TOP_OF_HEAD * head if head > 0.0 else float(heights.max() - sole)
    # Units other than metres: who is as tall as a house was drawn in centimetres.
    scale = 1.0 if _PLAUSIBLE_M[0] <= height <= _PLAUSIBLE_M[1] else _ADULT_M / max(height, 1e-9)
    place = scale * np.eye(4)
    place[3, 3] = 1.0
    place[1, 3] = -scale * sole
    nodes, slots = place @ nodes, place @ slots
    where = {name: nodes[bones[name], :3, 3] for name in joints}
    hands = {side: nodes[fingers, :3, 3] for side, fingers in avatar.hands.items() if fingers}
    ankles = [where[name][1] for name in ("LeftFoot", "RightFoot") if name in where]
    return RestPose(
        places=np.array([where[name] for name in joints]),
        to_t_pose=_to_t_pose(joints, where, hands),
        slots=slots,
        slot_rows=rows,
        ankle=float(np.mean(ankles)) if ankles else 0.08 * scale * height / _ADULT_M,
        height=scale * height,
    )


def vertex_heights(avatar: Avatar, slots: FloatArray) -> FloatArray:
    """Return the (V,) height of every vertex, given the (S, 4, 4) matrices of the slots."""
    mesh = avatar.mesh
    rows = slots[:, 1].astype(np.float32)  # (S, 4): what makes y
    heights = np.zeros(len(mesh.positions), dtype=np.float32)
    for k in range(mesh.slots.shape[1]):
        row = rows[mesh.slots[:, k]]
        heights += mesh.weights[:, k] * (
            np.einsum("vi,vi->v", row[:, :3], mesh.positions) + row[:, 3]
        )
    return heights.astype(np.float64)


def _upright(rest: FloatArray, bones: BoneMap) -> FloatArray:
    """Return the (3, 3) turn by right angles that makes a character stand and face +Z."""

    def place(*names: str) -> FloatArray | None:
        found = [rest[bones[name], :3, 3] for name in names if name in bones]
        return np.mean(found, axis=0) if found else None

    up, left = np.zeros(3), np.zeros(3)
    top, bottom = place("Head", "Neck"), place("LeftFoot", "RightFoot", "Hips")
    if top is not None and bottom is not None:
        up = unit(top - bottom)
    for part in ("UpLeg", "Leg", "Shoulder", "Arm", "ForeArm"):
        one, other = place(f"Left{part}"), place(f"Right{part}")
        if one is not None and other is not None:
            left = left + unit(one - other)
    # The first one is the identity: it wins where the bones do not tell.
    gains = [turn[0] @ unit(left) + turn[1] @ up for turn in _QUARTER_TURNS]
    return _QUARTER_TURNS[int(np.argmax(np.round(gains, 6)))]


def _quarter_turns() -> list[FloatArray]:
    """Return the 24 rotations that take axes to axes, the identity first."""
    turns = []
    for order in itertools.permutations(range(3)):
        for signs in itertools.product((1.0, -1.0), repeat=3):
            matrix = np.zeros((3, 3))
            matrix[range(3), order] = signs
            if np.linalg.det(matrix) > 0.0:
                turns.append(matrix)
    return turns


_QUARTER_TURNS = _quarter_turns()


def _owners(avatar: Avatar, driven: list[int]) -> NDArray[np.intp]:
    """Return (S,) the driven joint at or above each slot's node; the first one where none is."""
    row_of = {node: row for row, node in enumerate(driven)}
    rows = np.zeros(len(avatar.nodes.names), dtype=np.intp)
    for node in avatar.nodes.order:
        above = avatar.nodes.parents[node]
        rows[node] = row_of.get(node, rows[above] if above >= 0 else 0)
    return rows[avatar.slot_nodes]


def _sole(avatar: Avatar, heights: FloatArray, joints: list[str], rows: NDArray[np.intp]) -> float:
    """Return how high the lowest point of the feet is, or of all where there are none."""
    feet = [i for i, name in enumerate(joints) if name.endswith(("Foot", "ToeBase"))]
    main = avatar.mesh.slots[np.arange(len(heights)), avatar.mesh.weights.argmax(axis=1)]
    on_feet = np.isin(rows[main], feet)
    return float((heights[on_feet] if on_feet.any() else heights).min())


def _to_t_pose(
    joints: list[str], where: dict[str, FloatArray], hands: dict[str, FloatArray]
) -> FloatArray:
    """Return the (J, 3, 3) turns that straighten limbs; trunk, shoulders and feet stay."""
    turns = {name: np.eye(3) for name in joints}
    for side, across in (("Left", 1.0), ("Right", -1.0)):
        outwards, down = np.array([across, 0.0, 0.0]), np.array([0.0, -1.0, 0.0])
        arm = (f"{side}Arm", f"{side}ForeArm", f"{side}Hand")
        leg = (f"{side}UpLeg", f"{side}Leg", f"{side}Foot")
        for chain, direction in ((arm, outwards), (leg, down)):
            for bone, end in itertools.pairwise(chain):
                if bone in turns and end in turns:
                    turns[bone] = _turn(where[end] - where[bone], direction)
        if arm[2] in turns:
            turns[arm[2]] = turns.get(arm[1], np.eye(3))
            if side in hands:
                _straighten_hand(arm, where, hands[side], turns, outwards)
    return np.array([turns[name] for name in joints])


def _straighten_hand(
    arm: tuple[str, str, str],
    where: dict[str, FloatArray],
    fingers: FloatArray,
    turns: dict[str, FloatArray],
    outwards: FloatArray,
) -> None:
    """Turn the hand so that its fingers point outwards and its palm looks down.

    Half of the roll is given to the forearm, as in a real arm, where skin would else be wrung.
    """
    _, forearm, hand = arm
    turn = _turn(fingers.mean(axis=0) - where[hand], outwards)
    if len(fingers) > 1:
        across = turn @ (fingers[0] - fingers[-1])  # In the T-pose the index finger is in front.
        roll = float(np.arctan2(across[1], across[2]))
        if abs(roll) < _MOST_ROLL:
            about = np.array([1.0, 0.0, 0.0])
            turn = to_matrix(from_axis_angle(about, roll)) @ turn
            if forearm in turns:
                turns[forearm] = to_matrix(from_axis_angle(about, 0.5 * roll)) @ turns[forearm]
    turns[hand] = turn


def _turn(direction: FloatArray, goal: FloatArray) -> FloatArray:
    if float(np.linalg.norm(direction)) < 1e-6:
        return np.eye(3)
    return to_matrix(swing(unit(direction), goal))
