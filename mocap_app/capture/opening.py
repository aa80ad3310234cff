"""From what the user names to a source that can be opened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mocap_app.capture.image_folder import IMAGE_SUFFIXES, ImageFolder
from mocap_app.capture.oriented import OrientedSource
from mocap_app.capture.playback import LoopedSource, PacedSource
from mocap_app.capture.sample import DemoSource
from mocap_app.capture.stream import SCHEMES, Stream
from mocap_app.capture.video_file import VideoFile
from mocap_app.capture.webcam import Webcam, WebcamConfig
from mocap_app.core.errors import SourceError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.core.paths import resources_dir

if TYPE_CHECKING:
    from mocap_app.capture.source import FrameSource


DEMO, FIGURE = "demo", "figure"
BUNDLED = (DEMO, FIGURE)
"""Sources that come with the program: the window plays them without end."""


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """How to open a source."""

    mirror: bool = False
    """Swap left and right before anything else sees the picture."""
    rotate: int = 0
    """Degrees clockwise: 0, 90, 180 or 270; applied before mirroring."""
    paced: bool = False
    """Play files and images at real speed; none of their frames is lost."""
    loop: bool = False
    """Start files and images again at their end; the paced demo always does."""
    width: int | None = None
    """Pixels asked of a camera; None for its usual size. Also the size of the figure."""
    height: int | None = None
    """Pixels."""
    fps: int | None = None
    """Frames per second asked of a camera, given to images and to the figure."""


def open_source(spec: str, options: SourceOptions | None = None) -> FrameSource:
    """Return the source that `spec` names, not opened yet.

    Args:
        spec: "demo", the bundled film; "figure", a drawn one whose poses are known; "camera" for
            the first camera, "camera:NAME", "camera:NUMBER" or the bare number; an address such
            as "rtsp://..." or "http://..."; the path of a video file, of a folder of images or
            of one image.
        options: Orientation, pace and what to ask of a camera.

    Raises:
        SourceError: `spec` names nothing that can be a source, or the options make no sense.
    """
    options = options or SourceOptions()
    for what in ("width", "height", "fps"):
        value = getattr(options, what)
        if value is not None and value <= 0:
            raise SourceError(f"The {what} asked for must be positive, not {value}.")
    source = _live_source(spec.strip(), options)
    if source is None:
        source = _stored_source(spec.strip(), options)
        if options.loop or (options.paced and spec.strip() in BUNDLED):
            source = LoopedSource(source)
        if options.paced:
            source = PacedSource(source)
    if options.rotate or options.mirror:
        source = OrientedSource(source, options.rotate, options.mirror)
    return source


def _live_source(spec: str, options: SourceOptions) -> FrameSource | None:
    camera = re.fullmatch(r"camera(?::(.*))?|/dev/video(\d+)|(\d+)", spec)
    if camera:
        usual = WebcamConfig()
        config = WebcamConfig(
            width=options.width or usual.width,
            height=options.height or usual.height,
            fps=options.fps or usual.fps,
        )
        wanted = next((part for part in camera.groups() if part), "")
        return Webcam(wanted.strip(), config)
    scheme, separator, rest = spec.partition("://")
    if not separator:
        return None
    if scheme.lower() not in SCHEMES or not rest:
        raise SourceError(
            QT_TRANSLATE_NOOP("Errors", "{spec} is not an address this program can open."),
            spec=spec,
        )
    return Stream(spec)


def _stored_source(spec: str, options: SourceOptions) -> FrameSource:
    if not spec:
        raise SourceError("No source is given: name a video, a folder, a camera, or demo.")
    if spec == DEMO:
        return VideoFile(resources_dir() / "samples" / "demo.mp4")
    if spec == FIGURE:
        usual = DemoSource()
        return DemoSource(
            options.width or usual.width, options.height or usual.height, options.fps or usual.rate
        )
    path = Path(spec).expanduser()
    if path.is_dir() or path.suffix.lower() in IMAGE_SUFFIXES:
        return ImageFolder(path, float(options.fps)) if options.fps else ImageFolder(path)
    return VideoFile(path)
