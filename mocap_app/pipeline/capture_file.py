"""A video file in, a take out: every frame is looked at, and solved looking both ways in time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mocap_app.capture.opening import SourceOptions, open_source
from mocap_app.core.errors import SourceError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.filtering.chain import FilterConfig
from mocap_app.inference.factory import InferenceConfig
from mocap_app.pipeline.config import config_for, create_processor
from mocap_app.pipeline.offline import run_offline
from mocap_app.recording.take import Take
from mocap_app.solving.config import SolverConfig

if TYPE_CHECKING:
    from collections.abc import Callable

_OBSERVED = 0.9
"""Share of the work that is looking at the frames; the rest is solving."""


@dataclass(frozen=True, slots=True)
class FileChoices:
    """How a file is captured."""

    mirror: bool = False
    rotate: int = 0
    """Degrees clockwise: 0, 90, 180 or 270."""
    lifter: str = "auto"
    """One of `pipeline.config.LIFTERS`."""
    network: str = "default"
    """Name of a network, or what it is for: "default" or "quality"."""
    filter: FilterConfig = field(default_factory=FilterConfig)
    solver: SolverConfig = field(default_factory=SolverConfig)


def capture_file(path: str, choices: FileChoices, report: Callable[[float], None]) -> Take:
    """Return the take of a whole video file, named after it.

    Args:
        path: Of the file.
        choices: How to capture it.
        report: Called with the share of the work done, in [0, 1]; what it raises ends the work.

    Raises:
        SourceError: The file cannot be read, or nobody is in it.
        ModelError: The network cannot be used.
    """
    options = SourceOptions(mirror=choices.mirror, rotate=choices.rotate)
    source = open_source(path, options)
    with source:
        # A bad file is told before the network is loaded.
        pass
    inference = InferenceConfig(model=choices.network)
    config = config_for(path, options, inference, lifter=choices.lifter)
    processor = create_processor(replace(config, filter=choices.filter, solver=choices.solver))

    def progress(done: int, total: int | None) -> None:
        # Of some files the length is unknown: the bar then slows down but never stands still.
        share = done / (done + 300) if total is None else done / max(total, done)
        report(_OBSERVED * share)

    poses = run_offline(source, processor, progress)
    if not any(pose.raw.tracked for pose in poses):
        raise SourceError(
            QT_TRANSLATE_NOOP("Errors", "Nobody was found in {name}; there is no take of it."),
            name=Path(path).name,
        )
    take = Take.from_poses(
        poses,
        processor.skeleton,
        name=Path(path).stem,
        source=Path(path).name,
        mirrored=choices.mirror,
    )
    report(1.0)
    return replace(take, calibration=processor.solver.calibration)
