"""`mocap-app train`: hands over to the trainer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocap_app.commands.console import INTERRUPTED, Outcome
from mocap_app.core.errors import MocapError
from mocap_app.core.paths import is_bundle

if TYPE_CHECKING:
    import argparse

HELP = "train the network (needs the train extra)"

_EXTRA_MODULES = {"torch", "onnx", "moderngl"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument(
        "settings",
        nargs="*",
        metavar="TASK KEY=VALUE",
        help="what to do (without any, they are listed), then its settings: pose minutes=90",
    )


def run(args: argparse.Namespace) -> Outcome:
    """Train.

    Raises:
        MocapError: The train extra is not installed.
    """
    if is_bundle():
        raise MocapError(
            "The packaged program does not train; install it from its source for that."
        )
    try:
        # The modules of a task are imported when it begins.
        from mocap_app.training.main import main

        return Outcome(exit_code=main(args.settings))
    except KeyboardInterrupt:
        # Unlike other verbs: what was trained so far is on the disk, and the run has said so.
        return Outcome(exit_code=INTERRUPTED)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in _EXTRA_MODULES:
            raise
        raise MocapError(
            f"Training needs {error.name}, which is not installed; "
            "get it with: pip install 'mocap-app[train]'."
        ) from error
