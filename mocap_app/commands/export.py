"""`mocap-app export`: a recorded take in, a motion file out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mocap_app.commands import console
from mocap_app.core.errors import TakeError

if TYPE_CHECKING:
    import argparse

    from mocap_app.recording.take import Take
    from mocap_app.recording.take_store import TakeStore

HELP = "write a recorded take as a motion file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument(
        "take", metavar="TAKE", help="its id or name (see mocap-app takes), or a take's file"
    )
    console.add_export_arguments(parser)
    console.add_json_argument(parser)


def run(args: argparse.Namespace) -> console.Outcome:
    """Export the take.

    Raises:
        TakeError: There is no such take, or it is damaged.
        OutputError: The file cannot be written.
    """
    from mocap_app.core.paths import takes_dir
    from mocap_app.export.exporter import export_take, find_writer
    from mocap_app.export.presets import find_target
    from mocap_app.recording.take_store import TakeStore

    find_writer(args.output)
    find_target(args.target)
    console.check_writable(args.output)
    take = find_take(args.take, TakeStore(takes_dir()))
    export_take(take, args.output, target=args.target, fps=args.fps)
    return console.Outcome(
        text=f"{args.output}: {take.name}, {take.duration:.1f} s.",
        data={
            "output": str(args.output),
            "name": take.name,
            "frames": take.frame_count,
            "seconds": take.duration,
            "target": args.target,
        },
    )


def find_take(wanted: str, store: TakeStore) -> Take:
    """Return the take with this id, else the file of this path, else the newest of this name.

    Raises:
        TakeError: There is none, or it is damaged.
    """
    from mocap_app.recording.take_file import read_take

    infos = store.list()
    if any(info.id == wanted for info in infos):
        return store.load(wanted)
    if Path(wanted).is_file():
        return read_take(Path(wanted))
    for info in infos:
        if info.name == wanted:
            return store.load(info.id)
    raise TakeError(f"There is no take {wanted!r}; mocap-app takes lists what there is.")
