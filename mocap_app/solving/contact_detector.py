"""Contacts of heels and toes while somebody moves: the rules of `contacts`, frame by frame.

Plain floats, because every live frame asks: on four points numpy's calls cost more than their
sums. Lists of four are in the order of `contacts.FEET`: left heel, left toe, right heel, right toe.
"""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mocap_app.solving.contacts import (
    END_HEIGHT,
    LOWER_M,
    RAISED_M,
    RAISED_S,
    RAISED_UNREST,
    SETTLE_HEIGHT,
    SETTLE_S,
    SPAN_S,
    START_HEIGHT,
    START_SPEED,
    SUNK_M,
    start_speed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.core.vec3 import Vec

Pixel = tuple[float, float]
Move = tuple[float, float]
"""Across the view and in the world: metres, or metres per second."""

LEAST_S = 0.03
"""Seconds for which a foot must be slow and low before it stands. Half of what whole takes ask for:
who looks back only knows it late enough, and of the steps that stand 63 instead of 56 % are known
to, for one more in five hundred that do not."""
END_FACTOR = 3.0
"""Times the speed at which a foot begins to stand it no longer does: a foot that is lost again
slides. Between the two, one that comes to rest is held back in part."""
LEAVE_M = (0.03, 0.10)
"""A standing foot that is seen this far from where it stood leaves, however slowly it began; more
in proportion where feet are seen badly."""
HOME_S = 0.6
"""Time constant with which the place where a foot is seen to stand is followed."""
RAISED_MISS_M = 0.12
"""Metres from where a foot is seen within which it may stand on a chair: one that is solved higher
than the picture shows it was raised by a leg that is solved wrongly."""
_REMEMBERED, _EVERY = 150, 15
_FIRST = (2, 4, 6, 8, 11)  # Frames after which the first guesses are made: feet stand already.
_SIDES = (0, 2)  # Where each foot begins.


class FootSample(NamedTuple):
    """The feet in one frame."""

    time: float
    """Seconds."""
    points: list[Vec]
    """Four places in the world frame, metres."""
    pixels: list[Pixel]
    """Four, where they are seen; NaN if not."""
    metres_per_pixel: float
    """At the person's distance."""
    misses: Sequence[float] = (0.0, 0.0, 0.0, 0.0)
    """Metres across the view from where the four are solved to where they are seen; 0 if not."""

    def away_from(self, other: FootSample) -> list[Move]:
        """Return how far the four are from where they are in another sample."""
        scale = self.metres_per_pixel
        there = zip(self.points, self.pixels, other.points, other.pixels, strict=True)
        return [
            _lengths(scale * (u - s), scale * (v - t), x - a, y - b, z - c)
            for (x, y, z), (u, v), (a, b, c), (s, t) in there
        ]


class ContactDetector:
    """Finds contacts frame by frame; used by one thread at a time."""

    def __init__(self) -> None:
        self._shakes: deque[Move] = deque(maxlen=_REMEMBERED)
        self._heard = 0
        self._start: Move = START_SPEED
        self._tremble: Move = (1.0, 1.0)  # Times as fast as feet that are seen perfectly.
        self.reset()

    def reset(self) -> None:
        """Forget where the feet were; how badly they are seen is known on."""
        self.contacts = [False] * 4
        """Of the last frame."""
        self.grips = [0.0] * 4
        """Which part of its way, 0 to 1, each is kept from as it comes to rest: low, but not yet
        slow enough to stand. One that leaves, as slow, is not."""
        self._went = [False] * 4
        self.support = [0.0, 0.0]
        """Metres above the floor of what each foot stands on; 0 unless that is raised."""
        self._samples: deque[FootSample] = deque()
        self._quiet_s = [0.0] * 4
        self._resting_s = [0.0] * 4
        self._raised_s = [0.0, 0.0]
        self._home: FootSample | None = None

    def update(self, sample: FootSample, heights: list[float], dt: float) -> list[float]:
        """Look at the next frame; return four speeds in the world, m/s, and set `contacts`.

        Args:
            sample: The feet.
            heights: Four, metres above the floor.
            dt: Seconds since the frame before.
        """
        samples = self._samples
        samples.append(sample)
        while len(samples) > 2 and samples[1].time <= sample.time - SPAN_S:
            samples.popleft()
        first = samples[0]
        span = sample.time - first.time
        if span <= 0.0:
            return [0.0] * 4
        self._listen(_bends(samples), span)
        moves = sample.away_from(first)
        across, world = span * self._start[0], span * self._start[1]
        unrest = [max(move[0] / across, move[1] / world) for move in moves]
        at_home = self._at_home(sample, dt)
        before, least = self.contacts, min(heights) + LOWER_M
        # A foot of which one end stands is seen tilted where feet are seen badly; held at that end
        # alone it would turn about it with every error.
        tilted = START_HEIGHT * min(self._tremble)
        contacts = []
        for i, height in enumerate(heights):
            starts = tilted if before[i ^ 1] else START_HEIGHT
            rests = unrest[i] < 1.0
            self._quiet_s[i] = self._quiet_s[i] + dt if rests and height < starts else 0.0
            low = height < SETTLE_HEIGHT and height < least
            self._resting_s[i] = self._resting_s[i] + dt if rests and low else 0.0
            began = self._quiet_s[i] >= LEAST_S or self._resting_s[i] >= SETTLE_S
            near = height - self.support[i // 2] < max(starts, END_HEIGHT)
            stays = before[i] and near and at_home[i]
            stops = height < -SUNK_M
            contacts.append(began or ((stays or stops) and unrest[i] < END_FACTOR))
            self._went[i] = not contacts[i] and (self._went[i] or unrest[i] > END_FACTOR)
            slow = (END_FACTOR - unrest[i]) / (END_FACTOR - 1.0)
            comes = self._went[i] and height < START_HEIGHT
            self.grips[i] = min(max(slow, 0.0), 1.0) if comes else 0.0
        self.contacts = contacts
        self._raise(unrest, heights, sample.misses, dt)
        return [move[1] / span for move in moves]

    def _listen(self, bends: list[Move], span: float) -> None:
        """Learn from four bends, metres in `span` seconds, how fast resting feet seem to be."""
        (a, p), (b, q), (c, r), (d, s) = bends
        across, world = 0.5 * min(a + b, c + d) / span, 0.5 * min(p + q, r + s) / span
        self._shakes.append((across, world))
        self._heard += 1
        if self._heard % _EVERY == 0 or self._heard in _FIRST:
            across, world = start_speed(np.array(self._shakes)).tolist()
            self._start = across, world
            self._tremble = across / START_SPEED[0], world / START_SPEED[1]

    def _raise(
        self, unrest: list[float], heights: list[float], misses: Sequence[float], dt: float
    ) -> None:
        """Let feet that have rested for long above the floor stand on something."""
        for side, heel in enumerate(_SIDES):
            toe = heel + 1
            lower = min(heights[heel], heights[toe])
            still = max(unrest[heel], unrest[toe]) < RAISED_UNREST and lower > RAISED_M
            still = still and max(misses[heel], misses[toe]) < RAISED_MISS_M
            self._raised_s[side] = self._raised_s[side] + dt if still else 0.0
            if self.contacts[heel] or self.contacts[toe]:
                continue
            self.support[side] = 0.0
            if self._raised_s[side] >= RAISED_S:
                self.support[side] = lower
                for end in (heel, toe):
                    self.contacts[end] = heights[end] < lower + END_HEIGHT

    def _at_home(self, sample: FootSample, dt: float) -> list[bool]:
        """Return of the four whether they are where they stood, and follow that place."""
        home = self._home
        if home is None:
            self._home = sample
            return [True] * 4
        across, world = LEAVE_M[0] * self._tremble[0], LEAVE_M[1] * self._tremble[1]
        away = [max(move[0] / across, move[1] / world) < 1.0 for move in sample.away_from(home)]
        part = 1.0 - math.exp(-dt / HOME_S)
        points, pixels = list(sample.points), list(sample.pixels)
        for i, stands in enumerate(self.contacts):
            if stands:
                (x, y, z), (a, b, c) = points[i], home.points[i]
                points[i] = a + part * (x - a), b + part * (y - b), c + part * (z - c)
                (u, v), (s, t) = pixels[i], home.pixels[i]
                followed = s + part * (u - s), t + part * (v - t)
                pixels[i] = (u, v) if math.isnan(followed[0] + followed[1]) else followed
        self._home = FootSample(sample.time, points, pixels, sample.metres_per_pixel)
        return away


def _bends(samples: deque[FootSample]) -> list[Move]:
    """Return the second differences of four paths, metres."""
    first, middle, last = samples[0], samples[len(samples) // 2], samples[-1]
    scale = last.metres_per_pixel
    bends = []
    for i in range(4):
        (x, y, z), (a, b, c), (p, q, r) = first.points[i], middle.points[i], last.points[i]
        (u, v), (s, t), (m, n) = first.pixels[i], middle.pixels[i], last.pixels[i]
        across = scale * (u - 2.0 * s + m), scale * (v - 2.0 * t + n)
        bends.append(_lengths(*across, x - 2.0 * a + p, y - 2.0 * b + q, z - 2.0 * c + r))
    return bends


def _lengths(u: float, v: float, x: float, y: float, z: float) -> Move:
    """Return the lengths of a move across the view and of one in the world.

    One across the view that is not known (NaN) counts as 0: the other one decides.
    """
    across = u * u + v * v
    return 0.0 if math.isnan(across) else math.sqrt(across), math.sqrt(x * x + y * y + z * z)
