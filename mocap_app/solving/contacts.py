"""Which heels and toes stand on the floor: slow and low, with hysteresis.

A camera that does not move sees a foot that stands at the same pixels, so the speed is taken
twice: across the view, from the pixels, and in the world. Both are compared with how fast resting
feet seem to be, which is 0 for perfect keypoints and a good deal more for a network's: what is not
straight in the path of the calmer foot tells it, for one foot mostly stands or glides.
Rows of all arrays: left and right foot; columns: heel and toe.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import binary_closing, binary_opening

from mocap_app.core.rotation import dot
from mocap_app.solving.landmarks import keypoints

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from mocap_app.core.types import FloatArray
    from mocap_app.solving.landmarks import BoolArray

FEET = keypoints("left_heel", "left_toe", "right_heel", "right_toe")
"""Body27 rows that reshape to (2, 2)."""
START_SPEED = np.array([0.2, 0.35])
"""m/s, across the view and in the world, below which a foot begins to stand, if it is seen well.
The second is higher because a monocular root drifts."""
MOST_SPEED = np.array([0.6, 1.0])
"""The same if feet are seen badly."""
END_FACTOR = 2.0
"""Times that speed it no longer stands."""
NOISE_FACTOR = np.array([7.0, 9.0])
"""Times the speed that resting feet seem to have is taken for rest, within those bounds; more in
the world, where the slow errors of a monocular depth come on top."""
START_HEIGHT, END_HEIGHT = 0.05, 0.08
"""Metres above the floor from which a foot begins to stand, and from which it no longer does."""
SETTLE_HEIGHT, SETTLE_S = 0.18, 0.25
"""A foot that rests so low for so long, and lower than the other, stands: the floor is where it
is, for the height of a monocular body is less sure than that people stand on floors."""
RAISED_M, RAISED_S, RAISED_UNREST = 0.10, 0.35, 0.8
"""A foot that rests all of it higher than that, for so long and so quietly, stands on a
chair or a step; it is held at its own height."""
LOWER_M = 0.06
"""Metres above the lower foot up to which the other one is as low."""
SPAN_S = 0.10
"""Seconds over which the speed is taken."""
LEAST_S = 0.06
"""Seconds for which a foot must be slow and low before it stands."""
LEAVE_M = np.array([0.03, 0.10])
"""A standing foot that is seen this far from where it stood leaves, however slowly it began; more
in proportion where feet are seen badly."""
HOME_S = 0.6
"""Time constant with which the place where a foot is seen to stand is followed."""
_REMEMBERED, _EVERY = 150, 15
_FIRST = (2, 4, 6, 8, 11)  # Frames after which the first guesses are made: feet stand already.
_REST_PERCENTILE = 20.0


@dataclass(frozen=True, slots=True)
class FootSample:
    """The feet in one frame."""

    time: float
    """Seconds."""
    points: FloatArray
    """(2, 2, 3) heels and toes in the world frame, metres."""
    pixels: FloatArray
    """(2, 2, 2) where they are seen; NaN if not."""
    metres_per_pixel: float
    """At the person's distance."""

    def away_from(self, other: FootSample) -> FloatArray:
        """Return the (2, 2, 2) distances, across the view and in the world, metres."""
        across = (self.pixels - other.pixels) * self.metres_per_pixel
        return distances(across, self.points - other.points)


