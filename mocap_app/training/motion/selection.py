"""Which clips of the library are used, and for what.

Every clip was measured (`plausibility`) and looked at on the body.
"""

from __future__ import annotations

from typing import Literal

Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test")

_TWICE = "the same recording as another clip"
_POSE = "no motion, a calibration pose"
_AIR = "flies or swims"
_FLIPS = "a limb or foot flips back and forth"
DROPPED: dict[str, str] = {
    # Some trials are there in two or three forms; the one as published stays.
    "cmu 01_01_35cb4e": _TWICE,
    "cmu 001_01": _TWICE,
    "cmu 001_08": _TWICE,
    "cmu 001_14": _TWICE,
    **{f"cmu 002_{trial}": _TWICE for trial in ("01", "03", "05", "07", "08", "09", "10")},
    "cmu 003_01": _TWICE,
    "cmu 003_02": _TWICE,
    "cmu1 jumping_jacks_d0fb57": _TWICE,
    "cmu 14_14_short_860029": _TWICE,
    "fair1 dab_9f567a": _TWICE,
    "fair1 zombie_9a0ffe": _TWICE,
    "8yr_old silly_walk_ae31a5": _TWICE,
    "cmu_1006 jump_rope_a0aadb": _TWICE,
    "cmu_new2 dance_b35aba": _TWICE,
    "cmu_new2 dance001_c00b7c": _TWICE,
    "cmu_new2 dance002_5a7307": _TWICE,
    "cmu_new walk_swing_arms_86bc6c": _TWICE,
    "mesh2motion Crawl RM": _TWICE,
    "mesh2motion Roll_RM": _TWICE,
    "mesh2motion Sword_Attack_RM": _TWICE,
    **{f"mesh2motion {name}": _POSE for name in ("A_TPose", "Rest Pose", "Idle", "Sit", "Walk")},
    "mesh2motion Flying Forward": _AIR,
    "mesh2motion Flying Forward Super": _AIR,
    "mesh2motion Swim_Fwd_Loop": _AIR,
    **{f"cmu 005_{trial}": _FLIPS for trial in ("05", "06", "08", "14", "16", "19")},
    "5yr_old skipping_2237a4": _FLIPS,
    "custom_avatar_animations boxing_8aee10": "the whole body leans over its feet",
}
"""Reason by the name of a clip that is not used."""

FROM_FRAME: dict[str, int] = {"acclaim 03_02": 13}
"""First frame used of clips that begin with something else."""

_VALIDATION = {"cmu 7", "cmu 14", "8yr_old", "fair1", "react 003", "react 011"}
_TEST = {"cmu 3", "cmu 6", "5yr_old", "cmu_new3", "react 002", "react 004"}
# Animations made by hand have no performer: every sixth is held out, by its place in this order.
_HAND_MADE = "mesh2motion "


def split_of_subject(subject: str) -> Split:
    """Return what the clips of a performer are for."""
    if subject.startswith(_HAND_MADE):
        letters = sum(ord(letter) for letter in subject)
        return "validation" if letters % 12 == 0 else "test" if letters % 12 == 6 else "train"
    if subject in _VALIDATION:
        return "validation"
    return "test" if subject in _TEST else "train"
