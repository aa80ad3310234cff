"""Feet of a whole take: contacts without delay, and locks that are prepared before they begin.

The body gives way first: its correction is the smooth curve that lets standing feet rest best
(least squares over all frames at once). What remains, the legs take (`take_stands`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import solveh_banded

from mocap_app.core import vec3
from mocap_app.core.rotation import IDENTITY, frames_of, to_matrix
from mocap_app.solving.contacts import (
    FEET,
    SPAN_S,
    calmer_foot,
    contacts_over_time,
    distances,
    raised_feet,
    resting_feet,
    start_speed,
)
from mocap_app.solving.foot_lock import ALWAYS_SPEED, TOLERANCE_M, Placed
from mocap_app.solving.legs import ANKLES, leg_stiffness
from mocap_app.solving.take_stands import hold_feet

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray
    from mocap_app.solving.landmarks import BoolArray, IntArray

LEAST_SPEED = 0.2
"""m/s up to which a foot rests that is seen perfectly, across the view and in the world."""
SLOW_SHAKE_S = 0.15
"""Reach to both sides of a moment that tells the noise of keypoints that were smoothed."""
BODY_FOLLOWS_S, BODY_RETURNS_S, FLOOR_FOLLOWS_S = 0.15, 1.2, 0.05
"""Seconds over which the body's curve gives way to standing feet, comes back to where it is seen,
and settles on the floor."""
DOUBT = 2.0
"""Factor on the heights of standing feet while the floor is not yet known well."""


@dataclass(frozen=True, slots=True)
class FootTrack:
    """The feet of T frames as they are solved, before any is held."""

    times: FloatArray
    """(T,) seconds."""
    root: FloatArray
    """(T, 3) hips in the world frame, floor near y = 0, metres."""
    ankles: FloatArray
    """(T, 2, 3) seen from the hips, metres."""
    points: FloatArray
    """(T, 2, 2, 3) heels and toes seen from the hips, metres."""
    frames: FloatArray
    """(T, 2, 3, 3) orientations."""
    pixels: FloatArray
    """(T, 2, 2, 2) where heels and toes are seen; NaN if not."""
    metres_per_pixel: FloatArray
    """(T,) at the person's distance."""
    stiffness: FloatArray
    """(T, 2) of the legs above, 0 to 1: how far a bent one lets its foot move without its body."""

    @staticmethod
    def of(
        times: FloatArray,
        root: FloatArray,
        body: tuple[FloatArray, FloatArray, FloatArray],
        pixels: FloatArray,
        metres_per_pixel: FloatArray,
    ) -> FootTrack:
        """Pick the feet out of whole bodies.

        Args:
            times: (T,) seconds.
            root: (T, 3) hips in the world frame, metres.
            body: (T, 22, 3, 3) orientations, (T, 22, 3) joints and (T, 27, 3) keypoints of the
                solved skeleton, seen from the hips.
            pixels: (T, 4, 2) of the rows `contacts.FEET`; NaN if not seen.
            metres_per_pixel: (T,)
        """
        frames, around, landmarks = body
        n = len(times)
        return FootTrack(
            times=times,
            root=root,
            ankles=around[:, ANKLES],
            points=landmarks[:, FEET].reshape(n, 2, 2, 3),
            frames=frames[:, ANKLES],
            pixels=pixels.reshape(n, 2, 2, 2),
            metres_per_pixel=metres_per_pixel,
            stiffness=np.array([leg_stiffness(joints) for joints in around]),
        )

    def heights(self, root: FloatArray) -> FloatArray:
        """Return (T, 2, 2) metres above the floor of heels and toes if the hips were at (T, 3)."""
        return self.points[..., 1] + root[:, None, None, 1]

    @property
    def rate(self) -> float:
        """Usual frames per second."""
        return 1.0 / float(np.median(np.diff(self.times))) if len(self.times) > 1 else 30.0


@dataclass(frozen=True, slots=True)
class PlacedTrack:
    """Where the bodies and feet of T frames go, in the world frame."""

    root: FloatArray
    """(T, 3) hips, metres."""
    ankles: FloatArray
    """(T, 2, 3) metres."""
    frames: FloatArray
    """(T, 2, 3, 3) orientations of the feet."""

    def each(self) -> list[Placed]:
        """Return the same frame by frame."""
        return [
            Placed(vec3.vec(root), [vec3.vec(ankle) for ankle in ankles], frames_of(feet))
            for root, ankles, feet in zip(
                self.root.tolist(), self.ankles.tolist(), self.frames, strict=True
            )
        ]


