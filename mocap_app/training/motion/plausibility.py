"""Numbers that tell a believable clip from a broken one."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.rotation import angle, cross, inverse, multiply, unit
from mocap_app.training.body.rig import INDEX

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray
    from mocap_app.training.body.body import ShapedBody
    from mocap_app.training.motion.clip import MotionClip

_FEET = (23, 24, 25, 26)
_SIDES = {"L": (4, 5, 6, 23, 24, 11, 12, 13), "R": (1, 2, 3, 25, 26, 14, 15, 16)}
"""Hip, knee, ankle, heel, toe, shoulder, elbow, wrist."""
_MOVING = 0.6  # metres a second of the hips
_FLIP = np.radians(60.0)


@dataclass(frozen=True)
class Findings:
    """What was measured on a clip; lengths in metres, angles in degrees."""

    sunk: float
    """How deep the lowest foot goes under the floor."""
    floating: float
    """Median height of the lowest foot."""
    knees_back: float
    """How far a knee bends the wrong way, 99th percentile."""
    knees_aside: float
    """How far a shank leaves the plane in which knees bend, 95th percentile."""
    elbows_back: float
    """As for the knees."""
    backwards: float
    """Median angle between where the hips look and where they go; NaN if they stay."""
    head_turned: float
    """Angle between head and chest, 99th percentile."""
    feet_turned: float
    """Angle between toes and hips seen from above in standing frames, median of the worse foot."""
    feet_pitched: float
    """Median height of the toes over the heels of feet on the floor, over their length."""
    speed: float
    """Of the fastest keypoint between two frames, metres a second."""
    flips: float
    """Per cent of the frames in which the worst bone turns too far since the one before."""

    def problems(self) -> list[str]:
        """Return the names of the measures that are out of bounds."""
        return [
            f"{f.name}={getattr(self, f.name):.2f}"
            for f in fields(self)
            if (abs if f.name in _SIGNED else float)(getattr(self, f.name)) > _BOUNDS[f.name]
        ]


_SIGNED = {"feet_pitched"}
_BOUNDS = {
    "sunk": 0.08,
    "floating": 0.3,
    "knees_back": 12.0,
    "knees_aside": 20.0,
    "elbows_back": 15.0,
    "backwards": 100.0,
    "head_turned": 80.0,
    "feet_turned": 45.0,
    "feet_pitched": 0.25,
    "speed": 15.0,
    "flips": 3.0,
}


def examine(clip: MotionClip, person: ShapedBody) -> Findings:
    """Measure a clip on a person."""
    transforms = person.pose(clip.rotations, clip.root_for(person))
    points = person.landmarks(transforms)
    frames = transforms[..., :3]
    low = points[:, _FEET, 1].min(axis=1)
    return Findings(
        sunk=float(-low.min()),
        floating=float(np.median(low)),
        knees_back=_bent_back(points, frames, "upperleg02", (0, 1, 2), 1.0, 99),
        knees_aside=_aside(points, frames),
        elbows_back=_elbows_back(points, frames, person),
        backwards=_backwards(points, frames, clip.fps),
        head_turned=float(np.percentile(_angle_between(frames, "spine01", "head"), 99)),
        feet_turned=_feet_turned(points, frames),
        feet_pitched=_feet_pitched(points),
        speed=float(np.linalg.norm(np.diff(points, axis=0), axis=-1).max(initial=0) * clip.fps),
        flips=_flips(clip),
    )


def _flips(clip: MotionClip) -> float:
    turns = clip.rotations.astype(np.float64)
    steps = angle(multiply(inverse(turns[:-1]), turns[1:]))
    return float(100.0 * (steps > _FLIP).mean(axis=0).max(initial=0.0)) if len(steps) else 0.0


def _in_bone(frames: FloatArray, bone: str, v: FloatArray) -> FloatArray:
    """Return world vectors (T, 3) in the axes that the bone had at rest."""
    turned: FloatArray = np.swapaxes(frames[:, INDEX[bone]], -1, -2) @ v[..., None]
    return turned[..., 0]


def _bent_back(
    points: FloatArray, frames: FloatArray, bone: str, joints: tuple[int, ...], sign: float, q: int
) -> float:
    worst = -180.0
    for side, rows in _SIDES.items():
        a, b, c = (points[:, rows[j]] for j in joints)
        lower = _in_bone(frames, f"{bone}.{side}", unit(c - b))
        upper = _in_bone(frames, f"{bone}.{side}", unit(b - a))
        # Knees bend about +X: the shank goes back, towards -Z.
        bend = np.degrees(np.arcsin(np.clip(sign * cross(upper, lower)[:, 0], -1, 1)))
        straight = dot_rows(upper, lower) > 0
        worst = max(worst, float(np.percentile(np.where(straight, -bend, -90.0), q)))
    return worst


def dot_rows(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the (T,) inner products of (T, 3) vectors."""
    products: FloatArray = np.einsum("ti,ti->t", a, b)
    return products


