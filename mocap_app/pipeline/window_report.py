"""How the whole window is measured, and what that finds."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class WindowPlan:
    """How long and how large."""

    seconds: float = 8.0
    """Of each phase."""
    settle_s: float = 2.0
    """Before each phase; not measured."""
    size: tuple[int, int] = (800, 600)
    """Of the 3D view, pixels."""


@dataclass(frozen=True, slots=True)
class WindowPhase:
    """Some seconds in which the 3D view showed one thing, capture and network running."""

    name: str
    seconds: float
    drawn_fps: float
    """Pictures of the 3D view a second."""
    captured_fps: float
    """Pictures a second that the source gave."""
    posed_fps: float
    """Poses a second that the network and the solver made of them."""
    inference_ms: float | None
    """Median time of the whole pipeline for one picture; None if there was none."""
    latency_ms: float | None
    """From the grab of a picture to its pose on the screen, median of the last seconds."""


@dataclass(frozen=True, slots=True)
class WindowReport:
    """All phases, and what drew them."""

    renderer: str
    size: tuple[int, int]
    """Width and height of the 3D view, pixels."""
    avatar: str
    phases: tuple[WindowPhase, ...]
    problem: str = ""
    """Why it could not be measured; empty if it could."""

    def to_json(self) -> dict[str, object]:
        """Return the report as plain values."""
        return asdict(self)
