"""Refine: a finished recording made better by knowing what comes after each moment.

From the recorded 2D: wild keypoints go, short gaps are filled, the symmetric lifter gives 3D from
four seconds to either side, a low-pass without lag smooths both, and the take is solved anew in
both directions of time. The recording itself is never changed; a new take comes out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.camera_model import DEFAULT_VERTICAL_FOV_DEG, Pinhole
from mocap_app.core.continuity import stretches
from mocap_app.core.errors import ModelError, TakeError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.types import FloatArray, PoseEstimate, ProcessedPose
from mocap_app.filtering.outliers import fill_gaps, outliers
from mocap_app.filtering.zero_phase import low_pass
from mocap_app.inference.crossover import IMAGE_SHARE
from mocap_app.inference.lift_input import SEEN
from mocap_app.inference.lift_track import RATE_HZ, lift_track, with_mirror_image
from mocap_app.inference.lifter_store import REFINE, Lifter, find_lifter, load_lifter
from mocap_app.inference.live_lifter import read_at, sample_of
from mocap_app.recording.take import Take
from mocap_app.solving.config import SolverConfig
from mocap_app.solving.solver import Solver

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Report = Callable[[float], None]
    """Called with the share of the work done; may raise to stop it."""

WILD_M = 0.15
"""Metres from where its neighbours put it, from which a 3D keypoint may be wild."""
_SOLVING_SHARE = 0.3
"""Of the time that a take needs, for the progress bar."""


@dataclass(frozen=True, slots=True)
class RefineConfig:
    """Settings of a refinement."""

    cutoff_2d_hz: float = 7.0
    """Hz above which movement in the picture counts as noise."""
    cutoff_3d_hz: float = 6.0
    """The same for the lifted keypoints."""
    longest_gap_s: float = 0.5
    """Seconds for which an unseen keypoint is filled in."""
    wild: float = 0.12
    """Distance from where its neighbours put it, in spreads of the body in the picture, from which
    a keypoint may be wild."""
    vertical_fov_deg: float = DEFAULT_VERTICAL_FOV_DEG
    """Of the camera, degrees from the top edge of the picture to the bottom edge."""


def load_refiner() -> Lifter:
    """Return the lifter that `refine` uses.

    Raises:
        ModelError: The program came without it, or its file is damaged.
    """
    info = find_lifter(REFINE)
    if info is None:
        raise ModelError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "Refining needs the lifter 'lifter_refine', which this program came without. "
                "Install it again.",
            )
        )
    return Lifter(with_mirror_image(load_lifter(info)), info.config, info.crossover_hz)


def refine_take(
    take: Take,
    lifter: Lifter,
    config: RefineConfig | None = None,
    report: Report | None = None,
    solver: SolverConfig | None = None,
) -> Take:
    """Return a refined copy of a take, with a name of its own.

    Args:
        take: Stays as it is.
        lifter: From `load_refiner`.
        config: Settings.
        report: Called with the share done, in [0, 1]; what it raises ends the work.
        solver: The user's choices. Of calibrations only the take's own holds, if it was measured:
            today's may be of another person or place.

    Raises:
        TakeError: Nobody was found in the take.
    """
    if not take.tracked.any():
        raise TakeError(
            QT_TRANSLATE_NOOP(
                "Errors", "Nobody was found in the take '{name}'; there is nothing to refine."
            ),
            name=take.name,
        )
    raw = [take.raw_pose(row) for row in range(take.frame_count)]
    # Somebody who held a pose is known better than from what is seen now.
    chosen = replace(solver or SolverConfig(), calibration=take.measured_calibration)
    solving = Solver(config=chosen)
    solving.learn([pose for pose in raw if pose.tracked])
    # A body that is none would not only be wrong itself: the lifter looks four seconds around it.
    believed = solving.believed(raw)
    refined = refine_poses(
        believed, lifter, config, lambda share: _tell(report, (1.0 - _SOLVING_SHARE) * share)
    )
    solving = Solver(config=chosen)
    solving.learn([pose for pose in refined if pose.tracked])
    solving.freeze()
    solved = solving.solve_take(refined)
    _tell(report, 1.0)
    made = Take.from_poses(
        [ProcessedPose(*row) for row in zip(raw, refined, solved, strict=True)],
        solving.skeleton,
        name=f"{take.name} (refined)",
        source=take.source,
        mirrored=take.mirrored,
    )
    return replace(made, calibration=solving.calibration)


def refine_poses(
    poses: Sequence[PoseEstimate],
    lifter: Lifter,
    config: RefineConfig | None = None,
    report: Report | None = None,
) -> list[PoseEstimate]:
    """Return the poses with refined 2D and 3D; untracked ones in short losses come back.

    One in which nothing is believed for long stays tracked, without keypoints: a solver that looks
    ahead goes from the pose before to the one after.

    Args:
        poses: In the order of time, tracked or not.
        lifter: The symmetric lifter.
        config: Settings.
        report: Called with the share done, in [0, 1].
    """
    config = config or RefineConfig()
    refined = list(poses)
    done = 0
    for rows in stretches(poses):
        first, last = rows[0], rows[-1]
        part = poses[first : last + 1]
        start, size = done / len(poses), len(part) / len(poses)

        def tell(share: float, start: float = start, size: float = size) -> None:
            _tell(report, start + size * share)

        refined[first : last + 1] = _refine_stretch(part, lifter, config, tell)
        done += len(part)
    return refined


def _refine_stretch(
    poses: Sequence[PoseEstimate], lifter: Lifter, config: RefineConfig, tell: Report
) -> list[PoseEstimate]:
    samples = [
        sample_of(pose, config.vertical_fov_deg)
        for pose in poses
        if pose.tracked and np.isfinite(pose.timestamp)
    ]
    begin, end = samples[0].time, samples[-1].time
    times = begin + np.arange(int(np.ceil((end - begin) * RATE_HZ - 1e-6)) + 1) / RATE_HZ
    rays, confidence = read_at(samples, times)
    confidence[_wild(rays, confidence, config.wild)] = 0.0
    lifted = lift_track(lifter.network, lifter.config, rays, confidence, tell)
    # As `inference.crossover` does live, but nothing lags.
    apart = np.nan_to_num(_image_3d(poses, times) - lifted)
    for axes, cutoff_hz in zip((slice(2), slice(2, 3)), lifter.crossover_hz, strict=True):
        if cutoff_hz > 0.0:
            lifted[..., axes] += IMAGE_SHARE * low_pass(apart[..., axes], cutoff_hz, RATE_HZ)
    lifted = low_pass(lifted, config.cutoff_3d_hz, RATE_HZ)
    smooth, sure = _smooth_rays(times, rays, confidence, config)
    if not sure.any():
        return [_lost(pose) for pose in poses]
    asked = np.array([pose.timestamp for pose in poses])
    points = _at(asked, times, lifted)
    places, certain = _at(asked, times, smooth), _at(asked, times, sure)
    return [
        _refined(pose, points[row], places[row], certain[row], config)
        for row, pose in enumerate(poses)
    ]


def _image_3d(poses: Sequence[PoseEstimate], times: FloatArray) -> FloatArray:
    """Return the (T, 27, 3) keypoints that the image network gave, without the wild ones.

    NaN for a keypoint that it was never sure of; between and beyond sure ones as these have it.
    """
    at = np.array([pose.timestamp for pose in poses])
    points = np.array([pose.keypoints_3d for pose in poses])
    sure = np.array([pose.confidence >= SEEN for pose in poses])
    known = sure & np.isfinite(points).all(axis=-1)
    known &= ~outliers(np.where(known[..., None], points, 0.0), known, WILD_M)
    read = np.full((len(times), *points.shape[1:]), np.nan)
    for joint in range(points.shape[1]):
        rows = np.flatnonzero(known[:, joint])
        if len(rows):
            for axis in range(3):
                read[:, joint, axis] = np.interp(times, at[rows], points[rows, joint, axis])
    return read


def _wild(rays: FloatArray, confidence: FloatArray, wild: float) -> NDArray[np.bool_]:
    seen = confidence >= SEEN
    if not seen.any():
        return np.zeros(seen.shape, dtype=np.bool_)
    blank = np.where(seen[..., None], rays, np.nan)
    sizes = np.sqrt(np.nanvar(blank[seen.any(axis=1)], axis=1).sum(axis=-1))  # (T',)
    return outliers(rays, seen, wild * float(np.median(sizes)))


def _smooth_rays(
    times: FloatArray, rays: FloatArray, confidence: FloatArray, config: RefineConfig
) -> tuple[FloatArray, FloatArray]:
    """Return smoothed (T, 27, 2) rays and (T, 27) confidences, 0 where nothing is known."""
    seen = confidence >= SEEN
    filled, new = fill_gaps(times, rays, seen, config.longest_gap_s)
    known = seen | new
    index = np.arange(len(times))
    smooth = np.zeros_like(filled)
    sure = np.where(seen, confidence, 0.0)
    for joint in range(filled.shape[1]):
        rows = np.flatnonzero(known[:, joint])
        if not len(rows):
            continue
        # Held beyond what is known, so that the filter has no holes; those values are not used.
        for axis in range(2):
            smooth[:, joint, axis] = np.interp(index, rows, filled[rows, joint, axis])
        measured = np.flatnonzero(seen[:, joint])
        guess = 0.7 * np.interp(index, measured, confidence[measured, joint])
        sure[:, joint] = np.where(new[:, joint], guess, sure[:, joint])
    return low_pass(smooth, config.cutoff_2d_hz, RATE_HZ), np.where(known, sure, 0.0)


def _at(asked: FloatArray, times: FloatArray, values: FloatArray) -> FloatArray:
    """Read (T, ...) values on straight lines between even times."""
    if len(times) == 1:
        return np.repeat(values, len(asked), axis=0)
    position = np.clip((asked - times[0]) * RATE_HZ, 0.0, len(times) - 1)
    low = np.minimum(position.astype(np.intp), len(times) - 2)
    share = (position - low).reshape(-1, *[1] * (values.ndim - 1))
    read: FloatArray = (1.0 - share) * values[low] + share * values[low + 1]
    return read


def _refined(
    pose: PoseEstimate,
    points: FloatArray,
    rays: FloatArray,
    confidence: FloatArray,
    config: RefineConfig,
) -> PoseEstimate:
    known = confidence > 0.0
    if not known.any() and not pose.tracked:
        return _lost(pose)
    camera = Pinhole.for_image(*pose.image_size, config.vertical_fov_deg)
    pixels = rays * camera.focal_px + (camera.cx, camera.cy)
    return replace(
        pose,
        keypoints_2d=np.where(known[:, None], pixels, np.nan),
        confidence=confidence,
        keypoints_3d=np.where(known[:, None], points, np.nan),
        tracked=True,
    )


def _lost(pose: PoseEstimate) -> PoseEstimate:
    return PoseEstimate.lost(pose.timestamp, pose.frame_index, pose.image_size)


def _tell(report: Report | None, share: float) -> None:
    if report is not None:
        report(share)
