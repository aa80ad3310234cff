"""Feet that stand stay where they are.

Two corrections share the work. The body as a whole gives way so that standing feet rest (that
takes out the drift of a monocular root, and it is all that the mode "grounding" does); what
remains, each leg takes by itself: a locked heel or toe is an anchor, the foot turns about it, and
`leg_ik` puts the ankle there. Both are differences to what was seen that grow while a foot is
locked and die out when it is free, so that neither locking nor letting go is ever a jump.
Rows of arrays: left and right foot; columns of points: heel and toe.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core import vec3
from mocap_app.core.rotation import IDENTITY, swing, to_matrix, unit
from mocap_app.solving.contacts import ContactDetector, FootSample

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray
    from mocap_app.solving.landmarks import BoolArray

BODY_FOLLOWS_S = 0.15
"""Time constant with which the body gives way to a standing foot."""
BODY_RETURNS_S = 1.2
"""Time constant with which it comes back to where it is seen."""
FLOATS_S = 0.4
"""Time constant with which a body that was lifted out of the floor sinks again once nothing stands:
it would float, too high for its feet ever to be taken to stand."""
FLOOR_FOLLOWS_S = 0.10
"""Time constant with which standing feet are brought to the floor."""
RELEASE_S = 0.09
"""Time constant with which a foot that is let go comes back to where it is seen."""
RELEASE_DISTANCE = 0.20
"""Metres that a locked foot may be away from where it is seen."""
TOLERANCE_M = 0.003
"""Metres that a free foot may be in the floor: a stretched leg that gives way by a millimetre puts
its knee forward by more than a centimetre."""
ALWAYS_SPEED = 1.2
"""m/s up to which the lower foot stands in the mode "always"."""
_STILL = 1e-7
_FREE, _HEEL, _TOE = -1, 0, 1


@dataclass(frozen=True, slots=True)
class Feet:
    """Both feet of one frame, seen from the hips, world axes."""

    ankles: FloatArray
    """(2, 3) metres."""
    points: FloatArray
    """(2, 2, 3) heels and toes, metres."""
    frames: FloatArray
    """(2, 3, 3) orientations."""
    pixels: FloatArray
    """(2, 2, 2) where heels and toes are seen; NaN if not."""
    metres_per_pixel: float
    """At the person's distance."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where body and feet go."""

    root: FloatArray
    """(3,) hips in the world frame, metres."""
    ankles: FloatArray
    """(2, 3) in the world frame."""
    frames: FloatArray
    """(2, 3, 3) orientations of the feet."""

    def moves(self, feet: Feet) -> bool:
        """Return whether the legs have anything to do: feet are not where the body has them."""
        moved = np.abs(self.ankles - self.root - feet.ankles).max()
        return bool(moved > _STILL or np.abs(self.frames - feet.frames).max() > _STILL)


@dataclass(slots=True)
class _Lock:
    """One foot: what holds it, and how far it is from where it is seen."""

    anchor: int = _FREE
    place: FloatArray | None = None
    """(3,) of the anchor."""
    spots: FloatArray | None = None
    """(2, 3) of heel and toe in the frame before, while one of them is held."""
    line: FloatArray | None = None
    """(3,) from heel to toe, while both stand; unit length."""
    shift: FloatArray | None = None
    """(3,) of the ankle."""
    turn: FloatArray | None = None
    """(4,) of the foot."""
    support: float = 0.0
    """Metres above the floor of what it stands on."""


