"""The temporal filter of the live path: confidence gate, then One-Euro in 2D and in 3D.

How the presets were chosen: points with 1 cm of white noise per axis at 30 frames a second, at
rest (how much of the frame-to-frame jitter is left) and swinging 30 cm to both sides with a given
top speed (by how many milliseconds the result is late); `tests/filtering/test_chain.py` measures
the order again.

| preset        | jitter left 2D / 3D | late at 0.3, 1.0, 2.5 m/s, 2D | 3D         |
|---------------|---------------------|-------------------------------|------------|
| smooth        | 9 % / 6 %           | 60, 32, 28                    | 70, 40, 34 |
| balanced      | 15 % / 12 %         | 42, 22, 20                    | 42, 22, 20 |
| responsive    | 29 % / 25 %         | 18, 8, 8                      | 20, 10, 10 |

Cutoffs are the larger one of rest's and speed's, not their sum as in the One-Euro paper, and depth
counts little in the speed: on clips of people who stand what rests trembles by a third less for it,
as late as before (`mocap-app train lifter-on-video`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from mocap_app.core.continuity import Whereabouts, follows, pixels_per_metre, whereabouts
from mocap_app.filtering.confidence import ConfidenceGate
from mocap_app.filtering.one_euro import OneEuro, smoothing

if TYPE_CHECKING:
    from mocap_app.core.types import PoseEstimate

MAX_GAP_S = 0.5
"""After this many seconds without anybody the past says nothing about the pose."""
DEPTH_COUNTS = 0.3
"""How much depth counts in the speed of 3D keypoints: it trembles most, and would shake awake what
rests in the picture."""
SCALE_CUTOFF_HZ = 0.5
"""How fast the size of the person in the picture is followed."""


@dataclass(frozen=True, slots=True)
class FilterConfig:
    """Settings of `PoseFilter`.

    2D and 3D share one unit: pixels are divided by the pixels per metre at the person (from the
    spread of the 2D keypoints against that of the 3D ones), so that the settings hold for any
    picture size and any distance.
    """

    min_cutoff_2d_hz: float = 1.2
    """Cutoff of 2D keypoints at rest, Hz; lower is smoother and slower."""
    beta_2d: float = 7.0
    """Rise of the 2D cutoff with speed, Hz per (m/s) at the person."""
    min_cutoff_3d_hz: float = 0.8
    """Cutoff of 3D keypoints at rest, Hz; lower is smoother and slower."""
    beta_3d: float = 7.0
    """Rise of the 3D cutoff with speed, Hz per (m/s)."""
    derivative_cutoff_hz: float = 1.0
    """Cutoff of the low-pass on the speeds, Hz."""
    confidence_floor: float = 0.2
    """Confidence, 0 to 1, below which a keypoint is held and then dropped."""
    hold_s: float = 0.3
    """Seconds for which an unsure keypoint is held while its confidence falls to zero."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not (math.isfinite(value) and value >= 0.0):
                raise ValueError(f"{field.name} must be a finite number of at least 0: {value}")
        for name in ("min_cutoff_2d_hz", "min_cutoff_3d_hz", "derivative_cutoff_hz"):
            if getattr(self, name) <= 0.0:
                raise ValueError(f"{name} must be above 0: a cutoff of 0 Hz never moves.")
        if self.confidence_floor > 1.0:
            raise ValueError(f"confidence_floor must be at most 1: {self.confidence_floor}")


PRESETS: dict[str, FilterConfig] = {
    "smooth": FilterConfig(
        min_cutoff_2d_hz=0.6, beta_2d=4.0, min_cutoff_3d_hz=0.4, beta_3d=3.0, hold_s=0.4
    ),
    "balanced": FilterConfig(
        min_cutoff_2d_hz=1.2, beta_2d=7.0, min_cutoff_3d_hz=0.8, beta_3d=7.0, hold_s=0.3
    ),
    "responsive": FilterConfig(
        min_cutoff_2d_hz=2.2, beta_2d=26.0, min_cutoff_3d_hz=1.6, beta_3d=22.0, hold_s=0.2
    ),
}


class PoseFilter:
    """Smooths the keypoints of one person over time; used by one thread at a time.

    An estimate of nobody passes through unchanged. If the person is back within `MAX_GAP_S` the
    filter goes on, otherwise it starts over.
    """

    def __init__(self, config: FilterConfig = PRESETS["balanced"]) -> None:
        self.config = config
        self._gate = ConfidenceGate(config.confidence_floor, config.hold_s)
        self._filter_2d = OneEuro(
            config.min_cutoff_2d_hz,
            config.beta_2d,
            config.derivative_cutoff_hz,
            coordinates=(1.0, 1.0),
            larger=True,
            max_gap_s=MAX_GAP_S,
        )
        self._filter_3d = OneEuro(
            config.min_cutoff_3d_hz,
            config.beta_3d,
            config.derivative_cutoff_hz,
            coordinates=(1.0, 1.0, DEPTH_COUNTS),
            larger=True,
            max_gap_s=MAX_GAP_S,
        )
        self._scale: float | None = None
        self._last: Whereabouts | None = None

    def reset(self) -> None:
        """Forget the past."""
        self._gate.reset()
        self._filter_2d.reset()
        self._filter_3d.reset()
        self._scale = None
        self._last = None

    def apply(self, pose: PoseEstimate) -> PoseEstimate:
        """Return the smoothed estimate; keypoints that nobody is sure of become NaN."""
        if not pose.tracked:
            return pose
        now = whereabouts(pose)
        if self._last is not None and not follows(self._last, now, MAX_GAP_S):
            self.reset()
        gated = self._gate.apply(pose)
        scale = self._pixels_per_metre(gated)
        self._last = now
        return replace(
            gated,
            keypoints_2d=self._filter_2d(gated.keypoints_2d, pose.timestamp, scale),
            keypoints_3d=self._filter_3d(gated.keypoints_3d, pose.timestamp),
        )

    def _pixels_per_metre(self, pose: PoseEstimate) -> float:
        measured = pixels_per_metre(pose)
        if self._scale is None or self._last is None:
            self._scale = measured
        else:
            dt = max(pose.timestamp - self._last.time, 1e-9)
            self._scale += float(smoothing(SCALE_CUTOFF_HZ, dt)) * (measured - self._scale)
        return self._scale
