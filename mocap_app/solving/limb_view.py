"""One limb as it is seen: which ways its two bones point, even where a keypoint is wrong.

* A lower bone that is torn, much longer than it can be, has an end that is wrong: networks put a
  knee that is hidden on the other leg. The limb then lies between both ends, nearer to the surer.
* A knee that bends to the front goes to the other side of the line from hip to ankle.
* Where elbow or knee is not seen but the end of the limb is, both bones reach for the end, bent in
  the plane in which they were.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from mocap_app.core import vec3
from mocap_app.core.vec3 import AXES
from mocap_app.solving.landmarks import keypoints
from mocap_app.solving.leg_ik import corner

if TYPE_CHECKING:
    from mocap_app.core.vec3 import Frame, Vec

MAX_BEND = (math.radians(150.0), math.radians(150.0), math.radians(155.0), math.radians(155.0))
MAX_KNEE_OVERSTRETCH = math.radians(10.0)
"""A knee that bends further to the front than this is a fault in the depth."""
FALSE_KNEE = (MAX_KNEE_OVERSTRETCH, math.radians(30.0))
"""Bends to the front from which a knee may be that of the other leg, and from which it surely is:
then the ankle counts, which such a leg would put through the floor."""
TORN = 1.25, 1.5
"""Times its length from which a lower bone may be torn, and from which it surely is."""
END_TELLS = 4.0
"""How many times as sure an end counts as it is: what is hidden is mostly the middle, and a foot on
the floor is worth more than a knee."""
_ROUNDS = 4
UPWARDS = -0.8  # Cosine to its rest below which a thigh points up: its knee bends in any plane.


@dataclass(frozen=True, slots=True)
class Kind:
    """What one of the four limbs is like; vectors are in the axes of its upper joint."""

    rest: Vec
    """Direction of both bones at rest."""
    hinge: Vec
    """Axis about which the lower bone bends."""
    at_ease: Vec
    """Where the limb hangs of itself, in the axes of the parent."""
    most_bend: float
    keys: tuple[int, ...]
    """Keypoints: its start, middle and end, then the knuckles of little finger and index finger, or
    heel and toe."""
    is_arm: bool

    @property
    def rest_axes(self) -> Frame:
        """The axes of the joint as the frame of bone and hinge has them at rest."""
        frame = vec3.frame_from(self.rest, self.hinge)
        x, y, z = (vec3.local(frame, axis) for axis in AXES)
        return x, y, z


def _kinds() -> list[Kind]:
    kinds = []
    for side, sign in (("left", 1.0), ("right", -1.0)):
        names = ("shoulder", "elbow", "wrist", "pinky", "index")
        keys = tuple(int(i) for i in keypoints(*(f"{side}_{name}" for name in names)))
        ease = vec3.unit((0.15 * sign, -1.0, 0.05))
        kinds.append(Kind((sign, 0.0, 0.0), (0.0, -sign, 0.0), ease, MAX_BEND[0], keys, True))
    for side in ("left", "right"):
        names = ("hip", "knee", "ankle", "heel", "toe")
        keys = tuple(int(i) for i in keypoints(*(f"{side}_{name}" for name in names)))
        down = (0.0, -1.0, 0.0)
        kinds.append(Kind(down, (1.0, 0.0, 0.0), down, MAX_BEND[2], keys, False))
    return kinds


KINDS = _kinds()
"""Left arm, right arm, left leg, right leg."""
REST_AXES = [kind.rest_axes for kind in KINDS]


class Limb(NamedTuple):
    """What the next frame needs to know of this one."""

    upper: Frame
    """Upper bone in the axes of its parent."""
    lower: Vec
    """Direction of the lower bone in the axes of the upper one."""
    unseen_s: tuple[float, float]
    """Seconds since the upper and lower bones were seen."""
    twist_s: float
    """Seconds since a bend, a foot or a palm told the twist."""


class View(NamedTuple):
    """One limb as it is seen: places and weights of its keypoints, and how long its bones are."""

    kind: Kind
    points: list[list[float]]
    weights: list[float]
    sureness: list[float]
    """Of middle and end."""
    bones: list[float]
    """Metres of the upper and the lower one."""

    def line(self, start: int, end: int, parent: Frame) -> Vec:
        """Return the direction from one keypoint to another in the axes of the parent."""
        a, b = self.points[start], self.points[end]
        return vec3.unit(vec3.local(parent, (b[0] - a[0], b[1] - a[1], b[2] - a[2])))

    def ways(self, parent: Frame, before: Limb | None) -> tuple[Vec, Vec]:
        """Return directions of the upper and the lower bone in the axes of the parent."""
        start, middle, end = self.weights[:3]
        upper, lower = self.line(0, 1, parent), self.line(1, 2, parent)
        if min(start, middle, end) > 0.0:
            torn = self.torn()
            if torn > 0.0:
                upper, lower = _mixed(_between(self, parent), (upper, lower), torn)
            if not self.kind.is_arm:
                reach = self.line(0, 2, parent)
                upper, lower = _without_false_knee(self.kind, upper, lower, reach)
        ends = min(start, end)
        if middle < ends:
            upper, lower = _mixed((upper, lower), _reaching(self, parent, before), middle / ends)
        return upper, lower

    def torn(self) -> float:
        """Return how sure it is, 0 to 1, that the lower bone is too long to be one."""
        (a, b, c), (x, y, z) = self.points[1:3]
        ratio = vec3.length((x - a, y - b, z - c)) / max(self.bones[1], 1e-6)
        return ramp(ratio, *TORN)


def _mixed(a: tuple[Vec, Vec], b: tuple[Vec, Vec], weight: float) -> tuple[Vec, Vec]:
    return vec3.mix(a[0], b[0], weight), vec3.mix(a[1], b[1], weight)


def _between(view: View, parent: Frame) -> tuple[Vec, Vec]:
    """Return directions of bones that lead near to where middle and end are seen.

    Least squares of both distances, weighted by how sure they are: each bone in turn is set to the
    best direction for that of the other.
    """
    upper, lower = view.bones
    middle_weight, end_weight = (max(sure, 1e-3) ** 2 for sure in view.sureness)
    end_weight *= END_TELLS**2
    start = vec3.vec(view.points[0])
    middle, end = (
        vec3.local(parent, vec3.sub(vec3.vec(point), start)) for point in view.points[1:3]
    )
    direction = vec3.unit(middle)
    for _ in range(_ROUNDS):
        shown = vec3.unit(vec3.sub(end, vec3.scaled(direction, upper)))
        to_middle = vec3.sub(end, vec3.scaled(shown, lower))
        direction = vec3.unit(
            vec3.add(vec3.scaled(middle, middle_weight), vec3.scaled(to_middle, end_weight))
        )
    return direction, vec3.unit(vec3.sub(end, vec3.scaled(direction, upper)))


def _reaching(view: View, parent: Frame, before: Limb | None) -> tuple[Vec, Vec]:
    """Return directions of an upper and a lower bone that lead to the end, in the parent's axes."""
    kind, (upper, lower) = view.kind, view.bones
    (a, b, c), (x, y, z) = view.points[0], view.points[2]
    reach = min(max(vec3.length((x - a, y - b, z - c)), abs(upper - lower)), upper + lower)
    line = view.line(0, 2, parent)
    was, hinge = kind.rest, kind.hinge
    if before:
        thigh = vec3.world(before.upper, kind.rest)
        shank = vec3.world(before.upper, before.lower)
        was = vec3.unit(vec3.add(vec3.scaled(thigh, upper), vec3.scaled(shank, lower)))
        hinge = vec3.world(before.upper, kind.hinge)
    hinge = vec3.frame_from(line, vec3.rotated(vec3.swing(was, line), hinge))[1]
    opened, closed = corner(upper, reach, lower), corner(lower, reach, upper)
    return (
        vec3.rotated(vec3.turn(hinge, -opened), line),
        vec3.rotated(vec3.turn(hinge, closed), line),
    )


