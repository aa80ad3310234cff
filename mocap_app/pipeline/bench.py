"""Measuring the live road: time by stage, frames a second, memory over a long run."""

from __future__ import annotations

import time
from array import array
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import SourceError
from mocap_app.pipeline.memory import peak_resident_mb, resident_mb
from mocap_app.pipeline.offline import NO_LIMITS, Progress, RunLimits, frames
from mocap_app.pipeline.processor import STAGES, PoseProcessor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mocap_app.capture.source import FrameSource

_SAMPLE_EVERY_S = 1.0
_WARM_UP_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class StageTime:
    """Time of one stage over the frames in which it ran."""

    median_ms: float
    p95_ms: float
    frames: int


@dataclass(frozen=True, slots=True)
class BenchReport:
    """What a bench run measured; decoding of the video is in none of the stages."""

    stages: dict[str, StageTime]
    """By stage: acquire, infer, lift, filter, solve, total; plus decode, which total leaves out."""
    fps: float
    """Frames a second the pipeline could do if pictures came for nothing."""
    frames: int
    tracked_frames: int
    seconds: float
    """Wall time of the run, decoding included."""
    peak_rss_mb: float | None
    rss_growth_percent: float | None
    """Growth of resident memory from the end of the warm-up (a tenth) to the end of the run."""

    def to_json(self) -> dict[str, object]:
        """Return the report with the stages as keys of their own."""
        rest = {key: value for key, value in asdict(self).items() if key != "stages"}
        return {name: asdict(stage) for name, stage in self.stages.items()} | rest


@dataclass(slots=True)
class _Samples:
    """Numbers gathered while running.

    Four bytes a number: lists of floats would themselves grow by the megabytes that a long run
    is there to find.
    """

    stage_ms: dict[str, array[float]] = field(
        default_factory=lambda: {stage: array("f") for stage in (*STAGES, "decode")}
    )
    rss_mb: list[float] = field(default_factory=list)
    frames: int = 0
    tracked: int = 0


def run_bench(
    source: FrameSource,
    processor: PoseProcessor,
    *,
    minutes: float = 0.0,
    limits: RunLimits = NO_LIMITS,
    progress: Progress | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> BenchReport:
    """Run the live, single-pass road over a source and measure it.

    Args:
        source: Not yet opened; opened again for every round.
        processor: Fresh or used; its past is forgotten before every round.
        minutes: Play the source again and again until this much wall time has passed; 0 plays
            it once.
        limits: When to end a round early.
        progress: Called after each frame with the frames of all rounds.
        clock: Seconds; for tests.

    Raises:
        SourceError: The source cannot be read or holds no frame.
    """
    samples = _Samples()
    start = clock()
    deadline = start + 60.0 * minutes
    while True:
        before = samples.frames
        _run_round(source, processor, samples, _until(limits, deadline, minutes, clock), progress)
        if samples.frames == before:
            break
        if clock() >= deadline:
            break
    if samples.frames == 0:
        raise SourceError(f"Nothing to measure: {source.name} gave no frame.")
    return _report(samples, clock() - start)


def _until(
    limits: RunLimits, deadline: float, minutes: float, clock: Callable[[], float]
) -> RunLimits:
    if minutes <= 0.0:
        return limits
    asked = limits.stop
    return RunLimits(
        seconds=limits.seconds,
        stop=lambda: clock() >= deadline or (asked is not None and asked()),
    )


def _run_round(
    source: FrameSource,
    processor: PoseProcessor,
    samples: _Samples,
    limits: RunLimits,
    progress: Progress | None,
) -> None:
    processor.reset()
    next_sample = 0.0
    with source:
        before = time.perf_counter()
        for frame in frames(source, limits):
            decoded = time.perf_counter()
            samples.stage_ms["decode"].append(1000.0 * (decoded - before))
            pose = processor.process(frame)
            for stage, spent in pose.stage_ms.items():
                # A stage that was skipped says 0: it would only water down the median.
                if spent > 0.0 and stage in samples.stage_ms:
                    samples.stage_ms[stage].append(spent)
            samples.frames += 1
            samples.tracked += pose.filtered.tracked
            if decoded >= next_sample:
                next_sample = decoded + _SAMPLE_EVERY_S
                resident = resident_mb()
                samples.rss_mb += [] if resident is None else [resident]
            if progress is not None:
                progress(samples.frames, None)
            before = time.perf_counter()


def _report(samples: _Samples, seconds: float) -> BenchReport:
    total_s = sum(samples.stage_ms["total"]) / 1000.0
    return BenchReport(
        stages={name: stage_time(spent) for name, spent in samples.stage_ms.items()},
        fps=samples.frames / total_s if total_s > 0.0 else 0.0,
        frames=samples.frames,
        tracked_frames=samples.tracked,
        seconds=seconds,
        peak_rss_mb=peak_resident_mb(),
        rss_growth_percent=growth_percent(samples.rss_mb),
    )


def stage_time(spent_ms: Sequence[float]) -> StageTime:
    """Return median and 95th percentile of the times of one stage; zeros if it never ran."""
    if not spent_ms:
        return StageTime(0.0, 0.0, 0)
    median, p95 = np.percentile(np.asarray(spent_ms), [50.0, 95.0])
    return StageTime(float(median), float(p95), len(spent_ms))


def growth_percent(resident: Sequence[float]) -> float | None:
    """Return how much memory grew, in percent, from the end of the warm-up to the end.

    Both ends are medians over a tenth of the samples, so that one spike decides nothing.

    Args:
        resident: Samples in MiB at even intervals; fewer than 20 give None, for then the
            warm-up is all there is.
    """
    if len(resident) < 20:
        return None
    tenth = max(1, round(_WARM_UP_SHARE * len(resident)))
    early = float(np.median(resident[tenth : 2 * tenth]))
    late = float(np.median(resident[-tenth:]))
    return 100.0 * (late - early) / early
