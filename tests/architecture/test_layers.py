"""The dependency rules, checked from the source text and in a clean interpreter."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.cli import run_python

PACKAGE = Path(__file__).parents[2] / "mocap_app"

# Each package may import itself and anything named to its right.
LAYERS = {
    "core": set(),
    "networks": {"core"},
    "capture": {"core"},
    "inference": {"networks", "core"},
    "filtering": {"core"},
    "solving": {"core"},
    "recording": {"core"},
    "export": {"recording", "core"},
    "streaming": {"core"},
    "avatar": {"export", "solving", "core"},
    "pipeline": {"export", "recording", "capture", "inference", "filtering", "solving", "core"},
    "settings": {"pipeline", "recording", "core", "filtering", "solving", "streaming"},
    "training": {
        "pipeline",
        "avatar",
        "export",
        "recording",
        "inference",
        "filtering",
        "solving",
        "networks",
        "capture",
        "core",
    },
    "workers": {
        "pipeline",
        "export",
        "recording",
        "capture",
        "inference",
        "filtering",
        "solving",
        "streaming",
        "avatar",
        "core",
    },
    "gui": {"avatar", "workers", "settings", "pipeline", "export", "recording", "core"},
    "commands": {
        "app",
        "training",
        "pipeline",
        "export",
        "recording",
        "capture",
        "inference",
        "streaming",
        "core",
    },
}
TORCH_ALLOWED = {"networks", "training", "inference/torch_runtime.py"}
TORCH_FREE = {
    "networks/config.py",
    "networks/lifter_config.py",
    "networks/second_stage_config.py",
    "training/config.py",
    "training/metrics.py",
}
TORCH_FREE_FOLDERS = ("training/body/", "training/motion/")
NO_QT_IN_GUI = {"gui/viewport/orbit_camera.py", "gui/viewport/geometry.py"}
THREAD_MODULES = {"threading", "multiprocessing", "concurrent"}
THREADS_ALLOWED = {
    "capture/live_reader.py",
    "core/mailbox.py",
    "recording/recorder.py",
    "recording/take_store.py",
    "training/synthetic/shards.py",
    "workers/loop_thread.py",
    "gui/excepthook.py",
}
MAX_LINES = 400


def imports(path: Path) -> set[str]:
    """Every dotted module a file imports, wherever in the file it does so."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_file_keeps_the_rules(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    package = name.split("/")[0] if "/" in name else ""
    used = imports(path)
    roots = {module.split(".")[0] for module in used}

    if package:
        inside = {m.split(".")[1] for m in used if m.startswith("mocap_app.") and m.count(".")}
        inside.discard("__version__")
        assert inside <= LAYERS[package] | {package}, "imports against the flow"
    if package not in {"gui", "workers", ""} or name in NO_QT_IN_GUI:
        assert not roots & {"PySide6", "shiboken6", "OpenGL"}, "Qt or OpenGL below the workers"
    if package == "workers":
        assert not used & {"PySide6.QtWidgets", "PySide6.QtGui"}, "workers use QtCore only"
    kept_free = name in TORCH_FREE or name.startswith(TORCH_FREE_FOLDERS)
    if kept_free or not ({package, name} & TORCH_ALLOWED):
        assert "torch" not in roots, "torch outside its corner"
    if name not in THREADS_ALLOWED:
        assert not roots & THREAD_MODULES, "threads outside their corner"
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= MAX_LINES, f"{lines} lines"


def test_every_package_is_named_here() -> None:
    assert {p.name for p in PACKAGE.iterdir() if (p / "__init__.py").exists()} == set(LAYERS)


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("mocap_app", ["numpy", "PySide6", "torch", "cv2"]),
        ("mocap_app.cli", ["numpy", "PySide6", "torch", "cv2"]),
        # scipy would cost the window half of its start; only whole takes and exports need it.
        ("mocap_app.app", ["torch", "scipy"]),
        ("mocap_app.solving.solver", ["scipy"]),
        ("mocap_app.pipeline.offline", ["torch", "PySide6"]),
        ("mocap_app.export.exporter", ["torch", "PySide6", "cv2"]),
    ],
)
def test_import_stays_light(module: str, absent: list[str]) -> None:
    code = f"import sys, {module}; print([m for m in {absent!r} if m in sys.modules])"
    done = run_python(code)
    assert done.stdout.strip() == "[]"
