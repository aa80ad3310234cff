"""What each program that reads our files expects; all of them read Y up, facing +Z."""

from __future__ import annotations

from dataclasses import dataclass

from mocap_app.core.errors import OutputError


@dataclass(frozen=True, slots=True)
class Target:
    """Units for one family of programs."""

    name: str
    units_per_metre: float
    unit: str
    """The unit's name, for dialogs."""
    hint: str
    """What to do on import, one sentence for the export dialog."""


# Measured in Blender 5.0.1: one unit of a BVH becomes one metre, and the importer leaves the
# scene at 24 fps unless told otherwise.
TARGETS = {
    "blender": Target(
        "blender",
        1.0,
        "metres",
        "In Blender's BVH import tick Update Scene FPS and Update Scene Duration.",
    ),
    "generic": Target(
        "generic",
        100.0,
        "centimetres",
        "One unit is one centimetre, as MotionBuilder, Unreal, Unity and three.js expect.",
    ),
}


def find_target(name: str) -> Target:
    """Return the target of a name.

    Raises:
        OutputError: There is none; the text names those that exist.
    """
    try:
        return TARGETS[name]
    except KeyError:
        known = ", ".join(TARGETS)
        raise OutputError(f"Unknown export target {name!r}; there are: {known}.") from None
