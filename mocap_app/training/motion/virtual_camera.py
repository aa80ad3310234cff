"""A camera that sees a known motion, and how well the network behind it sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.camera_model import DEFAULT_VERTICAL_FOV_DEG, Pinhole
from mocap_app.core.rotation import from_axis_angle, inverse, multiply, to_matrix
from mocap_app.core.types import PoseEstimate

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray

SIZE = (640, 480)
"""Width and height of its picture, pixels."""
_LASTING, _NEW = 0.8, 0.6  # A network's errors last for some frames.


@dataclass(frozen=True)
class VirtualCamera:
    """A webcam in front of the world's origin, which looks at it."""

    distance: float = 4.0
    """Metres from the world's origin."""
    height: float = 1.1
    """Metres of the lens above the floor."""
    pitch: float = 0.0
    """Degrees downwards."""
    roll: float = 0.0
    """Degrees clockwise."""
    fov: float = DEFAULT_VERTICAL_FOV_DEG
    """Degrees from the top edge of the picture to the bottom edge."""
    pixels: float = 0.0
    """Standard deviation of the noise in 2D."""
    metres: float = 0.0
    """Standard deviation of the noise in 3D."""
    seed: int = 0

    @property
    def to_camera(self) -> FloatArray:
        """(3, 3) from world axes to camera axes."""
        level = np.diag([1.0, -1.0, -1.0])
        roll = from_axis_angle([0.0, 0.0, 1.0], np.radians(self.roll))
        pitch = from_axis_angle([1.0, 0.0, 0.0], np.radians(-self.pitch))
        turned: FloatArray = to_matrix(inverse(multiply(roll, pitch))) @ level
        return turned

    def see(self, times: FloatArray, world: FloatArray) -> list[PoseEstimate]:
        """Return one estimate a frame, as a network with just this noise would give.

        Args:
            times: (T,) seconds.
            world: (T, 27, 3) keypoints, metres.
        """
        rng = np.random.default_rng(self.seed)
        points = (world - np.array([0.0, self.height, self.distance])) @ self.to_camera.T
        pixels = Pinhole.for_image(*SIZE, self.fov).project(points)
        pixels += rng.normal(0.0, self.pixels, pixels.shape)
        noise = rng.normal(0.0, self.metres, points.shape)
        for i in range(1, len(noise)):
            noise[i] = _LASTING * noise[i - 1] + _NEW * noise[i]
        around = points - points[:, :1] + noise - noise[:, :1]
        return [
            PoseEstimate(
                timestamp=float(time),
                frame_index=row,
                image_size=SIZE,
                keypoints_2d=pixels[row],
                confidence=np.full(points.shape[1], 0.9),
                keypoints_3d=around[row],
                tracked=True,
            )
            for row, time in enumerate(times)
        ]
