"""`mocap-app train lifter-on-video`: how steady and how late 3D is on real clips.

Nobody knows the true 3D of these clips, but a person who stands has no acceleration to speak of,
and what the picture shows sideways says how late an answer is. Measured are the image network's
own 3D and the lifter's, each behind the program's filter from strong to none, and the image
network's behind One-Euro as published, too; how far it agrees with itself and with the picture, and
where there are frames with a teacher's answer, the distance to it.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mocap_app.capture.video_file import VideoFile
from mocap_app.core.errors import DataError
from mocap_app.core.paths import data_dir
from mocap_app.filtering.chain import MAX_GAP_S, PRESETS, FilterConfig, PoseFilter
from mocap_app.filtering.one_euro import OneEuro
from mocap_app.filtering.zero_phase import low_pass
from mocap_app.inference.crossover import CrossoverHz
from mocap_app.inference.factory import InferenceConfig, create_estimator
from mocap_app.inference.lift_track import with_mirror_image
from mocap_app.inference.live_lifter import LiveLifter
from mocap_app.training.config import parse_settings
from mocap_app.training.datasets.landmarks33 import to_body27
from mocap_app.training.datasets.people import torso_length
from mocap_app.training.lifting.consistency import arm_variation, off_keypoints
from mocap_app.training.lifting.evaluate import best_shift, shift_scores
from mocap_app.training.lifting.report import open_lifter, write_numbers
from mocap_app.training.metrics import mpjpe, p_mpjpe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from mocap_app.core.types import PoseEstimate

    Array = NDArray[np.float64]

STANDING = "asl_book,asl_eat,asl_learn,asl_night,asl_sister,asl_thanks,asl_walk,asl_want"
MOVING = "home_jumpingjack,home_lunge,home_stepup"
TEACHER_EVERY = {"asl": 4, "home_lunge": 10}
"""Every so many frames of these clips are among the pictures with a teacher's answer."""
_UPPER = [8, 9, 10, 11, 12, 13, 14, 15, 16]
_CORE = list(range(17))
NO_FILTER = 1e6
"""Factor on cutoffs that leaves nothing of a filter."""
_RATE_HZ = 30.0
_LEAST_FRAMES = 40
_PUBLISHED = (0.05, 12.0)
"""Cutoff at rest, Hz, and slope, Hz per (m/s), of One-Euro as published, each coordinate by itself:
of the pairs tried that behind which the image network trembles least at the lag of *Balanced*."""
_RESTS = 0.1
"""Torso lengths a second in the picture below which a keypoint rests."""


@dataclass(frozen=True)
class OnVideo:
    """What is measured."""

    lifter: str = "lifter_live"
    """Name of a shipped lifter, or folder of a training run; empty: only the image network."""
    sideways_hz: float = 6.0
    """Hz above which the lifter's answer counts sideways, below it the image network's; 0: it
    alone."""
    depth_hz: float = 1.6
    """The same for the depth."""
    model: str = ""
    """Image network; empty: the default one."""
    standing: str = STANDING
    moving: str = MOVING
    data: str = ""
    """Data folder; empty: the default one."""
    preset: str = "balanced"
    """Filter whose cutoffs are multiplied."""
    strengths: str = "0.25,0.5,1,2,4,8"
    """Factors on cutoffs and slopes of the filter: below 1 smoother, above 1 quicker."""
    json: str = ""
    """File that also gets the numbers; empty: none."""


def watch(video: Path, model: str | None) -> list[PoseEstimate]:
    """Return what the image network says of every frame of a clip.

    Raises:
        DataError: There is no such clip.
    """
    if not video.is_file():
        raise DataError(f"The clip {video} is missing. Set MOCAP_DATA to the data folder.")
    estimator = create_estimator(InferenceConfig(model=model, runtime="onnx"))
    poses = []
    with VideoFile(video) as source:
        while (frame := source.read()) is not None:
            poses.append(estimator.estimate(frame))
    return poses


def quicker_in_3d(config: FilterConfig, factor: float) -> FilterConfig:
    """Return a filter whose 3D cutoffs are `factor` times as high."""
    return dataclasses.replace(
        config,
        min_cutoff_3d_hz=config.min_cutoff_3d_hz * factor,
        beta_3d=config.beta_3d * factor,
    )


def run_chain(
    poses: Sequence[PoseEstimate], lifter: LiveLifter | None, config: FilterConfig
) -> list[PoseEstimate]:
    """Return poses after lifter, if there is one, and filter."""
    smooth = PoseFilter(config)
    return [smooth.apply(pose) for pose in lifted(poses, lifter)]


def lifted(poses: Sequence[PoseEstimate], lifter: LiveLifter | None) -> Sequence[PoseEstimate]:
    """Return poses after the lifter, if there is one."""
    if lifter is None:
        return poses
    lifter.reset()
    return [lifter.apply(pose) for pose in poses]


