"""Recorded motion as its file says it, before it is put on the body."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.core.types import FloatArray


@dataclass(frozen=True, eq=False)
class SourceMotion:
    """Joints of a source skeleton in its own world axes and unit; T frames, J joints."""

    name: str
    """For messages."""
    joints: tuple[str, ...]
    """Parents first; the tip of a leaf bone is a joint too, named after it with "_end"."""
    parents: tuple[int, ...]
    frames: FloatArray
    """(T, J, 3, 3) from joint axes to world axes."""
    positions: FloatArray
    """(T, J, 3)."""
    rest_frames: FloatArray
    """(J, 3, 3) in the pose of the file's definition: all channels zero, or the bind pose."""
    rest_positions: FloatArray
    """(J, 3)."""
    fps: float

    def index(self, joint: str) -> int:
        """Return the index of a joint by name.

        Raises:
            DataError: There is no such joint.
        """
        try:
            return self.joints.index(joint)
        except ValueError:
            raise DataError(f"The motion {self.name} has no joint {joint!r}.") from None

    def turned(self, axes: FloatArray) -> SourceMotion:
        """Return the same motion in other world axes; `axes` (3, 3) takes the old ones to them."""
        return replace(
            self,
            frames=axes @ self.frames,
            positions=self.positions @ axes.T,
            rest_frames=axes @ self.rest_frames,
            rest_positions=self.rest_positions @ axes.T,
        )


def chain(
    parents: Sequence[int], local: FloatArray, translations: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return world orientations and positions of a tree of joints.

    Args:
        parents: By joint; -1 for roots; parents come first.
        local: (..., J, 3, 3) rotations relative to the parent.
        translations: (..., J, 3) positions in the parent's axes.

    Returns:
        (..., J, 3, 3) and (..., J, 3).
    """
    frames, positions = local.copy(), translations.astype(np.float64)
    for joint, parent in enumerate(parents):
        if parent >= 0:
            up = frames[..., parent, :, :]
            frames[..., joint, :, :] = up @ local[..., joint, :, :]
            step = (up @ translations[..., joint, :, None])[..., 0]
            positions[..., joint, :] = positions[..., parent, :] + step
    return frames, positions