class ContactDetector:
    """Finds contacts frame by frame; used by one thread at a time."""

    def __init__(self) -> None:
        self._shakes: deque[FloatArray] = deque(maxlen=_REMEMBERED)
        self._heard = 0
        self._start = START_SPEED
        self.reset()

    def reset(self) -> None:
        """Forget where the feet were; how badly they are seen is known on."""
        self.contacts: BoolArray = np.zeros((2, 2), dtype=np.bool_)
        """(2, 2) of the last frame."""
        self.support: FloatArray = np.zeros(2)
        """(2,) metres above the floor of what each foot stands on; 0 unless that is raised."""
        self._samples: deque[FootSample] = deque()
        self._quiet_s = np.zeros((2, 2))
        self._resting_s = np.zeros((2, 2))
        self._raised_s = np.zeros(2)
        self._home: FootSample | None = None

    def update(self, sample: FootSample, heights: FloatArray, dt: float) -> FloatArray:
        """Look at the next frame; return (2, 2) speeds in the world, m/s, and set `contacts`.

        Args:
            sample: The feet.
            heights: (2, 2) metres above the floor.
            dt: Seconds since the frame before.
        """
        samples = self._samples
        samples.append(sample)
        while len(samples) > 2 and samples[1].time <= sample.time - SPAN_S:
            samples.popleft()
        first = samples[0]
        span = sample.time - first.time
        if span <= 0.0:
            return np.zeros((2, 2))
        speed = sample.away_from(first) / span
        self._listen(_bend(samples) / span)
        unrest = (speed / self._start).max(axis=-1)
        starts, ends = self._heights()
        quiet = (unrest < 1.0) & (heights < starts)
        self._quiet_s = np.where(quiet, self._quiet_s + dt, 0.0)
        near = heights - self.support[:, None] < ends
        held = self.contacts & (unrest < END_FACTOR) & near
        low = (heights < SETTLE_HEIGHT) & (heights < heights.min() + LOWER_M)
        self._resting_s = np.where((unrest < 1.0) & low, self._resting_s + dt, 0.0)
        began = (self._quiet_s >= LEAST_S) | (self._resting_s >= SETTLE_S)
        self.contacts = (held & self._at_home(sample, dt)) | began
        self._raise(unrest, heights, dt)
        world_speed: FloatArray = speed[..., 1]
        return world_speed

    def _heights(self) -> tuple[FloatArray, FloatArray]:
        """Return the (2, 2) heights below which feet begin to stand, and up to which they go on.

        A foot of which one end stands is seen tilted where feet are seen badly; held at that end
        alone it would turn about it with every error.
        """
        tilted = START_HEIGHT * float((self._start / START_SPEED).min())
        beside = self.contacts[:, ::-1]
        starts = np.where(beside, tilted, START_HEIGHT)
        return starts, np.maximum(starts, END_HEIGHT)

    def _listen(self, bends: FloatArray) -> None:
        """Learn from (2, 2, 2) bends, m/s, how fast resting feet seem to be."""
        self._shakes.append(calmer_foot(bends))
        self._heard += 1
        if self._heard % _EVERY == 0 or self._heard in _FIRST:
            self._start = start_speed(np.array(self._shakes))

    def _raise(self, unrest: FloatArray, heights: FloatArray, dt: float) -> None:
        """Let feet that have rested for long above the floor stand on something."""
        still = (unrest < RAISED_UNREST).all(axis=1) & (heights.min(axis=1) > RAISED_M)
        self._raised_s = np.where(still, self._raised_s + dt, 0.0)
        standing = self.contacts.any(axis=1)
        self.support = np.where(standing, self.support, 0.0)
        up = (self._raised_s >= RAISED_S) & ~standing
        if up.any():
            self.support = np.where(up, heights.min(axis=1), self.support)
            self.contacts |= up[:, None] & (heights < self.support[:, None] + END_HEIGHT)

    def _at_home(self, sample: FootSample, dt: float) -> BoolArray:
        """Return (2, 2) whether feet are where they stood, and follow that place."""
        home = self._home
        if home is None:
            self._home = sample
            return np.ones((2, 2), dtype=np.bool_)
        away = sample.away_from(home) / (LEAVE_M * self._start / START_SPEED)
        follow = np.where(self.contacts, 1.0 - math.exp(-dt / HOME_S), 1.0)[..., None]
        pixels = home.pixels + follow * (sample.pixels - home.pixels)
        self._home = replace(
            sample,
            points=home.points + follow * (sample.points - home.points),
            pixels=np.where(np.isfinite(pixels), pixels, sample.pixels),
        )
        return np.asarray(away.max(axis=-1) < 1.0)


