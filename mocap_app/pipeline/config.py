"""What a run of the pipeline is made of, and the one place where its parts are put together."""

from __future__ import annotations

from dataclasses import dataclass, field

from mocap_app.filtering.chain import PRESETS, FilterConfig, PoseFilter
from mocap_app.inference.factory import InferenceConfig, create_estimator
from mocap_app.pipeline.processor import PoseProcessor
from mocap_app.solving.solver import Solver

DEFAULT_PRESET = "balanced"
DEMO = "demo"


@dataclass(frozen=True, slots=True)
class PipelineConfig:
    """Settings of the three stages between a frame and a solved pose."""

    inference: InferenceConfig = field(default_factory=InferenceConfig)
    """Network, runtime and tracking."""
    filter: FilterConfig = field(default_factory=lambda: PRESETS[DEFAULT_PRESET])
    """Strength of the One-Euro filters."""


def config_for(
    spec: str,
    *,
    model: str | None = None,
    runtime: str = "auto",
    preset: str = DEFAULT_PRESET,
    independent: bool = False,
) -> PipelineConfig:
    """Return the settings that suit a source.

    Args:
        spec: What the user named as source; "demo" replays its own poses and needs no network,
            unless a model is asked for by name.
        model: Name of a network in the model manifest, None for the default one.
        runtime: "auto" or the name of an inference runtime.
        preset: Key of `filtering.chain.PRESETS`.
        independent: Treat every frame on its own, without tracking.
    """
    return PipelineConfig(
        inference=InferenceConfig(
            model=model,
            runtime=runtime,
            independent=independent,
            replay_demo=spec == DEMO and model is None,
        ),
        filter=PRESETS[preset],
    )


def create_processor(config: PipelineConfig) -> PoseProcessor:
    """Build estimator, filter and solver.

    Raises:
        ModelError: The network is missing, damaged or unknown.
    """
    return PoseProcessor(create_estimator(config.inference), PoseFilter(config.filter), Solver())
