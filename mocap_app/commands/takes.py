"""`mocap-app takes`: what has been recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocap_app.commands import console

if TYPE_CHECKING:
    import argparse

    from mocap_app.recording.take_store import TakeInfo

HELP = "list the recorded takes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    console.add_json_argument(parser)


def run(args: argparse.Namespace) -> console.Outcome:
    """List the takes, newest first, with those that a crash left behind recovered."""
    del args
    from mocap_app.core.paths import takes_dir
    from mocap_app.recording.take_store import TakeStore

    store = TakeStore(takes_dir())
    store.recover()
    infos = store.list()
    lines = [describe(info) for info in infos]
    return console.Outcome(
        text="\n".join(lines) or f"There are no takes in {store.folder}.",
        data={
            "folder": str(store.folder),
            "takes": [
                {
                    "id": info.id,
                    "name": info.name,
                    "created": info.created.isoformat(),
                    "seconds": info.duration,
                    "frames": info.frame_count,
                    "tracked_frames": info.tracked_count,
                    "problem": info.problem,
                }
                for info in infos
            ],
        },
    )


def describe(info: TakeInfo) -> str:
    """Return one line about a take."""
    if info.problem:
        return f"{info.id}  {info.problem}"
    return (
        f"{info.id}  {info.created:%Y-%m-%d %H:%M}  {info.duration:7.1f} s  "
        f"{info.frame_count:6d} frames  {info.name}"
    )