def lock_feet(track: FootTrack, mode: str, floor: str) -> PlacedTrack:
    """Return where bodies and feet go.

    Args:
        track: The feet.
        mode: One of `config.FEET_MODES`.
        floor: One of `config.FLOOR_MODES`.
    """
    root = track.root
    turns = np.tile(IDENTITY, (len(root), 2, 1))
    shifts = np.zeros_like(track.ankles)
    arms = track.points - track.ankles[:, :, None]
    if mode != "never":
        always = mode == "always"
        flat = floor == "flat" or always
        unrest, speed = _unrest(track)
        heights = track.heights(track.root)
        resting = resting_feet(unrest, heights, track.rate)
        likely = resting | contacts_over_time(unrest, heights / DOUBT, track.rate)
        root = track.root + _give(track, likely, flat=flat)
        # On the floor that resting feet tell, heights can be judged more strictly.
        heights = track.heights(root)
        contacts = contacts_over_time(unrest, heights, track.rate)
        if always:
            _let_the_lower_stand(contacts, heights, speed)
        # On a chair or a step a foot rests as high as it is seen.
        raised = raised_feet(unrest, heights, track.rate)
        before = root - track.root
        root = track.root + _give(track, contacts, raised=raised, flat=flat, before=before)
        if mode in ("auto", "always"):
            ankles = track.ankles + root[:, None]
            shifts, turns = hold_feet(ankles, arms, contacts | raised, track.rate)
    matrices = to_matrix(turns)
    ankles = track.ankles + root[:, None] + shifts
    if mode != "never":
        turned = (matrices[:, :, None] @ arms[..., None])[..., 0]
        lowest = (ankles[:, :, None] + turned)[..., 1].min(axis=2)
        ankles[..., 1] -= np.minimum(lowest + TOLERANCE_M, 0.0)
    return PlacedTrack(root, ankles, matrices @ track.frames)


def _unrest(track: FootTrack) -> tuple[FloatArray, FloatArray]:
    """Return (T, 2, 2) speeds over those of resting feet, and (T, 2, 2) speeds in m/s."""
    after, before, seconds = _around(track, 0.5 * SPAN_S)
    scale = track.metres_per_pixel[:, None, None, None]
    # The speed is that of what is seen: a root that gives way would hide it.
    points = track.points + track.root[:, None, None]
    across = (track.pixels[after] - track.pixels[before]) * scale
    speed = distances(across, points[after] - points[before]) / seconds
    # What was smoothed shakes slowly, what was not shakes from frame to frame.
    starts = []
    for reach in (0.5 * SPAN_S, SLOW_SHAKE_S):
        after, before, seconds = _around(track, reach)
        bent = (track.pixels[after] - 2.0 * track.pixels + track.pixels[before]) * scale
        shake = distances(bent, points[after] - 2.0 * points + points[before]) / seconds
        # A root that was smoothed in both directions of time hardly drifts.
        starts.append(start_speed(calmer_foot(shake), least=LEAST_SPEED))
    return (speed / np.maximum(*starts)).max(axis=-1), speed[..., 1]


def _around(track: FootTrack, reach_s: float) -> tuple[IntArray, IntArray, FloatArray]:
    """Return (T,) rows so long after and before each frame, and (T, 1, 1, 1) seconds between."""
    n, reach = len(track.times), max(1, round(reach_s * track.rate))
    after, before = np.minimum(np.arange(n) + reach, n - 1), np.maximum(np.arange(n) - reach, 0)
    seconds = np.maximum(track.times[after] - track.times[before], 1e-6)
    return after, before, seconds[:, None, None, None]


def _let_the_lower_stand(contacts: BoolArray, heights: FloatArray, speed: FloatArray) -> None:
    """Add contacts (T, 2, 2) of the lower foot wherever none stands, unless it flies."""
    lower = heights.min(axis=2).argmin(axis=1)
    rows = np.flatnonzero(~contacts.any(axis=(1, 2)))
    contacts[rows, lower[rows]] = speed[rows, lower[rows]] < ALWAYS_SPEED


