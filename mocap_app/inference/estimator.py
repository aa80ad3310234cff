"""What every pose estimator offers to the pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mocap_app.core.types import Frame, PoseEstimate


class PoseEstimator(Protocol):
    """Finds one person in a frame; used by one thread at a time."""

    last_stage_ms: dict[str, float]
    """Milliseconds of the last call: `acquire` (looking for a person) and `infer` (all else)."""
    people: int
    """People noticed by the last call; whoever is told to look for others may say 2."""

    def estimate(self, frame: Frame) -> PoseEstimate:
        """Return the pose of the tracked person, or `PoseEstimate.lost`."""
        ...

    def reset(self) -> None:
        """Forget whom it tracked: the next frame begins a new sequence."""
        ...
