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
from mocap_app.core.rotation import IDENTITY, from_matrix, matrices_of
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.solving.extremities import PIECES, Model, Piece, forearm, models, solve_extremities
from mocap_app.solving.landmarks import FACE, Body, joints, keypoints
from mocap_app.solving.limb_view import ramp
from mocap_app.solving.limbs import LOWER, UPPER, Limbs, Seen, solve_limbs
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

_HEAD = int(joints("Head")[0])
_TRUNK = ("Hips", "Spine", "Spine1", "Spine2", "LeftShoulder", "RightShoulder")
_TOES = ("LeftToeBase", "RightToeBase")
_ORDER = np.argsort(joints(*_TRUNK, *UPPER, *LOWER, "Neck", *PIECES, *_TOES))
_UPPER, _LOWER, _PIECES, _ENDS = (joints(*names) for names in (UPPER, LOWER, PIECES, _TOES))
_PARENTS = np.array(solved_skeleton().parents[1:])
_FACE_AND_THORAX: list[int] = keypoints(*FACE, "thorax").tolist()
_NOWHERE = [0.0, 0.0, 0.0]


class JointSolver:
    """Finds the rotations of one person; holds what the next frame needs of the last."""

    def __init__(self) -> None:
        self._body: Body | None = None
        self._models: list[Model] = []
        self.reset()

    def reset(self) -> None:
        """Forget the frames before."""
        self._evidence: list[float] | None = None
        self._sureness: list[float] = []
        self._torso: Torso | None = None
        self._torso_unseen_s = 0.0
        self._limbs: Limbs | None = None
        self._pieces: list[Piece] | None = None

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
        if body is not self._body:
            self._body, self._models = body, models(body.pieces)
        # A body is a chain of small steps: plain floats.
        places, sure = _known(points.tolist(), confidence.tolist())
        evidence = self._ramp([1.0 if c >= SURE else ramp(c, UNSURE, SURE) for c in sure], dt)
        torso = solve_torso(places, evidence, body.offsets, self._torso, dt)
        if torso is None:
            return None
        if self._torso is None:
            self._sureness = sure
        part = 1.0 - math.exp(-dt / SURENESS_S)
        self._sureness = [s + part * (c - s) for s, c in zip(self._sureness, sure, strict=True)]
        self._torso_unseen_s = self._torso_unseen_s + dt if torso is self._torso else 0.0
        self._torso, self._evidence = torso, evidence
        return self._frames(Seen(places, evidence, self._sureness), torso, body, dt)

    def ages(self) -> FloatArray:
        """Return (22,) seconds since something that was seen told each joint's orientation."""
        ages = np.full(len(_PARENTS) + 1, self._torso_unseen_s)
        if self._limbs is not None and self._pieces is not None:
            ages[_UPPER] = [max(limb.unseen_s[0], limb.twist_s) for limb in self._limbs]
            ages[_LOWER] = [max(limb.unseen_s[1], limb.twist_s) for limb in self._limbs]
            ages[_PIECES] = [piece.unseen_s for piece in self._pieces]
            ages[_ENDS] = ages[_PIECES[3:]]
        return ages

    def _ramp(self, evidence: list[float], dt: float) -> list[float]:
        # Loss is at once, there is nothing to look at; a return must not be a jump.
        if self._evidence is None:
            return evidence
        more = dt / RETURN_S
        return list(map(min, evidence, [was + more for was in self._evidence]))

    def _frames(self, seen: Seen, torso: Torso, body: Body, dt: float) -> FloatArray:
        """Return (22, 3, 3) world orientations: those of the trunk and all that hangs on it."""
        chest, parents = torso.spine[2], (*torso.clavicles, torso.pelvis, torso.pelvis)
        upper, lower, self._limbs = solve_limbs(seen, parents, body.limbs, self._limbs, dt)
        carriers = (chest, *lower)
        self._pieces = pieces = solve_extremities(
            seen.points, seen.evidence, self._models, carriers, self._pieces, dt
        )
        ends = [piece.frame for piece in pieces]
        lower[:2] = [forearm(lower[0], pieces[1]), forearm(lower[1], pieces[2])]
        neck = _neck(seen, chest, ends[0], body)
        trunk = (torso.pelvis, *torso.spine, *torso.clavicles)
        # Toes turn with their feet.
        frames = matrices_of([*trunk, *upper, *lower, neck, *ends, *ends[3:]])
        return frames.take(_ORDER, axis=0)


def _known(
    points: list[list[float]], confidence: list[float]
) -> tuple[list[list[float]], list[float]]:
    """Return keypoints and confidences that are numbers: 0 where nothing is known or sure."""
    places, sure = [], []
    for place, c in zip(points, confidence, strict=True):
        known = math.isfinite(sum(place))
        places.append(place if known else _NOWHERE)
        sure.append(c if known and c > UNSURE else 0.0)  # Not where it is NaN.
    return places, sure


def local_rotations(frames: FloatArray, before: FloatArray | None = None) -> FloatArray:
    """Return (..., 22, 4) rotations wxyz against the parents, near in sign to `before`.

    Args:
        frames: (..., 22, 3, 3) orientations in the world frame.
        before: (..., 22, 4) of the frame before.
    """
    local = frames.copy()
    parents = frames.take(_PARENTS, axis=-3)
    local[..., 1:, :, :] = np.swapaxes(parents, -1, -2) @ frames[..., 1:, :, :]
    return from_matrix(local, IDENTITY if before is None else before)


def _neck(seen: Seen, trunk: Frame, skull: Frame, body: Body) -> Frame:
    """Return the neck: half of the head's turn, and pointing at where the head sits."""
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
    aimed = vec3.rotated(vec3.limited(vec3.swing(start, direction), MAX_NECK_TURN), start)
    return vec3.rotated_frame(vec3.swing(half_way, aimed), middle)