def _without_false_knee(kind: Kind, upper: Vec, lower: Vec, reach: Vec) -> tuple[Vec, Vec]:
    """Return directions of a thigh and a shank that lead to the same ankle by a possible knee.

    One that bends to the front goes to the other side of the line from hip to ankle. A straight
    leg lies on that line, so that nothing jumps.
    """
    normal = vec3.cross(upper, lower)
    sine, cosine = vec3.length(normal), vec3.dot(upper, lower)
    bend = math.atan2(sine, cosine)
    folded = sine < 1e-6  # No plane, and no line from hip to ankle.
    if folded or bend <= FALSE_KNEE[0] or vec3.dot(upper, kind.rest) < UPWARDS:
        return upper, lower
    hinge = vec3.rotated(vec3.swing(kind.rest, upper), kind.hinge)
    wrong = ramp(-vec3.dot(normal, hinge) / sine, -0.2, 0.2) * ramp(bend, *FALSE_KNEE)
    if wrong <= 0.0:
        return upper, lower
    other = [vec3.sub(vec3.scaled(reach, 2.0 * vec3.dot(v, reach)), v) for v in (upper, lower)]
    return vec3.mix(other[0], upper, wrong), vec3.mix(other[1], lower, wrong)


def ramp(x: float, low: float, high: float) -> float:
    """Go from 0 at `low` to 1 at `high` without a corner."""
    t = min(max((x - low) / (high - low), 0.0), 1.0)
    return t * t * (3.0 - 2.0 * t)
