"""What a run of the pipeline is made of, and the one place where its parts are put together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from mocap_app.core.errors import CalibrationError
from mocap_app.filtering.chain import PRESETS, FilterConfig, PoseFilter
from mocap_app.inference.factory import InferenceConfig, create_estimator, create_live_lifter
from mocap_app.pipeline.processor import PoseProcessor
from mocap_app.solving.config import SolverConfig
from mocap_app.solving.solver import Solver

if TYPE_CHECKING:
    from mocap_app.capture.opening import SourceOptions

DEFAULT_PRESET = "balanced"
FIGURE = "figure"
LIFTERS = ("auto", "off")
"""Where 3D comes from: from the 2D of the last second, or from each picture by itself."""


@dataclass(frozen=True, slots=True)
class PipelineConfig:
    """Settings of the three stages between a frame and a solved pose."""

    inference: InferenceConfig = field(default_factory=InferenceConfig)
    """Network, runtime and tracking."""
    filter: FilterConfig = field(default_factory=lambda: PRESETS[DEFAULT_PRESET])
    """Strength of the One-Euro filters."""
    lifter: str = "auto"
    """One of `LIFTERS`."""
    solver: SolverConfig = field(default_factory=SolverConfig)
    """Feet, floor, body, height and calibration."""


def config_for(
    spec: str,
    options: SourceOptions | None = None,
    inference: InferenceConfig | None = None,
    *,
    preset: str = DEFAULT_PRESET,
    lifter: str = "auto",
) -> PipelineConfig:
    """Return the settings that suit a source; the figure and single pictures are not lifted.

    Args:
        spec: What the user named as source; "figure" replays its own poses and needs no network,
            unless a model is asked for by name.
        options: How the source's pictures are turned. The figure's poses can be mirrored with
            them; a rotated figure is no longer what they say, and goes through the network.
        inference: Network, runtime and tracking; None: the defaults.
        preset: Key of `filtering.chain.PRESETS`.
        lifter: One of `LIFTERS`.
    """
    inference = inference or InferenceConfig()
    rotated = options is not None and options.rotate != 0
    replays = spec == FIGURE and inference.model is None and not rotated
    return PipelineConfig(
        inference=replace(
            inference,
            replay_demo=replays,
            replay_mirror=options is not None and options.mirror,
        ),
        filter=PRESETS[preset],
        lifter="off" if replays or inference.independent else lifter,
    )


def solver_config(**choices: Any) -> SolverConfig:
    """Return `SolverConfig(**choices)`.

    Raises:
        CalibrationError: A choice is impossible.
    """
    try:
        return SolverConfig(**choices)
    except ValueError as error:
        raise CalibrationError(str(error)) from error


def create_processor(config: PipelineConfig) -> PoseProcessor:
    """Build estimator, lifter, filter and solver.

    Raises:
        ModelError: The network is missing, damaged or unknown.
    """
    lifter = create_live_lifter() if config.lifter == "auto" else None
    return PoseProcessor(
        create_estimator(config.inference),
        PoseFilter(config.filter),
        Solver(config=config.solver),
        lifter=lifter,
    )
