"""What people do in front of a webcam and the library lacks: sitting, typing, talking, waving.

Made of moments that follow each other: where each wrist is, how the trunk leans, where the head
looks, with smooth noise on all of it. Elbows follow from the wrists by the law of cosines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.ndimage import gaussian_filter1d

from mocap_app.core.rotation import (
    cross,
    from_euler,
    from_matrix,
    multiply,
    unit,
)
from mocap_app.training.body.rig import INDEX
from mocap_app.training.motion.clip import FPS, MotionClip, Stature
from mocap_app.training.motion.library import on_floor, reference_person
from mocap_app.training.motion.retarget import local_rotations, rest_directions

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray
    from mocap_app.training.body.body import ShapedBody

Posture = Literal["sitting", "standing", "exercising"]


@dataclass(frozen=True)
class Gesture:
    """What an arm does; for the left one, in axes of the chest: left, up, forward."""

    wrist: tuple[float, float, float]
    """From the shoulder, in lengths of the arm."""
    thumb: tuple[float, float, float]
    """Where the thumb's side of the hand looks."""
    elbow: tuple[float, float, float] = (0.5, -1.0, -0.3)
    """Where the elbow is drawn to."""
    swing: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """How far the wrist moves to and fro, in lengths of the arm."""
    rate: float = 0.0
    """Times a second that it does."""
    wander: float = 0.02
    """Size of the smooth noise on it."""


GESTURES: dict[str, Gesture] = {
    "typing": Gesture((-0.12, -0.52, 0.62), (-1, 0.3, 0), swing=(0.02, 0.01, 0.01), rate=2.0),
    "mouse": Gesture((0.12, -0.52, 0.6), (-1, 0.2, 0.2), wander=0.05),
    "lap": Gesture((-0.05, -0.8, 0.35), (-0.3, 0.3, 1)),
    "hanging": Gesture((0.1, -0.97, 0.05), (0, 0, 1)),
    "armrest": Gesture((0.25, -0.55, 0.45), (-0.7, 0.7, 0)),
    "chin": Gesture((-0.3, 0.12, 0.36), (0.2, 1, 0), elbow=(0.2, -1.0, 0.4)),
    "cheek": Gesture((-0.16, 0.22, 0.3), (0, 1, -0.3), elbow=(0.4, -1.0, 0.4)),
    "ear": Gesture((-0.1, 0.3, 0.15), (0, 0.8, -0.6), elbow=(1.0, -0.7, 0.2)),
    "glasses": Gesture((-0.2, 0.28, 0.38), (-0.6, 0.8, 0), elbow=(0.9, -0.8, 0.3)),
    "wave": Gesture((0.3, 0.3, 0.32), (-1, 0, 0), swing=(0.16, 0.04, 0), rate=1.8),
    "wave high": Gesture((0.35, 0.75, 0.2), (-1, 0, 0), swing=(0.2, 0.03, 0), rate=1.5),
    "talk": Gesture(
        (-0.02, -0.3, 0.55), (-0.3, 1, 0), swing=(0.08, 0.09, 0.06), rate=0.8, wander=0.08
    ),
    "explain": Gesture(
        (0.12, -0.15, 0.62), (-0.2, 1, 0), swing=(0.12, 0.08, 0.1), rate=0.6, wander=0.08
    ),
    "point": Gesture((-0.05, 0.02, 0.95), (-0.5, 1, 0), wander=0.06),
    "point aside": Gesture((0.8, 0.1, 0.5), (0, 1, 0), wander=0.06),
    "thumb up": Gesture((0.0, -0.2, 0.6), (-0.2, 1, 0)),
    "stop": Gesture((0.05, 0.05, 0.75), (-1, 0.2, 0)),
    "raised": Gesture((0.12, 0.9, 0.1), (-0.5, 0, 1), wander=0.05),
    "behind head": Gesture((-0.05, 0.38, -0.12), (0, -1, 0.3), elbow=(1.0, 0.3, 0.2)),
    "crossed": Gesture((-0.42, -0.38, 0.4), (0, 0.8, 0.6), elbow=(0.6, -0.8, 0.0)),
    "drink": Gesture((-0.22, 0.12, 0.42), (-0.6, 0.8, 0), elbow=(0.8, -0.6, 0.3)),
    "phone": Gesture((-0.15, -0.25, 0.48), (-0.6, 0.8, 0.0), wander=0.02),
    "hip": Gesture((0.12, -0.62, 0.05), (0.1, -0.3, -1), elbow=(1.0, -0.3, -0.5)),
}
"""Gestures by name."""
_SITTING = ("typing", "mouse", "lap", "armrest", "chin", "cheek", "talk", "explain", "phone")
_STANDING = ("hanging", "hip", "talk", "explain", "crossed", "phone")
# Rarer ones, for both.
_OTHERS = tuple(name for name in GESTURES if name not in {*_SITTING, *_STANDING})


