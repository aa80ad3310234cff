"""From real, uneven timestamps to the frames of a file with an integer frame rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from mocap_app.core.continuity import MAX_GAP_S
from mocap_app.core.errors import TakeError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.rotation import slerp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray
    from mocap_app.recording.take import Take

Gaps = Literal["interpolate", "hold"]

STANDARD_RATES = (24, 25, 30, 50, 60)
SNAP_S = 0.6e-3
"""Matroska and many cameras round times to a millisecond, so times nearer than half of one are
the same; taking the measured pose there as it is keeps it free of interpolation."""
JOIN_S = 0.4
"""Seconds before somebody is seen again over which the pose held since the last sight goes over to
theirs. Interpolated over all of a long gap, a body would float through the room; after a second
nobody can say what happened, and an animator sees at once where to cut."""


@dataclass(frozen=True, eq=False)
class Motion:
    """Solved motion at equal steps of time; frame n is n / fps seconds after the take's first."""

    fps: int
    rotations: FloatArray
    """(F, J, 4) local rotations wxyz."""
    root_position: FloatArray
    """(F, 3) hips in the world frame, metres."""


def standard_rate(rate: float | None) -> int:
    """Return the one of 24, 25, 30, 50, 60 that is nearest to a real rate; 30 if unknown."""
    if rate is None:
        return 30
    return min(STANDARD_RATES, key=lambda standard: abs(standard - rate))


def resample_take(take: Take, fps: int, gaps: Gaps = "interpolate") -> Motion:
    """Return a take's solved motion at an integer rate.

    The length is the take's own, so that the motion stays in step with its video: before the
    first solved pose and after the last one these two are held. In between, frames without one
    are interpolated (after more than `MAX_GAP_S` without anybody: held, then joined), or hold the
    pose before them if `gaps` is "hold".

    Raises:
        TakeError: The take has no solved pose at all.
    """
    solved = take.solved
    if not solved.any():
        raise TakeError(
            QT_TRANSLATE_NOOP(
                "Errors", "Nobody was found in the take '{name}', so it has no motion."
            ),
            name=take.name,
        )
    # One more frame than steps; rounding keeps the count when the last frame came a bit early.
    count = round(take.duration * fps) + 1
    times = np.arange(count) / fps
    rotations, root = resample(
        take.timestamps[solved] - take.timestamps[0],
        take.rotations[solved],
        take.root_position[solved],
        times,
        gap_starts=_gap_starts(solved) if gaps == "hold" else None,
    )
    return Motion(fps, rotations, root)


def resample(
    timestamps: FloatArray,
    rotations: FloatArray,
    root_position: FloatArray,
    times: FloatArray,
    gap_starts: NDArray[np.bool_] | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Sample a motion at other times: rotations on the shortest arc, the root on a line.

    The line and not a cubic, because a cubic overshoots where feet stop. Over gaps longer than
    `MAX_GAP_S` the pose before is held and goes over to the one after in the last `JOIN_S`.

    Args:
        timestamps: (T,) seconds, strictly increasing, T >= 1.
        rotations: (T, J, 4) wxyz, no NaN.
        root_position: (T, 3), no NaN.
        times: (F,) seconds; outside the timestamps the nearest end is held.
        gap_starts: (T,) True where the pose is to be held until the next one; None for nowhere.

    Returns:
        Rotations (F, J, 4) and root (F, 3).
    """
    last = len(timestamps) - 1
    if last == 0:
        frames = np.zeros(len(times), dtype=np.intp)
        return rotations[frames], root_position[frames]
    before = np.clip(np.searchsorted(timestamps, times, side="right") - 1, 0, last - 1)
    start, end = timestamps[before], timestamps[before + 1]
    share = np.clip((times - start) / (end - start), 0.0, 1.0)  # (F,)
    joined = np.clip(1.0 - (end - times) / JOIN_S, 0.0, 1.0)
    share = np.where(end - start > MAX_GAP_S, joined * joined * (3.0 - 2.0 * joined), share)
    near = np.minimum(times - start, end - times) < SNAP_S
    share = np.where(near, np.round(share), share)
    if gap_starts is not None:
        share = np.where(gap_starts[before], np.floor(share), share)
    weight = share[:, None]  # (F, 1), the same for all joints
    turned = slerp(rotations[before], rotations[before + 1], weight)
    return turned, (1.0 - weight) * root_position[before] + weight * root_position[before + 1]


def _gap_starts(solved: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return, for each solved frame of a (T,) mask, whether the frame after it is not solved."""
    followed = np.append(solved[1:], True)
    return np.asarray(~followed[solved])
