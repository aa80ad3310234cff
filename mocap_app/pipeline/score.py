"""How good a motion is, in numbers with units: what an animator would have to repair.

Nothing here knows the truth. Jitter is the mean jerk of the joints, of which movement has the more
the faster it is: what is beyond that shakes, and counts. Of 174 recorded clips of walking, running,
dancing and more 90 % would have 80 of 100 or more if they had no other fault, by their whole jerk
51 %; with 150 instead of 200 1/s^2 it is 83 %, with 300 94 %, but more noise passes for speed then.
A foot counts as standing while its heel or toe is low and slow, and what it moves sideways
meanwhile is skate; a jump is a turn of a joint within one frame that neither the frame before nor
the one after explains.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.continuity import stretches
from mocap_app.core.errors import TakeError
from mocap_app.core.rotation import angle, from_matrix, inverse, multiply
from mocap_app.solving.landmarks import body27_points, keypoints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray, PoseEstimate
    from mocap_app.export.bvh_reader import BvhMotion
    from mocap_app.recording.take import Take

STANDING_M = 0.05
"""Height of a heel or toe below which it may stand."""
STANDING_SPEED = 0.5
"""m/s; a faster one steps."""
JERK_OF_SPEED = 200.0
"""1/s^2: jerk of calm movement over its speed, that of swinging 2.3 times a second."""
JUMP_DEG = 30.0
"""Turn of a joint in one frame from which it may be a jump."""
JUMP_FACTOR = 4.0
"""How many times more than before and after it must turn to be one."""
UNSURE = 0.4
"""Mean confidence of the keypoints below which a frame is guesswork."""
_AROUND_S = 0.15  # To either side, in which a movement's speed is measured.
_MAX_GAP = 2.5  # Usual frame distances over which a speed still means something.
_FEET = keypoints("left_heel", "left_toe", "right_heel", "right_toe")
_FOLLOWED = 0.7  # Share of the time in which a take is divided into stretches.
_TOLD_FRAMES = 500  # A fraction of a second of work.
_LONGEST_BONE_M = 3.0  # A file with a longer one is in centimetres.


@dataclass(frozen=True, slots=True)
class QualityScore:
    """What `mocap-app score` prints; lower is better except for `overall`."""

    jitter_m_s3: float
    """Mean jerk of all joints, m/s^3."""
    shaking_m_s3: float
    """What of it is beyond the jerk of calm movement as fast, m/s^3."""
    foot_skate_cm_s: float
    """How far standing heels and toes slide, cm per second of standing; NaN if none stands."""
    contact_share: float
    """Part of the frames, 0 to 1, in which some heel or toe stands."""
    penetration_cm: float
    """How deep the deepest heel or toe is in the floor, mean over the frames, cm."""
    bone_deviation_percent: float
    """How much the length of the worst bone varies: standard deviation over mean."""
    rotation_jumps: int
    """Frames in which some joint jumps."""
    unsure_share: float
    """Part of the frames, 0 to 1, in which nobody was found or most keypoints were guesses; NaN
    for motion files, which do not tell."""
    seconds: float
    frames: int

    @property
    def overall(self) -> float:
        """0 to 100: one number for lists, from the others by a rule of thumb."""
        skate = 0.0 if math.isnan(self.foot_skate_cm_s) else self.foot_skate_cm_s
        unsure = 0.0 if math.isnan(self.unsure_share) else self.unsure_share
        jumps = self.rotation_jumps / max(self.seconds, 1.0)
        trouble = self.shaking_m_s3 / 300.0 + skate / 15.0 + self.penetration_cm / 3.0
        trouble += self.bone_deviation_percent / 5.0 + jumps / 1.0 + unsure
        return 100.0 * math.exp(-0.5 * trouble)

    def to_dict(self) -> dict[str, object]:
        """Return plain JSON values; what is not known is None."""
        values = asdict(self) | {"overall": self.overall}
        return {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in values.items()}


@dataclass(frozen=True, eq=False)
class ScoredMotion:
    """A motion in the terms of the score; T frames, J joints, P points of the feet."""

    times: FloatArray
    """(T,) seconds."""
    parents: tuple[int, ...]
    positions: FloatArray
    """(T, J, 3) metres, Y up, floor at 0."""
    rotations: FloatArray
    """(T, J, 4) local, wxyz."""
    feet: FloatArray
    """(T, P, 3) heels and toes."""
    confidence: FloatArray
    """(N,) mean confidence of every frame, solved or not; empty if not known."""
    goes_on: NDArray[np.bool_] | None = None
    """(T - 1,) whether a frame goes on from the one before; None: each does."""

    @property
    def steps(self) -> FloatArray:
        """(T - 1,) seconds between frames; NaN over gaps and to another stretch."""
        dt = np.diff(self.times)
        usual = float(np.median(dt)) if len(dt) else 1.0
        joined = (dt > 0.0) & (dt <= _MAX_GAP * usual)
        return np.where(joined if self.goes_on is None else joined & self.goes_on, dt, np.nan)


def score_take(take: Take, progress: Callable[[float], None] | None = None) -> QualityScore:
    """Score a take; as `motion_of_take`.

    Raises:
        TakeError: There is no solved pose in it.
    """
    return score_motion(motion_of_take(take, progress))


def motion_of_take(take: Take, progress: Callable[[float], None] | None = None) -> ScoredMotion:
    """Return the solved frames of a take.

    Args:
        take: The take.
        progress: Called now and then with the share done, in [0, 1]; stops the work by raising.

    Raises:
        TakeError: There are none.
    """
    rows = np.flatnonzero(take.solved)
    if not len(rows):
        raise TakeError(f"Nobody was found in the take {take.name!r}; there is nothing to score.")
    tell = progress or (lambda _share: None)
    rotations, root = take.rotations[rows], take.root_position[rows]
    stretch = np.full(take.frame_count, -1)
    for number, part in enumerate(stretches(_filtered_poses(take, tell))):
        stretch[part] = number
    tell(_FOLLOWED)
    positions = take.positions()[rows]
    tell((1.0 + _FOLLOWED) / 2.0)
    return ScoredMotion(
        times=take.timestamps[rows],
        parents=take.skeleton.parents,
        positions=positions,
        rotations=rotations,
        feet=body27_points(take.skeleton, rotations, root)[:, _FEET],
        confidence=np.where(take.tracked, take.raw_confidence.mean(axis=1), 0.0),
        goes_on=np.diff(stretch[rows]) == 0,
    )


def _filtered_poses(take: Take, tell: Callable[[float], None]) -> Iterator[PoseEstimate]:
    for row in range(take.frame_count):
        if row % _TOLD_FRAMES == 0:
            tell(_FOLLOWED * row / take.frame_count)
        yield take.filtered_pose(row)


def motion_of_bvh(path: Path) -> ScoredMotion:
    """Read a BVH file in metres or centimetres, told apart by how long its bones are.

    Raises:
        SourceError: The file cannot be read.
        TakeError: It has no frames.
    """
    from mocap_app.export.bvh_reader import read_bvh

    motion = read_bvh(path)
    if not len(motion.values):
        raise TakeError(f"{path} has no frames; there is nothing to score.")
    local, positions = motion.local_matrices(), motion.positions()
    scale = 0.01 if np.abs(motion.offsets).max() > _LONGEST_BONE_M else 1.0
    return ScoredMotion(
        times=motion.frame_time * np.arange(len(motion.values), dtype=np.float64),
        parents=motion.parents,
        positions=scale * positions,
        rotations=from_matrix(local),
        feet=scale * _bvh_feet(motion, local, positions),
        confidence=np.zeros(0),
    )


def _bvh_feet(motion: BvhMotion, local: FloatArray, positions: FloatArray) -> FloatArray:
    """Return (T, P, 3) toe joints and their tips; of skeletons without toes, their feet."""
    names = [name.lower() for name in motion.joints]
    found = [i for i, n in enumerate(names) if "toe" in n or "ball" in n]
    found = found or [i for i, n in enumerate(names) if "foot" in n or "ankle" in n]
    points = [positions[:, i] for i in found]
    for i in found:
        if (tip := motion.end_sites.get(motion.joints[i])) is not None:
            turned, joint = tip[None, :, None], i
            while joint >= 0:
                turned, joint = local[:, joint] @ turned, motion.parents[joint]
            points.append(positions[:, i] + turned[..., 0])
    return np.stack(points, axis=1) if points else np.zeros((len(positions), 0, 3))


def score_motion(motion: ScoredMotion) -> QualityScore:
    """Return the score of a motion with at least one frame."""
    slide, standing_s, standing = foot_slides(motion)
    total = float(standing_s.sum())
    low = motion.feet[..., 1].min(axis=1) if motion.feet.shape[1] else np.zeros(1)
    unsure = float((motion.confidence < UNSURE).mean()) if len(motion.confidence) else math.nan
    jerks, shakes = jerk(motion), shaking(motion)
    return QualityScore(
        jitter_m_s3=float(np.nanmean(jerks)) if np.isfinite(jerks).any() else 0.0,
        shaking_m_s3=float(np.nanmean(shakes)) if np.isfinite(shakes).any() else 0.0,
        foot_skate_cm_s=100.0 * float(slide.sum()) / total if total > 0.0 else math.nan,
        contact_share=float(standing.any(axis=1).mean()) if len(standing) else 0.0,
        penetration_cm=100.0 * float(np.maximum(-low, 0.0).mean()),
        bone_deviation_percent=_bone_deviation(motion),
        rotation_jumps=int(rotation_jumps(motion).sum()),
        unsure_share=unsure,
        seconds=float(motion.times[-1] - motion.times[0]),
        frames=len(motion.times),
    )


def jerk(motion: ScoredMotion) -> FloatArray:
    """Return (T - 3,) mean jerk of the joints, m/s^3; NaN over gaps."""
    if len(motion.times) < 4:
        return np.zeros(0)
    steps = motion.steps
    third = np.diff(motion.positions, 3, axis=0)
    # All three steps count, so that a gap in any of them makes this one unknown.
    cubed = ((steps[:-2] + steps[1:-1] + steps[2:]) / 3.0) ** 3
    jerks: FloatArray = np.sqrt(np.square(third).sum(axis=-1)).mean(axis=1) / cubed
    return jerks


def shaking(motion: ScoredMotion) -> FloatArray:
    """Return (T - 3,) mean jerk beyond that of calm movement as fast, m/s^3; NaN over gaps."""
    if len(motion.times) < 4:
        return np.zeros(0)
    speed = np.linalg.norm(np.diff(motion.positions, axis=0), axis=-1).mean(axis=1) / motion.steps
    known = np.isfinite(speed).astype(np.float64)
    reach = round(_AROUND_S / float(np.nanmedian(motion.steps))) if known.any() else 0
    total, count = (
        np.convolve(values, np.ones(2 * reach + 1))[reach : reach + len(speed)]
        for values in (np.nan_to_num(speed), known)
    )
    around = (total / np.maximum(count, 1.0))[1:-1]
    return np.maximum(jerk(motion) - JERK_OF_SPEED * around, 0.0)


def foot_slides(motion: ScoredMotion) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Return (T - 1, P) metres slid and seconds stood, and where points stand, by step."""
    steps = np.nan_to_num(motion.steps, nan=0.0)[:, None]
    moved = np.diff(motion.feet, axis=0)
    speed = np.sqrt(np.square(moved).sum(axis=-1)) / np.maximum(steps, 1e-9)
    height = motion.feet[..., 1]
    low = (height[1:] < STANDING_M) & (height[:-1] < STANDING_M)
    standing = low & (speed < STANDING_SPEED) & (steps > 0.0)
    slide = np.where(standing, np.hypot(moved[..., 0], moved[..., 2]), 0.0)
    return slide, np.where(standing, steps, 0.0), np.asarray(standing)


def rotation_jumps(motion: ScoredMotion) -> NDArray[np.bool_]:
    """Return (T - 1,) steps in which some joint turns as nothing around explains."""
    if len(motion.times) < 4:
        return np.zeros(max(len(motion.times) - 1, 0), dtype=np.bool_)
    turned = np.degrees(angle(multiply(inverse(motion.rotations[:-1]), motion.rotations[1:])))
    around = np.zeros_like(turned)
    around[1:] = turned[:-1]
    around[:-1] = np.maximum(around[:-1], turned[1:])
    jumps = (turned > JUMP_DEG) & (turned > JUMP_FACTOR * around)
    return np.asarray(jumps.any(axis=1) & np.isfinite(motion.steps))


def _bone_deviation(motion: ScoredMotion) -> float:
    """Return in percent how much the worst bone changes its length."""
    children = np.arange(1, len(motion.parents))
    parents = np.array(motion.parents[1:], dtype=np.intp)
    lengths = np.linalg.norm(motion.positions[:, children] - motion.positions[:, parents], axis=-1)
    mean = lengths.mean(axis=0)
    long = mean > 1e-3
    return 100.0 * float((lengths.std(axis=0)[long] / mean[long]).max()) if long.any() else 0.0
