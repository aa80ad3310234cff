"""Euler angles of a long motion, block by block, without jumps between the blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.rotation import unroll_euler

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray


class Unroller:
    """Makes consecutive blocks of Euler angles continuous; one object for one motion."""

    def __init__(self) -> None:
        self._last: FloatArray | None = None

    def unroll(self, angles: FloatArray) -> FloatArray:
        """Return the (n, ..., 3) degrees that go on from the block before, same rotations."""
        if self._last is None:
            unrolled = unroll_euler(angles)
        else:
            unrolled = unroll_euler(np.concatenate([self._last[None], angles]))[1:]
        self._last = unrolled[-1]
        return unrolled
