"""`mocap-app train evaluate-root`: how far off people are placed who were never seen before.

The test split's subjects, seen by virtual webcams through the shipped detector's measured errors,
with the lifters' own 3D as their shape, or rendered films. Solved are they as live, as whole takes
that look ahead, and refined; compared is the pelvis in the camera frame.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.camera_model import Pinhole
from mocap_app.core.errors import DataError
from mocap_app.core.types import PoseEstimate
from mocap_app.filtering.chain import PRESETS, PoseFilter
from mocap_app.inference.crossover import LIFTER_ALONE
from mocap_app.inference.factory import create_live_lifter
from mocap_app.inference.lift_track import RATE_HZ, lift_track, with_mirror_image
from mocap_app.pipeline.refine import load_refiner, refine_poses
from mocap_app.solving.bone_lengths import measure, robust_lengths, skeleton_with, standing_height
from mocap_app.solving.config import HEIGHT_RANGE_M, SolverConfig
from mocap_app.solving.solver import Solver
from mocap_app.training.config import parse_settings
from mocap_app.training.lifting.batches import TESTING
from mocap_app.training.lifting.detector_noise import measured_noise
from mocap_app.training.lifting.evaluate import held_out_tracks
from mocap_app.training.lifting.on_film import read_films
from mocap_app.training.lifting.on_video import lifted
from mocap_app.training.lifting.report import open_lifter, write_numbers
from mocap_app.training.lifting.train_lifter import load_motions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray, SolvedPose
    from mocap_app.training.lifting.evaluate import Track

    Array = NDArray[np.floating]

SETTLES_S = 1.0
"""Seconds at the start that are not counted: live, bone lengths are not known yet."""
_IMAGE_SIZE = (1280, 720)
"""Pixels of the pictures that virtual cameras might have taken; only their rays matter."""
NEAREST_M = 0.5
"""Whoever is nearer to the lens is not counted."""
TITLES = {
    "depth": "depth %",
    "wandering": "wandering %",
    "depth_mm": "depth mm",
    "sideways_mm": "sideways mm",
    "depth_speed": "depth mm/f",
    "sideways_speed": "sideways mm/f",
    "acceleration": "m/s2",
}
"""Measures: mean errors of the depth (also from its median of each case, which a wrong size of the
person does not change), sideways, their errors per frame, and the error of the acceleration."""


@dataclass(frozen=True)
class RootEvaluation:
    """What is measured."""

    films: str = ""
    """Folder of `mocap-app train films`; empty: the test split's motions and virtual cameras."""
    motions: str = ""
    """Packed motions; empty: made from the data folder."""
    cameras: int = 2
    """Cameras for every held-out motion."""
    frames: int = 400
    """Most frames of each motion."""
    seed: int = 2
    preset: str = "balanced"
    """Filter of the live poses."""
    json: str = ""
    """File that also gets the table; empty: none."""


@dataclass(frozen=True)
class Case:
    """One person before one camera."""

    live: Sequence[PoseEstimate]
    """What the solver gets live."""
    refined: Sequence[PoseEstimate]
    """What it gets from `refine_poses`."""
    height_m: float
    """Of the person, as the solver measures it."""
    root: FloatArray
    """(T, 3) metres: the true pelvis in the camera frame."""


def stages(case: Case, config: SolverConfig) -> dict[str, FloatArray]:
    """Return (T, 3) metres by stage: the pelvis in the camera frame, NaN where nobody was seen."""
    solver = Solver(config=config)
    found = {"live": [solver.solve(pose) for pose in case.live]}
    for name, poses in {"looking ahead": case.live, "refined": case.refined}.items():
        solver = Solver(config=config)
        solver.learn([pose for pose in poses if pose.tracked])
        found[name] = solver.solve_take(poses)
    return {name: roots(solved) for name, solved in found.items()}


def roots(solved: Sequence[SolvedPose | None]) -> FloatArray:
    """Return (T, 3) metres, NaN where nobody was solved."""
    nobody = np.full(3, np.nan)
    return np.array([nobody if pose is None else pose.root_camera for pose in solved])


def seen(track: Track) -> list[PoseEstimate]:
    """Return a track as the image network might have given it, but without any 3D."""
    camera = Pinhole.for_image(*_IMAGE_SIZE)
    pixels = track.rays * camera.focal_px + (camera.cx, camera.cy)
    unseen = track.confidence[..., None] <= 0.0
    return [
        PoseEstimate(
            timestamp=row / RATE_HZ,
            frame_index=row,
            image_size=_IMAGE_SIZE,
            keypoints_2d=np.where(unseen[row], np.nan, pixels[row]).astype(np.float64),
            confidence=track.confidence[row].astype(np.float64),
            keypoints_3d=np.full((len(pixels[row]), 3), np.nan),
            tracked=not bool(unseen[row].all()),
        )
        for row in range(len(pixels))
    ]


