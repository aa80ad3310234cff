"""From a take to a file; the suffix of the file chooses the format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mocap_app.core.errors import OutputError
from mocap_app.export.bvh_writer import Progress, write_bvh
from mocap_app.export.clip import ExportClip, make_clip
from mocap_app.export.presets import find_target

if TYPE_CHECKING:
    from mocap_app.recording.take import Take

Writer = Callable[[ExportClip, Path, Progress | None], None]

SUFFIXES: dict[str, Writer] = {".bvh": write_bvh}
"""Lower-case suffix to the function that writes such a file; a new format is one more line."""


def export_take(
    take: Take,
    path: Path,
    target: str = "blender",
    fps: int | None = None,
    progress: Progress | None = None,
) -> ExportClip:
    """Write a take's solved motion to a file and return what was written.

    Frame n of the file is n / fps seconds after the first frame of the take, so that the motion
    stays in step with the video it came from: while nobody is seen at the beginning or the end,
    the nearest pose is held; losses in between are interpolated.

    Args:
        take: What to export.
        path: Where to; the old content is kept if anything fails.
        target: A name in `export.presets.TARGETS`.
        fps: Frames per second of the file; None for the standard rate nearest to the take's.
        progress: Called now and then with the part that is done, 0 to 1.

    Raises:
        OutputError: Unknown suffix or target, no pose to export, or the file cannot be written.
    """
    writer = find_writer(path)
    clip = make_clip(take, find_target(target), fps)
    writer(clip, path, progress)
    return clip


def find_writer(path: Path) -> Writer:
    """Return the writer for a file's suffix; call it before long work that ends in a file.

    Raises:
        OutputError: There is none; the text names the suffixes that exist.
    """
    try:
        return SUFFIXES[path.suffix.lower()]
    except KeyError:
        known = ", ".join(SUFFIXES)
        reason = f"unknown suffix {path.suffix!r}" if path.suffix else "it has no suffix"
        raise OutputError(f"Cannot export to {path}: {reason}; there are: {known}.") from None
