"""Whether a pose goes on from the one before it, or shows another person, place or time.

One definition for all that joins poses: the tracker, the filter, the lifters, the solvers and the
score. A body cannot be anywhere at once: found further away than it can have gone, it is somebody
else's, or a tree. Lengths in the picture are measured by the body itself, whose 3D is that of
somebody of the usual height.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray, PoseEstimate

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
_TRUNK = np.array([0, 1, 4, 7, 8, 9, 10, 11, 14])


def follows(before: PoseEstimate, pose: PoseEstimate, max_gap_s: float = MAX_GAP_S) -> bool:
    """Return whether a tracked pose can be that of the same body as the one before.

    Args:
        before: Tracked, of an earlier frame.
        pose: Tracked, of this frame.
        max_gap_s: Seconds after which nothing is known any more.
    """
    return _in_touch(before, pose, max_gap_s) and within_reach(before, pose)


def within_reach(before: PoseEstimate, pose: PoseEstimate) -> bool:
    """Return whether a body can have got from one place to the other in the time.

    True where it cannot be told: no part of the trunk is known in both, too little is known of one
    to measure by it, or they lie too far apart in time.
    """
    seconds = pose.timestamp - before.timestamp
    if not 0.0 <= seconds <= MAX_GAP_S:
        return True
    known, known_before = _known(pose), _known(before)
    both = _TRUNK[(known & known_before)[_TRUNK]]
    one, other = _scale(before, known_before), _scale(pose, known)
    if not len(both) or one is None or other is None:
        return True
    moved = (pose.keypoints_2d[both] - before.keypoints_2d[both]).sum(axis=0) / len(both)
    small, large = min(one, other), max(one, other)
    reach = min(ERROR_M + FASTEST * seconds, FARTHEST_M)
    # The larger body gives the shorter way: in doubt it is the same one.
    return large <= GROWTH * small and math.hypot(*moved.tolist()) <= reach * large


def stretches(poses: Sequence[PoseEstimate]) -> list[list[int]]:
    """Return the rows of tracked poses, divided where one does not go on from those before.

    Args:
        poses: In the order of time, tracked or not; time that stands still divides them, too.
    """
    found: list[list[int]] = []
    sighted: PoseEstimate | None = None  # The last one that shows where the body is.
    for row, pose in enumerate(poses):
        if not pose.tracked:
            continue
        last = poses[found[-1][-1]] if found else None
        goes_on = (
            last is not None
            and pose.timestamp > last.timestamp
            and _in_touch(last, pose, MAX_GAP_S)
            and (sighted is None or within_reach(sighted, pose))
        )
        if not goes_on:
            found.append([])
            sighted = None
        found[-1].append(row)
        if _known(pose)[_TRUNK].any():
            sighted = pose
    return found


def pixels_per_metre(pose: PoseEstimate) -> float:
    """Return how large the person is in the picture: spread of the pixels over that of the metres.

    Where fewer than three keypoints are known, a picture is taken to be two metres high.
    """
    measured = _scale(pose, np.asarray(np.isfinite(pose.keypoints_2d).all(axis=-1)))
    return max(pose.image_size[1], 1) / 2.0 if measured is None else measured


def _in_touch(before: PoseEstimate, pose: PoseEstimate, max_gap_s: float) -> bool:
    gap = pose.timestamp - before.timestamp
    return 0.0 <= gap <= max_gap_s and pose.image_size == before.image_size


def _known(pose: PoseEstimate) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(pose.keypoints_2d).all(axis=-1) & (pose.confidence >= _SURE))


def _scale(pose: PoseEstimate, known: NDArray[np.bool_]) -> float | None:
    known = known & np.isfinite(pose.keypoints_3d).all(axis=-1)
    if np.count_nonzero(known) < 3:
        return None
    metres = _spread(pose.keypoints_3d[known, :2])
    # A person seen exactly end-on has no spread to compare with.
    return _spread(pose.keypoints_2d[known]) / metres if metres > 0.02 else None


def _spread(points: FloatArray) -> float:
    # Asked four times a frame; numpy's mean takes three times as long as this.
    centred = points - points.sum(axis=0) / len(points)
    return math.sqrt(float(np.vdot(centred, centred)) / len(points))
