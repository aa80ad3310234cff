"""What somebody who helps needs to know about this computer and this run."""

from __future__ import annotations

import importlib.metadata
import platform
import re
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import PySide6

from mocap_app import __version__
from mocap_app.gui.viewport.opengl import find_opengl
from mocap_app.settings.schema import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

_WITH_PASSWORD = re.compile(r"://[^/\s@]+@")
_PACKAGES = ("numpy", "scipy", "opencv-python-headless", "onnxruntime", "pyqtgraph")
# Places, names and addresses that say more about the user than about the trouble.
_PRIVATE = {"export_folder", "stream_host", "calibration", "source"}
_PRIVATE |= {"calibrated_source", "custom_filter", "window_geometry", "window_splits"}


def diagnostics(settings: Settings, cameras: Sequence[str], source: str, log: Sequence[str]) -> str:
    """Return versions, graphics, cameras, changed settings and the newest log lines.

    Args:
        settings: In force now.
        cameras: Names of the cameras found.
        source: What is being watched.
        log: Lines of the log, oldest first.
    """
    lines = [
        f"mocap-app {__version__}",
        f"Python {platform.python_version()} on {platform.platform()}",
        f"PySide6 {PySide6.__version__}",
        *(f"{name} {_version(name)}" for name in _PACKAGES),
        f"Inference: {_runtimes()}",
        f"OpenGL: {_opengl()}",
        f"Cameras: {', '.join(cameras) or 'none'}",
        f"Source: {_kind(source)}",
        f"Changed settings: {_changed(settings)}",
        "",
        f"Last {len(log)} lines of the log:",
        *log,
    ]
    return shorten_paths(_WITH_PASSWORD.sub("://…@", "\n".join(lines)))


def shorten_paths(text: str) -> str:
    """Return the text with the user's home folder written as ~."""
    home = str(Path.home())
    # A home that is the root of the disk has nothing personal in it.
    return text.replace(home, "~") if len(home) > 3 else text


def _kind(source: str) -> str:
    """Name a source without its folder or its password."""
    if "://" in source:
        return f"an address, {source.split('://', maxsplit=1)[0]}"
    return Path(source).name if source else "none"


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _runtimes() -> str:
    try:
        import onnxruntime
    except ImportError:
        return "no ONNX Runtime"
    return ", ".join(onnxruntime.get_available_providers())


def _opengl() -> str:
    found = find_opengl()
    return found.problem or f"{found.version}, {found.renderer}"


def _changed(settings: Settings) -> str:
    default = Settings()
    changed = [
        f"{field.name}={getattr(settings, field.name)!r}"
        for field in fields(Settings)
        if field.name not in _PRIVATE
        and getattr(settings, field.name) != getattr(default, field.name)
    ]
    return ", ".join(changed) or "none"
