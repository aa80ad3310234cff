"""The built-in demo: a person who moves, drawn picture by picture, for those without a camera."""

from __future__ import annotations

import math

import numpy as np

from mocap_app.capture.figure import draw_person, draw_room, draw_shadow
from mocap_app.capture.source import FrameSource
from mocap_app.core.demo_motion import (
    CAMERA_HEIGHT_M,
    PERIOD_S,
    VERTICAL_FOV_DEG,
    DemoPose,
    body_to_camera,
    demo_pose,
    project,
)
from mocap_app.core.types import Frame, Image

WALL_BEHIND_M = 0.9
"""Distance from where the person stands to the wall."""


def focal_length(height: int) -> float:
    """Return the focal length of the demo's camera in pixels, for pictures `height` high."""
    return 0.5 * height / math.tan(math.radians(VERTICAL_FOV_DEG / 2))


def draw_pose(room: Image, pose: DemoPose) -> Image:
    """Return a copy of the (H, W, 3) room with the person of `pose` in it."""
    image = room.copy()
    height, width = image.shape[:2]
    focal = focal_length(height)
    camera = pose.keypoints_3d + pose.root
    soles = camera[[23, 24, 25, 26]].copy()
    soles[:, 1] = CAMERA_HEIGHT_M
    draw_shadow(image, project(soles, (width, height)), focal / float(pose.root[2]))
    draw_person(image, pose.keypoints_2d, camera, focal)
    return image


class DemoSource(FrameSource):
    """One round of the demo; the timestamp of a frame is what `demo_pose` takes.

    Args:
        width: Pixels.
        height: Pixels.
        rate: Frames per second.
    """

    def __init__(self, width: int = 640, height: int = 480, rate: int = 30) -> None:
        self.width = width
        self.height = height
        self.rate = rate
        self.name = "Demo"
        self.fps = float(rate)
        self.frame_count = round(PERIOD_S * rate)
        self._room: Image | None = None
        self._next = 0

    def open(self) -> None:
        """Paint the room."""
        wall_foot = body_to_camera(np.array([0.0, 0.0, -WALL_BEHIND_M]))
        horizon = round(project(wall_foot, (self.width, self.height))[1])
        self._room = draw_room(self.width, self.height, horizon)
        self._next = 0

    def read(self) -> Frame | None:
        """Return the next picture; None after one round."""
        if self._room is None:
            raise RuntimeError("open() the source before reading it")
        if self._next >= round(PERIOD_S * self.rate):
            return None
        index = self._next
        self._next += 1
        timestamp = index / self.rate
        pose = demo_pose(timestamp, (self.width, self.height))
        return Frame(draw_pose(self._room, pose), timestamp, index)

    def close(self) -> None:
        """Forget the room."""
        self._room = None
