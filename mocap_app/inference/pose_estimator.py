"""The estimator with a network: acquisition, tracked region, decoding, confidence."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from mocap_app.core.continuity import MAX_GAP_S, within_reach
from mocap_app.core.types import Frame, PoseEstimate
from mocap_app.inference.acquisition import WindowSchedule
from mocap_app.inference.bystanders import Bystanders
from mocap_app.inference.roi_tracker import RoiTracker, TrackerConfig, presence, region_of

if TYPE_CHECKING:
    from mocap_app.inference.look import Look, Looker
    from mocap_app.inference.preprocess import Region

_REFINEMENTS = 2
# Share of the wanted quality below which an answer is not worth a closer look.
_PROMISING = 0.5


def nearer(looker: Looker, frame: Frame, look: Look, config: TrackerConfig) -> Look | None:
    """Return the better of a look and one at the person seen in it; None if there is too little."""
    region = region_of(look.pose.keypoints_2d, look.pose.confidence, config)
    if region is None:
        return None
    (closer,) = looker.glance(frame, [region])
    return max(look, closer, key=lambda one: one.quality)


class NetworkEstimator:
    """Finds and follows one person; made for and used by one thread.

    Args:
        looker: Runs the network.
        independent: Search every frame afresh, for unrelated pictures.
        count_people: Look beside the person followed once a second, to notice others.
        config: Thresholds of the tracker.
    """

    def __init__(
        self,
        looker: Looker,
        *,
        independent: bool = False,
        count_people: bool = False,
        config: TrackerConfig | None = None,
    ) -> None:
        self.last_stage_ms: dict[str, float] = {"acquire": 0.0, "infer": 0.0}
        self.people = 0
        self._looker = looker
        self._independent = independent
        self._tracker = RoiTracker(config)
        self._schedule = WindowSchedule()
        self._bystanders = Bystanders() if count_people else None
        self._last: Look | None = None

    def reset(self) -> None:
        """Forget whom it tracked: the next frame begins a new sequence."""
        self._tracker.drop()
        self._schedule.reset()
        if self._bystanders is not None:
            self._bystanders.reset()
        self._last = None

    def estimate(self, frame: Frame) -> PoseEstimate:
        """Return the pose of the person followed, or of one found in this frame."""
        if self._independent:
            self.reset()
        acquire_ms = infer_ms = 0.0
        look: Look | None = None
        if self._tracker.region is not None:
            start = time.perf_counter()
            look = self._follow(frame, self._tracker.region)
            infer_ms = 1000 * (time.perf_counter() - start)
        if self._tracker.region is None:
            start = time.perf_counter()
            look = self._acquire(frame)
            acquire_ms = 1000 * (time.perf_counter() - start)
        elif look is not None:
            self._look_around(frame, look)
        self.people = self._count(frame, look)
        self.last_stage_ms = {"acquire": acquire_ms, "infer": infer_ms}
        if look is None:
            height, width = frame.image.shape[:2]
            return PoseEstimate.lost(frame.timestamp, frame.index, (width, height))
        self._last = look
        return look.pose

    def _follow(self, frame: Frame, region: Region) -> Look | None:
        look = self._looker.study(frame, region, self._last)
        pose = look.pose
        if self._last is not None and not within_reach(self._last.whereabouts, look.whereabouts):
            self._tracker.miss()
            return None
        return look if self._tracker.update(pose.keypoints_2d, pose.confidence) else None

    def _look_around(self, frame: Frame, followed: Look) -> None:
        """Look for somebody else, if it is time to."""
        height, width = frame.image.shape[:2]
        if self._bystanders is None:
            return
        window = self._bystanders.window(frame.timestamp, (width, height), followed.region)
        if window is None:
            return
        (look,) = self._looker.glance(frame, [window])
        region = self._region_of(look)
        side = min(followed.region.side, window.side if region is None else region.side)
        found, theirs = look.pose.keypoints_2d, followed.pose.keypoints_2d
        self._bystanders.note(frame.timestamp, look.quality, found, theirs, side)

    def _count(self, frame: Frame, look: Look | None) -> int:
        if look is None or self._bystanders is None:
            return int(look is not None)
        return self._bystanders.people(frame.timestamp)

    def _acquire(self, frame: Frame) -> Look | None:
        """Search the frame for somebody to follow, and look at who is found once more.

        Whoever was just lost has the first right: for `MAX_GAP_S` only somebody is taken who can
        be the same person, so that no bystander and no tree goes on in their place.
        """
        lost = self._last
        if lost is not None and not 0.0 <= frame.timestamp - lost.pose.timestamp <= MAX_GAP_S:
            lost = None
        wanted = self._tracker.config.acquire
        best = self._search(frame, lost)
        if best is None or best.quality < wanted:
            return None
        region = self._region_of(best)
        if region is None:
            return None
        # Somebody is there however one frames it; a lamp resembles somebody in one frame only.
        confirmed = self._looker.study(frame, region)
        if presence(confirmed.pose.confidence) < wanted:
            return None
        if lost is not None and not within_reach(lost.whereabouts, confirmed.whereabouts):
            return None
        self._tracker.start(region)
        return confirmed

    def _search(self, frame: Frame, lost: Look | None) -> Look | None:
        """Search windows of the frame, then home in on the best answer."""
        height, width = frame.image.shape[:2]
        windows = self._schedule.windows(width, height)
        if lost is not None:
            windows.append(lost.region)
        looks = self._looker.glance(frame, windows)
        if lost is not None:
            looks = [x for x in looks if within_reach(lost.whereabouts, x.whereabouts)]
        best = max(looks, key=lambda look: look.quality, default=None)
        if best is None or best.quality < _PROMISING * self._tracker.config.acquire:
            return None
        for _ in range(_REFINEMENTS):
            closer = nearer(self._looker, frame, best, self._tracker.config)
            if closer is None or closer is best:
                return closer
            best = closer
        return best

    def _region_of(self, look: Look) -> Region | None:
        return region_of(look.pose.keypoints_2d, look.pose.confidence, self._tracker.config)
