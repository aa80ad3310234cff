"""`mocap-app refine`: a recorded take or a video in, a better take or motion file out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mocap_app.commands import console
from mocap_app.commands.export import TAKE_SUFFIX
from mocap_app.core.errors import OutputError, SourceError

if TYPE_CHECKING:
    import argparse

    from mocap_app.recording.take import Take

HELP = "make a take or video steadier and more exact than live"

_REFERENCE, _KEYPOINTS = "its reference video", "its recorded keypoints"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument(
        "take",
        metavar="TAKE_OR_VIDEO",
        help="a take's id, name or file (see mocap-app takes), or a video; the output is a new "
        "take if it ends in .npz, else a motion file, and never an existing one",
    )
    look_at = parser.add_mutually_exclusive_group()
    look_at.add_argument(
        "--video",
        type=Path,
        metavar="FILE",
        help="look again at the pictures of this video instead of those kept with the take",
    )
    look_at.add_argument(
        "--no-video",
        action="store_true",
        help="use the take's recorded keypoints, quicker, even where a video was kept with it",
    )
    parser.add_argument("--model", metavar="NAME", help="network that looks at a video")
    console.add_solver_arguments(parser)
    console.add_export_arguments(parser)
    console.add_output_arguments(parser)


def run(args: argparse.Namespace) -> console.Outcome:
    """Refine.

    Raises:
        TakeError: There is no such take, or nobody is in it.
        SourceError: The video cannot be read.
        ModelError: A network is missing or damaged.
        CalibrationError: A choice of the solver is impossible.
        OutputError: The result cannot be written, or would replace a file.
    """
    from mocap_app.export.exporter import check_format, export_take
    from mocap_app.recording.take_file import write_take

    options = console.export_options(args)
    check_format(args.output, options)
    if args.output.exists():
        raise OutputError(f"{args.output} exists; refining makes a new file. Name another one.")
    console.check_writable(args.output)
    refined, made_of = _refine(args)
    if args.output.suffix.lower() == TAKE_SUFFIX:
        write_take(refined, args.output)
    else:
        export_take(refined, args.output, options)
    tracked = int(refined.filtered_tracked.sum())
    return console.Outcome(
        text=f"{args.output}: {refined.frame_count} frames, a person in {tracked}; made of "
        f"{made_of}.",
        data={
            "output": str(args.output),
            "name": refined.name,
            "frames": refined.frame_count,
            "tracked_frames": tracked,
            "seconds": refined.duration,
            "made_of": made_of,
        },
    )


def _refine(args: argparse.Namespace) -> tuple[Take, str]:
    """Return the refined take and what it was made of, in words."""
    from mocap_app.commands.export import find_stored
    from mocap_app.core.paths import takes_dir
    from mocap_app.pipeline.config import solver_config
    from mocap_app.pipeline.kept_take import refine_kept
    from mocap_app.pipeline.refine import load_refiner, refine_take
    from mocap_app.recording.take_store import TakeStore

    solver = solver_config(**console.solver_choices(args))
    store, path = TakeStore(takes_dir()), Path(args.take)
    stored = None if args.video is not None else find_stored(args.take, store.list())
    if stored is None and args.video is None and is_take_file(path):
        # What was kept with a take lies beside it, wherever that is.
        store = TakeStore(path.parent)
        stored = store.info(path.stem)
    if stored is not None:
        with console.progress_bar(args, f"refining {stored.name}") as show:
            made = refine_kept(
                store,
                stored.id,
                lambda share: show(round(100 * share), 100),
                solver,
                use_video=not args.no_video,
                model=args.model,
            )
        return made.trimmed, _REFERENCE if made.watched else _KEYPOINTS
    lifter = load_refiner()
    take = find_or_watch(args, args.take, args.video, model=args.model, quality=True)
    with console.progress_bar(args, f"refining {take.name}") as show:
        refined = refine_take(
            take, lifter, report=lambda share: show(round(100 * share), 100), solver=solver
        )
    video = args.video or Path(args.take)
    return refined, _KEYPOINTS if video.suffix.lower() == TAKE_SUFFIX else f"the video {video.name}"


def is_take_file(path: Path) -> bool:
    """Return whether this is the path of a file that must be a take."""
    return path.suffix.lower() == TAKE_SUFFIX and path.is_file()


def find_or_watch(
    args: argparse.Namespace,
    named: str,
    video: Path | None = None,
    *,
    model: str | None = None,
    quality: bool = False,
) -> Take:
    """Return a take by its id, name or file, or what is seen in a video.

    Args:
        args: For the progress bar.
        named: The take, or a video.
        video: To look at instead.
        model: Network that looks at a video; None for the default one.
        quality: Look at the video with the network for quality, slower than live.

    Raises:
        TakeError: There is no such take, or it is damaged.
        SourceError: The video cannot be read.
    """
    from mocap_app.commands.export import find_takes
    from mocap_app.core.paths import takes_dir
    from mocap_app.recording.take_store import TakeStore

    path = Path(named)
    if video is not None:
        return _watch(args, video, model, quality=quality)
    if path.is_file() and path.suffix.lower() != TAKE_SUFFIX:
        return _watch(args, path, model, quality=quality)
    ((_, load),) = find_takes([named], TakeStore(takes_dir()))
    return load()


def _watch(args: argparse.Namespace, video: Path, model: str | None, *, quality: bool) -> Take:
    from mocap_app.capture.opening import open_source
    from mocap_app.inference.factory import InferenceConfig
    from mocap_app.pipeline.config import config_for, create_processor
    from mocap_app.pipeline.offline import observe_all, solve_all
    from mocap_app.recording.take import Take

    source = open_source(str(video))
    with source:
        pass
    inference = InferenceConfig(model=model, quality=quality)
    processor = create_processor(config_for(str(video), inference=inference))
    with console.progress_bar(args, source.name) as show:
        observations = observe_all(source, processor, show)
    if not observations:
        raise SourceError(f"{source.name} gave no picture; no file was written.")
    poses = solve_all(processor, observations)
    return Take.from_poses(poses, processor.skeleton, name=video.stem, source=str(video))
