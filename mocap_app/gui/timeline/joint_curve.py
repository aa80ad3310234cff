"""What of a joint can be drawn over a take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.marked_text import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray

COORDINATES = (
    QT_TRANSLATE_NOOP("Timeline", "height (m)"),
    QT_TRANSLATE_NOOP("Timeline", "sideways (m)"),
    QT_TRANSLATE_NOOP("Timeline", "forwards (m)"),
    QT_TRANSLATE_NOOP("Timeline", "speed (m/s)"),
)
"""In the world: Y, X and Z, and how fast the joint goes."""
_AXES = (1, 0, 2)


def joint_curve(times: FloatArray, places: FloatArray, coordinate: str) -> FloatArray:
    """Return (T,) values of one of `COORDINATES`; NaN where the place is not known.

    Args:
        times: (T,) seconds.
        places: (T, 3) metres, NaN without a pose.
        coordinate: Which one.
    """
    kind = COORDINATES.index(coordinate)
    if kind < len(_AXES):
        return np.asarray(places[:, _AXES[kind]])
    if len(times) < 2:
        return np.full(len(times), np.nan)
    return np.asarray(np.linalg.norm(np.gradient(places, times, axis=0), axis=1))


def at_times(times: FloatArray, values: FloatArray, asked: FloatArray) -> FloatArray:
    """Read (T,) values at other times, on straight lines; NaN outside and in gaps."""
    return np.asarray(np.interp(asked, times, values, left=np.nan, right=np.nan))
