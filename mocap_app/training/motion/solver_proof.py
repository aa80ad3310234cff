"""Recorded motions in as keypoints, and how far off they come out.

Walk, turn, cartwheel, crossed arms, raised arms, squat and jump of the motion library, seen by
a virtual camera without noise and with that of a network, are solved as whole takes and live.
With noise every number is the median over several draws of it.
`mocap-app train solver` prints the table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.calibration import Calibration
from mocap_app.core.errors import DataError
from mocap_app.core.kinematics import joint_frames
from mocap_app.core.rotation import IDENTITY, angle, dot, inverse, multiply, unit
from mocap_app.core.skeleton import N_KEYPOINTS
from mocap_app.filtering.chain import PoseFilter
from mocap_app.solving.bone_lengths import MEASURES, measure, standing_height
from mocap_app.solving.config import SolverConfig
from mocap_app.solving.landmarks import body27_points, joints
from mocap_app.solving.solver import Solver
from mocap_app.training.config import parse_settings
from mocap_app.training.motion.known import FEET, PLANE_TO, KnownMotion, known_motion
from mocap_app.training.motion.library import clips, load_clip, reference_person
from mocap_app.training.motion.virtual_camera import VirtualCamera

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray, SolvedPose

MOTIONS: dict[str, tuple[str, int, int]] = {
    "walk": ("acclaim 02_01", 0, 86),
    "turn on the spot": ("cmu_1006 twirl001_18ddf7", 60, 210),
    "cartwheel": ("cmu_new3 cartwheel_clean_0fcef4", 40, 140),
    "arms crossing": ("react 003_acted", 1890, 2010),
    "straight-arm raises": ("cmu_new walk_point001_94d401", 40, 140),
    "squat": ("cmu_new ROM_165409", 440, 560),
    "jump": ("cmu_1006 jumping_abfa81", 40, 140),
}
"""Clip of the library, first frame and the one after the last, at 30 frames a second."""
EXACT = VirtualCamera(distance=5.0)
NOISY = VirtualCamera(distance=5.0, pixels=2.0, metres=0.012)
"""As wrong as a network on a good day."""
SEEDS = 5
"""How many draws of its noise are looked at: one alone may be lucky."""
LEAST_SKATE = 0.1
"""cm/s; who slides less does not slide."""
FLIP_DEG = 45.0
"""Turn of a joint within one frame that the motion does not explain."""
_SETTLES = 4
_ALWAYS = joints("Hips", "Spine2", "Head", "LeftHand", "RightHand", "LeftFoot", "RightFoot")
_UPPER = joints("LeftArm", "RightArm", "LeftUpLeg", "RightUpLeg")
_LOWER = joints("LeftForeArm", "RightForeArm", "LeftLeg", "RightLeg")
_ENDS = joints("LeftHand", "RightHand", "LeftFoot", "RightFoot")


@dataclass(frozen=True)
class SolverErrors:
    """How far a solved motion is from the truth."""

    joints_mm: float
    """Of the worst joint in the worst frame, seen from the hips."""
    hips_mm: float
    """Of the hips in the world in the worst frame, apart from where the origin is."""
    turn_deg: float
    """Of the worst rotation in the worst frame, of those that the keypoints tell."""
    flips: int
    """Frames in which a joint turns more than the motion explains."""
    skate_cm_s: float
    """How far heels and toes slide while the truth stands, per second."""


def load_motion(name: str, root: Path | None = None) -> KnownMotion:
    """Return one of `MOTIONS` over the origin.

    Raises:
        DataError: The data folder lacks the motion library or the body.
    """
    wanted, start, stop = MOTIONS[name]
    info = next((info for info in clips(root) if info.name == wanted), None)
    if info is None:
        raise DataError(f"The motion library has no clip {wanted!r}.")
    return known_motion(load_clip(info).part(start, stop), reference_person()).centred()


def solve(
    motion: KnownMotion, camera: VirtualCamera, feet: str = "auto", *, live: bool = False
) -> list[SolvedPose]:
    """Return what the solver makes of a motion; noisy keypoints are filtered first.

    Raises:
        DataError: Some frame was not solved.
    """
    seen = camera.see(motion.times, motion.keypoints())
    if camera.pixels:
        smooth = PoseFilter()
        seen = [smooth.apply(pose) for pose in seen]
    # The same bone lengths and a level camera: what is measured is the solving.
    rest = np.tile(IDENTITY, (len(motion.skeleton.joints), 1))
    lengths = measure(body27_points(motion.skeleton, rest, np.zeros(3)), np.ones(N_KEYPOINTS))
    known = Calibration(
        lengths=dict(zip(MEASURES, lengths.tolist(), strict=True)),
        height_m=standing_height(motion.skeleton),
    )
    solver = Solver(camera.fov, SolverConfig(feet=feet, calibration=known))
    poses = [solver.solve(pose) for pose in seen] if live else solver.solve_take(seen)
    solved = [pose for pose in poses if pose is not None]
    if len(solved) < len(seen):
        raise DataError(f"Frames of {motion.name} were not solved.")
    return solved


def compare(motion: KnownMotion, poses: Sequence[SolvedPose]) -> SolverErrors:
    """Return how far solved poses are from the truth, frame by frame."""
    rotations = np.array([pose.rotations for pose in poses])
    root = np.array([pose.root_position for pose in poses])
    found = KnownMotion(motion.name, motion.times, motion.skeleton, rotations, root)
    offset = root - motion.root
    offset -= offset.mean(axis=0)
    return SolverErrors(
        joints_mm=1000.0 * float(joint_errors(motion, found).max()),
        hips_mm=1000.0 * float(np.linalg.norm(offset, axis=-1).max()),
        turn_deg=float(np.nanmax(turn_errors(motion, found))),
        flips=int(flips(motion.rotations, rotations).sum()),
        skate_cm_s=skate(motion, found),
    )


def joint_errors(truth: KnownMotion, found: KnownMotion) -> FloatArray:
    """Return (T, 22) metres, seen from the hips."""
    a, b = (joint_frames(m.skeleton, m.rotations, 0.0 * m.root)[1] for m in (truth, found))
    errors: FloatArray = np.linalg.norm(a - b, axis=-1)
    return errors


def turn_errors(truth: KnownMotion, found: KnownMotion) -> FloatArray:
    """Return (T, 19) degrees of the orientations that keypoints tell, NaN where they do not.

    Hips, chest, head, hands and feet as a whole; of the limbs both bones' directions, and of
    upper arms and thighs also the twist while the limb is bent and has been for some frames: an arm
    that was straight may have been twisted otherwise than it seemed, and must not jump.
    """
    frames, places = joint_frames(truth.skeleton, truth.rotations, truth.root)
    seen, seen_places = joint_frames(found.skeleton, found.rotations, found.root)
    between = np.swapaxes(frames, -1, -2) @ seen
    trace = np.trace(between, axis1=-2, axis2=-1)
    whole = np.degrees(np.arccos(np.clip((trace - 1.0) / 2.0, -1.0, 1.0)))
    errors = [whole[:, _ALWAYS]]
    for start, end in ((_UPPER, _LOWER), (_LOWER, _ENDS)):
        a, b = (unit(p[:, end] - p[:, start]) for p in (places, seen_places))
        errors.append(np.degrees(np.arccos(np.clip(dot(a, b)[..., 0], -1.0, 1.0))))
    upper, lower = (
        unit(places[:, j] - places[:, i]) for i, j in ((_UPPER, _LOWER), (_LOWER, _ENDS))
    )
    cosine = dot(upper, lower)[..., 0]
    bent = np.sqrt(1.0 - np.square(cosine.clip(-1.0, 1.0))) > PLANE_TO
    for _ in range(_SETTLES):
        bent[1:] &= bent[:-1]
    errors.append(np.where(bent, whole[:, _UPPER], np.nan))
    return np.concatenate(errors, axis=1)


def flips(truth: FloatArray, found: FloatArray) -> NDArray[np.bool_]:
    """Return (T - 1,) whether a joint turned by more than the motion explains."""
    explained, turned = (
        np.degrees(angle(multiply(inverse(q[:-1]), q[1:]))) for q in (truth, found)
    )
    return np.asarray((turned - explained > FLIP_DEG).any(axis=1))


def skate(truth: KnownMotion, found: KnownMotion) -> float:
    """Return how far heels and toes slide while the truth stands, cm/s; NaN if it never does."""
    feet = found.keypoints()[:, FEET]
    moved = np.diff(feet, axis=0)
    slid = np.hypot(moved[..., 0], moved[..., 2])
    standing = truth.standing()
    seconds = (standing * np.diff(truth.times)[:, None]).sum()
    return 100.0 * float(slid[standing].sum() / seconds) if seconds > 0.0 else float("nan")


@dataclass(frozen=True)
class SolverProofConfig:
    """What to prove."""

    motion: str = ""
    """One of `MOTIONS`; empty: all."""
    draws: int = SEEDS
    """How many draws of the noise."""
    data: str = ""
    """Data folder; empty: the default one."""


def main(words: list[str]) -> int:
    """Run the task with key=value words; prints a line for each motion, view and road.

    Raises:
        DataError: A setting is wrong, or the data folder lacks the motion library or the body.
    """
    config = parse_settings(SolverProofConfig, words)
    if config.motion and config.motion not in MOTIONS:
        raise DataError(f"Unknown motion {config.motion!r}; there are: {', '.join(MOTIONS)}.")
    print(
        "motion               seen   solved  joints mm  hips mm  turns deg  flips  "
        "skate free  locked cm/s  times better  at least"
    )
    for name in [config.motion] if config.motion else MOTIONS:
        motion = load_motion(name, Path(config.data) if config.data else None)
        for view, cameras in (("exact", [EXACT]), ("noisy", draws(NOISY, config.draws))):
            for road in ("take", "live"):
                free, locked = (
                    [compare(motion, solve(motion, c, feet, live=road == "live")) for c in cameras]
                    for feet in ("never", "auto")
                )
                print(f"{name:<20s} {view}  {road:<6s} {_line(free, locked)}")
    return 0


def draws(camera: VirtualCamera, count: int = SEEDS) -> list[VirtualCamera]:
    """Return cameras that see as badly, but each in its own way."""
    return [replace(camera, seed=seed) for seed in range(max(count, 1))]


def _line(free: list[SolverErrors], locked: list[SolverErrors]) -> str:
    joints, hips, turns, skating, held = (
        np.median(values)
        for values in (
            [e.joints_mm for e in free],
            [e.hips_mm for e in free],
            [e.turn_deg for e in free],
            [e.skate_cm_s for e in free],
            [e.skate_cm_s for e in locked],
        )
    )
    better = [
        a.skate_cm_s / max(b.skate_cm_s, LEAST_SKATE) for a, b in zip(free, locked, strict=True)
    ]
    return (
        f"{joints:>10.1f} {hips:>8.1f} {turns:>10.2f} {sum(e.flips for e in free + locked):>6d} "
        f"{skating:>11.2f} {held:>12.2f} {np.median(better):>13.1f} {min(better):>9.1f}"
    )
