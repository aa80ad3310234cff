"""`mocap-app export`: recorded takes in, motion files out."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from mocap_app.commands import console
from mocap_app.core.errors import TakeError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from mocap_app.recording.take import Take
    from mocap_app.recording.take_store import TakeInfo, TakeStore

HELP = "write recorded takes as motion files"
TAKE_SUFFIX = ".npz"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument(
        "take",
        nargs="+",
        metavar="TAKE",
        help="its id or name (see mocap-app takes), or a take's file; several go into a folder",
    )
    console.add_export_arguments(parser)
    parser.add_argument(
        "--format",
        default="bvh",
        metavar="NAME",
        help="format of the files in a folder: bvh, fbx, glb, csv or npz (default: bvh)",
    )
    console.add_json_argument(parser)


def run(args: argparse.Namespace) -> console.Outcome:
    """Export the takes.

    Raises:
        TakeError: There is no such take, or it is damaged.
        OutputError: A file cannot be written; of several takes, the others are.
    """
    from mocap_app.core.paths import takes_dir
    from mocap_app.export.exporter import check_format, export_takes, import_hint
    from mocap_app.recording.take_store import TakeStore

    options = console.export_options(args)
    into_folder = len(args.take) > 1 or args.output.is_dir()
    suffix = f".{args.format.lower().removeprefix('.')}" if into_folder else args.output.suffix
    check_format(Path(f"take{suffix}") if into_folder else args.output, options)
    found = find_takes(args.take, TakeStore(takes_dir()))
    paths = (
        _paths([name for name, _ in found], args.output, suffix) if into_folder else [args.output]
    )
    console.check_writable(paths[0])
    todo = [(load, path) for (_, load), path in zip(found, paths, strict=True)]
    files = export_takes(todo, options)
    lines = [f"{f.path}: {f.take_name}, {f.frames} frames at {f.fps} fps." for f in files]
    data: dict[str, object] = {
        "target": args.target,
        "files": [
            {"output": str(f.path), "name": f.take_name, "frames": f.frames, "fps": f.fps}
            for f in files
        ],
    }
    hint = import_hint(suffix.lower(), options)
    return console.Outcome(text="\n".join([*lines, hint]), data=data)


def find_takes(wanted: Sequence[str], store: TakeStore) -> list[tuple[str, Callable[[], Take]]]:
    """Return name and loader of the takes with these ids, else of these paths, else of these names.

    Raises:
        TakeError: There is none for one of them.
    """
    from mocap_app.recording.take_file import read_take

    infos = store.list()
    found: list[tuple[str, Callable[[], Take]]] = []
    for word in wanted:
        if info := find_stored(word, infos):
            found.append((info.name, functools.partial(store.load_trimmed, info.id)))
        elif Path(word).suffix.lower() == TAKE_SUFFIX and Path(word).is_file():
            found.append((Path(word).stem, functools.partial(read_take, Path(word))))
        else:
            named = f"{word} is no take" if Path(word).is_file() else f"There is no take {word!r}"
            raise TakeError(f"{named}; mocap-app takes lists what there is.")
    return found


def find_stored(word: str, infos: Sequence[TakeInfo]) -> TakeInfo | None:
    """Return the take with this id, else, unless a file is meant, the newest with this name."""
    for info in infos:
        if info.id == word:
            return info
    if Path(word).is_file():
        return None
    return next((info for info in infos if info.name == word), None)


def _paths(names: Sequence[str], folder: Path, suffix: str) -> list[Path]:
    from mocap_app.export.exporter import batch_paths, make_batch_folder

    make_batch_folder(folder)
    return batch_paths(names, folder, suffix)
