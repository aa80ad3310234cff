"""Arms and legs: swing from the bone's direction, twist from the plane in which it bends.

At rest the arms point sideways with palms down and the elbows bend forwards; the legs point down
and the knees bend backwards. The normal of that plane (upper x lower bone) is the limb's hinge.

* Bent limbs take their twist from the plane. Towards straight the plane fades into noise; there
  the twist of the frame before is carried along, for legs guided by where the foot points, for
  arms slowly by the palm, and relaxes.
* Which ways bones point is for `limb_view` to tell. One that is not seen stays for a moment and
  then sinks to rest: arms hang, legs stand, lower bones go straight on. It returns over `evidence`,
  which the caller ramps.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from mocap_app.core import vec3
from mocap_app.core.vec3 import AXES
from mocap_app.solving.limb_view import (
    KINDS,
    MAX_KNEE_OVERSTRETCH,
    REST_AXES,
    UPWARDS,
    Kind,
    Limb,
    View,
    ramp,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.core.vec3 import Frame, Vec

UPPER = ("LeftArm", "RightArm", "LeftUpLeg", "RightUpLeg")
LOWER = ("LeftForeArm", "RightForeArm", "LeftLeg", "RightLeg")

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
MAX_SWING_SPEED = math.radians(1000.0)
"""Radians per second of a thigh; a faster one was seen on the other leg before."""
MAX_TWIST_SPEED = math.radians(700.0)
"""Radians per second; a bend that asks for more is a fault of the elbow, not a flip of the arm."""
STRAIGHT = (math.sin(math.radians(8.0)), math.sin(math.radians(25.0)))
"""Sines of the bends below which the plane counts for nothing, and above which it decides."""
_PALM_TELLS = 0.5  # It tells the twist of the whole arm, not how much of it is the elbow's.
_FOOT_TELLS = 0.8


Limbs = tuple[Limb, Limb, Limb, Limb]


class Seen(NamedTuple):
    """What is seen of 27 keypoints."""

    points: list[list[float]]
    """(27, 3) world axes, metres; finite."""
    evidence: list[float]
    """(27,) weights 0 to 1: whether they count at all."""
    sureness: list[float]
    """(27,) confidences over the last moments: which of two that contradict each other counts."""


def solve_limbs(
    seen: Seen,
    parents: Sequence[Frame],
    lengths: list[list[float]],
    before: Limbs | None,
    dt: float,
) -> tuple[list[Frame], list[Frame], Limbs]:
    """Fit arms and legs.

    Args:
        seen: The keypoints.
        parents: Four orientations: of the collarbones and, twice, the pelvis.
        lengths: (4, 2) metres of upper and lower bones.
        before: State of the frame before, None at the start.
        dt: Seconds since it.

    Returns:
        Four upper and four lower bones in the world frame, and the new state.
    """
    uppers, lowers, limbs = [], [], []
    for i, (kind, parent) in enumerate(zip(KINDS, parents, strict=True)):
        points = [seen.points[key] for key in kind.keys]
        counts = [seen.evidence[key] for key in kind.keys]
        sureness = [seen.sureness[key] for key in kind.keys[1:3]]
        view = View(kind, points, counts, sureness, lengths[i])
        limb, bent = _solve(view, REST_AXES[i], parent, before[i] if before else None, dt)
        uppers.append(vec3.world_frame(parent, limb.upper))
        lowers.append(vec3.world_frame(parent, bent))
        limbs.append(limb)
    a, b, c, d = limbs
    return uppers, lowers, (a, b, c, d)


def _solve(
    view: View, rest_axes: Frame, parent: Frame, before: Limb | None, dt: float
) -> tuple[Limb, Frame]:
    """Return the limb and its lower bone in the parent's axes."""
    kind, (start, middle, end) = view.kind, view.weights[:3]
    ends = min(start, end)
    seen = max(min(start, middle), ends), max(min(middle, end), ends)
    gone = before.unseen_s if before else (HOLD_S + SINK_S, HOLD_S + SINK_S)
    unseen_s = (
        0.0 if seen[0] > 0.0 else gone[0] + (dt if before else 0.0),
        0.0 if seen[1] > 0.0 else gone[1] + (dt if before else 0.0),
    )
    was = vec3.world(before.upper, kind.rest) if before else _at_ease(kind, parent)
    kept = before.lower if before else kind.rest
    direction, shown = view.ways(parent, before)
    if seen[0] < 1.0:
        sunk = vec3.mix(_at_ease(kind, parent), was, _sink(unseen_s[0], dt))
        direction = vec3.mix(direction, sunk, seen[0])
    if before and not kind.is_arm:
        direction = _swung_at_most(was, direction, MAX_SWING_SPEED * dt)
    if seen[1] < 1.0:
        kept = vec3.mix(kind.rest, kept, _sink(unseen_s[1], dt))
    natural = vec3.swing(kind.rest, direction)
    natural_hinge = vec3.rotated(natural, kind.hinge)
    # The frame before is carried along, at the start that of rest.
    turn, carried = (vec3.swing(was, direction), before.upper) if before else (natural, AXES)
    carried_hinge = vec3.rotated(turn, vec3.world(carried, kind.hinge))
    lower = shown
    if seen[1] < 1.0:
        lower = vec3.mix(shown, vec3.rotated(turn, vec3.world(carried, kept)), seen[1])

    relax = 1.0 - math.exp(-dt / TWIST_RELAX_S)
    hinge = vec3.mix(natural_hinge, carried_hinge, relax)
    if kind.is_arm:
        hinge, told = _guided_by_palm(view, parent, hinge, lower, dt if before else math.inf)
    else:
        hinge, told = _guided_by_foot(view, parent, hinge, lower, natural_hinge)
    hinge, lower, bent = _bend(kind, direction, lower, (natural_hinge, hinge), min(ends, middle))
    twist_s = (before.twist_s + dt if before else 0.0) * (1.0 - max(told, bent))

    if before:
        most = MAX_TWIST_SPEED * dt
        wanted, hinge = hinge, _turned_at_most(carried_hinge, hinge, direction, most)
        if hinge is not wanted:
            # Still on its way: whoever comes from the other end of the take knows better.
            twist_s = before.twist_s + dt
    frame = vec3.frame_from(direction, hinge)
    upper = vec3.world_frame(frame, rest_axes)
    # The lower bone is the upper one bent about the hinge and then aimed. Straight from one
    # direction to the other, a folded limb would roll by up to half a turn with its hand's shakes.
    folded = vec3.world_frame(vec3.frame_from(lower, frame[1]), rest_axes)
    return Limb(upper, vec3.local(upper, lower), unseen_s, twist_s), folded