def distances(across: FloatArray, world: FloatArray) -> FloatArray:
    """Return the (..., 2) lengths of (..., 2) moves across the view and (..., 3) in the world.

    Moves across the view that are not known (NaN) count as 0: the other one decides.
    """
    flat = dot(across, across)
    flat[np.isnan(flat)] = 0.0
    lengths: FloatArray = np.sqrt(np.concatenate([flat, dot(world, world)], axis=-1))
    return lengths


def calmer_foot(shake: FloatArray) -> FloatArray:
    """Return the (..., 2) shakes of the calmer foot from (..., 2, 2, 2): foot, part, kind."""
    calmer: FloatArray = shake.sum(axis=-2).min(axis=-2) / 2.0
    return calmer


def start_speed(shakes: FloatArray, least: ArrayLike = START_SPEED) -> FloatArray:
    """Return the (2,) speeds in m/s up to which a foot rests, from (T, 2) of `calmer_foot`.

    A shake is the second difference of a path over the time between its ends. White noise makes
    it sqrt(3) times as large as the first difference.

    Args:
        shakes: m/s.
        least: m/s, for feet that are seen perfectly.
    """
    noise = np.percentile(shakes, _REST_PERCENTILE, axis=0) / math.sqrt(3.0)
    speed: FloatArray = np.clip(NOISE_FACTOR * noise, least, MOST_SPEED)
    return speed


def _bend(samples: deque[FootSample]) -> FloatArray:
    """Return the (2, 2, 2) second differences, across the view and in the world, metres."""
    first, middle, last = samples[0], samples[len(samples) // 2], samples[-1]
    across = (first.pixels - 2.0 * middle.pixels + last.pixels) * last.metres_per_pixel
    return distances(across, first.points - 2.0 * middle.points + last.points)


def contacts_over_time(unrest: FloatArray, heights: FloatArray, rate: float) -> BoolArray:
    """Return (T, 2, 2) contacts of a whole take: the same rules, without their delay.

    Args:
        unrest: (T, 2, 2) speeds over those at which a foot rests, taken symmetrically in time.
        heights: (T, 2, 2) metres above the floor.
        rate: Frames per second.
    """
    sure = (unrest < 1.0) & (heights < START_HEIGHT)
    possible = (unrest < END_FACTOR) & (heights < END_HEIGHT)
    frames = max(1, round(LEAST_S * rate))
    return _lasting(sure, possible, frames)


def resting_feet(unrest: FloatArray, heights: FloatArray, rate: float) -> BoolArray:
    """Return (T, 2, 2) feet that rest where the floor must be; arguments as above.

    The floor is not known well yet: what counts is that they rest for long, and lower than others.
    """
    lowest = heights.min(axis=(1, 2), keepdims=True)
    low = (heights < SETTLE_HEIGHT) & (heights < lowest + LOWER_M)
    return _lasting((unrest < 1.0) & low, (unrest < 1.0) & low, max(1, round(SETTLE_S * rate)))


def raised_feet(unrest: FloatArray, heights: FloatArray, rate: float) -> BoolArray:
    """Return (T, 2, 2) feet that rest on something above the floor; arguments as above."""
    high = heights.min(axis=2, keepdims=True) > RAISED_M
    sure = (unrest < RAISED_UNREST) & high
    return _lasting(sure, (unrest < 1.0) & high, max(1, round(RAISED_S * rate)))


def _lasting(sure: BoolArray, possible: BoolArray, frames: int) -> BoolArray:
    """Return (T, 2, 2): stretches of possible frames with at least `frames` sure ones in a row."""
    contacts = np.zeros(sure.shape, dtype=np.bool_)
    window = np.ones(frames)
    for foot in range(2):
        for part in range(2):
            steady = binary_opening(sure[:, foot, part], window)
            held = np.pad(grow(steady, possible[:, foot, part]), frames)
            contacts[:, foot, part] = binary_closing(held, window)[frames:-frames]
    return contacts


def grow(seeds: BoolArray, allowed: BoolArray) -> BoolArray:
    """Return the stretches of `allowed` frames that contain a seed: hysteresis to both sides."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], allowed, [False]]).astype(np.int8)))
    grown = np.zeros_like(allowed)
    for start, end in edges.reshape(-1, 2).tolist():
        grown[start:end] = seeds[start:end].any()
    return grown
