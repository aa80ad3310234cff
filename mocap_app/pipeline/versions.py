"""One recording solved in several ways, so that their scores tell what each step is worth."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mocap_app.core.errors import TakeError
from mocap_app.core.types import ProcessedPose
from mocap_app.pipeline.refine import refine_take
from mocap_app.recording.take import Take
from mocap_app.solving.config import SolverConfig
from mocap_app.solving.solver import Solver

if TYPE_CHECKING:
    from mocap_app.inference.lifter_store import Lifter
    from mocap_app.pipeline.refine import Report


def solve_again(take: Take, config: SolverConfig, *, live: bool = False) -> Take:
    """Return a take with the recorded keypoints solved anew.

    Args:
        take: Stays as it is; a calibration that was measured holds.
        config: Choices of the solver.
        live: Frame by frame, knowing only the past, instead of looking ahead.

    Raises:
        TakeError: Nobody was found in the take.
    """
    poses = [take.pose(row) for row in range(take.frame_count)]
    seen = [pose.filtered for pose in poses]
    if not any(pose.tracked for pose in seen):
        raise TakeError(f"Nobody was found in the take {take.name!r}; there is nothing to solve.")
    solver = Solver(config=replace(config, calibration=take.measured_calibration))
    solver.learn(seen)
    solved = [solver.solve(pose) for pose in seen] if live else solver.solve_take(seen)
    made = Take.from_poses(
        [
            ProcessedPose(pose.raw, pose.filtered, answer)
            for pose, answer in zip(poses, solved, strict=True)
        ],
        solver.skeleton,
        name=take.name,
        source=take.source,
        mirrored=take.mirrored,
    )
    return replace(made, calibration=solver.calibration)


def versions(take: Take, lifter: Lifter, report: Report | None = None) -> dict[str, Take]:
    """Return by name a take solved live without and with locked feet, looking ahead, and refined.

    Raises:
        TakeError: Nobody was found in the take.
    """
    return {
        "live, free feet": solve_again(take, SolverConfig(feet="never"), live=True),
        "live": solve_again(take, SolverConfig(), live=True),
        "looking ahead": solve_again(take, SolverConfig()),
        "refined": refine_take(take, lifter, report=report),
    }