def height_of(points: Array) -> float:
    """Return the height in metres, as the solver measures it, of (T, 27, 3) true keypoints."""
    lengths = [measure(frame - frame[0], np.ones(len(frame))) for frame in points[::10]]
    height = standing_height(skeleton_with(robust_lengths(np.array(lengths))))
    return float(np.clip(height, *HEIGHT_RANGE_M))


def on_tracks(config: RootEvaluation) -> list[Case]:
    """Return the held-out motions, each before some virtual cameras.

    Raises:
        DataError: The motions are missing.
        ModelError: A lifter is missing or damaged.
    """
    live_network, live_shape = open_lifter("lifter_live")[:2]
    live_network = with_mirror_image(live_network)
    # Virtual cameras give no 3D that it could mix in.
    refiner = dataclasses.replace(load_refiner(), crossover_hz=LIFTER_ALONE)
    tracks = held_out_tracks(
        load_motions(config.motions, "test"),
        measured_noise(),
        TESTING,
        cameras=config.cameras,
        frames=config.frames,
        seed=config.seed,
    )
    cases = []
    for track in tracks:
        bare = seen(track)
        points = lift_track(live_network, live_shape, track.rays, track.confidence)
        smooth = PoseFilter(PRESETS[config.preset])
        live = [
            smooth.apply(dataclasses.replace(pose, keypoints_3d=points[row]))
            for row, pose in enumerate(bare)
        ]
        root = track.root.astype(np.float64)
        cases.append(Case(live, refine_poses(bare, refiner), height_of(track.points), root))
    return cases


def on_films(config: RootEvaluation) -> list[Case]:
    """Return rendered films, seen by the image network and lifted as the program does it.

    Raises:
        DataError: The films are missing.
        ModelError: A network is missing or damaged.
    """
    live, refiner = create_live_lifter(), load_refiner()
    cases = []
    for poses, points in read_films(Path(config.films), None):
        smooth = PoseFilter(PRESETS[config.preset])
        shown = [smooth.apply(pose) for pose in lifted(poses, live)]
        cases.append(Case(shown, refine_poses(poses, refiner), height_of(points), points[:, 0]))
    return cases


def errors(found: Sequence[FloatArray], truth: Sequence[FloatArray]) -> dict[str, float]:
    """Return the errors of (T, 3) positions in the camera frame, over all frames of all cases."""
    parts: dict[str, list[FloatArray]] = {name: [] for name in TITLES}
    first = round(SETTLES_S * RATE_HZ)
    for places, true in zip(found, truth, strict=True):
        rows = np.isfinite(places).all(axis=1) & (true[:, 2] > NEAREST_M)
        rows[:first] = False
        if rows.sum() < 3:
            continue
        away = np.where(rows[:, None], places - true, np.nan)
        share = away[:, 2] / true[:, 2]
        step = np.diff(away, axis=0)
        parts["depth"].append(100.0 * np.abs(share))
        parts["wandering"].append(100.0 * np.abs(share - np.nanmedian(share)))
        parts["depth_mm"].append(1000.0 * np.abs(away[:, 2]))
        parts["sideways_mm"].append(1000.0 * np.hypot(away[:, 0], away[:, 1]))
        parts["depth_speed"].append(1000.0 * np.abs(step[:, 2]))
        parts["sideways_speed"].append(1000.0 * np.hypot(step[:, 0], step[:, 1]))
        parts["acceleration"].append(RATE_HZ**2 * np.linalg.norm(np.diff(step, axis=0), axis=1))
    means = {name: float(np.nanmean(np.concatenate(part))) for name, part in parts.items() if part}
    return {name: round(value, 2) for name, value in means.items()}


def report(cases: Sequence[Case]) -> dict[str, dict[str, float]]:
    """Return the errors by stage, with the person's height unknown and typed."""
    found: dict[str, list[FloatArray]] = {}
    for case in cases:
        for words, height in (("", None), (", height typed", case.height_m)):
            for name, places in stages(case, SolverConfig(height_m=height)).items():
                found.setdefault(name + words, []).append(places)
    truth = [case.root for case in cases]
    return {name: errors(places, truth) for name, places in found.items()}


def text(rows: dict[str, dict[str, float]]) -> str:
    """Return the table as lines for people."""
    lines = [" " * 29 + "".join(f"{title:>13}" for title in TITLES.values())]
    for name, row in rows.items():
        lines.append(f"{name:29}" + "".join(f"{row[key]:13.2f}" for key in TITLES))
    return "\n".join(lines)


def main(words: list[str]) -> int:
    """Run the verb with key=value words."""
    config = parse_settings(RootEvaluation, words)
    if config.preset not in PRESETS:
        raise DataError(f"Unknown preset {config.preset!r}; there are: {', '.join(PRESETS)}.")
    rows = report(on_films(config) if config.films else on_tracks(config))
    print(text(rows))
    if config.json:
        write_numbers(Path(config.json), rows)
    return 0
