"""The network files that come with the program, checked before they are used."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mocap_app.core.errors import ModelError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.paths import models_dir
from mocap_app.core.skeleton import load_skeleton

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class NetworkFile:
    """A network's file and what it must contain."""

    path: Path
    sha256: str


@dataclass(frozen=True)
class ModelInfo(NetworkFile):
    """One entry of `models/manifest.json`."""

    name: str
    input_size: int
    """Side of the square input, pixels."""
    joints: str
    """Name of the joint set."""
    score_knots: NDArray[np.float64]
    """Heatmap scores, increasing."""
    chance_knots: NDArray[np.float64]
    """Measured chance of being within 0.2 torso lengths, at each of `score_knots`."""
    second_stage: NetworkFile | None = None
    """Makes one pose of what the maps say of every keypoint; None: the maps' own 3D counts."""

    def confidence(self, score: NDArray[np.floating]) -> NDArray[np.float64]:
        """Turn heatmap scores of any shape into calibrated chances."""
        chance: NDArray[np.float64] = np.interp(score, self.score_knots, self.chance_knots)
        return chance


def read_manifest() -> dict[str, Any]:
    """Return the list of networks; each entry has a name and a file in the same folder.

    Raises:
        ModelError: It is missing or damaged.
    """
    path = models_dir() / "manifest.json"
    if not path.is_file():
        raise ModelError(
            QT_TRANSLATE_NOOP(
                "Errors", "The list of networks {path} is missing; install the program again."
            ),
            path=path,
        )
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for entry in [*manifest.get("models", []), *manifest.get("lifters", [])]:
            _check_entry(entry)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise damaged_manifest(error) from error
    return manifest


def _check_entry(entry: dict[str, Any]) -> None:
    if not isinstance(entry["name"], str):
        raise ValueError("a network has no name")  # noqa: TRY004 - damage, not a wrong call
    for file in (entry["file"], entry.get("second_stage", entry)["file"]):
        if file in {"", ".."} or Path(file).name != file:
            raise ValueError(f"{file!r} is no file of its folder")


def damaged_manifest(error: Exception) -> ModelError:
    """Return what to tell the user about a list of networks that cannot be used."""
    path = models_dir() / "manifest.json"
    return ModelError(
        QT_TRANSLATE_NOOP("Errors", "The list of networks {path} is damaged: {problem}."),
        path=path,
        problem=repr(error),
    )


def find_model(name: str = "default") -> ModelInfo:
    """Return a model of the manifest; its file is not yet checked.

    Args:
        name: Of the model, or what it is for: "default" or "quality".

    Raises:
        ModelError: The manifest is missing or damaged, or has no such model.
        SkeletonError: The model's joint set is unknown.
    """
    manifest = read_manifest()
    try:
        entries = {entry["name"]: entry for entry in manifest["models"]}
        wanted = _for_purpose(manifest).get(name, name)
        if wanted not in entries:
            known = ", ".join(sorted(entries))
            raise ModelError(f"There is no network {wanted!r}; there are: {known}.")
        entry = entries[wanted]
        info = ModelInfo(
            name=wanted,
            path=models_dir() / entry["file"],
            sha256=entry["sha256"],
            input_size=int(entry["input_size"]),
            joints=entry["joints"],
            score_knots=np.array(entry["confidence"]["score"], dtype=np.float64),
            chance_knots=np.array(entry["confidence"]["chance"], dtype=np.float64),
            second_stage=_second_stage(entry),
        )
        # Once, here, so that no frame fails later.
        info.confidence(np.zeros(1))
        load_skeleton(info.joints)
    except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise damaged_manifest(error) from error
    return info


def _for_purpose(manifest: dict[str, Any]) -> dict[str, str]:
    """Return which network is for what; without one for quality, the default one serves."""
    default = manifest["default"]
    return {"default": default, "quality": manifest.get("quality", default)}


def _second_stage(entry: dict[str, Any]) -> NetworkFile | None:
    stage = entry.get("second_stage")
    return None if stage is None else NetworkFile(models_dir() / stage["file"], stage["sha256"])


def read_model(info: NetworkFile) -> bytes:
    """Return the content of a network's file.

    Raises:
        ModelError: The file is missing or is not the one that the manifest names.
    """
    try:
        content = info.path.read_bytes()
    except OSError as error:
        text = QT_TRANSLATE_NOOP("Errors", "The network file {path} cannot be read: {reason}.")
        raise ModelError(text, path=info.path, reason=error.strerror or error) from error
    found = hashlib.sha256(content).hexdigest()
    if found != info.sha256:
        text = QT_TRANSLATE_NOOP(
            "Errors",
            "The network file {path} is damaged: its SHA-256 is {found}, expected {expected}. "
            "Install the program again.",
        )
        raise ModelError(text, path=info.path, found=found, expected=info.sha256)
    return content