def webcam_clip(rng: np.random.Generator, posture: Posture, seconds: float = 10.0) -> MotionClip:
    """Make a performance in front of a webcam, facing +Z.

    Args:
        rng: What decides on everything.
        posture: On a chair at a desk, on the feet, or exercising: knees go up, legs kick, lunge.
        seconds: Length; moments of one to four seconds follow each other.
    """
    person = reference_person()
    count = max(round(seconds * FPS), 2)
    world = _trunk(rng, posture, count)
    moments = _moments(rng, seconds)
    for side in "LR":
        world |= _arm(rng, person, posture, side, moments, world["chest"])
        world |= _leg(rng, posture, side, count)
    rotations = local_rotations(world, person)
    root = np.tile(person.joints[0], (count, 1)) + _noise(rng, (count, 3), 0.01)
    if posture == "sitting":
        root[:] = root.mean(axis=0) + 0.1 * (root - root.mean(axis=0))
    clip = MotionClip(
        f"{posture} at the webcam",
        rotations.astype(np.float32),
        root.astype(np.float32),
        Stature.of(person),
    )
    return on_floor(clip, person)


def _moments(rng: np.random.Generator, seconds: float) -> FloatArray:
    """Return the (M,) times at which something new begins; the last is past the end."""
    steps = rng.uniform(1.0, 4.0, int(seconds) + 2)
    times: FloatArray = np.concatenate([[0.0], np.cumsum(steps)])
    return times[: int(np.searchsorted(times, seconds)) + 1]


def _between(times: FloatArray, values: FloatArray, count: int) -> FloatArray:
    """Go smoothly from one value (M, n) to the next in up to a second: (count, n)."""
    clock = np.arange(count) / FPS
    moment = np.clip(np.searchsorted(times, clock, side="right") - 1, 0, len(values) - 1)
    before = np.maximum(moment - 1, 0)
    share = np.clip(clock - times[moment], 0.0, 1.0)
    share = share**3 * (share * (6.0 * share - 15.0) + 10.0)  # minimum jerk
    mixed: FloatArray = values[before] + share[:, None] * (values[moment] - values[before])
    return mixed


def _noise(rng: np.random.Generator, shape: tuple[int, int], size: float) -> FloatArray:
    """Return smooth noise along the first axis, of about a second."""
    raw = gaussian_filter1d(rng.normal(size=shape), sigma=0.5 * FPS, axis=0, mode="reflect")
    scale = np.sqrt(np.sqrt(np.pi) * FPS)  # a filter of sigma s leaves 1 / sqrt(2 s sqrt(pi))
    smooth: FloatArray = size * scale * raw
    return smooth


def _trunk(rng: np.random.Generator, posture: Posture, count: int) -> dict[str, FloatArray]:
    """Return the orientations of hips, chest and head."""
    seconds = count / FPS
    times = _moments(rng, seconds)
    sitting = posture == "sitting"
    lean = rng.normal([4.0 if sitting else 1.0, 0.0, 0.0], [7.0, 10.0, 4.0], (len(times), 3))
    if posture == "exercising":
        lean = rng.normal([10.0, 0.0, 0.0], [16.0, 12.0, 7.0], (len(times), 3))
    hips = np.tile(rng.normal([-8.0 if sitting else 0.0, 0.0, 0.0], [6.0, 4.0, 1.5]), (count, 1))
    chest = hips + _between(times, lean, count) + _noise(rng, (count, 3), 1.5)
    looks = np.stack([rng.normal(2, 11, len(times)), rng.normal(0, 24, len(times)),
                      rng.normal(0, 6, len(times))], axis=1)  # fmt: skip
    # The head makes up for what the trunk leans, and looks where it wants.
    head = 0.2 * chest + _between(times, looks, count) + _noise(rng, (count, 3), 2.0)
    parts = {"hips": hips, "chest": chest, "head": head}
    return {part: from_euler(angles[:, (1, 0, 2)], "YXZ") for part, angles in parts.items()}


def _arm(
    rng: np.random.Generator,
    person: ShapedBody,
    posture: Posture,
    side: str,
    times: FloatArray,
    chest: FloatArray,
) -> dict[str, FloatArray]:
    """Return the orientations of collar, upper arm, forearm and hand."""
    usual = _SITTING if posture == "sitting" else _STANDING
    names = [rng.choice(_OTHERS) if rng.random() < 0.3 else rng.choice(usual) for _ in times]
    gestures = [GESTURES[str(name)] for name in names]
    count = len(chest)
    flip = np.array([1.0 if side == "L" else -1.0, 1.0, 1.0])

    def course(attribute: str) -> FloatArray:
        return _between(times, np.array([getattr(g, attribute) for g in gestures]), count)

    rates = np.array([[g.rate, g.wander] for g in gestures])
    paces = _between(times, rates, count)
    phase = 2.0 * np.pi * np.cumsum(paces[:, :1], axis=0) / FPS
    wander = _noise(rng, (count, 3), 1.0) * paces[:, 1:]
    wrist = course("wrist") + course("swing") * np.sin(phase) + wander
    wrist, elbow, thumb = wrist * flip, course("elbow") * flip, course("thumb") * flip
    # Arms that reach up take the shoulder with them.
    lift = np.clip(wrist[:, 1], 0.0, 1.0) * 18.0
    turn = np.stack([np.zeros(count), np.zeros(count), lift * flip[0]], axis=-1)
    collar = from_euler(turn, "XYZ")
    arm = _bent_arm(person, side, wrist, elbow, unit(thumb))
    return {
        f"{part}.{side}": multiply(chest, here) for part, here in ({"collar": collar} | arm).items()
    }


