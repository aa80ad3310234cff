"""Which estimator a run gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mocap_app.inference.estimator import PoseEstimator


@dataclass(frozen=True, slots=True)
class InferenceConfig:
    """Choice of network and how it is used."""

    model: str | None = None
    """Name in `models/manifest.json`; None: the default one."""
    runtime: str = "auto"
    """"auto" (ONNX Runtime with an accelerator that passes its self-test), "onnx", "openvino" or
    "torch"."""
    independent: bool = False
    """Treat every frame on its own, without tracking."""
    replay_demo: bool = False
    """Answer the demo's known poses instead of running a network."""
    replay_mirror: bool = False
    """The demo is shown mirrored."""


def create_estimator(config: InferenceConfig) -> PoseEstimator:
    """Build the estimator; takes a fraction of a second to load a network.

    Raises:
        ModelError: The network is missing, damaged or unknown, or the runtime is not installed.
    """
    # Imported here: a run of the demo needs neither OpenCV's warps nor a runtime.
    if config.replay_demo:
        from mocap_app.inference.replay_estimator import ReplayEstimator

        return ReplayEstimator(mirror=config.replay_mirror)
    from mocap_app.inference.model_store import find_model
    from mocap_app.inference.pose_estimator import NetworkEstimator
    from mocap_app.inference.runtime import load_network

    info = find_model(config.model)
    return NetworkEstimator(
        info, load_network(info, config.runtime), independent=config.independent
    )
