"""The choices a user has about the solved motion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mocap_app.core.calibration import Calibration

FEET_MODES = ("auto", "always", "never", "grounding")
"""auto: a foot that stands is locked, one that moves is free. always: the lower foot always
stands. never: feet stay as they are seen. grounding: the body is held on the floor and slides
less, but no foot is locked."""
FLOOR_MODES = ("jump", "flat")
"""jump: both feet may leave the floor. flat: the lowest foot is always on it."""
BODY_MODES = ("full", "upper", "seated")
"""upper and seated: the legs stand or sit still, whatever is seen of them."""
HEIGHT_RANGE_M = (0.8, 2.3)
"""Heights a user can type."""


@dataclass(frozen=True, slots=True)
class SolverConfig:
    """Settings of `Solver`."""

    feet: str = "auto"
    """One of `FEET_MODES`."""
    floor: str = "jump"
    """One of `FLOOR_MODES`."""
    body: str = "full"
    """One of `BODY_MODES`."""
    in_place: bool = False
    """Hold the hips over the world's origin; they still rise and sink."""
    height_m: float | None = None
    """Height of the person, typed; None: estimated from what is seen."""
    calibration: Calibration | None = None
    """Of this person and camera; None: estimated from the first seconds."""

    def __post_init__(self) -> None:
        for name, known in (("feet", FEET_MODES), ("floor", FLOOR_MODES), ("body", BODY_MODES)):
            if getattr(self, name) not in known:
                raise ValueError(
                    f"{name} must be one of {', '.join(known)}, not {getattr(self, name)!r}."
                )
        low, high = HEIGHT_RANGE_M
        if self.height_m is not None and not low <= self.height_m <= high:
            raise ValueError(
                f"The height must lie between {low} and {high} m, not {self.height_m}."
            )
