"""Whether a pose goes on from the one before it, or shows another person, place or time.

One definition for all that joins poses: the tracker, the filter, the lifters, the solvers and the
score. A body cannot be anywhere at once: found further away than it can have gone, it is somebody
else's, or a tree. Lengths in the picture are measured by the body itself, whose 3D is that of
somebody of the usual height.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mocap_app.core.types import PoseEstimate

MAX_GAP_S = 1.0
"""After so many seconds without anybody the person may be anywhere."""
FASTEST = 8.0
"""Metres a second, across the view, that the trunk of a body can go: sprinters reach ten and more,
somebody who runs, falls or tumbles before a camera six."""
ERROR_M = 0.5
"""How far two looks at a trunk may be apart by error alone. Of 5,100 steps of training films and
clips, tumbling among them, the widest is 0.33 m, way and error together."""
FARTHEST_M = 1.2
"""Metres from the last sight, however long ago within `MAX_GAP_S`, beyond which whoever is found
counts as somebody else: two stretches where one would do cost less than one that flies."""
GROWTH = 2.0
"""How many times larger or smaller a body may be in the picture than at the last sight: half as
far away within a second. Of the same steps the widest is 1.43."""
_SURE = 0.25
# Limbs come and go, the trunk and the head stay together.
_TRUNK = frozenset((0, 1, 4, 7, 8, 9, 10, 11, 14))

Pixel = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where and how large the body of a tracked pose is in the picture.

    Measured once per pose and kept by whoever follows somebody, for the next pose to be compared.
    """

    time: float
    """Seconds."""
    image_size: tuple[int, int]
    """(width, height) of the picture, pixels."""
    trunk: dict[int, Pixel]
    """Known keypoints of trunk and head."""
    pixels_per_metre: float | None
    """At the body; None where too little of it is known."""


def whereabouts(pose: PoseEstimate) -> Whereabouts:
    """Return where the body of a tracked pose is."""
    trunk, scale = _measured(pose, _SURE)
    return Whereabouts(pose.timestamp, pose.image_size, trunk, scale)


def follows(before: Whereabouts, now: Whereabouts, max_gap_s: float = MAX_GAP_S) -> bool:
    """Return whether a pose can be that of the same body as the one before.

    Args:
        before: Of an earlier frame.
        now: Of this frame.
        max_gap_s: Seconds after which nothing is known any more.
    """
    return _in_touch(before, now, max_gap_s) and within_reach(before, now)


def within_reach(before: Whereabouts, now: Whereabouts) -> bool:
    """Return whether a body can have got from one place to the other in the time.

    True where it cannot be told: no part of the trunk is known in both, too little is known of one
    to measure by it, or they lie too far apart in time.
    """
    seconds = now.time - before.time
    one, other = before.pixels_per_metre, now.pixels_per_metre
    both = before.trunk.keys() & now.trunk.keys()
    if not 0.0 <= seconds <= MAX_GAP_S or not both or one is None or other is None:
        return True
    x = sum(now.trunk[key][0] - before.trunk[key][0] for key in both)
    y = sum(now.trunk[key][1] - before.trunk[key][1] for key in both)
    small, large = min(one, other), max(one, other)
    reach = min(ERROR_M + FASTEST * seconds, FARTHEST_M)
    # The larger body gives the shorter way: in doubt it is the same one.
    return large <= GROWTH * small and math.hypot(x, y) <= reach * large * len(both)


def stretches(poses: Iterable[PoseEstimate]) -> list[list[int]]:
    """Return the rows of tracked poses, divided where one does not go on from those before.

    Args:
        poses: In the order of time, tracked or not; time that stands still divides them, too.
    """
    found: list[list[int]] = []
    last: Whereabouts | None = None
    seen: Whereabouts | None = None  # Of the last pose that shows something of the trunk.
    for row, pose in enumerate(poses):
        if not pose.tracked:
            continue
        now = whereabouts(pose)
        goes_on = last is not None and now.time > last.time and _in_touch(last, now, MAX_GAP_S)
        if goes_on and seen is not None:
            goes_on = within_reach(seen, now)
        if not goes_on:
            found.append([])
            seen = None
        found[-1].append(row)
        if now.trunk:
            seen = now
        last = now
    return found


def pixels_per_metre(pose: PoseEstimate) -> float:
    """Return how large the person is in the picture: spread of the pixels over that of the metres.

    Where fewer than three keypoints are known, a picture is taken to be two metres high.
    """
    measured = _measured(pose, least=0.0)[1]
    return max(pose.image_size[1], 1) / 2.0 if measured is None else measured


def _in_touch(before: Whereabouts, now: Whereabouts, max_gap_s: float) -> bool:
    gap = now.time - before.time
    return 0.0 <= gap <= max_gap_s and now.image_size == before.image_size


def _measured(pose: PoseEstimate, least: float) -> tuple[dict[int, Pixel], float | None]:
    """Return where the known parts of the trunk are, and pixels per metre of all that is known."""
    # Plain floats: four stages ask this of every live frame.
    trunk: dict[int, Pixel] = {}
    known = []
    parts = zip(
        pose.confidence.tolist(),
        pose.keypoints_2d.tolist(),
        pose.keypoints_3d.tolist(),
        strict=True,
    )
    for key, (sure, (u, v), (x, y, z)) in enumerate(parts):
        if sure >= least and math.isfinite(u + v):
            if key in _TRUNK:
                trunk[key] = u, v
            if math.isfinite(x + y + z):
                known.append((u, v, x, y))
    if len(known) < 3:
        return trunk, None
    u_s, v_s, x_s, y_s = zip(*known, strict=True)
    metres = _spread(x_s, y_s)
    # A person seen exactly end-on has no spread to compare with.
    return trunk, _spread(u_s, v_s) / metres if metres > 0.02 else None


def _spread(xs: tuple[float, ...], ys: tuple[float, ...]) -> float:
    n = len(xs)
    x, y = sum(xs) / n, sum(ys) / n
    return math.hypot(math.dist(xs, [x] * n), math.dist(ys, [y] * n)) / math.sqrt(n)
