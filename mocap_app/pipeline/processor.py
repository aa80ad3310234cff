"""One frame in, one pose out: estimator, lifter, filter, solver."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mocap_app.core.errors import CalibrationError
from mocap_app.core.types import Frame, PoseEstimate, ProcessedPose
from mocap_app.filtering.chain import FilterConfig, PoseFilter
from mocap_app.solving.calibration import PoseHold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mocap_app.core.calibration import Calibration
    from mocap_app.core.skeleton import Skeleton
    from mocap_app.inference.estimator import PoseEstimator
    from mocap_app.inference.live_lifter import LiveLifter
    from mocap_app.solving.config import SolverConfig
    from mocap_app.solving.solver import Solver

STAGES = ("acquire", "infer", "lift", "filter", "solve", "total")
"""Keys of `ProcessedPose.stage_ms`, in the order of the work."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What is known of a frame before it is solved."""

    raw: PoseEstimate
    """As the image network gave it; the lifter's 3D is only in `filtered`."""
    filtered: PoseEstimate
    stage_ms: dict[str, float]
    """Milliseconds of acquire, infer, lift and filter, and `total` of all of `observe`."""
    people: int = 1
    """People noticed in the frame."""
    frame_name: str = ""
    """File name of a picture of a folder, else empty."""


class PoseProcessor:
    """Runs the stages in order and times them; used by one thread at a time.

    Live code calls `process` for every frame. Offline code calls `observe` for every frame first,
    lets the solver learn the bone lengths from all of them, and then calls `solve`.
    """

    def __init__(
        self,
        estimator: PoseEstimator,
        pose_filter: PoseFilter,
        solver: Solver,
        clock: Callable[[], float] = time.perf_counter,
        *,
        lifter: LiveLifter | None = None,
    ) -> None:
        self.estimator = estimator
        self.lifter = lifter
        self.pose_filter = pose_filter
        self.solver = solver
        self._clock = clock
        self._image_size: tuple[int, int] | None = None
        self._round = 0
        self._hold: PoseHold | None = None
        self._calibrated: Calibration | CalibrationError | None = None

    @property
    def skeleton(self) -> Skeleton:
        """The solved skeleton with the bone lengths known so far."""
        return self.solver.skeleton

    def process(self, frame: Frame) -> ProcessedPose:
        """Return everything the stages make of one frame."""
        return self.solve(self.observe(frame))

    def observe(self, frame: Frame) -> Observation:
        """Find the person in the frame and smooth the result over time."""
        start = self._clock()
        self._start_over_after_a_cut(frame)
        raw = self.estimator.estimate(frame)
        stage_ms = dict(self.estimator.last_stage_ms)
        before_lifter = self._clock()
        lifted = raw if self.lifter is None else self.lifter.apply(raw)
        before_filter = self._clock()
        filtered = self.pose_filter.apply(lifted)
        end = self._clock()
        stage_ms["lift"] = 1000.0 * (before_filter - before_lifter) if self.lifter else 0.0
        stage_ms["filter"] = 1000.0 * (end - before_filter)
        stage_ms["total"] = 1000.0 * (end - start)
        return Observation(raw, filtered, stage_ms, self.estimator.people, frame.name)

    def observe_nothing(self, timestamp: float, index: int, name: str) -> Observation:
        """Take note of a frame that cannot be read: nobody is found in it."""
        raw = PoseEstimate.lost(timestamp, index, self._image_size or (1, 1))
        stage_ms = dict.fromkeys(STAGES, 0.0)
        return Observation(raw, self.pose_filter.apply(raw), stage_ms, 0, name)

    def solve(self, observation: Observation) -> ProcessedPose:
        """Fit the skeleton; call in the order of the frames, the solver keeps a history."""
        start = self._clock()
        if self._hold is not None and self._hold.add(observation.filtered):
            self._calibrate(self._hold)
        solved = self.solver.solve(observation.filtered)
        spent = 1000.0 * (self._clock() - start)
        stage_ms = observation.stage_ms | {
            "solve": spent,
            "total": observation.stage_ms["total"] + spent,
        }
        return ProcessedPose(
            observation.raw, observation.filtered, solved, stage_ms, observation.people
        )

    def solve_all(self, observations: Sequence[Observation]) -> list[ProcessedPose]:
        """Fit the skeleton to all frames at once, looking ahead; the solver's past is not used."""
        start = self._clock()
        solved = self.solver.solve_take([seen.filtered for seen in observations])
        spent = 1000.0 * (self._clock() - start) / max(len(observations), 1)
        return [
            ProcessedPose(
                seen.raw,
                seen.filtered,
                pose,
                seen.stage_ms | {"solve": spent, "total": seen.stage_ms["total"] + spent},
            )
            for seen, pose in zip(observations, solved, strict=True)
        ]

    def calibrate(self) -> None:
        """Watch the pose that is held from now on; `take_calibration` tells what came of it."""
        self._hold = PoseHold(height_m=self.solver.config.height_m)

    def take_calibration(self) -> Calibration | CalibrationError | None:
        """Return the calibration that has just been made, or why there is none; once."""
        outcome, self._calibrated = self._calibrated, None
        return outcome

    def _calibrate(self, hold: PoseHold) -> None:
        self._hold = None
        try:
            calibration = hold.result(self.solver.vertical_fov_deg)
        except CalibrationError as error:
            self._calibrated = error
            return
        self.solver.configure(replace(self.solver.config, calibration=calibration))
        self._calibrated = calibration

    def set_solver(self, config: SolverConfig) -> None:
        """Use other settings of the solver from the next frame on."""
        self.solver.configure(config)

    def set_filter(self, config: FilterConfig) -> None:
        """Use other filter settings from the next frame on."""
        self.pose_filter = PoseFilter(config)

    def reset(self) -> None:
        """Forget the person and the past: the next frame begins a new sequence."""
        self._forget_the_past()
        self.solver.reset()
        self._image_size = None

    def _start_over_after_a_cut(self, frame: Frame) -> None:
        # Pixels of another size, or of a film's end, say nothing about where the person is now.
        height, width = frame.image.shape[:2]
        size = (width, height)
        resized = self._image_size is not None and size != self._image_size
        if resized or frame.round != self._round:
            self._forget_the_past()
        self._image_size, self._round = size, frame.round

    def _forget_the_past(self) -> None:
        self.estimator.reset()
        self.pose_filter.reset()
        if self.lifter is not None:
            self.lifter.reset()
