"""The estimator with a network: acquisition, tracked region, decoding, confidence."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.camera_model import Pinhole, turn_of_crop
from mocap_app.core.continuity import MAX_GAP_S, within_reach
from mocap_app.core.types import Frame, PoseEstimate
from mocap_app.inference.acquisition import WindowSchedule
from mocap_app.inference.bystanders import Bystanders
from mocap_app.inference.codec import Decoded, Maps, decode
from mocap_app.inference.legs_apart import legs_apart
from mocap_app.inference.motion_prior import motion_prior
from mocap_app.inference.preprocess import Region, crop, to_input
from mocap_app.inference.roi_tracker import RoiTracker, TrackerConfig, quality, region_of
from mocap_app.inference.runtime import with_mirror_images

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.inference.model_store import ModelInfo
    from mocap_app.inference.runtime import Network

_REFINEMENTS = 2
# Share of the wanted quality below which an answer is not worth a closer look.
_PROMISING = 0.5
SURE = 0.9
"""Quality below which whoever is followed is looked at a second time, in the mirror. Of sport
photographs 70 % are, which gain 1.3 of the 1.6 points of PCK that mirroring all of them does; of
five training clips from webcams no frame is. Chosen on training pictures."""


@dataclass(frozen=True)
class _Look:
    """What the network saw in one region."""

    region: Region
    pose: PoseEstimate

    @property
    def quality(self) -> float:
        return quality(self.pose.confidence)


class NetworkEstimator:
    """Finds and follows one person; made for and used by one thread.

    Args:
        info: The model's input size and calibration.
        network: The loaded runtime.
        independent: Search every frame afresh, for unrelated pictures.
        count_people: Look beside the person followed once a second, to notice others.
        second_look: Look at the mirror image, too, where the first answer is not `SURE`.
        config: Thresholds of the tracker.
    """

    def __init__(
        self,
        info: ModelInfo,
        network: Network,
        *,
        independent: bool = False,
        count_people: bool = False,
        second_look: bool = False,
        config: TrackerConfig | None = None,
    ) -> None:
        self.last_stage_ms: dict[str, float] = {"acquire": 0.0, "infer": 0.0}
        self.people = 0
        self._info = info
        self._network = network
        self._independent = independent
        self._second_look = second_look
        self._tracker = RoiTracker(config)
        self._schedule = WindowSchedule()
        self._bystanders = Bystanders() if count_people else None
        self._last: _Look | None = None

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
        height, width = frame.image.shape[:2]
        acquire_ms = infer_ms = 0.0
        look: _Look | None = None
        if self._tracker.region is not None:
            start = time.perf_counter()
            look = self._follow(frame)
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
            return PoseEstimate.lost(frame.timestamp, frame.index, (width, height))
        self._last = look
        return look.pose

    def _follow(self, frame: Frame) -> _Look | None:
        region = self._tracker.region
        assert region is not None
        (look,) = self._look(frame, [region], self._last)
        pose = look.pose
        if self._last is not None and not within_reach(self._last.pose, pose):
            self._tracker.miss()
            return None
        return look if self._tracker.update(pose.keypoints_2d, pose.confidence) else None

    def _look_around(self, frame: Frame, followed: _Look) -> None:
        """Look for somebody else, if it is time to."""
        height, width = frame.image.shape[:2]
        if self._bystanders is None:
            return
        window = self._bystanders.window(frame.timestamp, (width, height), followed.region)
        if window is None:
            return
        (look,) = self._look(frame, [window])
        points = look.pose.keypoints_2d
        region = region_of(points, look.pose.confidence, self._tracker.config)
        side = min(followed.region.side, window.side if region is None else region.side)
        self._bystanders.note(
            frame.timestamp, look.quality, points, followed.pose.keypoints_2d, side
        )

    def _count(self, frame: Frame, look: _Look | None) -> int:
        if look is None or self._bystanders is None:
            return int(look is not None)
        return self._bystanders.people(frame.timestamp)

    def _acquire(self, frame: Frame) -> _Look | None:
        """Search windows of the frame, then home in on the best answer.

        Whoever was just lost has the first right: for `MAX_GAP_S` only somebody is taken who can
        be the same person, so that no bystander and no tree goes on in their place.
        """
        height, width = frame.image.shape[:2]
        windows = self._schedule.windows(width, height)
        lost = self._last
        if lost is not None and not 0.0 <= frame.timestamp - lost.pose.timestamp <= MAX_GAP_S:
            lost = None
        if lost is not None:
            windows.append(lost.region)
        config = self._tracker.config
        looks = self._look(frame, windows)
        if lost is not None:
            looks = [look for look in looks if within_reach(lost.pose, look.pose)]
        best = max(looks, key=lambda look: look.quality, default=None)
        if best is None or best.quality < _PROMISING * config.acquire:
            return None
        for _ in range(_REFINEMENTS):
            region = region_of(best.pose.keypoints_2d, best.pose.confidence, config)
            if region is None:
                return None
            (closer,) = self._look(frame, [region])
            if closer.quality <= best.quality:
                break
            best = closer
        region = region_of(best.pose.keypoints_2d, best.pose.confidence, config)
        if region is None or best.quality < config.acquire:
            return None
        if lost is not None and not within_reach(lost.pose, best.pose):
            return None
        self._tracker.start(region)
        return best

    def _look(
        self, frame: Frame, regions: list[Region], before: _Look | None = None
    ) -> list[_Look]:
        """Run the network on regions of the frame.

        Args:
            frame: The picture.
            regions: Where to look.
            before: What was seen of the same person; None: of nobody yet.
        """
        size = self._info.input_size
        images = to_input([crop(frame.image, region, size) for region in regions])
        maps = self._network(images)
        prior = None
        if before is not None:
            cells, seen = maps.heatmaps.shape[-1], before.pose
            points = np.stack([region.to_crop(seen.keypoints_2d, size) for region in regions])
            prior = motion_prior(points, frame.timestamp - seen.timestamp, cells, size / cells)
        decoded = _read(maps, size, prior)
        confidence = self._info.confidence(decoded.score)
        if self._second_look and before is not None and quality(confidence[0]) < SURE:
            decoded = _read(with_mirror_images(self._network, images, maps), size, prior)
            # As sure as the surer look: both in doubt for a moment should not end the following.
            confidence = np.maximum(confidence, self._info.confidence(decoded.score))
        height, width = frame.image.shape[:2]
        # A crop at the border of the frame is seen aslant, which the network cannot know.
        camera = Pinhole.for_image(width, height)
        middles = np.array([(region.x - camera.cx, region.y - camera.cy) for region in regions])
        turned = decoded.keypoints_3d @ turn_of_crop(middles / camera.focal_px).swapaxes(-2, -1)
        looks = []
        for i, region in enumerate(regions):
            points = region.to_frame(decoded.keypoints_2d[i], size)
            inside = ((points >= -0.5) & (points <= np.array([width, height]) - 0.5)).all(axis=1)
            # What lies outside the frame was not seen, however sure the network is.
            sure = np.where(inside, confidence[i], np.minimum(confidence[i], 0.1))
            pose = PoseEstimate(
                timestamp=frame.timestamp,
                frame_index=frame.index,
                image_size=(width, height),
                keypoints_2d=points,
                confidence=sure,
                keypoints_3d=turned[i],
                tracked=True,
            )
            looks.append(_Look(region, pose))
        return looks


def _read(maps: Maps, size: int, prior: NDArray[np.float64] | None) -> Decoded:
    """Decode crops of whoever is followed, if there is a prior, or of people not seen before."""
    if prior is not None:
        prior = legs_apart(maps.heatmaps, prior, size / maps.heatmaps.shape[-1])
    return decode(maps, size, prior)