def _aside(points: FloatArray, frames: FloatArray) -> float:
    worst = 0.0
    for side, rows in _SIDES.items():
        hip, knee, ankle = (points[:, rows[j]] for j in range(3))
        across = np.zeros_like(hip)
        across[:, 0] = 1.0
        shank = _in_bone(frames, f"upperleg02.{side}", unit(ankle - knee))
        thigh = _in_bone(frames, f"upperleg02.{side}", unit(knee - hip))
        normal = unit(across - dot_rows(across, thigh)[:, None] * thigh)
        off = np.abs(np.degrees(np.arcsin(np.clip(dot_rows(shank, normal), -1, 1))))
        worst = max(worst, float(np.percentile(off, 95)))
    return worst


def _elbows_back(points: FloatArray, frames: FloatArray, person: ShapedBody) -> float:
    worst = -180.0
    for side, rows in _SIDES.items():
        rest = [person.joints[INDEX[f"{b}.{side}"]] for b in ("upperarm01", "lowerarm01", "wrist")]
        hinge = unit(cross(rest[1] - rest[0], rest[2] - rest[1]))
        a, b, c = (points[:, rows[j]] for j in (5, 6, 7))
        upper = _in_bone(frames, f"upperarm02.{side}", unit(b - a))
        lower = _in_bone(frames, f"upperarm02.{side}", unit(c - b))
        bend = np.degrees(np.arcsin(np.clip(cross(upper, lower) @ hinge, -1, 1)))
        straight = dot_rows(upper, lower) > 0
        worst = max(worst, float(np.percentile(np.where(straight, -bend, -90.0), 99)))
    return worst


def _backwards(points: FloatArray, frames: FloatArray, fps: float) -> float:
    step = max(round(fps / 5), 1)
    if len(points) <= step:
        return float("nan")
    moved = (points[step:, 0] - points[:-step, 0]) * fps / step
    moved[:, 1] = 0.0
    looking = frames[:-step, INDEX["root"], :, 2] * (1.0, 0.0, 1.0)
    upright = frames[:-step, INDEX["root"], 1, 1] > 0.7
    fast = np.logical_and(np.linalg.norm(moved, axis=1) > _MOVING, upright)
    if fast.sum() < fps:
        return float("nan")
    cosine = dot_rows(unit(moved[fast]), unit(looking[fast]))
    return float(np.degrees(np.median(np.arccos(np.clip(cosine, -1, 1)))))


def _angle_between(frames: FloatArray, a: str, b: str) -> FloatArray:
    turn = np.swapaxes(frames[:, INDEX[a]], -1, -2) @ frames[:, INDEX[b]]
    trace = np.trace(turn, axis1=1, axis2=2)
    angles: FloatArray = np.degrees(np.arccos(np.clip((trace - 1) / 2, -1, 1)))
    return angles


def _standing(points: FloatArray, heel: int, toe: int) -> FloatArray:
    """Return the (T,) mask of frames in which a foot is on the floor."""
    return np.asarray(np.minimum(points[:, heel, 1], points[:, toe, 1]) < 0.06)


def _feet_turned(points: FloatArray, frames: FloatArray) -> float:
    looking = frames[:, INDEX["root"], :, 2] * (1.0, 0.0, 1.0)
    upright = frames[:, INDEX["root"], 1, 1] > 0.9
    worst = 0.0
    for rows in _SIDES.values():
        heel, toe = rows[3], rows[4]
        on = np.logical_and(_standing(points, heel, toe), upright)
        if on.sum() > 10:
            foot = (points[on, toe] - points[on, heel]) * (1.0, 0.0, 1.0)
            cosine = dot_rows(unit(foot), unit(looking[on]))
            worst = max(worst, float(np.degrees(np.median(np.arccos(np.clip(cosine, -1, 1))))))
    return worst


def _feet_pitched(points: FloatArray) -> float:
    worst = 0.0
    for rows in _SIDES.values():
        heel, toe = rows[3], rows[4]
        foot = points[:, toe] - points[:, heel]
        speed = np.linalg.norm(np.diff(points[:, heel], axis=0, append=points[-1:, heel]), axis=1)
        on = np.logical_and(_standing(points, heel, toe), speed < 0.005)
        if on.sum() > 10:
            pitch = float(np.median(foot[on, 1] / np.linalg.norm(foot[on], axis=1)))
            worst = max(worst, pitch, key=abs)
    return worst
