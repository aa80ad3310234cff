"""`mocap-app bench`: how long each stage takes."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from mocap_app.commands import console
from mocap_app.commands.gui import check_display
from mocap_app.commands.window_bench import measure_window
from mocap_app.core.errors import MocapError

if TYPE_CHECKING:
    import argparse

    from mocap_app.pipeline.bench import BenchReport
    from mocap_app.pipeline.soak_report import SoakReport

HELP = "measure the time of each stage and the memory"

_SOAK_MINUTES = 120.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    console.add_source_arguments(parser)
    parser.add_argument(
        "--minutes",
        type=console.positive_float,
        default=0.0,
        metavar="M",
        help="play the source again and again for so long, to see whether memory grows",
    )
    parser.add_argument(
        "--soak",
        action="store_true",
        help="run the whole window on it instead, recording on and off for --minutes (default: "
        "120), and report what grows: memory, open files, threads, latency",
    )
    parser.add_argument(
        "--window",
        action="store_true",
        help="open the window instead and measure the 3D view while capture and network run",
    )
    parser.add_argument(
        "--avatar",
        type=Path,
        metavar="FILE",
        help="with --window: a GLB or VRM file to draw (default: the mannequin)",
    )
    console.add_output_arguments(parser)


def run(args: argparse.Namespace) -> console.Outcome:
    """Run the live road over the source and report.

    Raises:
        SourceError: The source cannot be read.
        ModelError: The network cannot be used.
    """
    if args.window:
        return measure_window(args.source, args.avatar, args.seconds)
    if args.soak:
        return soak(args.source, args.minutes or _SOAK_MINUTES)
    from mocap_app.commands.runs import prepare, print_hint
    from mocap_app.pipeline.bench import run_bench
    from mocap_app.pipeline.offline import RunLimits

    source, processor = prepare(args)
    seconds = args.seconds
    if seconds is None and not args.minutes and source.live:
        seconds = 10.0
        print_hint("Measuring 10 seconds; --seconds or --minutes chooses another length.")
    with console.progress_bar(args, source.name) as show:
        report = run_bench(
            source,
            processor,
            minutes=args.minutes,
            limits=RunLimits(seconds=seconds),
            progress=show,
        )
    data = {"source": args.source} | report.to_json()
    return console.Outcome(text=describe(report), data=data)


def soak(source: str, minutes: float) -> console.Outcome:
    """Run the window by itself, on an imaginary screen if there is no other.

    Raises:
        MocapError: The window cannot be opened.
    """
    try:
        check_display()
    except MocapError:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from mocap_app.app import run_soak
    from mocap_app.pipeline.soak_report import SoakPlan

    # What the run records is thrown away.
    with tempfile.TemporaryDirectory(prefix="mocap_app-soak-") as folder:
        report = run_soak(source, SoakPlan(seconds=60.0 * minutes), Path(folder))
    return console.Outcome(text=describe_soak(report), data={"source": source} | report.to_json())


def describe_soak(report: SoakReport) -> str:
    """Return the report as a small table."""
    last = report.samples[-1] if report.samples else None
    lines = [f"{'':<14} {'at the end':>12} {'growth in an hour':>20}"]
    for name, slope in report.slopes_per_hour().items():
        value = getattr(last, name, None)
        at_end = "unknown" if value is None else f"{value:.1f}"
        growth = "unknown" if slope is None else f"{slope:+.1f}"
        lines.append(f"{name:<14} {at_end:>12} {growth:>20}")
    lines.append(
        f"{report.seconds / 60.0:.1f} minutes, {report.takes} takes recorded, {report.frames} "
        f"pictures, of which {report.dropped} were overtaken by newer ones"
    )
    return "\n".join([*lines, *(f"said: {problem}" for problem in report.problems)])


def describe(report: BenchReport) -> str:
    """Return the report as a small table."""
    lines = [f"{'stage':<8} {'median ms':>10} {'p95 ms':>10} {'frames':>8}"]
    lines += [
        f"{name:<8} {stage.median_ms:>10.2f} {stage.p95_ms:>10.2f} {stage.frames:>8}"
        for name, stage in report.stages.items()
    ]
    lines.append(
        f"{report.fps:.1f} frames a second without decoding; a person in "
        f"{report.tracked_frames} of {report.frames} frames"
    )
    if report.peak_rss_mb is not None:
        lines.append(f"memory: {report.peak_rss_mb:.0f} MiB at most")
    if report.rss_growth_percent is not None:
        lines.append(f"memory growth after warm-up: {report.rss_growth_percent:+.1f} %")
    return "\n".join(lines)
