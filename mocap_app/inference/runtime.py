"""Running a network file: ONNX Runtime by default, OpenVINO and torch on request.

A runtime is a function from (B, 3, S, S) RGB float32 in [0, 1] to heatmaps and location maps.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mocap_app.core.errors import ModelError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.skeleton import N_KEYPOINTS
from mocap_app.inference.codec import Maps, merge_mirrored
from mocap_app.inference.model_store import ModelInfo, read_model

logger = logging.getLogger(__name__)

Network = Callable[[NDArray[np.float32]], Maps]


@dataclass(frozen=True)
class AnySize:
    """A network that answers for (B, 3, H, W) pictures whose sides are multiples of 16."""

    network: Network

    def __call__(self, images: NDArray[np.float32]) -> Maps:
        """Return the maps of the pictures."""
        return self.network(images)


RUNTIMES = ("auto", "onnx", "openvino", "torch")

# Tried in this order where the installed build offers them; the CPU always works.
_ACCELERATORS = (
    "CUDAExecutionProvider",
    "DmlExecutionProvider",
    "CoreMLExecutionProvider",
)
_SELF_TEST_TOLERANCE = 0.05  # relative to the answer's range: half precision passes, garbage not


def load_network(info: ModelInfo, runtime: str = "auto") -> Network:
    """Load a model and check that it answers.

    Raises:
        ModelError: The runtime is unknown or not installed, or the file is missing or damaged.
    """
    if runtime not in RUNTIMES:
        raise ModelError(f"Unknown runtime {runtime!r}; there are: {', '.join(RUNTIMES)}.")
    content = read_model(info)
    try:
        if runtime == "openvino":
            network = _openvino(content, info.input_size)
        elif runtime == "torch":
            network = _torch(info)
        else:
            network = onnx_network(content, info.input_size)
        joints = network(_test_picture(info.input_size)).heatmaps.shape[1]
    except ModelError:
        raise
    except Exception as error:  # each runtime has its own exceptions for a bad file
        raise ModelError(
            QT_TRANSLATE_NOOP("Errors", "The network {path} cannot be loaded: {problem}."),
            path=info.path,
            problem=error,
        ) from error
    if joints != N_KEYPOINTS:
        raise ModelError(f"The network {info.path} has {joints} heatmaps, expected {N_KEYPOINTS}.")
    return network


def with_mirror_images(network: Network, images: NDArray[np.float32], maps: Maps) -> Maps:
    """Average a network's maps of (B, 3, S, S) pictures with those of their mirror images."""
    return merge_mirrored(maps, network(np.ascontiguousarray(images[..., ::-1])))


def onnx_network(content: bytes, size: int) -> Network:
    """Load an ONNX file, on an accelerator if one is offered and answers as the CPU does."""
    import onnxruntime

    cpu = _session(content, ["CPUExecutionProvider"])
    offered = [p for p in _ACCELERATORS if p in onnxruntime.get_available_providers()]
    for provider in offered:
        try:
            network = _session(content, [provider, "CPUExecutionProvider"])
            picture = _test_picture(size)
            expected = cpu(picture)
            error = _deviation(network(picture), expected)
        except Exception as problem:  # noqa: BLE001 - drivers fail in every way; the CPU remains
            logger.info("%s is not usable: %s", provider, problem)
            continue
        if error <= _SELF_TEST_TOLERANCE:
            logger.info("networks run on %s", provider)
            return network
        logger.info("%s answers differently from the CPU (%.3f)", provider, error)
    return cpu


def _session(content: bytes, providers: list[str]) -> Network:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # Capture, drawing and Qt need a core too, once there are more than two.
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    options.intra_op_num_threads = max(1, min(4, (cores or 2) - (1 if (cores or 2) > 2 else 0)))
    # Its threads may spin between two layers, as they do by default: forbidden to, two threads were
    # no faster than one (11.4 against 6.1 ms).
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(content, options, providers=providers)
    (given,) = session.get_inputs()

    def call(images: NDArray[np.float32]) -> Maps:
        return Maps(*session.run(["heatmaps", "locations"], {given.name: images}))

    # Accelerators prepare themselves for one shape, and have no need to save.
    narrows = isinstance(given.shape[-1], str) and providers == ["CPUExecutionProvider"]
    return AnySize(call) if narrows else call


def _openvino(content: bytes, size: int) -> Network:
    try:
        import openvino
    except ImportError:
        raise ModelError("OpenVINO is not installed: pip install mocap-app[openvino]") from None
    core: Any = openvino.Core()
    model = core.read_model(content)

    def prepared(pictures: int) -> Any:
        model.reshape([pictures, 3, size, size])
        return core.compile_model(model, "AUTO", {"PERFORMANCE_HINT": "LATENCY"})

    # For one shape it is a fifth faster than for any, for one picture a sixth than for any number.
    one, several = prepared(1), prepared(-1)

    def call(images: NDArray[np.float32]) -> Maps:
        answer = (one if len(images) == 1 else several)(images)
        return Maps(np.asarray(answer["heatmaps"]), np.asarray(answer["locations"]))

    return call


def _torch(info: ModelInfo) -> Network:
    try:
        from mocap_app.inference.torch_runtime import load_torch_network
    except ImportError:
        raise ModelError("torch is not installed: pip install mocap-app[train]") from None
    return load_torch_network(info.path.with_suffix(".pt"))


def _deviation(answer: Maps, expected: Maps) -> float:
    """Return the largest difference, relative to the range of the expected values."""
    pairs = zip(answer, expected, strict=True)
    return max(float(np.abs(a - e).max() / np.ptp(e)) for a, e in pairs)


def _test_picture(size: int) -> NDArray[np.float32]:
    ramp = np.linspace(0, 1, size, dtype=np.float32)
    return np.broadcast_to(ramp, (1, 3, size, size)).copy()
