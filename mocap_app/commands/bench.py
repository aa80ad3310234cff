"""`mocap-app bench`: how long each stage takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocap_app.commands import console

if TYPE_CHECKING:
    import argparse

    from mocap_app.pipeline.bench import BenchReport

HELP = "measure the time of each stage and the memory"


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
    console.add_output_arguments(parser)


def run(args: argparse.Namespace) -> console.Outcome:
    """Run the live road over the source and report.

    Raises:
        SourceError: The source cannot be read.
        ModelError: The network cannot be used.
    """
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
