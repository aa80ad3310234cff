"""What travels between the live threads and the window."""

from __future__ import annotations

import enum
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mocap_app.core.marked_text import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from mocap_app.core.types import Frame, ProcessedPose


class SessionState(enum.Enum):
    """What the live session is doing, as the window shows it."""

    IDLE = "idle"
    """No source is open."""
    OPENING = "opening"
    """The source is being opened; no picture yet."""
    RUNNING = "running"
    """Pictures arrive."""
    WAITING = "waiting"
    """A live source gives no pictures at the moment and is being reopened."""
    RECORDING = "recording"
    """Pictures arrive and every processed pose goes into a take."""


def why_not_recording(state: SessionState, *, saving: bool) -> str:
    """Return the sentence that says why no recording can be started now."""
    if saving:
        return QT_TRANSLATE_NOOP(
            "Errors", "The last take is still being saved; try again in a moment."
        )
    if state is SessionState.RECORDING:
        return QT_TRANSLATE_NOOP("Errors", "A take is being recorded already.")
    if state is SessionState.RUNNING:
        return QT_TRANSLATE_NOOP(
            "Errors", "Nothing can be recorded yet: the pose network is not loaded."
        )
    return QT_TRANSLATE_NOOP("Errors", "Nothing can be recorded while no source gives pictures.")


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """Which source the user wants and how its pictures are turned."""

    spec: str
    """As on the command line: `demo`, `camera:NAME`, an address or a path."""
    mirror: bool = False
    rotate: int = 0
    """Degrees clockwise: 0, 90, 180 or 270."""
    lifter: str = "auto"
    """"auto" for 3D from the last second of 2D, "off" for 3D from each picture by itself."""
    network: str = "default"
    """"default", or "quality" for the one that is slower and sees more exactly."""


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What an opened source says about itself."""

    name: str
    fps: float | None
    """Frames per second the source promises; None if it does not know."""
    live: bool
    """True for cameras and addresses, False for films and pictures at whatever pace."""


@dataclass(frozen=True, slots=True)
class CapturedFrame:
    """A frame with the moment it reached this program."""

    frame: Frame
    captured_at: float
    """Seconds on the program's own clock, taken right after the grab. A file's frames carry
    presentation times, so that only this one can tell how old a picture is."""
    capture_fps: float
    """Frames per second over the last second or so; 0 while unknown."""


@dataclass(frozen=True, slots=True)
class LivePose:
    """A processed pose together with the very frame it was read from."""

    captured: CapturedFrame
    pose: ProcessedPose
    inference_ms: float
    """Milliseconds the whole pipeline took for this frame."""
    dropped: int
    """Frames that were replaced by newer ones before they could be processed."""

    def lasts(self, least: float) -> float:
        """Return for how many seconds it speaks of the present: `least`, unless poses come slowly.

        With a slow network no newer one can be there before three times what this one took.
        """
        return max(least, 3.0 * self.inference_ms / 1000.0)


class RateMeter:
    """Frames per second from arrival times; one thread uses it."""

    def __init__(self, window: int = 30) -> None:
        self._arrivals: deque[float] = deque(maxlen=window)

    def reset(self) -> None:
        """Forget what was seen, so that a pause does not look like a slow source."""
        self._arrivals.clear()

    def tick(self, now: float) -> float:
        """Count one arrival at `now` (seconds) and return the rate in Hz; 0 while unknown."""
        self._arrivals.append(now)
        span = self._arrivals[-1] - self._arrivals[0]
        return (len(self._arrivals) - 1) / span if span > 0 else 0.0
