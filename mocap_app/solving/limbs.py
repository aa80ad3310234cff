"""Arms and legs: swing from the bone's direction, twist from the plane in which it bends.

All four limbs are solved at once, in the order left arm, right arm, left leg, right leg. At rest
the arms point sideways with palms down and the elbows bend forwards; the legs point down and the
knees bend backwards. The normal of that plane (upper x lower bone) is the limb's hinge.

* Bent limbs take their twist from the plane. Towards straight the plane fades into noise; there
  the twist of the frame before is carried along, for legs guided by where the foot points, and
  slowly relaxes.
* A bone that is not seen stays for a moment and then sinks to rest: arms hang, legs stand, lower
  bones go straight on. It returns over `evidence`, which the caller ramps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.rotation import cross, dot, unit
from mocap_app.solving.geometry import frame_from, swing_matrix
from mocap_app.solving.landmarks import keypoints

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray

UPPER = ("LeftArm", "RightArm", "LeftUpLeg", "RightUpLeg")
LOWER = ("LeftForeArm", "RightForeArm", "LeftLeg", "RightLeg")

REST = np.array([[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0], [0.0, -1.0, 0.0], [0.0, -1.0, 0.0]])
"""(4, 3) directions of both bones at rest, in the axes of the joint."""
HINGE = np.array([[0.0, -1.0, 0.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
"""(4, 3) axes about which the lower bones bend, in the axes of the joint."""

HOLD_S = 0.4
"""Seconds for which an unseen bone stays."""
SINK_S = 0.35
"""Time constant with which it then goes to rest."""
TWIST_RELAX_S = 4.0
"""Time constant with which the twist of a straight limb goes to its natural one."""
PALM_S = 0.4
"""Time constant with which the twist of a straight arm goes to where the palm has it."""
WRUNG_S = 0.1
"""The same for a hand that is turned further than wrists do."""
STRAIGHT = np.sin(np.radians([8.0, 25.0]))
"""Sines of the bends below which the plane counts for nothing, and above which it decides."""
MAX_BEND = np.radians([150.0, 150.0, 155.0, 155.0])
MAX_KNEE_OVERSTRETCH = np.radians(10.0)
"""A knee that bends further to the front than this is a fault in the depth."""

_START = keypoints("left_shoulder", "right_shoulder", "left_hip", "right_hip")
_MIDDLE = keypoints("left_elbow", "right_elbow", "left_knee", "right_knee")
_END = keypoints("left_wrist", "right_wrist", "left_ankle", "right_ankle")
_HEELS, _TOES = keypoints("left_heel", "right_heel"), keypoints("left_toe", "right_toe")
_PALMS = np.stack([keypoints("left_index", "right_index"), keypoints("left_pinky", "right_pinky")])
_PALM_TELLS = 0.5  # It tells the twist of the whole arm, not how much of it is the elbow's.
# In the axes of the parent: slightly away from the body, where arms hang of themselves.
_AT_EASE = unit(np.array([[0.15, -1.0, 0.05], [-0.15, -1.0, 0.05], [0, -1, 0], [0, -1, 0]]))
_REST, _HINGE = REST[..., None], HINGE[..., None]
_REST_FRAME_INVERSE = np.swapaxes(frame_from(REST, HINGE), -1, -2)


@dataclass(frozen=True, slots=True)
class Limbs:
    """What the next frame needs to know of this one."""

    upper: FloatArray
    """(4, 3, 3) upper bones in the axes of their parents."""
    lower: FloatArray
    """(4, 3) directions of the lower bones in the axes of the upper ones."""
    unseen_s: FloatArray
    """(4, 2) seconds since the upper and lower bones were seen."""
    twist_s: FloatArray
    """(4,) seconds since a bend, a foot or a palm told the twist."""


def solve_limbs(
    points: FloatArray, evidence: FloatArray, parents: FloatArray, before: Limbs | None, dt: float
) -> tuple[FloatArray, FloatArray, Limbs]:
    """Fit arms and legs.

    Args:
        points: (27, 3) keypoints, world axes, metres; finite.
        evidence: (27,) weights 0 to 1 of the keypoints.
        parents: (4, 3, 3) orientations of the collarbones and, twice, the pelvis.
        before: State of the frame before, None at the start.
        dt: Seconds since it.

    Returns:
        (4, 3, 3) upper and (4, 3, 3) lower bones in the world frame, and the new state.
    """
    seen = np.stack(
        [
            np.minimum(evidence[_START], evidence[_MIDDLE]),
            np.minimum(evidence[_MIDDLE], evidence[_END]),
        ],
        axis=1,
    )  # (4, 2)
    unseen_s = np.where(seen > 0.0, 0.0, before.unseen_s + dt if before else HOLD_S + SINK_S)
    sink = np.where(unseen_s > HOLD_S, 1.0 - np.exp(-dt / SINK_S), 0.0)
    was = (before.upper @ _REST)[..., 0] if before else _at_ease(parents)
    direction = _local(points[_MIDDLE] - points[_START], parents)
    lower_kept = before.lower if before else REST
    if seen.min() < 1.0:
        direction = _blend(direction, _blend(_at_ease(parents), was, sink[:, 0]), seen[:, 0])
        lower_kept = _blend(REST, lower_kept, sink[:, 1])
    natural = swing_matrix(REST, direction)
    carried = swing_matrix(was, direction) @ before.upper if before else natural
    hanging = (carried @ lower_kept[..., None])[..., 0]
    lower = _blend(_local(points[_END] - points[_MIDDLE], parents), hanging, seen[:, 1])

    relax = 1.0 - np.exp(-dt / TWIST_RELAX_S)
    hinge = _blend((natural @ _HINGE)[..., 0], (carried @ _HINGE)[..., 0], np.full(4, relax))
    hinge, told = _guide_by_feet(hinge, natural, points, evidence, parents, lower)
    hinge[:2] = _guide_by_palms(
        hinge[:2], points, evidence, parents[:2], lower[:2], dt if before else np.inf
    )
    hinge, lower, weight = _bend(direction, lower, natural, hinge, seen.min(axis=1))
    told[:2] = _PALM_TELLS * evidence[_PALMS].min(axis=0)
    twist_s = (before.twist_s + dt if before else np.zeros(4)) * (1.0 - np.maximum(weight, told))
    upper = frame_from(direction, hinge) @ _REST_FRAME_INVERSE
    bend = swing_matrix((upper @ _REST)[..., 0], lower)
    state = Limbs(upper, (np.swapaxes(upper, -1, -2) @ lower[..., None])[..., 0], unseen_s, twist_s)
    return parents @ upper, parents @ bend @ upper, state


def _local(vectors: FloatArray, parents: FloatArray) -> FloatArray:
    return unit((vectors[:, None, :] @ parents)[:, 0])


def _blend(seen: FloatArray, kept: FloatArray, weight: FloatArray) -> FloatArray:
    # The millionth more of `kept` decides where the two are opposite.
    w = weight[:, None]
    return unit(w * seen + (1.000001 - w) * kept)


def _at_ease(parents: FloatArray) -> FloatArray:
    """Return (4, 3) where unseen limbs go, in the axes of their parents.

    Straight down in the world while the trunk is upright; along the trunk when it is not.
    """
    down_local = -parents[:, 1, :]
    upright = np.clip((parents[:, 1, 1] - 0.3) / 0.4, 0.0, 1.0)[:, None]
    fixed = _AT_EASE.copy()
    down = down_local + (fixed - np.array([0.0, -1.0, 0.0]))
    return unit(upright * down + (1.0 - upright) * fixed)


def _guide_by_feet(
    hinge: FloatArray,
    natural: FloatArray,
    points: FloatArray,
    evidence: FloatArray,
    parents: FloatArray,
    lower: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Turn the knees' hinges (the last two of four) to where the feet point.

    Returns:
        (4, 3) hinges, and (4,) how much of each is told.
    """
    forward = _local(points[_TOES] - points[_HEELS], parents[2:])
    across = cross(forward, lower[2:])
    length = np.sqrt(dot(across, across))
    across = across / np.maximum(length, 1e-9)
    weight = np.minimum(evidence[_TOES], evidence[_HEELS])[:, None]
    # A pointed foot lies along the shin and tells nothing; one that points backwards is a fault.
    weight = weight * smooth_step(length, 0.3, 0.7)
    weight = weight * smooth_step(dot(across, (natural[2:] @ _HINGE[2:])[..., 0]), 0.0, 0.4)
    guided = hinge.copy()
    guided[2:] = _blend(across, hinge[2:], 0.8 * weight[:, 0])
    told = np.zeros(4)
    told[2:] = 0.8 * weight[:, 0]
    return guided, told


