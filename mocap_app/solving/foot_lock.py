"""Feet that stand stay where they are.

Two corrections share the work. The body as a whole gives way so that standing feet rest (that
takes out the drift of a monocular root, and it is all that the mode "grounding" does); what
remains, each leg takes by itself: a locked heel or toe is an anchor, the foot turns about it, and
`leg_ik` puts the ankle there. Both are differences to what was seen that grow while a foot is
locked and die out when it is free, so that neither locking nor letting go is ever a jump. One that
comes to rest is held back the more the slower it is: that it stands is known late, and it would
slide until then.
Feet come in the order left, right; lists of four are heels and toes as in `contact_detector`.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from mocap_app.core import vec3
from mocap_app.solving.contact_detector import ContactDetector, FootSample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.core.types import FloatArray
    from mocap_app.core.vec3 import Frame, Quat, Vec
    from mocap_app.solving.contact_detector import Pixel

BODY_FOLLOWS_S = 0.15
"""Time constant of the spring with which the body gives way to a standing foot."""
BODY_RETURNS_S = 0.6
"""Time constant with which it comes back to where it is seen."""
FLOATS_S = 0.2
"""Time constant with which a body that was lifted out of the floor sinks again once nothing stands:
it would float, too high for its feet ever to be taken to stand."""
FLOOR_FOLLOWS_S = 0.08
"""Time constant with which standing feet are brought to the floor."""
RELEASE_S = 0.09
"""Time constant with which a foot that is let go comes back to where it is seen."""
RELEASE_DISTANCE = 0.20
"""Metres that a locked foot may be away from where it is seen."""
TOLERANCE_M = 0.003
"""Metres that a free foot may be in the floor: a stretched leg that gives way by a millimetre puts
its knee forward by more than a centimetre."""
DEEP_M = 0.05
"""Metres in or above the floor from which a standing foot is believed as little as its leg is
stiff: with a floor that moves by a centimetre the body goes at once."""
ALWAYS_SPEED = 1.2
"""m/s up to which the lower foot stands in the mode "always"."""
_STILL = 1e-7
_FREE, _HEEL, _TOE = -1, 0, 1
_NOWHERE: Vec = (0.0, 0.0, 0.0)


class Feet(NamedTuple):
    """Both feet of one frame, seen from the hips, world axes."""

    ankles: list[Vec]
    """Two, metres."""
    points: list[Vec]
    """Four heels and toes, metres."""
    frames: list[Frame]
    """Two orientations."""
    pixels: list[Pixel]
    """Four, where heels and toes are seen; NaN if not."""
    metres_per_pixel: float
    """At the person's distance."""
    misses: Sequence[float] = (0.0, 0.0, 0.0, 0.0)
    """Metres across the view from where the four are solved to where they are seen; 0 if not."""
    stiffness: Sequence[float] = (1.0, 1.0)
    """Of both legs, as `legs.leg_stiffness` has it."""

    def arms(self, side: int) -> tuple[Vec, Vec]:
        """Return heel and toe of a foot, seen from its ankle."""
        heel, toe = self.points[2 * side : 2 * side + 2]
        return vec3.sub(heel, self.ankles[side]), vec3.sub(toe, self.ankles[side])


class Placed(NamedTuple):
    """Where body and feet go."""

    root: Vec
    """Hips in the world frame, metres."""
    ankles: list[Vec]
    """Two, in the world frame."""
    frames: list[Frame]
    """Two orientations of the feet."""
    moved: bool = True
    """Whether the legs have anything to do: feet are not where the body has them."""


