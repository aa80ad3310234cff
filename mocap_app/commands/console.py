"""What the verbs share: arguments, progress bars, the outcome they hand back."""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mocap_app.core.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from mocap_app.capture.opening import SourceOptions
    from mocap_app.export.options import ExportOptions
    from mocap_app.pipeline.offline import Progress

INTERRUPTED = 130
"""Exit code of what Ctrl-C has ended, as shells have it."""
LIFTERS = ("auto", "off")
PRESET_NAMES = ("smooth", "balanced", "responsive")
SOURCE_HELP = (
    "'demo', 'figure', 'camera', 'camera:NAME', a camera number, an rtsp:// or http:// address, "
    "a video file, an image or a folder of images"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a verb did, told in two ways; `cli.main` prints one of them."""

    text: str = ""
    """For people."""
    data: dict[str, object] = field(default_factory=dict)
    """For `--json`."""
    exit_code: int = 0


def add_source_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the source and how it and its poses are treated."""
    parser.add_argument("source", metavar="SRC", help=SOURCE_HELP)
    parser.add_argument("--mirror", action="store_true", help="swap left and right")
    parser.add_argument(
        "--rotate",
        type=int,
        choices=(0, 90, 180, 270),
        default=0,
        help="turn the picture clockwise by so many degrees",
    )
    parser.add_argument(
        "--seconds",
        type=positive_float,
        metavar="S",
        help="stop after so many seconds (a camera or address otherwise runs until Ctrl-C)",
    )
    parser.add_argument(
        "--model",
        metavar="NAME",
        help="network to use instead of the default; quality: the slower, more exact one",
    )
    parser.add_argument(
        "--runtime",
        default="auto",
        metavar="NAME",
        help="auto, onnx, openvino or torch (default: auto)",
    )
    parser.add_argument(
        "--filter",
        choices=PRESET_NAMES,
        default="balanced",
        help="strength of the smoothing (default: balanced)",
    )
    parser.add_argument(
        "--lifter",
        choices=LIFTERS,
        default="auto",
        help="auto: 3D from the 2D of the last second, which is steadier; off: from each picture "
        "by itself (default: auto)",
    )


FEET_MODES = ("auto", "always", "never", "grounding")
FLOOR_MODES = ("jump", "flat")
BODY_MODES = ("full", "upper", "seated")


def add_solver_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how the motion is solved."""
    parser.add_argument(
        "--feet",
        choices=FEET_MODES,
        default="auto",
        help="auto locks feet that stand, always one of them at any time, grounding only holds the "
        "body on the floor, never leaves feet as they are seen (default: auto)",
    )
    parser.add_argument(
        "--floor",
        choices=FLOOR_MODES,
        default="jump",
        help="flat keeps the lowest foot on the floor at any time (default: jump)",
    )
    parser.add_argument(
        "--body",
        choices=BODY_MODES,
        default="full",
        help="upper and seated hold the legs still (default: full)",
    )
    parser.add_argument(
        "--height",
        type=positive_float,
        metavar="M",
        help="height of the person in metres (default: estimated)",
    )
    parser.add_argument("--in-place", action="store_true", help="hold the hips over one spot")


def add_output_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `--json` and `--progress`, for verbs that take a while."""
    add_json_argument(parser)
    parser.add_argument(
        "--progress",
        action=argparse.BooleanOptionalAction,
        help="draw a progress bar (default: only on a terminal)",
    )


def add_json_argument(parser: argparse.ArgumentParser) -> None:
    """Declare `--json`."""
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object and nothing else"
    )


