"""What each program that reads our files expects; all of them read Y up, facing +Z."""

from __future__ import annotations

from dataclasses import dataclass

from mocap_app.core.errors import OutputError
from mocap_app.export import names

UNITS = {"m": 1.0, "cm": 100.0}
"""Name of a unit to how many of it make a metre."""


@dataclass(frozen=True, slots=True)
class Target:
    """Names and unit for one family of programs."""

    name: str
    title: str
    """For lists to choose from."""
    unit: str
    """Key of `UNITS`."""
    names: names.NameSet
    hint: str
    """About the names, one sentence for the export dialog."""


TARGETS = {
    target.name: target
    for target in (
        Target(
            "blender",
            "Blender",
            "m",
            names.OWN,
            "Bones are called as in the take: Hips, Spine, LeftArm.",
        ),
        Target(
            "generic",
            "Generic, MotionBuilder",
            "cm",
            names.OWN,
            "Bones are called as in the take: Hips, Spine, LeftArm.",
        ),
        Target(
            "mixamo",
            "Mixamo names",
            "cm",
            names.MIXAMO,
            "Bones are called mixamorig:Hips and so on, which every retargeter knows.",
        ),
        Target(
            "ue5",
            "Unreal Engine 5 names",
            "cm",
            names.UE5,
            "Bones are called as in UE5's Manny, with a root on the floor.",
        ),
        Target(
            "vrm", "VRM, Unity names", "m", names.VRM, "Bones are called as in VRM 1.0 avatars."
        ),
        Target(
            "rigify",
            "Rigify names",
            "m",
            names.RIGIFY,
            "Bones are called as in Rigify's human metarig.",
        ),
        Target(
            "cmu",
            "CMU names",
            "cm",
            names.CMU,
            "Bones are called as in the motion files of Carnegie Mellon University.",
        ),
        Target("daz", "Daz, Poser names", "cm", names.DAZ, "Bones are called as in Daz's Genesis."),
    )
}
ALIASES = {"motionbuilder": "generic", "unity": "vrm"}
"""Other names under which targets are asked for."""


def find_target(name: str) -> Target:
    """Return the target of a name or alias.

    Raises:
        OutputError: There is none; the text names those that exist.
    """
    try:
        return TARGETS[ALIASES.get(name, name)]
    except KeyError:
        known = ", ".join(TARGETS)
        raise OutputError(f"Unknown export target {name!r}; there are: {known}.") from None
