"""What is known about a person and a camera before the first pose: one calibration.

It travels with the settings and with every take, as plain JSON values.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields
from typing import Any

MEASURED, ESTIMATED = "measured", "estimated"
"""Where a calibration comes from: a pose that was held, or the first seconds of motion."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The size of a person and how the camera stands; see `solving.calibration` for the making."""

    lengths: dict[str, float]
    """Metres by the names of `solving.bone_lengths.MEASURES`; left and right are equal."""
    height_m: float
    """From the soles to the top of the head, standing."""
    pitch_deg: float = 0.0
    """How far the camera looks down; negative: up."""
    roll_deg: float = 0.0
    """How far the camera is tilted clockwise as the photographer sees it."""
    facing_deg: float = 0.0
    """Where the person faced, to their left of the camera, about the vertical; 0: at it."""
    camera_height_m: float | None = None
    """Of the lens above the floor; None if no foot was seen."""
    origin: str = MEASURED
    """`MEASURED` or `ESTIMATED`."""

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values; `from_dict` gives back an equal calibration."""
        return asdict(self)

    @staticmethod
    def from_dict(data: object) -> Calibration:
        """Read `to_dict`'s value.

        Raises:
            ValueError: Something is missing or not a number.
        """
        try:
            known: dict[str, Any] = {f.name: data[f.name] for f in fields(Calibration)}  # type: ignore[index]
            known["lengths"] = {str(k): float(v) for k, v in known["lengths"].items()}
            known["origin"] = str(known["origin"])
            for name in ("height_m", "pitch_deg", "roll_deg", "facing_deg"):
                known[name] = float(known[name])
            if known["camera_height_m"] is not None:
                known["camera_height_m"] = float(known["camera_height_m"])
        except (KeyError, TypeError, AttributeError, OverflowError) as error:
            raise ValueError(f"the calibration is incomplete ({error})") from error
        numbers = [v for v in known.values() if isinstance(v, float)]
        if not all(math.isfinite(v) for v in [*numbers, *known["lengths"].values()]):
            raise ValueError("the calibration has a number that is none")
        return Calibration(**known)