class FootLock:
    """Follows one person's feet; used by one thread at a time."""

    def __init__(self, mode: str = "auto", floor: str = "jump") -> None:
        self.mode = mode
        """One of `config.FEET_MODES`."""
        self.floor = floor
        """One of `config.FLOOR_MODES`."""
        self._detector = ContactDetector()
        self.reset()

    @property
    def contacts(self) -> BoolArray:
        """(2, 2) heels and toes that stand in the last frame."""
        return self._detector.contacts

    @property
    def support(self) -> FloatArray:
        """(2,) metres above the floor of what feet stand on: 0, or the height of a chair."""
        return self._detector.support

    def reset(self) -> None:
        """Forget where the feet were; how badly they are seen is known on."""
        self._detector.reset()
        self._give = np.zeros(3)
        self._locks = (_Lock(), _Lock())
        self._started = False

    def place(self, root: FloatArray, feet: Feet, time: float, dt: float) -> Placed:
        """Correct one frame.

        Args:
            root: (3,) hips in the world frame as they are seen, floor near y = 0, metres.
            feet: The feet as they are solved.
            time: Seconds.
            dt: Seconds since the frame before, 0 at the first.
        """
        points = feet.points + (root + self._give)
        raw = FootSample(time, feet.points + root, feet.pixels, feet.metres_per_pixel)
        speed = self._detector.update(raw, points[..., 1], dt)
        contacts = self._standing(points, speed)
        self._follow(points, contacts, dt)
        root = root + self._give
        turned, ankles = feet.frames, feet.ankles + root
        if self.mode in ("auto", "always"):
            shifts, turns = self._hold(feet, ankles, contacts, dt)
            ankles, turned = ankles + shifts, turns @ feet.frames
            around = (turns[:, None] @ (feet.points - feet.ankles[:, None])[..., None])[..., 0]
        else:
            around = feet.points - feet.ankles[:, None]
        if self.mode != "never":
            # Nothing of a foot may be in the floor.
            lowest = (ankles[:, None] + around)[..., 1].min(axis=1)
            ankles[:, 1] -= np.minimum(lowest + TOLERANCE_M, 0.0)
        self._started = True
        return Placed(root, ankles, turned)

    def _standing(self, points: FloatArray, speed: FloatArray) -> BoolArray:
        contacts = self._detector.contacts
        if self.mode == "always" and not contacts.any():
            lower = int(points[..., 1].min(axis=1).argmin())
            contacts = contacts.copy()
            contacts[lower] = speed[lower] < ALWAYS_SPEED
        return contacts

    def _follow(self, points: FloatArray, contacts: BoolArray, dt: float) -> None:
        """Let the body give way: down or up to the floor, and sideways with its locks."""
        if self.mode == "never":
            return
        give = self._give
        height = points[..., 1]
        if self.floor == "flat" or self.mode == "always":
            seconds = FLOOR_FOLLOWS_S / 3.0 if self.floor == "flat" else FLOOR_FOLLOWS_S
            give[1] -= _part(dt, seconds, self._started) * float(height.min())
        elif contacts.any():
            above = (height - self.support[:, None])[contacts]
            give[1] -= _part(dt, FLOOR_FOLLOWS_S, self._started) * float(above.min())
        else:
            give[1] *= 1.0 - _part(dt, FLOATS_S if give[1] > 0.0 else 4.0 * BODY_RETURNS_S, True)
        pulls = [
            lock.place - points[side, lock.anchor]
            for side, lock in enumerate(self._locks)
            if lock.place is not None and lock.anchor != _FREE
        ]
        give[[0, 2]] *= 1.0 - _part(dt, BODY_RETURNS_S, True)
        if pulls:
            pull = sum(pulls) / len(pulls)
            give[[0, 2]] += _part(dt, BODY_FOLLOWS_S, True) * pull[[0, 2]]

    def _hold(
        self, feet: Feet, ankles: FloatArray, contacts: BoolArray, dt: float
    ) -> tuple[FloatArray, FloatArray]:
        """Return (2, 3) shifts of the ankles and (2, 3, 3) turns of the feet."""
        shifts, turns = np.zeros((2, 3)), np.tile(np.eye(3), (2, 1, 1))
        fade = math.exp(-dt / RELEASE_S)
        for side, lock in enumerate(self._locks):
            heel, toe = (bool(c) for c in contacts[side])
            arms = feet.points[side] - feet.ankles[side]  # (2, 3) from the ankle
            if not (heel or toe) and lock.shift is None:
                continue
            lock.support = float(self.support[side])
            turn = self._turn(lock, arms, both=heel and toe, fade=fade)
            arms = arms @ turn.T
            anchor = _FREE if not (heel or toe) else _HEEL if not toe else _TOE
            if heel and toe and lock.anchor != _FREE:
                anchor = lock.anchor
            shift = np.zeros(3) if lock.shift is None else lock.shift
            if anchor != lock.anchor:
                if anchor == _FREE:
                    lock.place = None
                elif lock.spots is not None:
                    # A heel that rises leaves the toe where it was.
                    lock.place = lock.spots[anchor]
                else:
                    lock.place = ankles[side] + shift + arms[anchor]
                lock.anchor = anchor
            shift = self._shift(lock, ankles[side], arms, shift, dt)
            lock.spots = None if lock.place is None else ankles[side] + shift + arms
            shifts[side], turns[side] = shift, turn
        return shifts, turns

    def _turn(self, lock: _Lock, arms: FloatArray, *, both: bool, fade: float) -> FloatArray:
        """Return the (3, 3) turn that keeps a foot flat and straight while all of it stands."""
        before = IDENTITY if lock.turn is None else lock.turn
        along = unit(arms[1] - arms[0])
        if not both:
            lock.line = None
            w, x, y, z = before.tolist()
            lock.turn = np.array(vec3.power((w, x, y, z), fade))
            return to_matrix(lock.turn)
        if lock.line is None:
            lock.line = to_matrix(before) @ along
        line = lock.line
        if lock.support == 0.0:
            # Heel and toe are equally high on the sole: flat on the floor is a level line.
            lock.line = unit(line - np.array([0.0, (1.0 - fade) * line[1], 0.0]))
        lock.turn = swing(along, lock.line)
        return to_matrix(lock.turn)

    @staticmethod
    def _shift(
        lock: _Lock, ankle: FloatArray, arms: FloatArray, shift: FloatArray, dt: float
    ) -> FloatArray:
        if lock.place is not None:
            place = lock.place.copy()
            place[1] += _part(dt, FLOOR_FOLLOWS_S, True) * (lock.support - place[1])
            wanted: FloatArray = place - ankle - arms[lock.anchor]
            if wanted @ wanted < RELEASE_DISTANCE**2:
                lock.place, lock.shift = place, wanted
                return wanted
            # Seen so far away that it cannot be standing; it may lock again where it is.
            lock.anchor, lock.place = _FREE, None
        shift = shift * math.exp(-dt / RELEASE_S)
        lock.shift = shift if shift @ shift > 1e-10 or lock.turn is not None else None
        if shift @ shift <= 1e-10 and lock.turn is not None and abs(lock.turn[0]) > 1 - 1e-10:
            lock.shift, lock.turn = None, None
        return shift


def _part(dt: float, seconds: float, started: bool) -> float:
    """Return which part of the way is gone in `dt`; all of it in the first frame."""
    return 1.0 - math.exp(-dt / seconds) if started else 1.0
