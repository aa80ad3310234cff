"""`mocap-app gui`, and what `mocap-app` alone does: the window."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from mocap_app.commands import console
from mocap_app.core.errors import MocapError

HELP = "open the window (what happens without a verb)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument(
        "source",
        nargs="?",
        metavar="SRC",
        help=f"{console.SOURCE_HELP} (default: the last camera, or the demo without one)",
    )
    parser.add_argument(
        "--screenshot",
        type=Path,
        metavar="FILE",
        help="write a picture of the window after a few seconds and close it",
    )
    # What packaging/bench_start.py measures the start with.
    parser.add_argument("--until-pose", action="store_true", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> console.Outcome:
    """Open the window and return when it is closed.

    Raises:
        MocapError: There is no screen to open it on.
    """
    check_display()
    if args.until_pose:
        return _until_pose(args.source or "demo")
    from mocap_app.app import AppOptions, run_app

    options = AppOptions(source=args.source, screenshot=args.screenshot)
    return console.Outcome(exit_code=run_app(options=options))


def _until_pose(source: str) -> console.Outcome:
    from mocap_app.app import run_start

    with tempfile.TemporaryDirectory(prefix="mocap_app-start-") as folder:
        moments = run_start(source, Path(folder))
    return console.Outcome(text=json.dumps(moments))


def check_display() -> None:
    """Say in a sentence that there is no screen; Qt would end the process with a core dump.

    Raises:
        MocapError: Neither X11 nor Wayland is at hand and no other platform was asked for.
    """
    import os
    import sys

    wants_screen = sys.platform.startswith("linux") and not os.environ.get("QT_QPA_PLATFORM")
    if wants_screen and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise MocapError(
            "There is no screen to open the window on (DISPLAY is not set). Start it from a "
            "desktop session, or work without it: mocap-app capture clip.mp4 -o take.bvh."
        )
