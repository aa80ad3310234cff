"""Moves an avatar as the solved skeleton moves.

Everything happens in the world frame: a bone is turned, from where it rests, by what the person's
joint has turned since the T-pose. So it does not matter which way the bone's own axes point. An
avatar that rests in an A-pose is brought to the T-pose first; its limbs keep their lengths, its
hips and feet stand as high as its own legs reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.avatar.rest import RestPose, rest_pose
from mocap_app.core.errors import AvatarError
from mocap_app.core.kinematics import forward_kinematics, joint_frames
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.rotation import IDENTITY
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.solving.leg_ik import reach

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.avatar.model import Avatar, BoneMap
    from mocap_app.core.types import FloatArray, SolvedPose

_TRUNK = ("Spine", "Spine1", "Spine2")
_SKELETON = solved_skeleton()
_HIPS, _THIGHS, _SHANKS, _FEET, _TOES = (
    np.array([_SKELETON.index(name) for name in names])
    for names in (
        ("Hips",),
        ("LeftUpLeg", "RightUpLeg"),
        ("LeftLeg", "RightLeg"),
        ("LeftFoot", "RightFoot"),
        ("LeftToeBase", "RightToeBase"),
    )
)
_ADULT_M = 1.7
_SHORTEST_M = 1e-4
_FOOT = _SKELETON.offsets[_TOES[0]]
_ANKLE_SHARE = float(-_FOOT[1] / np.linalg.norm(_FOOT))
"""Height of the ankle above the ball, as a share of the distance between them."""


class Rig:
    """An avatar with its bones; makes the matrices for drawing it in a pose.

    Args:
        avatar: What is drawn.
        bones: Joint of the solved skeleton to the node it moves.

    Raises:
        AvatarError: The hips are not among them.
    """

    def __init__(self, avatar: Avatar, bones: BoneMap) -> None:
        if "Hips" not in bones:
            raise AvatarError(
                QT_TRANSLATE_NOOP("Errors", "It is not known which bone of {name} is the hips."),
                name=avatar.name,
            )
        self.avatar = avatar
        self.bones = bones
        self.rest: RestPose = rest_pose(avatar, bones)
        driven = [joint for joint, name in enumerate(_SKELETON.joints) if name in bones]
        row = {joint: i for i, joint in enumerate(driven)}
        self._sources = np.array([_source(joint, bones) for joint in driven], dtype=np.intp)
        self._above = np.array([_row_above(joint, row) for joint in driven], dtype=np.intp)
        self._ancestry = _ancestry(self._above)
        places = self.rest.places
        self._offsets = places - places[self._above]
        self._legs = _find_legs(row, places)
        self._hips_to_middle = np.zeros(3)
        self._leg_length = self.rest.height / _ADULT_M * _leg_length(_t_pose())
        if self._legs is not None:
            self._hips_to_middle = self._legs.middle - places[0]
            self._leg_length = float(self._legs.bones.sum(axis=1).mean())

    @property
    def height(self) -> float:
        """Metres from the sole to the top of the head, roughly."""
        return self.rest.height

    def scale_for(self, positions: FloatArray) -> float:
        """Return how much longer its legs are than those of a person with (22, 3) joints."""
        return self._leg_length / max(_leg_length(positions), 1e-6)

    def matrices(self, solved: SolvedPose) -> NDArray[np.float32]:
        """Return (S, 3, 4) matrices from the mesh to the world, one for each slot.

        The world is ours: metres, Y up, facing +Z at rest, the floor at 0.
        """
        frames, _ = joint_frames(_SKELETON, solved.rotations, solved.root_position)
        scale = self.scale_for(solved.positions)
        clearance = _ANKLE_SHARE * float(
            np.linalg.norm(solved.positions[_TOES[0]] - solved.positions[_FEET[0]])
        )
        lift = np.array([0.0, self.rest.ankle - scale * clearance, 0.0])
        frames = frames[self._sources]
        turns = frames @ self.rest.to_t_pose
        hips = scale * solved.positions[0] + lift - turns[0] @ self._hips_to_middle
        places = self._placed(turns, hips)
        if self._legs is not None:
            ankles = scale * solved.positions[_FEET] + lift
            turns = self._with_feet_at(ankles, frames, turns, places)
            places = self._placed(turns, hips)
        moved = np.zeros((len(turns), 4, 4))
        moved[:, :3, :3] = turns
        moved[:, :3, 3] = places - (turns @ self.rest.places[..., None])[..., 0]
        moved[:, 3, 3] = 1.0
        matrices = moved[self.rest.slot_rows] @ self.rest.slots
        return matrices[:, :3].astype(np.float32)

    def _placed(self, turns: FloatArray, hips: FloatArray) -> FloatArray:
        steps = (turns[self._above] @ self._offsets[..., None])[..., 0]
        steps[0] = hips
        places: FloatArray = self._ancestry @ steps
        return places

    def _with_feet_at(
        self, ankles: FloatArray, frames: FloatArray, turns: FloatArray, places: FloatArray
    ) -> FloatArray:
        """Return the turns with both legs bent so that the ankles are where they should."""
        assert self._legs is not None, "asked before"
        thighs, shanks = self._legs.thighs, self._legs.shanks
        upper, lower = reach(
            places[thighs], ankles, frames[thighs], frames[shanks], self._legs.bones
        )
        turns = turns.copy()
        turns[thighs] = upper @ self.rest.to_t_pose[thighs]
        turns[shanks] = lower @ self.rest.to_t_pose[shanks]
        return turns


@dataclass(frozen=True, eq=False)
class _Legs:
    """Two whole legs."""

    thighs: NDArray[np.intp]
    """(2,) rows among the driven joints."""
    shanks: NDArray[np.intp]
    """(2,) rows."""
    bones: FloatArray
    """(2, 2) lengths of thigh and shank of each leg, metres."""
    middle: FloatArray
    """(3,) between the hip joints at rest, metres."""


def _find_legs(row: dict[int, int], places: FloatArray) -> _Legs | None:
    """Return the legs of an avatar, if it has two whole ones."""
    parts = [[row.get(int(joint), -1) for joint in pair] for pair in (_THIGHS, _SHANKS, _FEET)]
    if min(min(pair) for pair in parts) < 0:
        return None
    hips, knees, ankles = (places[pair] for pair in parts)
    upper, lower = np.linalg.norm(knees - hips, axis=1), np.linalg.norm(ankles - knees, axis=1)
    bones = np.stack([upper, lower], axis=1)
    if bones.min() < _SHORTEST_M:
        return None
    thighs, shanks = (np.array(pair, dtype=np.intp) for pair in parts[:2])
    return _Legs(thighs, shanks, bones, hips.mean(axis=0))


def _source(joint: int, bones: BoneMap) -> int:
    """Return the joint whose turn a bone takes: the uppermost bone of the back carries the arms."""
    name = _SKELETON.joints[joint]
    present = [part for part in _TRUNK if part in bones]
    if present and name == present[-1]:
        return _SKELETON.index(_TRUNK[-1])
    return joint


def _row_above(joint: int, row: dict[int, int]) -> int:
    above = _SKELETON.parents[joint]
    while above >= 0 and above not in row:
        above = _SKELETON.parents[above]
    return row.get(above, 0)


def _ancestry(above: NDArray[np.intp]) -> FloatArray:
    """Return (J, J): 1 where the second row lies on the way from the first one to the root."""
    table = np.eye(len(above))
    for i in range(1, len(above)):
        table[i] += table[above[i]]
    return table


def _leg_length(positions: FloatArray) -> float:
    thighs = np.linalg.norm(positions[_SHANKS] - positions[_THIGHS], axis=1)
    shanks = np.linalg.norm(positions[_FEET] - positions[_SHANKS], axis=1)
    return float((thighs + shanks).mean())


def _t_pose() -> FloatArray:
    still = np.tile(IDENTITY, (len(_SKELETON.joints), 1))
    return forward_kinematics(_SKELETON, still, np.zeros(3))
