"""`mocap-app poses`: a source in, arrays of keypoints out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mocap_app.commands import console
from mocap_app.core.errors import SourceError

if TYPE_CHECKING:
    import argparse

HELP = "write the keypoints of every frame as a NumPy archive"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    console.add_source_arguments(parser)
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="archive, OUT.npz"
    )
    parser.add_argument(
        "--independent",
        action="store_true",
        help="treat each image on its own, without tracking or filtering",
    )
    console.add_output_arguments(parser)


def run(args: argparse.Namespace) -> console.Outcome:
    """Process every frame and write the arrays; rows without a person hold NaN.

    Raises:
        SourceError: The source cannot be read.
        OutputError: The result cannot be written; found out before the long work.
    """
    from mocap_app.commands.runs import observe_source, print_hint
    from mocap_app.pipeline.offline import solve_all, solve_each
    from mocap_app.pipeline.poses_file import check_poses_suffix, pose_table, write_poses

    check_poses_suffix(args.output)
    console.check_writable(args.output)
    seen = observe_source(args, independent=args.independent)
    if not seen.observations:
        raise SourceError(f"{seen.source.name} gave no picture; no file was written.")
    solve = solve_each if args.independent else solve_all
    poses = solve(seen.processor, seen.observations)
    names = [observation.frame_name for observation in seen.observations]
    write_poses(args.output, pose_table(poses, names, filtered=not args.independent))
    if not seen.tracked_frames:
        print_hint(f"Nobody was found in {seen.source.name}; every row holds NaN.")
    return console.Outcome(
        text=f"{args.output}: {len(poses)} frames, a person in {seen.tracked_frames}.",
        data={
            "output": str(args.output),
            "frames": len(poses),
            "tracked_frames": seen.tracked_frames,
        },
    )
