"""What the network sees in regions of a frame, looked at once or with care."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.camera_model import Pinhole, turn_of_crop
from mocap_app.core.continuity import Whereabouts, whereabouts
from mocap_app.core.types import Frame, PoseEstimate
from mocap_app.inference.closer_look import (
    EVERYTHING,
    UPPER_BODY,
    of_two_looks,
    upper_body_region,
    whole_body_region,
)
from mocap_app.inference.codec import Decoded, Maps, decode
from mocap_app.inference.evidence import evidence
from mocap_app.inference.legs_apart import legs_apart
from mocap_app.inference.motion_prior import motion_prior
from mocap_app.inference.narrow import shape_of
from mocap_app.inference.preprocess import Region, crop, to_input
from mocap_app.inference.roi_tracker import quality
from mocap_app.inference.runtime import AnySize, with_mirror_images

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.inference.model_store import ModelInfo
    from mocap_app.inference.runtime import Network
    from mocap_app.inference.second_stage import SecondStage

SURE = 0.9
"""Quality below which whoever is followed is looked at in the mirror, too. Of sport photographs
70 % are, which gain 1.3 of the 1.6 points of PCK that mirroring all of them does; of five training
clips from webcams no frame is. Chosen on training pictures."""
_ALWAYS = 2.0
"""More than any confidence."""


@dataclass(frozen=True)
class Look:
    """What the network saw in one region."""

    region: Region
    pose: PoseEstimate

    @property
    def quality(self) -> float:
        """How surely somebody is there, in [0, 1]."""
        return quality(self.pose.confidence)

    @functools.cached_property
    def whereabouts(self) -> Whereabouts:
        """Where the body is in the picture."""
        return whereabouts(self.pose)


class Looker:
    """Runs the network on regions of frames.

    Args:
        info: The model's input size and calibration.
        network: The loaded runtime.
        second_stage: Makes the 3D pose of what the network's maps say; None: they say it.
        thorough: Look at mirror images, at the whole body a second time and at the upper body
            alone whether in doubt or not: six times the work, for recordings and photographs.
    """

    def __init__(
        self,
        info: ModelInfo,
        network: Network,
        second_stage: SecondStage | None = None,
        *,
        thorough: bool = False,
    ) -> None:
        self._info = info
        self._network = network
        self._second_stage = second_stage
        self._thorough = thorough

    def glance(self, frame: Frame, regions: list[Region]) -> list[Look]:
        """Return what is seen in each of the regions at first sight."""
        images = to_input([crop(frame.image, region, self._info.input_size) for region in regions])
        maps = self._network(images)
        if self._thorough:
            maps = with_mirror_images(self._network, images, maps)
        decoded = self._read(maps)
        confidence = self._info.confidence(decoded.score)
        return self._looks(frame, regions, self._as_a_whole(decoded), confidence)

    def study(self, frame: Frame, region: Region, before: Look | None = None) -> Look:
        """Return what is seen in the region of one person, looked at again in doubt.

        Args:
            frame: The picture.
            region: Where the person is.
            before: What was seen of the same person earlier; None: of nobody yet.
        """
        if not self._thorough:
            return self._look(frame, region, before, SURE)
        look = self._again(frame, self._look(frame, region, before, _ALWAYS), before)
        return self._closer(frame, look, before)

    def _again(self, frame: Frame, look: Look, before: Look | None) -> Look:
        """Look at the whole body from a little closer, which shows it on other pixels."""
        region = whole_body_region(look.pose.keypoints_2d, look.pose.confidence)
        if region is None:
            return look
        second = self._look(frame, region, before, _ALWAYS)
        both = _together(look, second, EVERYTHING)
        points = (look.pose.keypoints_3d + second.pose.keypoints_3d) / 2
        return replace(both, pose=replace(both.pose, keypoints_3d=points))

    def _closer(self, frame: Frame, look: Look, before: Look | None) -> Look:
        """Look at the upper body alone, if that is closer."""
        pose = look.pose
        region = upper_body_region(pose.keypoints_2d, pose.confidence, look.region)
        if region is None:
            return look
        return _together(look, self._look(frame, region, before, _ALWAYS), UPPER_BODY)

    def _look(
        self, frame: Frame, region: Region, before: Look | None, mirrored_below: float
    ) -> Look:
        """Look at one region; in the mirror, too, if the quality is below `mirrored_below`."""
        size = self._info.input_size
        images = self._narrowed(frame, region)
        maps = self._network(images)
        prior = None
        if before is not None:
            shape, seen = maps.heatmaps.shape[-2:], before.pose
            points = region.to_crop(seen.keypoints_2d, size)[None]
            prior = motion_prior(points, frame.timestamp - seen.timestamp, shape, size)
        decoded = self._read(maps, prior)
        confidence = self._info.confidence(decoded.score)
        if quality(confidence[0]) < mirrored_below:
            decoded = self._read(with_mirror_images(self._network, images, maps), prior)
            # As sure as the surer look: both in doubt for a moment should not end the following.
            confidence = np.maximum(confidence, self._info.confidence(decoded.score))
        (look,) = self._looks(frame, [region], self._as_a_whole(decoded), confidence)
        return look

    def _read(self, maps: Maps, prior: NDArray[np.float32] | None = None) -> Decoded:
        """Decode crops of whoever is followed, if there is a prior, or of people never seen."""
        size = self._info.input_size
        if prior is not None:
            prior = legs_apart(maps.heatmaps, prior, maps.stride(size))
        return decode(maps, size, prior)

    def _as_a_whole(self, decoded: Decoded) -> Decoded:
        """Make one pose in 3D of what was read keypoint by keypoint."""
        if self._second_stage is None:
            return decoded
        points = self._second_stage(evidence(decoded, self._info.input_size))
        return replace(decoded, keypoints_3d=points)

    def _narrowed(self, frame: Frame, region: Region) -> NDArray[np.float32]:
        """Return what is worth looking at of a region, as the network takes it."""
        size = self._info.input_size
        shape = shape_of(region, size) if isinstance(self._network, AnySize) else None
        return to_input([crop(frame.image, region, size, shape)])

    def _looks(
        self,
        frame: Frame,
        regions: list[Region],
        decoded: Decoded,
        confidence: NDArray[np.float64],
    ) -> list[Look]:
        """Return what was read in crops as places in the frame."""
        height, width = frame.image.shape[:2]
        # A crop at the border of the frame is seen aslant, which the network cannot know.
        camera = Pinhole.for_image(width, height)
        middles = np.array([(region.x - camera.cx, region.y - camera.cy) for region in regions])
        turned = decoded.keypoints_3d @ turn_of_crop(middles / camera.focal_px).swapaxes(-2, -1)
        looks = []
        for i, region in enumerate(regions):
            points = region.to_frame(decoded.keypoints_2d[i], self._info.input_size)
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
            looks.append(Look(region, pose))
        return looks


def _together(look: Look, second: Look, keypoints: list[int]) -> Look:
    """Return the first look with its keypoints bettered by the second."""
    a, b = look.pose, second.pose
    places, sure = of_two_looks(
        (a.keypoints_2d, a.confidence), (b.keypoints_2d, b.confidence), keypoints
    )
    return replace(look, pose=replace(a, keypoints_2d=places, confidence=sure))