def _give(
    track: FootTrack,
    contacts: BoolArray,
    *,
    raised: BoolArray | None = None,
    flat: bool,
    before: FloatArray | None = None,
) -> FloatArray:
    """Return (T, 3) metres by which the body moves so that standing feet rest on the floor.

    Args:
        track: The feet.
        contacts: (T, 2, 2) which stand on the floor.
        raised: (T, 2, 2) which rest on something higher.
        flat: Bring the lowest point of all feet to the floor, standing or not.
        before: (T, 3) what was found already; its heights are kept in the air.
    """
    n = len(track.times)
    points = track.points + track.root[:, None, None]
    give = np.zeros((n, 3))
    if n < 3:
        return give
    dt = 1.0 / track.rate
    resting = contacts if raised is None else contacts | raised
    both = resting[1:] & resting[:-1]
    moved = np.where(both[..., None], np.diff(points, axis=0), 0.0).sum(axis=(1, 2))
    count = both.sum(axis=(1, 2))
    moved = moved / np.maximum(count, 1)[:, None]
    give[:, ::2] = _smoothest(
        steps=(np.minimum(count, 1).astype(np.float64), -moved[:, ::2]),
        values=(np.full(n, (dt / BODY_RETURNS_S) ** 2), np.zeros((n, 2))),
        stiffness=(BODY_FOLLOWS_S / dt) ** 2,
    )
    heights = track.heights(track.root)
    if flat:
        lowest, weight = heights.min(axis=(1, 2)), np.ones(n)
    else:
        lowest, weight = _support(heights, contacts, track.stiffness)
    standing = weight > 0.0
    weight = np.where(standing, weight, (dt / BODY_RETURNS_S) ** 2)
    kept = np.zeros(n) if before is None else before[:, 1]
    wanted = np.where(standing, -lowest, kept)
    give[:, 1] = _smoothest(
        steps=(np.full(n - 1, (FLOOR_FOLLOWS_S / dt) ** 2), np.zeros((n - 1, 1))),
        values=(weight, wanted[:, None]),
        stiffness=0.0,
    )[:, 0]
    return give


def _support(
    heights: FloatArray, contacts: BoolArray, stiffness: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return (T,) heights at which bodies stand, and how firmly: 0 where nothing stands.

    Args:
        heights: (T, 2, 2) metres above the floor.
        contacts: (T, 2, 2)
        stiffness: (T, 2) of the legs.
    """
    stands = contacts.any(axis=2)
    lowest = np.where(contacts, heights, np.inf).min(axis=2)
    firm = np.where(stands, stiffness, 0.0)
    total = (firm * np.where(stands, lowest, 0.0)).sum(axis=1)
    return total / np.maximum(firm.sum(axis=1), 1e-9), firm.max(axis=1)


def _smoothest(
    steps: tuple[FloatArray, FloatArray], values: tuple[FloatArray, FloatArray], stiffness: float
) -> FloatArray:
    """Return (T, K) curves c that fit steps and values best in the least-squares sense.

    Minimises `sum w_s |c[t+1] - c[t] - s|^2 + sum w_v |c[t] - v|^2 + k sum |c''|^2`, where c'' is
    the second difference: five diagonals, solved at once.

    Args:
        steps: (T - 1,) weights and (T - 1, K) wanted steps.
        values: (T,) weights and (T, K) wanted values.
        stiffness: k.
    """
    (w_s, s), (w_v, v) = steps, values
    n = len(w_v)
    bands = np.zeros((3, n))  # Upper form: row 2 is the diagonal.
    bands[2] = w_v
    bands[2, :-1] += w_s
    bands[2, 1:] += w_s
    bands[1, 1:] -= w_s
    for offset, a in enumerate((1.0, -2.0, 1.0)):
        bands[2, offset : n - 2 + offset] += stiffness * a * a
    bands[1, 1 : n - 1] -= 2.0 * stiffness
    bands[1, 2:n] -= 2.0 * stiffness
    bands[0, 2:n] += stiffness
    right = w_v[:, None] * v
    weighted = w_s[:, None] * s
    right[:-1] -= weighted
    right[1:] += weighted
    solved: FloatArray = solveh_banded(bands, right)
    return solved
