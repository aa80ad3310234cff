"""From 27 keypoints to the local rotations of the 22 joints.

The order is that of the body: trunk, limbs, then head, hands and feet. Everything is done on
world-frame orientations; local rotations are the difference between a joint and its parent.
Keypoints are used by direction, so that lengths that do not quite fit bend no joint.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core import vec3
from mocap_app.core.rotation import align_to, from_matrix
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.solving.extremities import PIECES, Extremities, forearm_twists, solve_extremities
from mocap_app.solving.landmarks import FACE, Body, joints, keypoints
from mocap_app.solving.limbs import LOWER, UPPER, Limbs, Seen, smooth_step, solve_limbs
from mocap_app.solving.torso import Torso, solve_torso

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray
    from mocap_app.core.vec3 import Frame

UNSURE, SURE = 0.1, 0.3
"""Confidences at which a keypoint counts for nothing, and from which it counts in full."""
RETURN_S = 0.25
"""Seconds over which a keypoint that was lost gets its full weight back."""
SURENESS_S = 0.2
"""Time constant with which confidences are followed where two keypoints contradict each other."""
MAX_NECK_TURN = math.radians(70.0)

_NECK, _HEAD = (int(i) for i in joints("Neck", "Head"))
_TRUNK = ("Hips", "Spine", "Spine1", "Spine2", "LeftShoulder", "RightShoulder")
_BONES = joints(*_TRUNK, *UPPER, *LOWER)
_CARRIERS, _FOREARMS = joints("Spine2", *LOWER), joints(*LOWER[:2])
_UPPER, _LOWER, _PIECES = joints(*UPPER), joints(*LOWER), joints(*PIECES)
_TOES = joints("LeftToeBase", "RightToeBase")
_PARENTS = np.array(solved_skeleton().parents[1:])
_FACE_AND_THORAX: list[int] = keypoints(*FACE, "thorax").tolist()


class JointSolver:
    """Finds the rotations of one person; holds what the next frame needs of the last."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the frames before."""
        self._evidence: FloatArray | None = None
        self._sureness: FloatArray = np.zeros(0)
        self._torso: Torso | None = None
        self._torso_unseen_s = 0.0
        self._limbs: Limbs | None = None
        self._extremities: Extremities | None = None

    def solve(
        self, points: FloatArray, confidence: FloatArray, body: Body, dt: float
    ) -> FloatArray | None:
        """Return (22, 3, 3) orientations in the world frame; None if no trunk was ever seen.

        Args:
            points: (27, 3) keypoints relative to the pelvis, world axes, metres; NaN if lost.
            confidence: (27,) 0 to 1.
            body: With the person's bone lengths.
            dt: Seconds since the last call, 0 at the first.
        """
        known = np.asarray(np.isfinite(points).all(axis=-1))
        points = np.where(known[:, None], points, 0.0)
        sure = known & (confidence > UNSURE)  # Not where it is NaN.
        evidence = self._ramp(np.where(sure, smooth_step(confidence, UNSURE, SURE), 0.0), dt)
        # Trunk, limbs and neck are chains of small steps: plain floats.
        places, counts = points.tolist(), evidence.tolist()
        torso = solve_torso(places, counts, body.offsets, self._torso, dt)
        if torso is None:
            return None
        if self._torso is None:
            self._sureness = confidence
        self._torso_unseen_s = self._torso_unseen_s + dt if torso is self._torso else 0.0
        part = 1.0 - math.exp(-dt / SURENESS_S)
        self._sureness = self._sureness + part * (np.where(sure, confidence, 0.0) - self._sureness)
        self._torso, self._evidence = torso, evidence
        seen = Seen(places, counts, self._sureness.tolist())
        frames = self._bones(seen, body, torso, dt)
        pieces, self._extremities = solve_extremities(
            points, evidence, body.pieces, frames.take(_CARRIERS, axis=0), self._extremities, dt
        )
        twists = forearm_twists(self._extremities.local[1:3])
        frames[_FOREARMS] = frames.take(_FOREARMS, axis=0) @ twists
        frames[_PIECES], frames[_TOES] = pieces, pieces[3:]
        frames[_NECK] = _neck(seen, torso.spine[2], pieces[0], body)
        return frames

    def ages(self) -> FloatArray:
        """Return (22,) seconds since something that was seen told each joint's orientation."""
        ages = np.full(len(_PARENTS) + 1, self._torso_unseen_s)
        if self._limbs is not None and self._extremities is not None:
            ages[_UPPER] = [max(limb.unseen_s[0], limb.twist_s) for limb in self._limbs]
            ages[_LOWER] = [max(limb.unseen_s[1], limb.twist_s) for limb in self._limbs]
            ages[_PIECES] = self._extremities.unseen_s
            ages[_TOES] = ages[_PIECES[3:]]
        return ages

    def _ramp(self, evidence: FloatArray, dt: float) -> FloatArray:
        # Loss is at once, there is nothing to look at; a return must not be a jump.
        if self._evidence is None:
            return evidence
        return np.minimum(evidence, self._evidence + dt / RETURN_S)

    def _bones(self, seen: Seen, body: Body, torso: Torso, dt: float) -> FloatArray:
        """Return (22, 3, 3) world orientations with those of trunk and limbs in their places."""
        parents = (*torso.clavicles, torso.pelvis, torso.pelvis)
        upper, lower, self._limbs = solve_limbs(seen, parents, body.limbs, self._limbs, dt)
        columns = [torso.pelvis, *torso.spine, *torso.clavicles, *upper, *lower]
        frames = np.empty((len(body.offsets), 3, 3))
        # Of lists of columns the last two axes are exchanged.
        frames[_BONES] = np.array(columns).swapaxes(-1, -2)
        return frames


def local_rotations(frames: FloatArray, before: FloatArray | None = None) -> FloatArray:
    """Return (..., 22, 4) rotations wxyz against the parents, near in sign to `before`.

    Args:
        frames: (..., 22, 3, 3) orientations in the world frame.
        before: (..., 22, 4) of the frame before.
    """
    local = frames.copy()
    parents = frames.take(_PARENTS, axis=-3)
    local[..., 1:, :, :] = np.swapaxes(parents, -1, -2) @ frames[..., 1:, :, :]
    rotations = from_matrix(local)
    return rotations if before is None else align_to(rotations, before)


def _neck(seen: Seen, trunk: Frame, head: FloatArray, body: Body) -> FloatArray:
    """Return the neck's (3, 3): half of the head's turn, and pointing at where the head sits."""
    skull = vec3.frame(head.T.tolist())
    middle = vec3.rotated_frame(vec3.power(vec3.quat_between(trunk, skull), 0.5), trunk)
    rest = vec3.unit(vec3.vec(body.offsets[_HEAD]))
    start, half_way = vec3.world(trunk, rest), vec3.world(middle, rest)
    direction = half_way
    weight = min(seen.evidence[key] for key in _FACE_AND_THORAX)
    if weight > 0.0:
        nose, left, right, thorax = (vec3.vec(seen.points[key]) for key in _FACE_AND_THORAX)
        face = vec3.scaled(vec3.add(nose, vec3.add(left, right)), 1.0 / len(FACE))
        seat = vec3.sub(face, vec3.world(skull, body.face))
        direction = vec3.mix(vec3.unit(vec3.sub(seat, thorax)), direction, weight)
    aimed = vec3.rotated(vec3.power(vec3.swing(start, direction), 1.0, MAX_NECK_TURN), start)
    return np.array(vec3.rotated_frame(vec3.swing(half_way, aimed), middle)).T
