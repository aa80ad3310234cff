"""`mocap-app bench --window`: the 3D view measured while capture and network run."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from mocap_app.commands import console
from mocap_app.commands.gui import check_display
from mocap_app.core.errors import MocapError

if TYPE_CHECKING:
    from mocap_app.pipeline.window_report import WindowReport


def measure_window(source: str, avatar: Path | None, seconds: float | None) -> console.Outcome:
    """Open the window, let it draw, and report.

    Args:
        source: As on the command line; one that ends is no good for this.
        avatar: GLB or VRM file; None for the mannequin.
        seconds: Of each phase; None for the default.

    Raises:
        MocapError: There is no screen or no OpenGL, or no pose came.
    """
    check_display()
    from mocap_app.app import run_window_bench
    from mocap_app.pipeline.window_report import WindowPlan

    plan = WindowPlan() if seconds is None else WindowPlan(seconds=seconds)
    # What this run remembers is thrown away.
    with tempfile.TemporaryDirectory(prefix="mocap_app-bench-") as folder:
        report = run_window_bench(source, plan, Path(folder), avatar)
    if report.problem:
        raise MocapError(f"The 3D view cannot be measured: {report.problem}.")
    return console.Outcome(text=describe(report), data={"source": source} | report.to_json())


def describe(report: WindowReport) -> str:
    """Return the report as a small table."""
    width, height = report.size
    head = ("", "drawn/s", "captured/s", "poses/s", "pipeline ms", "latency ms")
    rows = [
        (
            phase.name,
            *(f"{rate:.1f}" for rate in (phase.drawn_fps, phase.captured_fps, phase.posed_fps)),
            *(_number(value) for value in (phase.inference_ms, phase.latency_ms)),
        )
        for phase in report.phases
    ]
    table = [
        "".join([f"{row[0]:<28}", *(f"{cell:>12}" for cell in row[1:])]) for row in [head, *rows]
    ]
    return "\n".join([f"{report.avatar} at {width} x {height}, by {report.renderer}", *table])


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.1f}"