def _guide_by_palms(
    hinge: FloatArray,
    points: FloatArray,
    evidence: FloatArray,
    parents: FloatArray,
    lower: FloatArray,
    dt: float,
) -> FloatArray:
    """Turn the hinges of straight elbows (2, 3) slowly to where the palms want them.

    A hand turns by some 80 degrees either way against its elbow. Without this a straight arm that
    goes up at the side and comes down in front ends up wrung by half a turn.
    """
    index, pinky = points[_PALMS[0]], points[_PALMS[1]]
    across = unit(cross(lower, _local(index - pinky, parents)))
    rate = 1.0 / PALM_S + smooth_step(-dot(across, hinge)[:, 0], -0.2, 0.4) / WRUNG_S
    pull = 1.0 - np.exp(-dt * rate)
    return _blend(across, hinge, pull * evidence[_PALMS].min(axis=0))


def _bend(
    upper: FloatArray, lower: FloatArray, natural: FloatArray, hinge: FloatArray, seen: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the hinges as far as the bends tell them, and lower bones that joints allow.

    The third value is (4,) how much of each hinge the bend tells.
    """
    normal = cross(upper, lower)
    sine = np.sqrt(dot(normal, normal))
    normal = normal / np.maximum(sine, 1e-9)
    allowed = smooth_step(dot(normal, (natural @ _HINGE)[..., 0]), -0.2, 0.2)
    # Elbows bend in any plane; so do, for all that `natural` can say, legs that point upwards.
    anywhere = dot(upper, REST) < -0.8
    anywhere[:2] = True
    allowed = np.where(anywhere, 1.0, allowed)
    weight = smooth_step(sine, *STRAIGHT) * allowed
    told = weight[:, 0] * seen
    hinge = _blend(normal, hinge, told)

    cosine = dot(upper, lower)
    most = MAX_KNEE_OVERSTRETCH + allowed * (MAX_BEND[:, None] - MAX_KNEE_OVERSTRETCH)
    bend = np.minimum(np.arctan2(sine, cosine), most)
    side = unit(lower - cosine * upper)
    return hinge, unit(np.cos(bend) * upper + np.sin(bend) * side), told


def smooth_step(x: FloatArray, low: float, high: float) -> FloatArray:
    """Go from 0 at `low` to 1 at `high` without a corner."""
    t = np.minimum(np.maximum((x - low) / (high - low), 0.0), 1.0)
    step: FloatArray = t * t * (3.0 - 2.0 * t)
    return step
