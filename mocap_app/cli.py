"""The command line: reads the arguments, runs one verb, turns errors into sentences."""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import sys
from typing import TYPE_CHECKING, Protocol

import mocap_app
from mocap_app.commands import (
    bench,
    capture,
    doctor,
    export,
    gui,
    poses,
    refine,
    score,
    stream,
    takes,
    train,
)
from mocap_app.commands.console import INTERRUPTED
from mocap_app.core.errors import MocapError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mocap_app.commands.console import Outcome

USAGE_ERROR = 2
OUTPUT_CLOSED = 141
"""Exit code of what wrote into a closed pipe, as shells have it."""


class Verb(Protocol):
    """What a module of `mocap_app.commands` offers."""

    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the verb's own arguments."""

    def run(self, args: argparse.Namespace) -> Outcome:
        """Do the work."""


VERBS: dict[str, Verb] = {
    "gui": gui,
    "capture": capture,
    "poses": poses,
    "stream": stream,
    "takes": takes,
    "refine": refine,
    "score": score,
    "export": export,
    "bench": bench,
    "doctor": doctor,
    "train": train,
}
"""Verb by name, in the order of the help text; the first one is the default."""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="mocap-app",
        description="Live 3D motion capture from one webcam or a video file.",
        epilog="Without a verb the window opens. Exit codes: 0 done, 1 doctor found a fault, "
        "2 bad input, 130 interrupted, 141 the reader of a pipe closed it.",
    )
    parser.add_argument("--version", action="version", version=mocap_app.__version__)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")
    for name, verb in VERBS.items():
        description = verb.HELP[0].upper() + verb.HELP[1:] + "."
        sub = verbs.add_parser(name, help=verb.HELP, description=description)
        sub.add_argument("-v", "--verbose", action="store_true", help="say more on standard error")
        verb.add_arguments(sub)
    parser.set_defaults(verb=None, json=False)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return the process's exit code.

    Args:
        argv: Arguments without the program's name; those of the process by default.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = build_parser()
    with _quiet_if_unread():
        args = parser.parse_args(arguments or [next(iter(VERBS))])
    if args.verb is None:
        parser.error("name a verb, for example: mocap-app gui")
    _set_up_logging(verbose=args.verbose)
    try:
        outcome = VERBS[args.verb].run(args)
    except MocapError as error:
        print(f"mocap-app: {error}", file=sys.stderr)
        if args.json:
            with _quiet_if_unread():
                print(json.dumps({"error": str(error)}))
        return USAGE_ERROR
    except KeyboardInterrupt:
        print("mocap-app: Interrupted; nothing was written.", file=sys.stderr)
        return INTERRUPTED
    with _quiet_if_unread():
        if args.json:
            print(json.dumps(outcome.data))
        elif outcome.text:
            print(outcome.text)
    return outcome.exit_code


@contextlib.contextmanager
def _quiet_if_unread() -> Iterator[None]:
    """Print in here: when the reader has seen enough, as `head` has after ten lines, just end.

    Raises:
        SystemExit: With `OUTPUT_CLOSED`.
    """
    try:
        try:
            yield
        finally:
            # At the end of the process it would be too late to notice. A program without a console
            # has no output.
            if sys.stdout is not None:
                sys.stdout.flush()
    except BrokenPipeError:
        # What is left would be written at the end of the process, and fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(OUTPUT_CLOSED) from None


def _set_up_logging(*, verbose: bool) -> None:
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="mocap-app: %(message)s",
        stream=sys.stderr,
    )
