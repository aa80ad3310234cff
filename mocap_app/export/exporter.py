"""From a take to a file; the suffix of the file chooses the format."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mocap_app.core.errors import MocapError, OutputError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.export.bvh_writer import Progress, write_bvh
from mocap_app.export.clip import ExportClip, make_clip
from mocap_app.export.fbx_writer import write_fbx
from mocap_app.export.gltf_writer import write_glb
from mocap_app.export.options import ExportOptions
from mocap_app.export.presets import find_target
from mocap_app.export.table_writer import write_csv, write_npz

if TYPE_CHECKING:
    from mocap_app.recording.take import Take

Writer = Callable[[ExportClip, Path, Progress | None], None]

_DEFAULTS = ExportOptions()
_UNIT_HINTS = {
    "m": QT_TRANSLATE_NOOP("Export", "One unit is one metre."),
    "cm": QT_TRANSLATE_NOOP("Export", "One unit is one centimetre."),
}
_SCALE_HINT = QT_TRANSLATE_NOOP("Export", "Set Scale to 0.01 there.")


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file."""

    write: Writer
    title: str
    """For lists to choose from."""
    hint: str = ""
    """What to do on import into Blender, one sentence."""
    has_order: bool = False
    """Whether rotations are angles in an order that can be chosen."""
    units: tuple[str, ...] = ("m", "cm")


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written."""

    path: Path
    take_name: str
    frames: int
    fps: int


FORMATS: dict[str, Format] = {
    ".bvh": Format(
        write_bvh,
        QT_TRANSLATE_NOOP("Settings", "BVH motion"),
        QT_TRANSLATE_NOOP(
            "Export", "In Blender's BVH import tick Update Scene FPS and Update Scene Duration."
        ),
        has_order=True,
    ),
    ".fbx": Format(
        write_fbx,
        QT_TRANSLATE_NOOP("Settings", "FBX skeleton"),
        QT_TRANSLATE_NOOP(
            "Export",
            "In Blender tick Ignore Leaf Bones (under Armature), then set the scene's last frame.",
        ),
    ),
    ".glb": Format(
        write_glb,
        QT_TRANSLATE_NOOP("Settings", "GLB with a mannequin"),
        QT_TRANSLATE_NOOP(
            "Export", "In Blender set the scene's frame rate to the file's before importing."
        ),
        units=("m",),
    ),
    ".csv": Format(write_csv, QT_TRANSLATE_NOOP("Settings", "CSV table")),
    ".npz": Format(write_npz, QT_TRANSLATE_NOOP("Settings", "NumPy arrays")),
}
"""Lower-case suffix to the kind of file; a new format is one more line."""


def export_take(
    take: Take,
    path: Path,
    options: ExportOptions = _DEFAULTS,
    progress: Progress | None = None,
) -> ExportClip:
    """Write a take's solved motion to a file and return what was written.

    Frame n of the file is n / fps seconds after the first frame of the take, so that the motion
    stays in step with the video it came from: while nobody is seen at the beginning or the end,
    the nearest pose is held; losses in between are interpolated.

    Args:
        take: What to export.
        path: Where to; the old content is kept if anything fails.
        options: How.
        progress: Called now and then with the part that is done, 0 to 1.

    Raises:
        OutputError: Unknown suffix, an option that the format does not have, no pose to export, or
            the file cannot be written.
    """
    kind = check_format(path, options)
    clip = make_clip(take, options)
    kind.write(clip, path, progress)
    return clip


def export_takes(
    jobs: Sequence[tuple[Callable[[], Take], Path]],
    options: ExportOptions = _DEFAULTS,
    progress: Progress | None = None,
) -> list[Exported]:
    """Export takes one after the other; one that cannot be does not keep the others from it.

    Args:
        jobs: How to load each take, and where to write it.
        options: How to write them all.
        progress: Called now and then with the part of all that is done, 0 to 1.

    Raises:
        MocapError: Why, if there is one take; an `OutputError` that names those that were left
            out, if there are more.
    """
    written, failures = [], []
    for number, (load, path) in enumerate(jobs):

        def tell(share: float, number: int = number) -> None:
            if progress is not None:
                progress((number + share) / len(jobs))

        try:
            take = load()
            # Reading a long take takes a while, and here the user's wish to stop is heard.
            tell(0.0)
            clip = export_take(take, path, options, tell)
            written.append(Exported(path, clip.name, clip.frame_count, clip.fps))
        except MocapError as error:
            if len(jobs) == 1:
                raise
            failures.append(OutputError("{file}: {problem}", file=path.name, problem=error))
    if failures:
        by_name = {f"failure_{n}": failure for n, failure in enumerate(failures)}
        raise OutputError(
            QT_TRANSLATE_NOOP("Errors", "{count} of {all} takes were exported. {failures}"),
            count=len(written),
            all=len(jobs),
            # One error, so that each of them is still said in the window's language.
            failures=OutputError(" ".join(f"{{{name}}}" for name in by_name), **by_name),
        )
    return written


def make_batch_folder(folder: Path) -> None:
    """Make the folder that several takes are exported to, if it is not there.

    Raises:
        OutputError: It cannot be made.
    """
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(
            QT_TRANSLATE_NOOP(
                "Errors", "Several takes need a folder, and {folder} cannot be made: {reason}."
            ),
            folder=folder,
            reason=error.strerror or error,
        ) from error


def check_format(path: Path, options: ExportOptions = _DEFAULTS) -> Format:
    """Return the format of a file's suffix; call it before long work that ends in a file.

    Raises:
        OutputError: There is none, the text names those that exist; or it lacks an option.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        known = ", ".join(FORMATS)
        reason = f"unknown suffix {path.suffix!r}" if path.suffix else "it has no suffix"
        raise OutputError(f"Cannot export to {path}: {reason}; there are: {known}.")
    kind = FORMATS[suffix]
    if options.order is not None and not kind.has_order:
        raise OutputError(f"A {suffix} file has no rotation order to choose; leave it out.")
    if options.unit is not None and options.unit not in kind.units:
        units = " or ".join(kind.units)
        raise OutputError(f"A {suffix} file is always in {units}; leave the unit out.")
    return kind


def import_hint(
    suffix: str,
    options: ExportOptions = _DEFAULTS,
    in_language: Callable[[str], str] = str,
) -> str:
    """Return the file's unit and names, and what to do with it in Blender.

    Args:
        suffix: Key of `FORMATS`.
        options: How the file is written.
        in_language: Translates one sentence; English without it.
    """
    target, kind = find_target(options.target), FORMATS[suffix]
    unit = options.unit or target.unit
    unit = unit if unit in kind.units else kind.units[0]
    sentences = [_UNIT_HINTS[unit], target.hint, kind.hint]
    if suffix == ".bvh" and unit == "cm":
        sentences.append(_SCALE_HINT)
    return " ".join(in_language(sentence) for sentence in sentences if sentence)


def batch_paths(names: Sequence[str], folder: Path, suffix: str) -> list[Path]:
    """Return a file in `folder` for each take of these names, none twice."""
    taken: set[str] = set()
    paths = []
    for name in names:
        stem, number = file_name(name), 1
        # Compared without case, as some file systems do.
        while (unique := stem if number == 1 else f"{stem} {number}").casefold() in taken:
            number += 1
        taken.add(unique.casefold())
        paths.append(folder / f"{unique}{suffix}")
    return paths


def file_name(take_name: str) -> str:
    """Return a take's name without the characters that some file system refuses."""
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", take_name).strip(" .")[:100] or "take"
