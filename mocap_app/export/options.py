"""What the user may choose about an exported file."""

from __future__ import annotations

from dataclasses import dataclass

from mocap_app.core.errors import OutputError
from mocap_app.export.presets import UNITS, find_target

ORDERS = ("ZXY", "ZYX", "XYZ", "XZY", "YXZ", "YZX")
"""Orders of BVH's rotation channels, the usual one first (Biovision, MotionBuilder)."""
RESTS = ("t", "a")
"""Rest poses: arms straight out, or 45 degrees down."""
MAX_FPS = 240


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How a take becomes a file.

    Raises:
        OutputError: A choice does not exist; the text names those that do.
    """

    target: str = "blender"
    """A name in `export.presets.TARGETS`, or an alias."""
    fps: int | None = None
    """Frames per second of the file; None for the one of 24, 25, 30, 50 and 60 that is nearest to
    the take's real rate."""
    unit: str | None = None
    """Key of `UNITS`; None for the target's own."""
    order: str | None = None
    """One of `ORDERS`, for BVH; None for the usual one."""
    rest: str = "t"
    """One of `RESTS`: the pose in which all rotations are zero."""
    rest_frame: bool = False
    """Put the rest pose before the motion as its first frame, for characterising it."""
    on_floor: bool = False
    """Let the rest pose of a BVH stand on the floor instead of having its hips at the origin.

    Right in Blender, where position channels are absolute; three.js adds the offset to them. The
    other formats always rest on the floor."""

    def __post_init__(self) -> None:
        """Refuse what does not exist, before any long work."""
        find_target(self.target)
        if self.fps is not None and not 1 <= self.fps <= MAX_FPS:
            raise OutputError(
                f"Cannot export at {self.fps} frames per second: choose 1 to {MAX_FPS}."
            )
        choices = (
            ("unit", self.unit, tuple(UNITS)),
            ("rotation order", self.order, ORDERS),
            ("rest pose", self.rest, RESTS),
        )
        for what, chosen, known in choices:
            if chosen is not None and chosen not in known:
                raise OutputError(f"Unknown {what} {chosen!r}; there are: {', '.join(known)}.")