@dataclass(slots=True)
class _Lock:
    """One foot: what holds it, and how far it is from where it is seen."""

    anchor: int = _FREE
    place: Vec | None = None
    """Of the anchor."""
    spots: tuple[Vec, Vec] | None = None
    """Of heel and toe in the frame before, while one of them is held."""
    line: Vec | None = None
    """From heel to toe, while both stand; unit length."""
    shift: Vec | None = None
    """Of the ankle."""
    turn: Quat | None = None
    """Of the foot."""
    support: float = 0.0
    """Metres above the floor of what it stands on."""

    def hold(
        self,
        ankle: Vec,
        arms: tuple[Vec, Vec],
        stands: tuple[bool, bool],
        kept_from: Vec,
        dt: float,
    ) -> tuple[Vec, Quat]:
        """Return the shift of the ankle and the turn of the foot.

        Args:
            ankle: Where the body has it, world frame.
            arms: From it to heel and toe.
            stands: Whether heel and toe are in contact.
            kept_from: Which part of its way over the floor is not gone if neither is, metres.
            dt: Seconds since the frame before.
        """
        heel, toe = stands
        if not (heel or toe) and self.shift is None and kept_from == _NOWHERE:
            return _NOWHERE, vec3.NO_TURN
        fade = math.exp(-dt / RELEASE_S)
        turn = self._turn(arms, both=heel and toe, fade=fade)
        arms = vec3.rotated(turn, arms[0]), vec3.rotated(turn, arms[1])
        anchor = _FREE if not (heel or toe) else _HEEL if not toe else _TOE
        if heel and toe and self.anchor != _FREE:
            anchor = self.anchor
        shift = self.shift or _NOWHERE
        if anchor != self.anchor:
            if anchor == _FREE:
                self.place = None
            elif self.spots is not None:
                # A heel that rises leaves the toe where it was.
                self.place = self.spots[anchor]
            else:
                self.place = vec3.add(vec3.add(ankle, shift), arms[anchor])
            self.anchor = anchor
        shift = self._held(ankle, arms, dt) or self._freed(shift, kept_from, dt)
        self.spots = None
        if self.place is not None:
            shifted = vec3.add(ankle, shift)
            self.spots = vec3.add(shifted, arms[0]), vec3.add(shifted, arms[1])
        return shift, turn

    def _turn(self, arms: tuple[Vec, Vec], *, both: bool, fade: float) -> Quat:
        """Return the turn that keeps a foot flat and straight while all of it stands."""
        before = self.turn or vec3.NO_TURN
        if not both:
            self.line = None
            self.turn = vec3.power(before, fade)
            return self.turn
        along = vec3.unit(vec3.sub(arms[1], arms[0]))
        line = self.line or vec3.rotated(before, along)
        if self.support == 0.0:
            # Heel and toe are equally high on the sole: flat on the floor is a level line.
            line = vec3.unit((line[0], fade * line[1], line[2]))
        self.line, self.turn = line, vec3.swing(along, line)
        return self.turn

    def _held(self, ankle: Vec, arms: tuple[Vec, Vec], dt: float) -> Vec | None:
        """Return the shift that keeps the anchor in its place; None if nothing holds the foot."""
        if self.place is None:
            return None
        x, y, z = self.place
        place = x, y + _part(dt, FLOOR_FOLLOWS_S) * (self.support - y), z
        wanted = vec3.sub(vec3.sub(place, ankle), arms[self.anchor])
        if vec3.dot(wanted, wanted) >= RELEASE_DISTANCE**2:
            # Seen so far away that it cannot be standing; it may lock again where it is.
            self.anchor, self.place = _FREE, None
            return None
        self.place, self.shift = place, wanted
        return wanted

    def _freed(self, shift: Vec, kept_from: Vec, dt: float) -> Vec:
        """Return the shift of a free foot: it dies out, and takes back a part of the way."""
        shift = vec3.sub(vec3.scaled(shift, math.exp(-dt / RELEASE_S)), kept_from)
        self.shift = shift
        if vec3.dot(shift, shift) <= 1e-10 and (self.turn is None or abs(self.turn[0]) > 1 - 1e-10):
            self.shift, self.turn = None, None
        return shift


