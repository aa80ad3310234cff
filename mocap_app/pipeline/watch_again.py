"""A second, closer look at the pictures of a take, for refining it.

Live there is no time for it: every kept frame is looked at, not only those the live pipeline had
time for, and each several times over.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.types import Frame, PoseEstimate, ProcessedPose
from mocap_app.inference.factory import InferenceConfig, create_estimator
from mocap_app.recording.take import Take

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mocap_app.inference.estimator import PoseEstimator
    from mocap_app.recording.reference_video import ReferenceVideo

    Report = Callable[[float], None]
    """Called with the share of the work done; may raise to stop it."""

SAME_FRAME_S = 1e-4
"""A picture and a pose this close in time are of the same frame."""


def careful_estimator(model: str | None = None) -> PoseEstimator:
    """Return an estimator that looks several times; None: of the network for quality.

    Raises:
        ModelError: The network is missing, damaged or unknown.
    """
    return create_estimator(InferenceConfig(model=model, quality=True))


def watch_again(
    take: Take,
    video: ReferenceVideo,
    estimator: PoseEstimator,
    report: Report | None = None,
) -> Take:
    """Return a take of what the estimator sees in the pictures of another take.

    Frames that the video lacks keep what was seen live. Nothing in the new take is solved.

    Args:
        take: What was recorded; stays as it is.
        video: Its pictures, of any size.
        estimator: Looks at them; its past is forgotten first.
        report: Called with the share done, in [0, 1]; what it raises ends the work.
    """
    estimator.reset()
    size = (int(take.image_sizes[0, 0]), int(take.image_sizes[0, 1]))
    begin, end = take.timestamps[0] - SAME_FRAME_S, take.timestamps[-1] + SAME_FRAME_S
    rows = np.flatnonzero((video.times >= begin) & (video.times <= end)).tolist()
    seen: list[PoseEstimate] = []
    for done, row in enumerate(rows):
        if report is not None:
            report(done / len(rows))
        image = video.image(row)
        if image is not None:
            frame = Frame(image, float(video.times[row]), row)
            seen.append(_enlarged(estimator.estimate(frame), size))
    poses = sorted([*seen, *_not_in(take, seen)], key=lambda pose: pose.timestamp)
    # Renumbered: the frames of the camera and those of the video count differently.
    poses = [replace(pose, frame_index=number) for number, pose in enumerate(poses)]
    made = Take.from_poses(
        [ProcessedPose(pose, pose, None) for pose in poses],
        take.skeleton,
        name=take.name,
        source=take.source,
        mirrored=take.mirrored,
        created=take.created,
    )
    return replace(made, calibration=take.calibration)


def _not_in(take: Take, seen: Sequence[PoseEstimate]) -> list[PoseEstimate]:
    """Return what was seen live in the frames for which there is no picture."""
    edges = [-np.inf, *(pose.timestamp for pose in seen), np.inf]
    after = np.searchsorted(edges, take.timestamps)
    before, next_one = np.take(edges, after - 1), np.take(edges, after)
    distance = np.minimum(take.timestamps - before, next_one - take.timestamps)
    return [take.raw_pose(row) for row in np.flatnonzero(distance > SAME_FRAME_S).tolist()]


def _enlarged(pose: PoseEstimate, size: tuple[int, int]) -> PoseEstimate:
    """Return a pose in pixels of the recorded frame instead of those of the video."""
    scale = np.array(size) / np.array(pose.image_size)
    return replace(pose, keypoints_2d=pose.keypoints_2d * scale, image_size=size)
