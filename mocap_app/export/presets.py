"""What each program that reads our files expects; all of them read Y up, facing +Z."""

from __future__ import annotations

from dataclasses import dataclass

from mocap_app.core.errors import OutputError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
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
            QT_TRANSLATE_NOOP("Export", "Bones are called as in the take: Hips, Spine, LeftArm."),
        ),
        Target(
            "generic",
            QT_TRANSLATE_NOOP("Settings", "Generic, MotionBuilder"),
            "cm",
            names.OWN,
            QT_TRANSLATE_NOOP("Export", "Bones are called as in the take: Hips, Spine, LeftArm."),
        ),
        Target(
            "mixamo",
            QT_TRANSLATE_NOOP("Settings", "Mixamo names"),
            "cm",
            names.MIXAMO,
            QT_TRANSLATE_NOOP(
                "Export", "Bones are called mixamorig:Hips and so on, which every retargeter knows."
            ),
        ),
        Target(
            "ue5",
            QT_TRANSLATE_NOOP("Settings", "Unreal Engine 5 names"),
            "cm",
            names.UE5,
            QT_TRANSLATE_NOOP(
                "Export", "Bones are called as in UE5's Manny, with a root on the floor."
            ),
        ),
        Target(
            "vrm",
            QT_TRANSLATE_NOOP("Settings", "VRM, Unity names"),
            "m",
            names.VRM,
            QT_TRANSLATE_NOOP("Export", "Bones are called as in VRM 1.0 avatars."),
        ),
        Target(
            "rigify",
            QT_TRANSLATE_NOOP("Settings", "Rigify names"),
            "m",
            names.RIGIFY,
            QT_TRANSLATE_NOOP("Export", "Bones are called as in Rigify's human metarig."),
        ),
        Target(
            "cmu",
            QT_TRANSLATE_NOOP("Settings", "CMU names"),
            "cm",
            names.CMU,
            QT_TRANSLATE_NOOP(
                "Export", "Bones are called as in the motion files of Carnegie Mellon University."
            ),
        ),
        Target(
            "daz",
            QT_TRANSLATE_NOOP("Settings", "Daz, Poser names"),
            "cm",
            names.DAZ,
            QT_TRANSLATE_NOOP("Export", "Bones are called as in Daz's Genesis."),
        ),
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
