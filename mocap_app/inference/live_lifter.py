"""Lifting while the person moves: the last second of 2D keypoints gives the 3D of this moment.

Cameras have their own pace and skip frames; the lifter was trained at an even rate. So the frames
are kept with their true times, and for every new frame the past is read at even steps back from it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.camera_model import DEFAULT_VERTICAL_FOV_DEG, Pinhole
from mocap_app.core.continuity import Whereabouts, follows, whereabouts
from mocap_app.inference.crossover import LIFTER_ALONE, Crossover, CrossoverHz
from mocap_app.inference.lift_input import SEEN
from mocap_app.inference.lift_track import lift_windows
from mocap_app.networks.lifter_config import LIVE_RATE_HZ, LifterConfig

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray, PoseEstimate
    from mocap_app.inference.lift_track import LiftNetwork

BRIDGED_S = 0.25
"""Between two frames that lie further apart than this nobody was seen."""
_NEAR_S = 0.5 / LIVE_RATE_HZ


@dataclass(frozen=True, slots=True)
class Sample:
    """2D keypoints of one moment."""

    time: float
    """Seconds."""
    rays: FloatArray
    """(27, 2) x/z, y/z in the camera frame; 0 where unknown."""
    confidence: FloatArray
    """(27,), 0 where unknown."""


class LiveLifter:
    """Replaces the 3D of poses by what their past tells; used by one thread at a time.

    The first pose already gets an answer: what lies before it is taken to be like it. A pose of
    nobody passes through unchanged; if the next one goes on from there, the past counts.
    """

    def __init__(
        self,
        network: LiftNetwork,
        config: LifterConfig,
        vertical_fov_deg: float = DEFAULT_VERTICAL_FOV_DEG,
        crossover_hz: CrossoverHz = LIFTER_ALONE,
    ) -> None:
        self.vertical_fov_deg = vertical_fov_deg
        """Of the camera, degrees from the top edge of the picture to the bottom edge."""
        self._network = network
        self._config = config
        self._reach = (config.receptive_field - 1) / LIVE_RATE_HZ
        self._steps = np.arange(1 - config.receptive_field, 1) / LIVE_RATE_HZ  # (R,), 0 last
        self._past: deque[Sample] = deque()
        self._crossover = Crossover(crossover_hz)
        self._last: Whereabouts | None = None

    def reset(self) -> None:
        """Forget the past."""
        self._past.clear()
        self._crossover.reset()
        self._last = None

    def apply(self, pose: PoseEstimate) -> PoseEstimate:
        """Return the pose with 3D keypoints lifted from its own and earlier 2D keypoints.

        In their slow part the image network has its share, if any (`crossover_hz`).
        """
        if not pose.tracked or not np.isfinite(pose.timestamp):
            return pose
        self._remember(pose)
        rays, confidence = read_at(list(self._past), pose.timestamp + self._steps)
        if not (confidence[-1] >= SEEN).any():
            return pose
        lifted = lift_windows(self._network, self._config, rays[None], confidence[None])[0]
        if not np.isfinite(lifted).all():
            return pose
        points = self._crossover.apply(pose.keypoints_3d, lifted, pose.timestamp)
        return replace(pose, keypoints_3d=points)

    def _remember(self, pose: PoseEstimate) -> None:
        past, now = self._past, whereabouts(pose)
        if self._last is not None and not follows(self._last, now):
            self.reset()
        self._last = now
        if past and pose.timestamp == past[-1].time:
            past.pop()
        past.append(sample_of(pose, self.vertical_fov_deg))
        # One sample from before the window stays, to interpolate from.
        while len(past) > 1 and past[1].time <= pose.timestamp - self._reach:
            past.popleft()


def sample_of(pose: PoseEstimate, vertical_fov_deg: float = DEFAULT_VERTICAL_FOV_DEG) -> Sample:
    """Return the 2D keypoints of a pose as rays of the assumed camera."""
    camera = Pinhole.for_image(*pose.image_size, vertical_fov_deg)
    rays = camera.rays(pose.keypoints_2d)
    known = np.isfinite(rays).all(axis=-1) & np.isfinite(pose.confidence)
    return Sample(
        pose.timestamp,
        np.where(known[:, None], rays, 0.0),
        np.where(known, pose.confidence, 0.0),
    )


def read_at(samples: list[Sample], times: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Read samples at other times, between two of them on a straight line.

    Before the first and after the last sample these stand still. Between samples that are further
    apart than `BRIDGED_S` nothing was seen; a keypoint that one of two neighbours lacks is where
    the other one has it, if that is near in time.

    Args:
        samples: At least one, in the order of time.
        times: (R,) seconds.

    Returns:
        (R, 27, 2) rays and (R, 27) confidences.
    """
    at = np.array([sample.time for sample in samples])
    rays = np.array([sample.rays for sample in samples])
    confidence = np.array([sample.confidence for sample in samples])
    if len(samples) == 1:
        rows = np.zeros(len(times), dtype=np.intp)
        return rays[rows], confidence[rows]
    low = np.clip(np.searchsorted(at, times, side="right") - 1, 0, len(at) - 2)
    high = low + 1
    gap = at[high] - at[low]
    share = np.clip((times - at[low]) / gap, 0.0, 1.0)[:, None]  # (R, 1)
    before, after = confidence[low], confidence[high]
    near_before = (share * gap[:, None] < _NEAR_S) | (share <= 0.0)
    near_after = ((1.0 - share) * gap[:, None] < _NEAR_S) | (share >= 1.0)
    both = (before >= SEEN) & (after >= SEEN) & (gap <= BRIDGED_S)[:, None]
    weight = np.where(both, share, np.where(near_after & (after >= SEEN), 1.0, 0.0))
    read = (1.0 - weight)[..., None] * rays[low] + weight[..., None] * rays[high]
    one = np.where(weight == 1.0, after * near_after, before * near_before)
    sure = np.where(both, (1.0 - share) * before + share * after, one)
    return read, sure