def jitter(poses: Sequence[PoseEstimate], where: NDArray[np.bool_] | None = None) -> float:
    """Return the mean acceleration of the upper body in 3D, metres per second squared.

    Args:
        poses: T of them.
        where: (T - 2, 9) which count; None: all. NaN is returned if none does.
    """
    points = np.array([pose.keypoints_3d[_UPPER] for pose in poses])
    bend = points[2:] - 2 * points[1:-1] + points[:-2]
    size = np.linalg.norm(bend, axis=-1) * _RATE_HZ**2
    counts = np.isfinite(size) if where is None else np.isfinite(size) & where
    return float(size[counts].mean()) if counts.any() else float("nan")


def resting(seen: Sequence[PoseEstimate]) -> NDArray[np.bool_]:
    """Return (T - 2, 9) whether keypoints of the upper body rest in the picture for three frames.

    Who signs stands, but the hands do not: their acceleration is no trembling.
    """
    points = np.array([pose.keypoints_2d for pose in seen])
    torso = float(np.nanmedian(torso_length(points)))
    slow = np.zeros((len(seen), len(_UPPER)), bool)
    for rows in _runs(np.isfinite(points).all(axis=(1, 2))):
        smooth = low_pass(points[rows][:, _UPPER], 2.0, _RATE_HZ)
        speed = np.linalg.norm(np.gradient(smooth, axis=0), axis=-1) * _RATE_HZ
        slow[rows] = speed < _RESTS * torso
    return slow[2:] & slow[1:-1] & slow[:-2]


