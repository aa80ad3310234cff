"""`mocap-app doctor`: is everything in place on this machine?"""

from __future__ import annotations

import argparse
import enum
import importlib.metadata
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass

import mocap_app
from mocap_app.commands import console
from mocap_app.commands.gui import check_display
from mocap_app.core.errors import MocapError
from mocap_app.core.paths import is_bundle, takes_dir, user_dir

HELP = "check versions, cameras, OpenGL and models"

REQUIRED = (
    "numpy",
    "scipy",
    "opencv-python-headless",
    "onnxruntime",
    "PySide6-Essentials",
    "pyqtgraph",
    "PyOpenGL",
    "cv2-enumerate-cameras",
    "platformdirs",
    "python-osc",
    "tqdm",
)
OPTIONAL = ("torch", "onnx", "openvino")
BROKEN_EXIT_CODE = 1
LITTLE_SPACE_MB = 500
"""An hour of recording takes about 330 MB."""

_BUNDLED = ", a bundle"
_PROBE_TIMEOUT_S = 30.0


class Verdict(enum.Enum):
    """How a finding is to be taken."""

    OK = "ok"
    NOTE = "note"
    """Missing, but the program works without it."""
    BROKEN = "BROKEN"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    verdict: Verdict
    what: str
    detail: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    console.add_json_argument(parser)
    # What `check_opengl` starts another process of the program with.
    parser.add_argument("--opengl-only", action="store_true", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> console.Outcome:
    """Look at everything; the exit code is 1 if something essential is broken."""
    if args.opengl_only:
        return _describe_opengl()
    findings = [
        *check_versions(),
        *check_cameras(),
        check_opengl(),
        *check_models(),
        *check_storage(),
    ]
    broken = any(finding.verdict is Verdict.BROKEN for finding in findings)
    return console.Outcome(
        text="\n".join(f"{f.verdict.value:<7} {f.what:<24} {f.detail}" for f in findings),
        data={
            "ok": not broken,
            "findings": [
                {"verdict": f.verdict.value, "what": f.what, "detail": f.detail} for f in findings
            ],
        },
        exit_code=BROKEN_EXIT_CODE if broken else 0,
    )


def check_versions() -> list[Finding]:
    """Look at the program, Python and the packages they need."""
    findings = [
        Finding(
            Verdict.OK, "mocap-app", f"{mocap_app.__version__}{_BUNDLED if is_bundle() else ''}"
        ),
        Finding(Verdict.OK, "python", f"{platform.python_version()} on {platform.platform()}"),
    ]
    for package in (*REQUIRED, *OPTIONAL):
        try:
            found = Finding(Verdict.OK, package, importlib.metadata.version(package))
        except importlib.metadata.PackageNotFoundError:
            optional = package in OPTIONAL
            found = Finding(
                Verdict.NOTE if optional else Verdict.BROKEN,
                package,
                "not installed (optional)" if optional else "not installed",
            )
        findings.append(found)
    return findings


def check_cameras() -> list[Finding]:
    """List the cameras; having none is no fault, for videos work without one."""
    try:
        from mocap_app.capture.devices import list_cameras
    except ImportError as error:
        return [Finding(Verdict.BROKEN, "cameras", f"OpenCV cannot be loaded: {error}")]
    cameras = list_cameras()
    if not cameras:
        return [Finding(Verdict.NOTE, "cameras", "none found; videos and the demo still work")]
    return [Finding(Verdict.OK, f"camera {camera.index}", camera.name) for camera in cameras]


def check_opengl() -> Finding:
    """Make an OpenGL context in another process and ask for its name."""
    try:
        check_display()
    except MocapError:
        return Finding(Verdict.NOTE, "OpenGL", "not tried: there is no screen")
    try:
        done = subprocess.run(
            _probe_command(),
            capture_output=True,
            text=True,
            timeout=_PROBE_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding(Verdict.NOTE, "OpenGL", "the driver does not answer")
    if done.returncode == 0:
        return Finding(Verdict.OK, "OpenGL", done.stdout.strip().splitlines()[-1])
    said = done.stderr.strip().splitlines()
    reason = said[-1] if said else f"the probe ended with code {done.returncode}"
    return Finding(Verdict.NOTE, "OpenGL", f"{reason}; the 3D view is drawn without it")


def _probe_command() -> list[str]:
    # In a process of its own: Qt aborts the whole process where it finds no screen, and a bad
    # driver may take it down too.
    program = [sys.executable] if is_bundle() else [sys.executable, "-m", "mocap_app"]
    return [*program, "doctor", "--opengl-only"]


def _describe_opengl() -> console.Outcome:
    from mocap_app.app import find_opengl_alone

    found = find_opengl_alone()
    if found.problem:
        raise MocapError(found.problem)
    return console.Outcome(text=f"{found.version} on {found.renderer}")


def check_models() -> list[Finding]:
    """Read every network of the manifest the way inference does, checksum included."""
    try:
        from mocap_app.inference.model_store import find_model, read_manifest
    except ImportError as error:
        return [Finding(Verdict.BROKEN, "models", f"NumPy cannot be loaded: {error}")]
    try:
        default = find_model().name
        manifest = read_manifest()
        names = [entry["name"] for entry in manifest["models"]]
        lifters = [entry["name"] for entry in manifest.get("lifters", [])]
    except MocapError as error:
        return [Finding(Verdict.BROKEN, "models", str(error))]
    found = [_check_model(name, is_default=name == default) for name in names]
    return found + [_check_lifter(name) for name in lifters]


def _check_lifter(name: str) -> Finding:
    from mocap_app.inference.lifter_store import find_lifter, load_lifter

    what = f"model {name}"
    try:
        info = find_lifter(name)
        assert info is not None, "the manifest was read a moment ago"
        load_lifter(info)
    except MocapError as error:
        return Finding(Verdict.BROKEN, what, str(error))
    return Finding(Verdict.OK, what, f"{info.path.name} sha256 {info.sha256}")


def _check_model(name: str, *, is_default: bool) -> Finding:
    from mocap_app.inference.model_store import find_model
    from mocap_app.inference.runtime import load_network
    from mocap_app.inference.second_stage import load_second_stage

    what = f"model {name}"
    try:
        info = find_model(name)
        load_network(info, "onnx")
        load_second_stage(info)
    except MocapError as error:
        return Finding(Verdict.BROKEN, what, str(error))
    default = " (default)" if is_default else ""
    return Finding(Verdict.OK, what, f"{info.path.name} sha256 {info.sha256}{default}")


def check_storage() -> list[Finding]:
    """Look at the folder of takes and settings: can it be written to, is there space?"""
    folder = user_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        free_mb = shutil.disk_usage(folder).free // 2**20
    except OSError as error:
        return [Finding(Verdict.BROKEN, "takes", f"{folder}: {error.strerror or error}")]
    short = free_mb < LITTLE_SPACE_MB
    space = Finding(Verdict.NOTE if short else Verdict.OK, "takes", f"{folder}, {free_mb} MB free")
    waiting = len(list((takes_dir() / "unfinished").glob("*.journal")))
    if not waiting:
        return [space]
    text = f"{waiting} that run or were interrupted; the window recovers those at its start"
    return [space, Finding(Verdict.NOTE, "recordings", text)]
