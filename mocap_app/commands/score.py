"""`mocap-app score`: how good a take or a motion file is, in numbers with units.

With --versions it says what locked feet, looking ahead and refining are worth.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from mocap_app.commands import console
from mocap_app.commands.export import TAKE_SUFFIX
from mocap_app.core.errors import OutputError, TakeError

if TYPE_CHECKING:
    import argparse

    from mocap_app.pipeline.score import QualityScore, ScoredMotion

HELP = "tell how good a take or a BVH file is"

_WIDTH = 16


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument(
        "motion",
        metavar="TAKE|BVH",
        help="a take's id, name or file (see mocap-app takes), or a .bvh file",
    )
    parser.add_argument(
        "--versions",
        action="store_true",
        help="solve the take again live without and with locked feet, looking ahead, and refined, "
        "and compare their scores; a video will do, too",
    )
    parser.add_argument(
        "--plot", type=Path, metavar="FILE", help="draw the curves into a .png or .jpg file"
    )
    console.add_output_arguments(parser)


def run(args: argparse.Namespace) -> console.Outcome:
    """Score the motion.

    Raises:
        TakeError: There is no such take, it is damaged, or nobody is in it.
        SourceError: The BVH file cannot be read.
        OutputError: The plot cannot be written.
        ModelError: Versions are wanted, and a network is missing or damaged.
    """
    from mocap_app.pipeline.score import score_motion

    if args.versions:
        return _compare(args)
    motion = _motion(args.motion)
    score = score_motion(motion)
    if args.plot is not None:
        from mocap_app.pipeline.score_plot import plot_score

        plot_score(motion, args.plot)
    return console.Outcome(text=table({"": score}), data=score.to_dict())


def _motion(wanted: str) -> ScoredMotion:
    from mocap_app.commands.export import find_takes
    from mocap_app.core.paths import takes_dir
    from mocap_app.pipeline.score import motion_of_bvh, motion_of_take
    from mocap_app.recording.take_store import TakeStore

    if wanted.lower().endswith(".bvh"):
        return motion_of_bvh(Path(wanted))
    if Path(wanted).is_file() and not wanted.lower().endswith(TAKE_SUFFIX):
        raise TakeError(f"{wanted} is no take and no BVH file. A video is scored with --versions.")
    ((_, load),) = find_takes([wanted], TakeStore(takes_dir()))
    return motion_of_take(load())


def _compare(args: argparse.Namespace) -> console.Outcome:
    from mocap_app.commands.refine import find_or_watch
    from mocap_app.pipeline.refine import load_refiner
    from mocap_app.pipeline.score import score_take
    from mocap_app.pipeline.versions import versions

    if args.plot is not None:
        raise OutputError("A plot shows one motion: leave out --versions, or --plot.")
    lifter = load_refiner()
    take = find_or_watch(args, args.motion)
    with console.progress_bar(args, f"refining {take.name}") as show:
        made = versions(take, lifter, lambda share: show(round(100 * share), 100))
    scores = {name: score_take(version) for name, version in made.items()}
    return console.Outcome(
        text=table(scores), data={name: score.to_dict() for name, score in scores.items()}
    )


def table(scores: dict[str, QualityScore]) -> str:
    """Return scores as lines for people, one column each, with titles if there are several."""
    columns = [_column(score) for score in scores.values()]
    rows = [("score", "of 100"), ("jitter (mean jerk)", "m/s3")]
    rows += [("of it shaking", "m/s3 that calm movement as fast has not")]
    rows += [("foot skate", "cm per second of contact"), ("feet in contact", "% of the frames")]
    rows += [("in the floor", "cm, mean"), ("bone lengths vary", "%"), ("rotation jumps", "frames")]
    rows += [("unsure or lost", "% of the frames"), ("length", "s"), ("", "frames")]
    width = 10 if len(columns) == 1 else _WIDTH
    lines = [
        f"{name:20s}{''.join(f'{column[row]:>{width}s}' for column in columns)}  {unit}"
        for row, (name, unit) in enumerate(rows)
    ]
    titles = [" " * 20 + "".join(f"{title:>{width}s}" for title in scores)]
    return "\n".join(lines if len(columns) == 1 else titles + lines)


def _column(score: QualityScore) -> list[str]:
    values = [
        (score.overall, ".0f"),
        (score.jitter_m_s3, ".1f"),
        (score.shaking_m_s3, ".1f"),
        (score.foot_skate_cm_s, ".2f"),
        (100.0 * score.contact_share, ".0f"),
        (score.penetration_cm, ".2f"),
        (score.bone_deviation_percent, ".2f"),
        (score.rotation_jumps, "d"),
        (100.0 * score.unsure_share, ".0f"),
        (score.seconds, ".1f"),
        (score.frames, "d"),
    ]
    return ["not known" if math.isnan(value) else format(value, form) for value, form in values]