def _runs(known: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """Return the frames of every stretch that is known for long enough to be smoothed."""
    pieces = np.split(np.arange(len(known)), np.flatnonzero(~known))
    return [rows for piece in pieces if len(rows := piece[known[piece]]) >= _LEAST_FRAMES]


def lag_scores(
    poses: Sequence[PoseEstimate], seen: Sequence[PoseEstimate], shifts: NDArray[np.intp]
) -> Array:
    """Return how well velocities sideways agree with those in the picture, by shift.

    The reference are the 2D keypoints from the pelvis, smoothed without lag.
    """
    ends = [12, 13, 15, 16, 2, 3, 5, 6]
    flat = np.array([pose.keypoints_2d - pose.keypoints_2d[:1] for pose in seen])[:, ends]
    deep = np.array([pose.keypoints_3d[ends, :2] for pose in poses])
    known = np.isfinite(flat).all(axis=(1, 2)) & np.isfinite(deep).all(axis=(1, 2))
    total = np.zeros(len(shifts))
    for rows in _runs(known):
        truth = low_pass(flat[rows], 5.0, _RATE_HZ)
        total += len(rows) * shift_scores(deep[rows], truth, shifts)
    return total


def agreement(
    poses: Sequence[PoseEstimate], name: str, root: Path
) -> tuple[list[Array], list[Array]]:
    """Return (17, 3) answers and the teacher's, for the frames that the teacher saw."""
    every = TEACHER_EVERY.get(name) or TEACHER_EVERY.get(name.partition("_")[0])
    if every is None:
        return [], []
    name_of_file = "asl" if name.startswith("asl") else "clips"
    with np.load(root / "people" / f"{name_of_file}.npz", allow_pickle=False) as file:
        mine = file["source"] == name
        landmarks = file["teacher_3d"][mine]
        sure = file["teacher_2d"][mine][..., 3]
    points = to_body27(landmarks, widen_hips=False)[:, _CORE]
    answers, teacher = [], []
    for i, frame in enumerate(range(0, len(poses), every)):
        # Both hips, shoulders, elbows and wrists in view.
        if i < len(points) and sure[i, [11, 12, 13, 14, 15, 16, 23, 24]].min() > 0.5:
            said = poses[frame].keypoints_3d[_CORE]
            if np.isfinite(said).all():
                answers.append(said - said[:1])
                teacher.append((points[i] - points[i][:1]).astype(np.float64))
    return answers, teacher


def measure(config: OnVideo) -> dict[str, Any]:
    """Return jitter, lag and distance to the teacher by chain and strength of the filter.

    Raises:
        DataError: A clip is missing.
        ModelError: A network is missing or damaged.
    """
    root = Path(config.data) if config.data else data_dir()
    lifter = None
    if config.lifter:
        network, shape = open_lifter(config.lifter)[:2]
        crossover_hz = CrossoverHz(config.sideways_hz, config.depth_hz)
        lifter = LiveLifter(with_mirror_image(network), shape, crossover_hz=crossover_hz)
    clips: dict[str, list[PoseEstimate]] = {}
    for name in (*config.standing.split(","), *config.moving.split(",")):
        suffix = ".mkv" if name.startswith("asl") else ".mp4"
        clips[name] = watch(root / "video" / f"{name}{suffix}", config.model or None)
    # Before the filter: it drops the unsure hips of people at a desk.
    said: dict[str, Mapping[str, Sequence[PoseEstimate]]] = {"published": clips, "image": clips}
    if lifter:
        said["lifter"] = {name: lifted(poses, lifter) for name, poses in clips.items()}
    still = {name: resting(clips[name]) for name in config.standing.split(",")}
    rows: dict[str, Any] = {}
    for chain, raw in said.items():
        teacher = _beside_teacher(raw, root)
        for text in (*config.strengths.split(","), "none"):
            factor = NO_FILTER if text == "none" else float(text)
            smooth = _published if chain == "published" else _ours
            done = {name: smooth(poses, config.preset, factor) for name, poses in raw.items()}
            rows[f"{chain} x{text}"] = _row(clips, still, done, config) | teacher
    return rows


def _ours(poses: Sequence[PoseEstimate], preset: str, factor: float) -> list[PoseEstimate]:
    return run_chain(poses, None, quicker_in_3d(PRESETS[preset], factor))


def _published(poses: Sequence[PoseEstimate], preset: str, factor: float) -> list[PoseEstimate]:
    """Return poses with 3D behind One-Euro as published, without the keypoints ours drops."""
    cutoff, slope = _PUBLISHED
    smooth = OneEuro(factor * cutoff, factor * slope, max_gap_s=MAX_GAP_S)
    return [
        dataclasses.replace(pose, keypoints_3d=smooth(pose.keypoints_3d, pose.timestamp))
        if pose.tracked
        else pose
        for pose in _ours(poses, preset, NO_FILTER)
    ]


def _beside_teacher(said: Mapping[str, Sequence[PoseEstimate]], root: Path) -> dict[str, float]:
    """Return the distance to the teacher, millimetres, and in how many frames; {} without any."""
    pairs = [agreement(poses, name, root) for name, poses in said.items()]
    answers = np.array([answer for pair in pairs for answer in pair[0]])
    teacher = np.array([told for pair in pairs for told in pair[1]])
    if not len(answers):
        return {}
    return {
        "teacher_mpjpe": round(1000.0 * float(mpjpe(answers, teacher).mean()), 3),
        "teacher_p_mpjpe": round(1000.0 * float(p_mpjpe(answers, teacher).mean()), 3),
        "teacher_frames": len(answers),
    }


def _row(
    clips: Mapping[str, Sequence[PoseEstimate]],
    still: Mapping[str, NDArray[np.bool_]],
    done: Mapping[str, Sequence[PoseEstimate]],
    config: OnVideo,
) -> dict[str, float]:
    shifts = np.arange(-8, 9)
    score = np.zeros(len(shifts))
    for name in config.moving.split(","):
        score += lag_scores(done[name], clips[name], shifts)
    rests = [jitter(done[name], rests) for name, rests in still.items()]
    row = {
        "jitter": float(np.mean([jitter(done[name]) for name in still])),
        "jitter_at_rest": float(np.nanmean(rests)),
        "lag_ms": 1000.0 / _RATE_HZ * best_shift(score, shifts),
        "arms_vary": float(np.nanmean([arm_variation(done[name], clips[name]) for name in clips])),
        "off_keypoints": float(
            np.nanmean([off_keypoints(done[name], clips[name]) for name in clips])
        ),
    }
    return {name: round(value, 3) for name, value in row.items()}


def at_equal_lag(rows: dict[str, Any], chain: str = "published") -> dict[str, float]:
    """Return how much more the image network trembles than the lifter behind the preset.

    Its own trembling at that lag lies between those of the filters that were tried; nothing is
    returned where none or one of them was.

    Args:
        rows: By chain and strength of the filter.
        chain: Which filters of the image network's: "published", or "image" for the program's.
    """
    tried = [row for name, row in rows.items() if name.startswith(chain)]
    tried.sort(key=lambda row: row["lag_ms"])
    wanted = rows.get("lifter x1")
    if wanted is None or len(tried) < 2:
        return {}
    lags = [row["lag_ms"] for row in tried]
    ratios = {}
    for name in ("jitter", "jitter_at_rest"):
        levels = np.log([row[name] for row in tried])
        level = float(np.exp(np.interp(wanted["lag_ms"], lags, levels)))
        ratios[name] = level / wanted[name]
    return ratios


def main(words: list[str]) -> int:
    """Run the verb with key=value words."""
    config = parse_settings(OnVideo, words)
    rows = measure(config)
    print(
        "chain            m/s2  at rest  late ms  arms vary  off keypoints  "
        "teacher MPJPE  P-MPJPE (mm)"
    )
    for name, row in rows.items():
        print(
            f"{name:15} {row['jitter']:6.2f}  {row['jitter_at_rest']:7.2f}  {row['lag_ms']:7.1f}  "
            f"{row['arms_vary']:9.1%}  {row['off_keypoints']:13.3f}  "
            f"{row.get('teacher_mpjpe', float('nan')):13.1f}  "
            f"{row.get('teacher_p_mpjpe', float('nan')):8.1f}"
        )
    for chain, filters in (("published", "One-Euro as published"), ("image", "the same filter")):
        if steadier := at_equal_lag(rows, chain):
            print(
                f"At the lag of the lifter x1 the image network behind {filters} trembles "
                f"{steadier['jitter']:.2f} times as much, at rest "
                f"{steadier['jitter_at_rest']:.2f} times."
            )
    if config.json:
        content = {"config": dataclasses.asdict(config), "rows": rows}
        write_numbers(Path(config.json), content)
    return 0
