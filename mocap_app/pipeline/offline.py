"""Running a source to its end, looking at all of it before solving any of it.

Only poses are kept, never frames: an hour of video at 30 frames a second stays below a gigabyte.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mocap_app.core.errors import DamagedFrameError, FrameTimeoutError

if TYPE_CHECKING:
    from mocap_app.capture.source import FrameSource
    from mocap_app.core.types import Frame, ProcessedPose
    from mocap_app.pipeline.processor import Observation, PoseProcessor

logger = logging.getLogger(__name__)

Progress = Callable[[int, int | None], None]
"""Called after each frame with the frames done and the frames expected (None if unknown)."""

MAX_SILENT_READS = 10
"""Reads without a picture (about one second each) after which a live source counts as gone."""

_ROUNDING_S = 1e-6


@dataclass(frozen=True, slots=True)
class RunLimits:
    """When a run ends before its source does."""

    seconds: float | None = None
    """Length of source time to take, None for all of it."""
    stop: Callable[[], bool] | None = None
    """Asked before each frame; True ends the run as if the source had ended there."""


NO_LIMITS = RunLimits()


def run_offline(
    source: FrameSource,
    processor: PoseProcessor,
    progress: Progress | None = None,
    limits: RunLimits = NO_LIMITS,
) -> list[ProcessedPose]:
    """Process every frame of a source, in two passes.

    The first pass estimates and filters every frame; the bone lengths learnt from all of them
    then hold for the second pass, so that they are constant over the whole take.

    Args:
        source: Not yet opened; closed again when this returns or raises.
        processor: Its past is forgotten first. Afterwards `processor.skeleton` is the person's.
        progress: Called after each frame of the first pass.
        limits: When to end early.

    Raises:
        SourceError: The source cannot be opened or read.
    """
    return solve_all(processor, observe_all(source, processor, progress, limits))


def observe_all(
    source: FrameSource,
    processor: PoseProcessor,
    progress: Progress | None = None,
    limits: RunLimits = NO_LIMITS,
    *,
    independent: bool = False,
) -> list[Observation]:
    """Estimate and filter every frame of a source: the first pass of `run_offline`.

    With `independent` every frame is the first of its own sequence: no tracking, no smoothing.
    A picture that cannot be read counts as one with nobody in it.

    Raises:
        SourceError: The source cannot be opened or read, or none of its pictures can.
    """
    processor.reset()
    observations: list[Observation] = []
    damage: list[DamagedFrameError] = []

    def pass_over(error: DamagedFrameError) -> None:
        damage.append(error)
        observations.append(processor.observe_nothing(error.timestamp, error.index, error.name))

    with source:
        for frame in frames(source, limits, pass_over):
            if independent:
                processor.reset()
            observations.append(processor.observe(frame))
            if progress is not None:
                progress(len(observations), source.frame_count)
    if damage and len(damage) == len(observations):
        raise damage[0]
    for error in damage:
        logger.warning("%s It counts as a picture with nobody in it.", error)
    return observations


def solve_all(processor: PoseProcessor, observations: Sequence[Observation]) -> list[ProcessedPose]:
    """Solve observed frames with the person learnt from all of them: the second pass."""
    tracked = [seen.filtered for seen in observations if seen.filtered.tracked]
    if tracked:
        processor.solver.learn(tracked)
    processor.solver.freeze()
    return processor.solve_all(observations)


def solve_each(
    processor: PoseProcessor, observations: Sequence[Observation]
) -> list[ProcessedPose]:
    """Solve observed frames each on its own: none knows of the others' person or place."""
    poses = []
    for seen in observations:
        processor.solver.reset()
        poses.append(processor.solve(seen))
    return poses


def frames(
    source: FrameSource,
    limits: RunLimits = NO_LIMITS,
    pass_over: Callable[[DamagedFrameError], None] | None = None,
) -> Iterator[Frame]:
    """Yield the frames of an open source until it ends, is told to stop, or falls silent.

    A live source that falls silent after it gave pictures ends the run: what was captured until
    then is worth more than an error.

    Raises:
        FrameTimeoutError: A live source never gave a picture.
        DamagedFrameError: A picture cannot be read, and `pass_over` is not there to be told.
    """
    first: float | None = None
    silent = 0
    while limits.stop is None or not limits.stop():
        try:
            frame = source.read()
        except FrameTimeoutError as error:
            silent += 1
            if silent < MAX_SILENT_READS:
                continue
            if first is None:
                raise
            logger.warning("%s The run ends here.", error)
            return
        except DamagedFrameError as error:
            if pass_over is None:
                raise
            pass_over(error)
            continue
        if frame is None:
            return
        silent = 0
        first = frame.timestamp if first is None else first
        if limits.seconds is not None and frame.timestamp - first >= limits.seconds - _ROUNDING_S:
            return
        yield frame
