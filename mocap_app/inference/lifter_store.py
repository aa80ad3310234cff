"""The lifters that come with the program: which there are, and running them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import ModelError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.paths import models_dir
from mocap_app.inference.crossover import LIFTER_ALONE, CrossoverHz
from mocap_app.inference.model_store import damaged_manifest, read_manifest
from mocap_app.networks.lifter_config import LifterConfig

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from mocap_app.inference.lift_track import LiftNetwork

LIVE, REFINE = "lifter_live", "lifter_refine"
"""Names of the lifters that the live pipeline and `refine` use."""


@dataclass(frozen=True)
class LifterInfo:
    """One entry of `lifters` in `models/manifest.json`."""

    name: str
    path: Path
    sha256: str
    config: LifterConfig
    crossover_hz: CrossoverHz = LIFTER_ALONE
    """Above which its answer counts, below it the image network's."""


@dataclass(frozen=True)
class Lifter:
    """A loaded lifter as a function, and its shape."""

    network: LiftNetwork
    config: LifterConfig
    crossover_hz: CrossoverHz = LIFTER_ALONE
    """Above which its answer counts, below it what the image network said."""


def find_lifter(name: str) -> LifterInfo | None:
    """Return a lifter of the manifest, None if it has none of this name; its file is unchecked.

    Raises:
        ModelError: The manifest is missing or damaged, or the lifter is for another joint set.
    """
    manifest = read_manifest()
    try:
        entries = {entry["name"]: entry for entry in manifest.get("lifters", [])}
        if name not in entries:
            return None
        entry = entries[name]
        info = LifterInfo(
            name,
            models_dir() / entry["file"],
            entry["sha256"],
            LifterConfig(**entry["shape"]),
            CrossoverHz(*(max(float(hz), 0.0) for hz in entry.get("crossover_hz", ()))),
        )
        joints = entry["joints"]
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise damaged_manifest(error) from error
    if joints != "body27":
        raise ModelError(
            f"The lifter {name} is for the joint set {joints!r}; this version uses body27. Install "
            "the program again."
        )
    return info


def load_lifter(info: LifterInfo) -> LiftNetwork:
    """Load a lifter and check that it answers.

    Raises:
        ModelError: The file is missing, damaged or does not fit.
    """
    try:
        content = info.path.read_bytes()
    except OSError as error:
        raise ModelError(
            QT_TRANSLATE_NOOP("Errors", "The lifter {path} cannot be read: {reason}."),
            path=info.path,
            reason=error.strerror,
        ) from error
    if hashlib.sha256(content).hexdigest() != info.sha256:
        raise ModelError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "The lifter {path} is damaged: its SHA-256 is not the one in the manifest. "
                "Install the program again.",
            ),
            path=info.path,
        )
    network = _session(content, info)
    config = info.config
    try:
        answer = network(np.zeros((1, config.receptive_field, config.inputs), np.float32))
    except Exception as error:  # ONNX Runtime has exceptions of its own
        raise ModelError(
            QT_TRANSLATE_NOOP("Errors", "The lifter {path} does not run: {problem}."),
            path=info.path,
            problem=error,
        ) from error
    if answer.shape != (1, config.outputs, 3) or not np.isfinite(answer).all():
        raise ModelError(f"The lifter {info.path} does not fit: its answer is {answer.shape}.")
    return network


def _session(content: bytes, info: LifterInfo) -> LiftNetwork:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # A fraction of a millisecond on one thread; more would only take cores from the image network.
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime has exceptions of its own
        raise ModelError(
            QT_TRANSLATE_NOOP("Errors", "The lifter {path} cannot be loaded: {problem}."),
            path=info.path,
            problem=error,
        ) from error

    def call(windows: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(session.run(None, {"windows": windows})[0], dtype=np.float32)

    return call