def _bent_arm(
    person: ShapedBody, side: str, wrist: FloatArray, pole: FloatArray, thumb: FloatArray
) -> dict[str, FloatArray]:
    """Return upper arm, forearm and hand (T, 4) in the chest's axes for wrists (T, 3)."""
    shoulder, elbow, hand = (
        person.joints[INDEX[f"{bone}.{side}"]] for bone in ("upperarm01", "lowerarm01", "wrist")
    )
    upper, lower = (float(np.linalg.norm(v)) for v in (elbow - shoulder, hand - elbow))
    goal = (upper + lower) * wrist
    distance = np.linalg.norm(goal, axis=-1, keepdims=True)
    near, far = 1.05 * abs(upper - lower) + 0.05, 0.995 * (upper + lower)
    along = unit(goal)
    distance = np.clip(distance, near, far)
    forward = (upper**2 - lower**2 + distance**2) / (2.0 * distance)
    aside = np.sqrt(np.maximum(upper**2 - forward**2, 0.0))
    outward = unit(pole - (pole * along).sum(axis=-1, keepdims=True) * along)
    first = unit(forward * along + aside * outward)
    second = unit(distance * along - upper * first)
    hinge = unit(cross(first, second))
    rest = rest_directions(person, side)
    rest_hinge = unit(cross(rest["upperarm"], rest["forearm"]))
    parts = (
        ("upperarm", _frames(first, hinge), _frames(rest["upperarm"], rest_hinge)),
        ("forearm", _frames(second, hinge), _frames(rest["forearm"], rest_hinge)),
        ("hand", _frames(second, thumb), _frames(rest["hand"], rest["thumb side"])),
    )
    return {name: from_matrix(posed @ own.T) for name, posed, own in parts}


def _frames(along: FloatArray, side: FloatArray) -> FloatArray:
    """Return (..., 3, 3) frames whose first column is `along`, the second nearest to `side`."""
    across = unit(side - (side * along).sum(axis=-1, keepdims=True) * along)
    return np.stack([along, across, cross(along, across)], axis=-1)


# What a leg does in exercises: from and to, thigh raised forward and knee bent, degrees.
_STEPS = {
    "standing": ((-4, 10), (0, 14)),
    "knee up": ((50, 110), (50, 125)),
    "lunge": ((45, 95), (60, 110)),
    "kick": ((30, 90), (0, 25)),
    "heel up": ((-25, 20), (50, 125)),
    "behind": ((-35, -8), (5, 60)),
}
_STEP_SHARES = (0.4, 0.22, 0.12, 0.08, 0.1, 0.08)


def _leg(
    rng: np.random.Generator, posture: Posture, side: str, count: int
) -> dict[str, FloatArray]:
    """Return the orientations of thigh, shank, foot and toes."""
    sign = 1.0 if side == "L" else -1.0
    spread: FloatArray | float
    raised: FloatArray | float
    bent: FloatArray | float
    if posture == "exercising":
        spread, raised, bent = _exercise(rng, count)
    elif posture == "sitting":
        spread, raised, bent = rng.normal(8, 8), rng.normal(86, 5), rng.normal(88, 12)
    else:
        spread, raised, bent = rng.normal(-2, 4), rng.normal(4, 4), np.abs(rng.normal(6, 4))
    noise = _noise(rng, (count, 2), 0.6)
    yaw = sign * spread + noise[:, 0]
    pitch = bent - raised + noise[:, 1]  # of the shank
    thigh = from_euler(np.stack([yaw, noise[:, 1] - raised, 0 * yaw], axis=-1), "YXZ")
    shank = from_euler(np.stack([yaw, pitch, 0 * yaw], axis=-1), "YXZ")
    # A foot in the air hangs from its shank, others stand flat.
    hanging = 0.7 * pitch if posture == "exercising" else 0 * yaw
    foot = from_euler(np.stack([yaw, hanging, 0 * yaw], axis=-1), "YXZ")
    parts = {"thigh": thigh, "shank": shank, "foot": foot, "toes": foot}
    return {f"{part}.{side}": turn for part, turn in parts.items()}


def _exercise(rng: np.random.Generator, count: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return how far a leg is turned out, its thigh raised and its knee bent: (count,) degrees."""
    times = _moments(rng, count / FPS)
    steps = [_STEPS[str(name)] for name in rng.choice(list(_STEPS), len(times), p=_STEP_SHARES)]
    poses = [(rng.normal(4, 9), rng.uniform(*raised), rng.uniform(*bent)) for raised, bent in steps]
    spread, raised, bent = _between(times, np.array(poses), count).T
    return spread, raised, bent