def add_export_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where and how a motion file is written."""
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help="file to write; its suffix chooses the format: .bvh, .fbx, .glb, .csv or .npz",
    )
    parser.add_argument(
        "--fps",
        type=positive_int,
        metavar="N",
        help="whole frames a second (default: the source's)",
    )
    parser.add_argument(
        "--target",
        default="blender",
        metavar="NAME",
        help="names and unit for blender, generic, mixamo, ue5, vrm, rigify, cmu or daz "
        "(default: blender)",
    )
    parser.add_argument("--unit", metavar="U", help="m or cm (default: the target's)")
    parser.add_argument(
        "--order", metavar="XYZ", help="order of a BVH's rotation channels (default: ZXY)"
    )
    parser.add_argument(
        "--rest",
        default="t",
        metavar="POSE",
        help="pose of no rotation: t (arms straight out) or a (45 degrees down)",
    )
    parser.add_argument(
        "--rest-frame", action="store_true", help="put the rest pose before the motion"
    )
    parser.add_argument(
        "--on-floor", action="store_true", help="stand a BVH's rest pose on the floor"
    )


def positive_int(text: str) -> int:
    """Read a whole number above 0 for argparse."""
    value = int(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def positive_float(text: str) -> float:
    """Read a finite number above 0 for argparse."""
    value = float(text)
    if not 0.0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not a number above 0")
    return value


def source_options(args: argparse.Namespace) -> SourceOptions:
    """Return the arguments of `add_source_arguments` as the capture package wants them."""
    from mocap_app.capture.opening import SourceOptions

    return SourceOptions(mirror=args.mirror, rotate=args.rotate)


def solver_choices(args: argparse.Namespace) -> dict[str, Any]:
    """Return the arguments of `add_solver_arguments` as `pipeline.config.solver_config` takes."""
    return {
        "feet": args.feet,
        "floor": args.floor,
        "body": args.body,
        "in_place": args.in_place,
        "height_m": args.height,
    }


def export_options(args: argparse.Namespace) -> ExportOptions:
    """Return the arguments of `add_export_arguments` as the export package wants them.

    Raises:
        OutputError: A choice does not exist.
    """
    from mocap_app.export.options import ExportOptions

    return ExportOptions(
        target=args.target,
        fps=args.fps,
        unit=args.unit,
        order=args.order and args.order.upper(),
        rest=args.rest.lower(),
        rest_frame=args.rest_frame,
        on_floor=args.on_floor,
    )


def check_writable(path: Path) -> None:
    """Find out before the long work that its result cannot be written.

    Raises:
        OutputError: The path is a folder, or its folder is missing or refuses new files.
    """
    import tempfile

    if path.is_dir():
        raise OutputError(f"Cannot write {path}: it is a folder.")
    if not path.parent.is_dir():
        raise OutputError(f"Cannot write {path}: the folder {path.parent} does not exist.")
    try:
        tempfile.TemporaryFile(dir=path.parent).close()
    except OSError as error:
        raise OutputError(f"Cannot write {path}: {error.strerror or error}.") from error


@contextlib.contextmanager
def progress_bar(args: argparse.Namespace, what: str) -> Iterator[Progress]:
    """Yield a callback that draws a bar on standard error, if one is wanted."""
    from tqdm import tqdm

    wanted = sys.stderr.isatty() if args.progress is None else args.progress
    with tqdm(
        desc=what, unit="frame", file=sys.stderr, disable=not wanted, dynamic_ncols=True
    ) as bar:

        def show(done: int, total: int | None) -> None:
            # The number of frames in a video's header is a guess; the bar must not overflow.
            bar.total = None if total is None else max(done, total)
            bar.update(done - bar.n)

        yield show


@contextlib.contextmanager
def interrupt_ends_recording() -> Iterator[Callable[[], bool]]:
    """Make the first Ctrl-C end a live recording in good order; the second one breaks it off.

    Yields:
        Whether Ctrl-C was pressed.
    """
    pressed = False

    def handler(number: int, frame: FrameType | None) -> None:
        nonlocal pressed
        if pressed:
            signal.default_int_handler(number, frame)
        pressed = True

    before = signal.signal(signal.SIGINT, handler)
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, before)
