"""`mocap-app score`: how good a take or a motion file is, in numbers with units."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from mocap_app.commands import console

if TYPE_CHECKING:
    import argparse

    from mocap_app.pipeline.score import QualityScore, ScoredMotion

HELP = "tell how good a take or a BVH file is"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument(
        "motion",
        metavar="TAKE|BVH",
        help="a take's id, name or file (see mocap-app takes), or a .bvh file",
    )
    parser.add_argument(
        "--plot", type=Path, metavar="FILE", help="draw the curves into a .png or .jpg file"
    )
    console.add_json_argument(parser)


def run(args: argparse.Namespace) -> console.Outcome:
    """Score the motion.

    Raises:
        TakeError: There is no such take, it is damaged, or nobody is in it.
        SourceError: The BVH file cannot be read.
        OutputError: The plot cannot be written.
    """
    from mocap_app.pipeline.score import score_motion

    motion = _motion(args.motion)
    score = score_motion(motion)
    if args.plot is not None:
        from mocap_app.pipeline.score_plot import plot_score

        plot_score(motion, args.plot)
    return console.Outcome(text=table(score), data=score.to_dict())


def _motion(wanted: str) -> ScoredMotion:
    from mocap_app.commands.export import find_takes
    from mocap_app.core.paths import takes_dir
    from mocap_app.pipeline.score import motion_of_bvh, motion_of_take
    from mocap_app.recording.take_store import TakeStore

    if wanted.lower().endswith(".bvh"):
        return motion_of_bvh(Path(wanted))
    ((_, load),) = find_takes([wanted], TakeStore(takes_dir()))
    return motion_of_take(load())


def table(score: QualityScore) -> str:
    """Return the score as lines for people."""
    rows = [
        ("score", score.overall, ".0f", "of 100"),
        ("jitter (mean jerk)", score.jitter_m_s3, ".1f", "m/s3"),
        ("foot skate", score.foot_skate_cm_s, ".2f", "cm per second of contact"),
        ("feet in contact", 100.0 * score.contact_share, ".0f", "% of the frames"),
        ("in the floor", score.penetration_cm, ".2f", "cm, mean"),
        ("bone lengths vary", score.bone_deviation_percent, ".2f", "%"),
        ("rotation jumps", score.rotation_jumps, "d", "frames"),
        ("unsure or lost", 100.0 * score.unsure_share, ".0f", "% of the frames"),
        ("length", score.seconds, ".1f", f"s, {score.frames} frames"),
    ]
    return "\n".join(
        f"{name:20s}{'not known' if math.isnan(value) else format(value, form):>10s}  {unit}"
        for name, value, form, unit in rows
    )