class FootLock:
    """Follows one person's feet; used by one thread at a time."""

    def __init__(self, mode: str = "auto", floor: str = "jump") -> None:
        self.mode = mode
        """One of `config.FEET_MODES`."""
        self.floor = floor
        """One of `config.FLOOR_MODES`."""
        self._detector = ContactDetector()
        self.reset()

    def reset(self) -> None:
        """Forget where the feet were; how badly they are seen is known on."""
        self._detector.reset()
        self._give, self._speed = _NOWHERE, _NOWHERE
        self._locks = (_Lock(), _Lock())
        self._points: list[Vec] = []
        self._started = False

    def place(self, root: FloatArray, feet: Feet, time: float, dt: float) -> Placed:
        """Correct one frame.

        Args:
            root: (3,) hips in the world frame as they are seen, floor near y = 0, metres.
            feet: The feet as they are solved.
            time: Seconds.
            dt: Seconds since the frame before, 0 at the first.
        """
        seen = vec3.vec(root.tolist())
        raw = [vec3.add(point, seen) for point in feet.points]
        points = [vec3.add(point, self._give) for point in raw]
        heights = [point[1] for point in points]
        sample = FootSample(time, raw, feet.pixels, feet.metres_per_pixel, feet.misses)
        speeds = self._detector.update(sample, heights, dt)
        contacts = self._standing(heights, speeds)
        self._follow(points, contacts, feet.stiffness, dt)
        self._started = True
        before, self._points = self._points, [vec3.add(point, self._give) for point in raw]
        seen = vec3.add(seen, self._give)
        ankles, frames, moved = [], [], False
        for side, lock in enumerate(self._locks):
            ankle, arms = vec3.add(feet.ankles[side], seen), feet.arms(side)
            shift, turn = _NOWHERE, vec3.NO_TURN
            if self.mode in ("auto", "always"):
                stands = contacts[2 * side], contacts[2 * side + 1]
                free = before and not any(stands)
                kept_from = self._kept_from(side, before) if free else _NOWHERE
                lock.support = self._detector.support[side]
                shift, turn = lock.hold(ankle, arms, stands, kept_from, dt)
            if self.mode != "never":
                shift = vec3.add(shift, _out_of_the_floor(vec3.add(ankle, shift), arms, turn))
            ankles.append(vec3.add(ankle, shift))
            frames.append(vec3.rotated_frame(turn, feet.frames[side]))
            moved = moved or max(map(abs, (*shift, *turn[1:]))) > _STILL
        return Placed(seen, ankles, frames, moved)

    def _kept_from(self, side: int, before: list[Vec]) -> Vec:
        """Return which part of its way over the floor a foot that comes to rest shall not go."""
        grips = self._detector.grips
        end = max(2 * side, 2 * side + 1, key=lambda i: grips[i])
        x, _, z = vec3.sub(self._points[end], before[end])
        return grips[end] * x, 0.0, grips[end] * z

    def _standing(self, heights: list[float], speeds: list[float]) -> list[bool]:
        contacts = list(self._detector.contacts)
        if self.mode == "always" and not any(contacts):
            lower = 0 if min(heights[:2]) <= min(heights[2:]) else 2
            for end in (lower, lower + 1):
                contacts[end] = speeds[end] < ALWAYS_SPEED
        return contacts

    def _follow(
        self, points: list[Vec], contacts: list[bool], stiffness: Sequence[float], dt: float
    ) -> None:
        """Let the body give way: down or up to the floor, and sideways with its locks."""
        if self.mode == "never":
            return
        pulls = [
            vec3.sub(lock.place, points[2 * side + lock.anchor])
            for side, lock in enumerate(self._locks)
            if lock.place is not None and lock.anchor != _FREE
        ]
        level, up_s = self._wanted_level([point[1] for point in points], contacts, stiffness)
        wanted, over_s = (0.0, level, 0.0), BODY_RETURNS_S
        if pulls:
            x, _, z = vec3.add_scaled(self._give, functools.reduce(vec3.add, pulls), 1 / len(pulls))
            wanted, over_s = (x, level, z), BODY_FOLLOWS_S
        if not self._started:
            self._give = self._give[0], level, self._give[2]
        moved = [
            _sprung(place, speed, to, seconds, dt)
            for place, speed, to, seconds in zip(
                self._give, self._speed, wanted, (over_s, up_s, over_s), strict=True
            )
        ]
        self._give, self._speed = (vec3.vec(list(values)) for values in zip(*moved, strict=True))

    def _wanted_level(
        self, heights: list[float], contacts: list[bool], stiffness: Sequence[float]
    ) -> tuple[float, float]:
        """Return how high the body shall be lifted, metres, and within what time constant."""
        lift = self._give[1]
        if self.floor == "flat" or self.mode == "always":
            seconds = FLOOR_FOLLOWS_S / 3.0 if self.floor == "flat" else FLOOR_FOLLOWS_S
            return lift - min(heights), seconds
        if any(contacts):
            total = above = stiffest = 0.0
            for side, stiff in enumerate(stiffness):
                ends = [i for i in (2 * side, 2 * side + 1) if contacts[i]]
                if ends:
                    lowest = min(heights[i] for i in ends) - self._detector.support[side]
                    total, above = total + stiff, above + stiff * lowest
                    stiffest = max(stiffest, stiff)
            above /= total
            stiffest **= min(abs(above) / DEEP_M, 1.0)
            return lift - above, FLOOR_FOLLOWS_S / math.sqrt(stiffest)
        return 0.0, FLOATS_S if lift > 0.0 else 4.0 * BODY_RETURNS_S


def _out_of_the_floor(ankle: Vec, arms: tuple[Vec, Vec], turn: Quat) -> Vec:
    """Return by how much a foot is lifted so that nothing of it is in the floor."""
    lowest = ankle[1] + min(vec3.rotated(turn, arm)[1] for arm in arms)
    return 0.0, max(-(lowest + TOLERANCE_M), 0.0), 0.0


def _sprung(
    place: float, speed: float, wanted: float, seconds: float, dt: float
) -> tuple[float, float]:
    """Return place and speed after `dt` on a critically damped spring.

    Towards a place that shakes, a body on a spring glides where one that goes a part of the way in
    each frame shakes as well, and it neither starts nor stops with a jerk.
    """
    fade = math.exp(-dt / seconds)
    away = place - wanted
    gained = (speed + away / seconds) * dt
    return wanted + (away + gained) * fade, (speed - gained / seconds) * fade


def _part(dt: float, seconds: float) -> float:
    """Return which part of the way is gone in `dt`."""
    return 1.0 - math.exp(-dt / seconds)
