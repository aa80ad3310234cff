"""Random cameras as people have them: webcams at desks, on shelves, phones leaning on things."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mocap_app.core.camera_model import Pinhole
from mocap_app.core.rotation import from_rotvec, to_matrix
from mocap_app.core.skeleton import body27

FloatArray = NDArray[np.float64]
_AROUND_BACK_DEG = 110  # A camera behind sees a little of the front at most.
_NEAREST = 0.3  # metres between the lens and the closest keypoint

_JOINTS = {name: index for index, name in enumerate(body27().joints)}
_HEAD = [_JOINTS[name] for name in ("nose", "head_top", "left_ear", "right_ear", "thorax")]
_SHOULDERS = [*_HEAD, _JOINTS["left_shoulder"], _JOINTS["right_shoulder"]]
_UPPER = [*_SHOULDERS, *(_JOINTS[name] for name in (
    "pelvis", "spine", "left_hip", "right_hip", "left_elbow", "right_elbow",
    "left_wrist", "right_wrist"))]  # fmt: skip
_WHOLE = list(range(len(_JOINTS)))


@dataclass(frozen=True, eq=False)
class View:
    """A camera in the world and the square picture it takes."""

    rotation: FloatArray
    """(3, 3) from the world (Y up) to the camera frame (x right, y down, z away)."""
    position: FloatArray
    """(3,) of the lens, metres."""
    pinhole: Pinhole
    """Pixels of the picture; the middle of the first pixel is at (0, 0)."""
    size: int
    """Side of the picture, pixels."""
    frame_side: float
    """Side of the whole camera frame, pixels; above `size` where the picture is a crop of it."""

    def to_camera(self, points: FloatArray) -> FloatArray:
        """Return world points (..., 3) in the camera frame, metres."""
        seen: FloatArray = (points - self.position) @ self.rotation.T
        return seen

    def directions(self, side: int) -> FloatArray:
        """Return (side, side, 3) world directions through the pixels of a smaller picture."""
        steps = (np.arange(side) + 0.5) * self.size / side - 0.5
        x, y = np.meshgrid(steps, steps)
        rays = self.pinhole.unproject(np.stack([x, y], axis=-1), np.ones((side, side)))
        return np.asarray((rays / np.linalg.norm(rays, axis=-1, keepdims=True)) @ self.rotation)

    def clip_matrix(self, near: float = 0.05, far: float = 60.0) -> FloatArray:
        """Return the (4, 4) matrix from the world to OpenGL clip space, row 0 of the picture first.

        The third coordinate before the division is the depth in metres.
        """
        f, size = self.pinhole.focal_px, self.size
        projection = np.array(
            [
                [2 * f / size, 0, 2 * (self.pinhole.cx + 0.5) / size - 1, 0],
                [0, 2 * f / size, 2 * (self.pinhole.cy + 0.5) / size - 1, 0],
                [0, 0, (far + near) / (far - near), -2 * far * near / (far - near)],
                [0, 0, 1, 0],
            ]
        )
        world = np.eye(4)
        world[:3, :3] = self.rotation
        world[:3, 3] = -self.rotation @ self.position
        return np.asarray(projection @ world)


def random_view(
    keypoints: FloatArray,
    facing: float,
    size: int,
    rng: np.random.Generator,
    *,
    behind: bool = False,
) -> View:
    """Place a camera for a person.

    Args:
        keypoints: (27, 3) of the person in the world, metres, Y up.
        facing: Where the person looks, radians about Y from +Z.
        size: Side of the picture, pixels.
        rng: Source of chance.
        behind: The camera sees the back or a side, where most others see the front.
    """
    wanted = [_WHOLE, _UPPER, _SHOULDERS][rng.choice(3, p=[0.74, 0.19, 0.07])]
    points = keypoints[wanted]
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    radius = float(np.linalg.norm(points - middle, axis=1).max()) + 0.06
    fov = np.radians(rng.uniform(35, 75))
    share = rng.uniform(0.45, 1.0)
    distance = max(radius / (share * np.tan(fov / 2)), radius * 0.75 + _NEAREST)
    position = middle + distance * _towards_camera(facing, rng, wanted is _WHOLE, behind)
    if rng.random() < 0.9:  # few cameras look through the floor
        position[1] = max(position[1], keypoints[:, 1].min() + 0.15)
    rotation = looking_at(position, middle, np.radians(rng.normal(0, 4)))
    # People stand aside of the middle of the frame.
    aside = rng.normal(0, 0.16, 2) * np.tan(fov / 2)
    turn = to_matrix(from_rotvec(np.array([aside[1], aside[0], 0.0])))
    rotation = turn @ rotation
    position = _backed_off(keypoints, position, rotation)
    pinhole, frame = _crop(keypoints[wanted], position, rotation, fov, size, rng)
    return View(rotation, position, pinhole, size, frame)


def _towards_camera(
    facing: float, rng: np.random.Generator, whole: bool, behind: bool
) -> FloatArray:
    """Return the unit vector from the person to the camera."""
    kind = rng.random()
    if behind:
        azimuth = facing + np.pi + np.radians(rng.uniform(-_AROUND_BACK_DEG, _AROUND_BACK_DEG))
    elif kind < (0.55 if whole else 0.8):
        azimuth = facing + np.radians(rng.normal(0, 30))
    else:
        azimuth = facing + rng.uniform(-np.pi, np.pi)
    if rng.random() < 0.1:
        elevation = np.radians(rng.uniform(-25, 70))
    else:
        elevation = np.radians(np.clip(rng.normal(6, 12), -20, 45))
    return np.array(
        [
            np.sin(azimuth) * np.cos(elevation),
            np.sin(elevation),
            np.cos(azimuth) * np.cos(elevation),
        ]
    )


def looking_at(position: FloatArray, target: FloatArray, roll: float) -> FloatArray:
    """Return the (3, 3) rotation from the world to a camera that looks at a point."""
    forward = target - position
    forward /= np.linalg.norm(forward)
    right = np.cross(forward, [0.0, 1.0, 0.0])
    right /= max(float(np.linalg.norm(right)), 1e-9)
    down = np.cross(forward, right)
    upright = np.stack([right, down, forward])
    return np.asarray(to_matrix(from_rotvec(np.array([0.0, 0.0, roll]))) @ upright)


def _backed_off(keypoints: FloatArray, position: FloatArray, rotation: FloatArray) -> FloatArray:
    """Return the position moved back until every keypoint is in front of the lens."""
    nearest = float(((keypoints - position) @ rotation[2]).min())
    return np.asarray(position - max(_NEAREST - nearest, 0.0) * rotation[2])


def _crop(
    points: FloatArray,
    position: FloatArray,
    rotation: FloatArray,
    fov: float,
    size: int,
    rng: np.random.Generator,
) -> tuple[Pinhole, float]:
    """Return the pinhole of the whole frame, or of a crop about the person, and its frame side."""
    seen = (points - position) @ rotation.T
    flat = seen[:, :2] / seen[:, 2:]
    low, high = flat.min(axis=0), flat.max(axis=0)
    frame = 2 * np.tan(fov / 2)
    if rng.random() < 0.3:
        centre, side = np.zeros(2), frame
    else:
        extent = float((high - low).max())
        side = extent * np.exp(rng.uniform(np.log(1.15), np.log(2.1)))
        centre = (low + high) / 2 + rng.normal(0, 0.07, 2) * extent
    focal = size / side
    cx, cy = (size - 1) / 2 - focal * centre
    return Pinhole(focal, float(cx), float(cy)), float(frame * focal)
