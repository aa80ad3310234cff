"""Which estimator a run gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mocap_app.inference.estimator import PoseEstimator
    from mocap_app.inference.live_lifter import LiveLifter

_ACQUIRE_INDEPENDENT = 0.3
"""Quality that makes a person of a single picture; its confidences say how doubtful it is."""


@dataclass(frozen=True, slots=True)
class InferenceConfig:
    """Choice of network and how it is used."""

    model: str | None = None
    """Name in `models/manifest.json`, or what it is for, "default" or "quality"; None: the one for
    quality where `quality` or `independent` ask for care, else the default one."""
    runtime: str = "auto"
    """"auto" (ONNX Runtime with an accelerator that passes its self-test), "onnx", "openvino" or
    "torch"."""
    independent: bool = False
    """Treat every frame on its own, without tracking, and look as with `quality`."""
    quality: bool = False
    """Use the network for quality and look at everybody several times: for recordings that may
    take their time."""
    count_people: bool = False
    """Notice people beside the one who is followed, at the cost of one look a second."""
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
    import cv2

    from mocap_app.inference.look import Looker
    from mocap_app.inference.model_store import find_model
    from mocap_app.inference.pose_estimator import NetworkEstimator
    from mocap_app.inference.roi_tracker import TrackerConfig
    from mocap_app.inference.runtime import load_network
    from mocap_app.inference.second_stage import load_second_stage

    # A small crop is quicker on one thread, and OpenCV's idle ones slow the network's down: a frame
    # took 10.1 ms with two of them, 7.8 with one.
    cv2.setNumThreads(1)
    unhurried = config.quality or config.independent
    info = find_model(config.model or ("quality" if unhurried else "default"))
    looker = Looker(
        info,
        load_network(info, config.runtime),
        load_second_stage(info),
        thorough=unhurried,
    )
    if config.independent:
        # Unrelated pictures have no neighbours to confirm a doubtful pose.
        doubtful = TrackerConfig(acquire=_ACQUIRE_INDEPENDENT)
        return NetworkEstimator(looker, independent=True, config=doubtful)
    return NetworkEstimator(looker, count_people=config.count_people)


def create_live_lifter() -> LiveLifter | None:
    """Build the lifter of the live road; None if the program comes without one.

    Raises:
        ModelError: Its file is missing or damaged.
    """
    from mocap_app.inference.lift_track import with_mirror_image
    from mocap_app.inference.lifter_store import LIVE, find_lifter, load_lifter
    from mocap_app.inference.live_lifter import LiveLifter

    info = find_lifter(LIVE)
    if info is None:
        return None
    network = with_mirror_image(load_lifter(info))
    return LiveLifter(network, info.config, crossover_hz=info.crossover_hz)
