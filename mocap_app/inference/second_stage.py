"""Running the second stage, which makes one pose of what the maps say of every keypoint."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mocap_app.core.errors import ModelError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.skeleton import N_KEYPOINTS, body27
from mocap_app.inference.evidence import mirrored
from mocap_app.inference.model_store import read_model
from mocap_app.networks.second_stage_config import CHANNELS

if TYPE_CHECKING:
    from mocap_app.inference.model_store import ModelInfo

SecondStage = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""From (B, 27, CHANNELS) evidence to (B, 27, 3) metres, pelvis-relative, axes of the crop."""


def load_second_stage(info: ModelInfo) -> SecondStage | None:
    """Return the second stage that goes with an image network, None if there is none.

    Raises:
        ModelError: Its file is missing, damaged or does not fit.
    """
    stage = info.second_stage
    if stage is None:
        return None
    content = read_model(stage)
    try:
        network = onnx_second_stage(content)
        answer = network(np.zeros((1, N_KEYPOINTS, CHANNELS), np.float32))
    except Exception as error:  # ONNX Runtime has exceptions of its own
        raise ModelError(
            QT_TRANSLATE_NOOP("Errors", "The second stage {path} cannot be loaded: {problem}."),
            path=stage.path,
            problem=error,
        ) from error
    if answer.shape != (1, N_KEYPOINTS, 3) or not np.isfinite(answer).all():
        raise ModelError(f"The second stage {stage.path} does not fit: it gives {answer.shape}.")
    return network


def onnx_second_stage(content: bytes) -> SecondStage:
    """Load an ONNX file; the answer is the mean over the person and the mirrored person."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # A tenth of a millisecond on one thread; more would only take cores from the image network.
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def call(evidence: NDArray[np.float32]) -> NDArray[np.float32]:
        both = np.concatenate([evidence, mirrored(evidence)])
        straight, turned = np.split(session.run(None, {"evidence": both})[0], 2)
        mean: NDArray[np.float32] = (straight + body27().mirrored(turned)) * np.float32(0.5)
        return mean

    return call
