"""Noticing people beside the one who is followed, by one more look now and then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.inference.acquisition import search_windows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.inference.preprocess import Region

# One look costs as much as a frame; one a second is not felt, and goes round in some seconds.
_INTERVAL_S = 1.0
_MEMORY_S = 5.0
_QUALITY = 0.65
"""More than is asked of somebody to follow: a false alarm is worse than a late one."""
_APART = 0.5
"""Mean distance of the keypoints, in sides of the smaller region, that makes another person."""


class Bystanders:
    """Says where to look next, and counts who was seen; made for and used by one thread."""

    def __init__(self) -> None:
        self._next = 0
        self._window: Region | None = None
        # Where somebody was just seen is looked at again, so that they are not forgotten.
        self._again: Region | None = None
        self._looked_at: float | None = None
        self._seen_at: float | None = None

    def reset(self) -> None:
        """Forget who was seen."""
        self._looked_at = self._seen_at = None
        self._window = self._again = None

    def people(self, timestamp: float) -> int:
        """Return 2 if somebody else was seen within the last seconds, else 1."""
        seen = self._seen_at
        return 1 if seen is None or timestamp - seen > _MEMORY_S else 2

    def window(self, timestamp: float, size: tuple[int, int], followed: Region) -> Region | None:
        """Return where to look beside the person in `followed`; None while it is too early.

        Args:
            timestamp: Of the frame, seconds.
            size: (width, height) of the frame, pixels.
            followed: Region of the person who is followed.
        """
        if self._looked_at is None:
            # The first second belongs to the person who was just found.
            self._looked_at = timestamp
        if timestamp - self._looked_at < _INTERVAL_S:
            return None
        self._looked_at = timestamp
        again, self._again = self._again, None
        if again is not None and not _inside(followed, again):
            self._window = again
            return again
        others = [w for w in search_windows(*size)[1:] if not _inside(followed, w)]
        if not others:
            return None
        self._next += 1
        self._window = others[self._next % len(others)]
        return self._window

    def note(
        self,
        timestamp: float,
        quality: float,
        found: NDArray[np.floating],
        followed: NDArray[np.floating],
        side: float,
    ) -> None:
        """Take in what a look showed.

        Args:
            timestamp: Of the frame, seconds.
            quality: How surely somebody was seen, in [0, 1].
            found: (27, 2) pixels, what was seen.
            followed: (27, 2) pixels of the person who is followed.
            side: Of the smaller of the two regions, pixels.
        """
        apart = float(np.linalg.norm(found - followed, axis=1).mean())
        if quality >= _QUALITY and apart > _APART * side:
            self._seen_at = timestamp
            self._again = self._window


def _inside(followed: Region, window: Region) -> bool:
    """Whether a window shows little else than the person who is followed."""
    distance = max(abs(followed.x - window.x), abs(followed.y - window.y))
    return distance < 0.35 * followed.side
