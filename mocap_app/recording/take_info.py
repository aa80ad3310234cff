"""One line of the list of takes."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mocap_app.core.errors import TakeError
from mocap_app.recording.annotations import NONE, Annotations, read_annotations
from mocap_app.recording.take_file import read_summary

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

VIDEO_SUFFIX = ".avi"
"""Of the reference video beside a take's file."""
NOTES_SUFFIX = ".json"
"""Of the annotations beside a take's file."""
LOOK_SUFFIX = ".look"
"""Of what is kept for the list of takes, and can be found out again, beside a take's file."""


@dataclass(frozen=True, slots=True)
class TakeInfo:
    """What is known of a take without reading its motion."""

    id: str
    """What the store's methods ask for; also the stem of the file's name."""
    name: str
    created: datetime
    """When the recording began, with its time zone."""
    duration: float
    """Seconds from the first frame to the last, trimmed or not."""
    frame_count: int
    tracked_count: int
    """Frames in which somebody was found."""
    path: Path
    problem: str = ""
    """A sentence if the file cannot be read, else empty; the counts are 0 then."""
    source: str = ""
    """What was recorded: name of the camera, path of the video, address."""
    annotations: Annotations = NONE
    has_video: bool = False
    """Whether there is a reference video."""

    @property
    def span(self) -> tuple[float, float]:
        """Begin and end of the part that counts, seconds after the first frame."""
        trim = self.annotations.trim
        if trim is None or trim[0] >= self.duration:
            return 0.0, self.duration
        return trim[0], min(trim[1], self.duration)


def read_info(path: Path) -> TakeInfo:
    """Return what is known of the take in a file; of a damaged one, its problem."""
    noted = read_annotations(path.with_suffix(NOTES_SUFFIX))
    has_video = path.with_suffix(VIDEO_SUFFIX).is_file()
    try:
        header, timestamps, tracked = read_summary(path)
    except TakeError as error:
        log.warning("%s", error)
        made, problem = _modified(path), str(error)
        return TakeInfo(path.stem, path.stem, made, 0.0, 0, 0, path, problem, "", noted, has_video)
    return TakeInfo(
        id=path.stem,
        name=header.name,
        created=header.created,
        duration=float(timestamps[-1] - timestamps[0]) if len(timestamps) else 0.0,
        frame_count=len(timestamps),
        tracked_count=int(tracked.sum()),
        path=path,
        source=header.source,
        annotations=noted,
        has_video=has_video,
    )


def _modified(path: Path) -> datetime:
    try:
        seconds = path.stat().st_mtime
    except OSError:
        seconds = 0.0
    return datetime.fromtimestamp(seconds, tz=UTC)
