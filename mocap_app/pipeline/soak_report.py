"""What a long run of the whole window does and finds."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

_WARM_UP_SHARE = 0.2
_MEASURES = ("rss_mb", "handles", "threads", "latency_ms", "inference_ms")


@dataclass(frozen=True, slots=True)
class SoakPlan:
    """How long, and what is done meanwhile; all in seconds."""

    seconds: float
    record_s: float = 20.0
    pause_s: float = 10.0
    sample_s: float = 10.0


@dataclass(frozen=True, slots=True)
class SoakSample:
    """One look at the process; None where the system or the window does not tell."""

    second: float
    rss_mb: float | None
    handles: int | None
    threads: int | None
    latency_ms: float | None
    """From the grab of a picture to its pose on the screen, median of the last seconds."""
    inference_ms: float | None
    recording: bool


@dataclass(frozen=True, slots=True)
class SoakReport:
    """What a soak run found."""

    seconds: float
    frames: int
    """Pictures that the source gave."""
    dropped: int
    """Frames that newer ones overtook."""
    takes: int
    """Recordings that were saved."""
    problems: tuple[str, ...]
    """What the program told the user meanwhile."""
    samples: tuple[SoakSample, ...]

    def slopes_per_hour(self) -> dict[str, float | None]:
        """Return by how much each measure grows in an hour, by least squares after a warm-up."""
        return {name: self._slope(name) for name in _MEASURES}

    def _slope(self, name: str) -> float | None:
        warm = _WARM_UP_SHARE * self.seconds
        late = [(s.second, getattr(s, name)) for s in self.samples if s.second >= warm]
        points = [(second, value) for second, value in late if value is not None]
        if len(points) < 3:
            return None
        seconds, values = np.array(points, dtype=np.float64).T
        return float(3600.0 * np.polyfit(seconds - seconds[0], values, 1)[0])

    def to_json(self) -> dict[str, object]:
        """Return the report as plain values, slopes first."""
        return {"per_hour": self.slopes_per_hour()} | asdict(self)
