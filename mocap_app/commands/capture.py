"""`mocap-app capture`: a source in, a motion file out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mocap_app.commands import console
from mocap_app.core.errors import SourceError

if TYPE_CHECKING:
    import argparse

HELP = "turn a video or camera into a motion file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    console.add_source_arguments(parser)
    console.add_solver_arguments(parser)
    console.add_export_arguments(parser)
    console.add_output_arguments(parser)


def run(args: argparse.Namespace) -> console.Outcome:
    """Process the source to its end and export the result.

    Raises:
        SourceError: The source cannot be read, or nobody is in it.
        OutputError: The result cannot be written; found out before the long work.
    """
    from mocap_app.commands.runs import observe_source
    from mocap_app.export.exporter import check_format, export_take, import_hint
    from mocap_app.pipeline.offline import solve_all
    from mocap_app.recording.take import Take

    options = console.export_options(args)
    check_format(args.output, options)
    console.check_writable(args.output)
    seen = observe_source(args)
    if not seen.observations:
        raise SourceError(f"{seen.source.name} gave no picture; no file was written.")
    if not seen.tracked_frames:
        raise SourceError(f"Nobody was found in {seen.source.name}; no file was written.")
    poses = solve_all(seen.processor, seen.observations)
    take = Take.from_poses(
        poses,
        seen.processor.skeleton,
        name=args.output.stem,
        source=args.source,
        mirrored=args.mirror,
    )
    take = replace(take, calibration=seen.processor.solver.calibration)
    export_take(take, args.output, options)
    hint = import_hint(args.output.suffix.lower(), options)
    return console.Outcome(
        text=f"{args.output}: {len(poses)} frames, a person in {seen.tracked_frames}.\n{hint}",
        data={
            "output": str(args.output),
            "frames": len(poses),
            "tracked_frames": seen.tracked_frames,
            "seconds": poses[-1].raw.timestamp - poses[0].raw.timestamp,
            "target": args.target,
        },
    )