def _sink(unseen_s: float, dt: float) -> float:
    return 1.0 - math.exp(-dt / SINK_S) if unseen_s > HOLD_S else 0.0


def _at_ease(kind: Kind, parent: Frame) -> Vec:
    """Return where an unseen limb goes, in the axes of its parent.

    Straight down in the world while the trunk is upright; along the trunk when it is not.
    """
    upright = min(max((parent[1][1] - 0.3) / 0.4, 0.0), 1.0)
    x, y, z = kind.at_ease
    down = (x - parent[0][1], y + 1.0 - parent[1][1], z - parent[2][1])
    return vec3.mix(down, kind.at_ease, upright)


def _guided_by_foot(
    view: View, parent: Frame, hinge: Vec, lower: Vec, natural_hinge: Vec
) -> tuple[Vec, float]:
    """Turn a knee's hinge to where the foot points; the second value is how much that tells."""
    across = vec3.cross(view.line(3, 4, parent), lower)
    length = vec3.length(across)
    across = vec3.scaled(across, 1.0 / max(length, 1e-9))
    # A pointed foot lies along the shin and tells nothing; one that points backwards is a fault.
    weight = _FOOT_TELLS * min(view.weights[3], view.weights[4]) * ramp(length, 0.3, 0.7)
    weight *= ramp(vec3.dot(across, natural_hinge), 0.0, 0.4)
    return vec3.mix(across, hinge, weight), weight


def _guided_by_palm(
    view: View, parent: Frame, hinge: Vec, lower: Vec, dt: float
) -> tuple[Vec, float]:
    """Turn a straight elbow's hinge slowly to where the palm wants it.

    A hand turns by some 80 degrees either way against its elbow. Without this a straight arm that
    goes up at the side and comes down in front ends up wrung by half a turn.
    """
    seen = min(view.weights[3], view.weights[4])
    across = vec3.unit(vec3.cross(lower, view.line(3, 4, parent)))
    rate = 1.0 / PALM_S + ramp(-vec3.dot(across, hinge), -0.2, 0.4) / WRUNG_S
    return vec3.mix(across, hinge, seen * (1.0 - math.exp(-dt * rate))), _PALM_TELLS * seen


def _bend(
    kind: Kind, upper: Vec, lower: Vec, hinges: tuple[Vec, Vec], seen: float
) -> tuple[Vec, Vec, float]:
    """Return the hinge as far as the bend tells it, and a lower bone that joints allow.

    The third value is how much of the hinge the bend tells.
    """
    natural_hinge, hinge = hinges
    normal = vec3.cross(upper, lower)
    sine, cosine = vec3.length(normal), vec3.dot(upper, lower)
    normal = vec3.scaled(normal, 1.0 / max(sine, 1e-9))
    allowed = 1.0
    # Elbows bend in any plane; so do, for all that `natural` can say, legs that point upwards.
    if not kind.is_arm and vec3.dot(upper, kind.rest) >= UPWARDS:
        allowed = ramp(vec3.dot(normal, natural_hinge), -0.2, 0.2)
    told = ramp(sine, *STRAIGHT) * allowed * seen
    most = MAX_KNEE_OVERSTRETCH + allowed * (kind.most_bend - MAX_KNEE_OVERSTRETCH)
    if math.atan2(sine, cosine) > most:
        side = vec3.unit(vec3.sub(lower, vec3.scaled(upper, cosine)))
        lower = vec3.add_scaled(vec3.scaled(upper, math.cos(most)), side, math.sin(most))
    return vec3.mix(normal, hinge, told), lower, told


def _swung_at_most(was: Vec, wanted: Vec, most: float) -> Vec:
    """Return the direction `wanted`, or as much of the way from `was` to it as allowed."""
    if vec3.dot(was, wanted) >= math.cos(min(most, math.pi)):
        return wanted
    return vec3.rotated(vec3.limited(vec3.swing(was, wanted), most), was)


def _turned_at_most(was: Vec, wanted: Vec, about: Vec, most: float) -> Vec:
    """Return `wanted`, or as much of the turn from `was` to it about the unit axis as allowed."""
    along = vec3.dot(was, about) * vec3.dot(wanted, about)
    sine, cosine = vec3.dot(vec3.cross(was, wanted), about), vec3.dot(was, wanted) - along
    angle = math.atan2(sine, cosine)
    if abs(angle) <= most:
        return wanted
    across = vec3.frame_from(about, was)[1]
    return vec3.rotated(vec3.turn(about, math.copysign(most, angle)), across)
