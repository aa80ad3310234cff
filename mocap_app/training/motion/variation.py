"""More motion from what there is: mirrored, warped in time, recombined; and moving fingers.

All take and give `MotionClip`s, so they chain. Poses that the library lacks are made in
`gestures`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from mocap_app.core.rotation import cross, from_axis_angle, unit
from mocap_app.training.body.rig import BONES, INDEX, mirror_name

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray
    from mocap_app.training.body.body import ShapedBody
    from mocap_app.training.motion.clip import MotionClip

Grip = Literal["relaxed", "flat", "fist", "point", "spread"]
GRIPS: tuple[Grip, ...] = ("relaxed", "flat", "fist", "point", "spread")

_MIRROR = np.array([INDEX[mirror_name(bone)] for bone in BONES])
_LEGS = ("upperleg", "lowerleg", "foot", "toes")
LOWER = np.array([bone == "root" or bone.startswith(_LEGS) for bone in BONES])
"""(B,) mask of the hips and legs; the rest is trunk, head and arms."""


def mirrored(clip: MotionClip) -> MotionClip:
    """Return the motion as a mirror shows it, left and right swapped."""
    swapped = clip.rotations[:, _MIRROR] * np.array([1, 1, -1, -1], dtype=np.float32)
    return replace(
        clip,
        name=f"{clip.name} mirrored",
        rotations=swapped,
        root=clip.root * np.array([-1, 1, 1], dtype=np.float32),
    )


def warped(clip: MotionClip, rng: np.random.Generator, strength: float = 0.35) -> MotionClip:
    """Return the motion at a speed that varies smoothly between 1 / (1 + s) and 1 + s times."""
    if len(clip) < 2:
        return clip
    knots = max(2, round(clip.seconds / 2.0) + 1)
    pace = (1.0 + strength) ** rng.uniform(-1.0, 1.0, knots)
    end = (len(clip) - 1) / clip.fps
    now, times = 0.0, []
    while now <= end:
        times.append(now)
        now += float(np.interp(now, np.linspace(0.0, end, knots), pace)) / clip.fps
    return replace(clip.sampled(np.array(times)), name=f"{clip.name} warped")


def recombined(lower: MotionClip, upper: MotionClip) -> MotionClip:
    """Return hips and legs of one clip under the trunk, head and arms of another.

    The other is played forth and back for as long as the first lasts.
    """
    frames = np.arange(len(lower)) % max(2 * len(upper) - 2, 1)
    frames = np.minimum(frames, 2 * len(upper) - 2 - frames) if len(upper) > 1 else 0 * frames
    rotations = np.where(LOWER[:, None], lower.rotations, upper.rotations[frames])
    return replace(lower, name=f"{lower.name} + {upper.name}", rotations=rotations)


def with_fingers(
    clip: MotionClip, person: ShapedBody, grips: tuple[Grip, Grip], rng: np.random.Generator
) -> MotionClip:
    """Return the clip with left and right hand held so, a little different each time."""
    rotations = clip.rotations.copy()
    for side, grip in zip("LR", grips, strict=True):
        for bone, turn in finger_turns(person, side, grip, rng).items():
            rotations[:, INDEX[bone]] = turn
    return replace(clip, rotations=rotations)


def finger_turns(
    person: ShapedBody, side: str, grip: Grip, rng: np.random.Generator
) -> dict[str, FloatArray]:
    """Return local rotations (4,) of one hand's finger bones."""
    at = {bone: person.joints[INDEX[f"{bone}.{side}"]] for bone in BONES_OF_HAND}
    along = unit(at["finger3-1"] - at["wrist"])
    thumbwards = at["finger2-1"] - at["finger5-1"]
    palm = unit(cross(along, thumbwards) if side == "L" else cross(thumbwards, along))
    turns = {}
    for finger in range(1, 6):
        bend, aside = _finger_angles(finger, grip, rng)
        for part in range(1, 4):
            bone = unit(at[f"finger{finger}-2"] - at[f"finger{finger}-1"])
            # Fingers curl towards the palm, the thumb across it.
            goal = unit(palm - thumbwards) if finger == 1 else palm
            axis = unit(cross(bone, goal))
            spread = aside if part == 1 else 0.0
            turn = bend * axis + spread * (palm if side == "L" else -palm)
            angle = float(np.linalg.norm(turn))
            turns[f"finger{finger}-{part}.{side}"] = from_axis_angle(unit(turn), angle)
    return turns


BONES_OF_HAND = ("wrist", *(f"finger{f}-{part}" for f in range(1, 6) for part in range(1, 4)))


def _finger_angles(finger: int, grip: Grip, rng: np.random.Generator) -> tuple[float, float]:
    """Return radians by which each joint of a finger bends, and its base turns to the thumb."""
    curled = grip == "fist" or (grip == "point" and finger > 2)
    degrees = rng.normal(62.0 if curled else 18.0 if grip == "relaxed" else 3.0, 6.0)
    if finger == 1:
        degrees *= 0.45
    fan = 8.0 if grip == "spread" else 1.5
    aside = 0.0 if curled or finger == 1 else (3.5 - finger) * fan
    return float(np.radians(max(degrees, 0.0))), float(np.radians(aside))
