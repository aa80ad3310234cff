"""`mocap-app train human36m-lifter`: VideoPose3D's protocol on Human3.6M, for who has the files.

Reads `data_3d_h36m.npz` and `data_2d_h36m_*.npz` as VideoPose3D's preparation scripts write them.
Subjects 9 and 11, every frame of every camera; seventeen joints, root-relative, camera frame;
Protocols 1, 2, 3 and MPJVE. Neither file holds the cameras; they are recovered from the exact 2D
keypoints and the 3D ones by a direct linear transform.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.linalg import rq

from mocap_app.core.errors import DataError
from mocap_app.core.skeleton import N_KEYPOINTS
from mocap_app.inference.lift_track import lift_track
from mocap_app.networks.lifter_config import LIVE_RATE_HZ
from mocap_app.training.config import parse_settings
from mocap_app.training.lifting.report import open_lifter
from mocap_app.training.metrics import mpjpe, mpjve, n_mpjpe, p_mpjpe
from mocap_app.training.plain_objects import read_object

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.inference.lift_track import LiftNetwork
    from mocap_app.networks.lifter_config import LifterConfig

    Array = NDArray[np.float64]

RATE_HZ = 50.0
"""Of both files."""
N_JOINTS = 17
TEST_SUBJECTS = ("S9", "S11")


@dataclass(frozen=True)
class Human36mEvaluation:
    """What is measured."""

    lifter: str = "lifter_refine"
    """Name of a shipped lifter, or folder of a training run."""
    poses: str = "data_3d_h36m.npz"
    """3D file in VideoPose3D's layout: `positions_3d`, world frame, 32 or 17 joints."""
    detections: str = "data_2d_h36m_gt.npz"
    """2D file in VideoPose3D's layout: `positions_2d`, pixels by subject, action and camera."""
    exact: str = "data_2d_h36m_gt.npz"
    """2D file of the true keypoints, from which the cameras are recovered."""
    subjects: str = ",".join(TEST_SUBJECTS)


# Human3.6M's 32 joints that VideoPose3D keeps.
_KEPT = (0, 1, 2, 3, 6, 7, 8, 12, 13, 14, 15, 17, 18, 19, 25, 26, 27)


@dataclass(frozen=True)
class Camera:
    """What maps world points to pixels."""

    rotation: Array
    """(3, 3) from the world to the camera frame (x right, y down, z away)."""
    position: Array
    """(3,) metres, world."""
    lens: Array
    """(3, 3) from rays to pixels."""

    def see(self, points: Array) -> Array:
        """Turn (..., 3) world points into the camera frame."""
        turned: Array = (points - self.position) @ self.rotation.T
        return turned

    def rays(self, pixels: Array) -> Array:
        """Turn (..., 2) pixels into x/z, y/z."""
        back = np.linalg.inv(self.lens)
        rays: Array = pixels @ back[:2, :2].T + back[:2, 2]
        return rays


def recover_camera(points: Array, pixels: Array) -> Camera:
    """Return the camera that sees (N, 3) world points at (N, 2) pixels.

    The direct linear transform, with both sides normalised (Hartley and Zisserman, section 7.1).

    Raises:
        DataError: The points lie in a plane or do not fit any camera.
    """
    x, to_x = _normalised(points)
    u, to_u = _normalised(pixels)
    ones = np.ones((len(x), 1))
    rows = np.concatenate([x, ones], axis=1)
    zero = np.zeros_like(rows)
    system = np.concatenate(
        [
            np.concatenate([rows, zero, -u[:, :1] * rows], axis=1),
            np.concatenate([zero, rows, -u[:, 1:] * rows], axis=1),
        ]
    )
    _, sizes, basis = np.linalg.svd(system.T @ system)
    if sizes[-2] < 1e-9 * sizes[0]:
        raise DataError("The cameras cannot be recovered: all joints lie in one plane.")
    matrix = np.linalg.inv(to_u) @ basis[-1].reshape(3, 4) @ to_x
    lens, rotation = rq(matrix[:, :3])
    signs = np.diag(np.sign(np.diag(lens)))
    lens, rotation = lens @ signs, signs @ rotation
    if np.linalg.det(rotation) < 0:
        rotation = -rotation
    position = -np.linalg.solve(matrix[:, :3], matrix[:, 3])
    return Camera(rotation, position, lens / lens[2, 2])


def _normalised(values: Array) -> tuple[Array, Array]:
    """Return centred values of unit spread, and the homogeneous matrix that makes them."""
    middle, spread = values.mean(axis=0), float(values.std()) or 1.0
    n = values.shape[1]
    matrix = np.eye(n + 1) / spread
    matrix[:n, n] = -middle / spread
    matrix[n, n] = 1.0
    return (values - middle) / spread, matrix


def evaluate(config: Human36mEvaluation) -> dict[str, float]:
    """Return the mean errors in millimetres.

    Raises:
        DataError: A file is missing or not of the layout.
        ModelError: The lifter is damaged.
    """
    network, shape = open_lifter(config.lifter)[:2]
    poses = _read(Path(config.poses), "positions_3d")
    seen = _read(Path(config.detections), "positions_2d")
    exact = _read(Path(config.exact), "positions_2d")
    rows: list[tuple[float, ...]] = []
    weights: list[int] = []
    for subject in config.subjects.split(","):
        if not all(subject in file for file in (poses, seen, exact)):
            raise DataError(f"The files do not all have a subject {subject!r}.")
        for action, world in poses[subject].items():
            views = seen[subject].get(action, [])
            for pixels, there in zip(views, exact[subject].get(action, []), strict=False):
                points, true_pixels = _checked(world, there)
                some = slice(None, None, max(1, points.size // 15000))
                camera = recover_camera(
                    points.reshape(-1, 3)[some], true_pixels.reshape(-1, 2)[some]
                )
                row, count = _errors(network, shape, _checked(world, pixels), camera)
                rows.append(row)
                weights.append(count)
    if not rows:
        raise DataError("No action of these subjects is in all files.")
    mean = 1000.0 * np.average(np.array(rows), axis=0, weights=weights)
    names = ("mpjpe", "p_mpjpe", "n_mpjpe", "mpjve")
    return {name: round(float(value), 2) for name, value in zip(names, mean, strict=True)}


def _checked(world: Any, pixels: Any) -> tuple[Array, Array]:
    """Return (T, 17, 3) and (T, 17, 2) of the same length.

    Raises:
        DataError: They are of another joint set.
    """
    world, pixels = (np.asarray(part, dtype=np.float64) for part in (world, pixels))
    if world.ndim == 3 and world.shape[1] == 32:
        world = world[:, list(_KEPT)]
    frames = min(len(world), len(pixels))
    if world.shape[1:] != (N_JOINTS, 3) or pixels.shape[1:] != (N_JOINTS, 2) or frames < 2:
        raise DataError(
            f"Expected (T, 17, 3) poses and (T, 17, 2) keypoints, found {world.shape} and "
            f"{pixels.shape}: these are files of another joint set or layout."
        )
    return world[:frames], pixels[:frames]


def _errors(
    network: LiftNetwork, shape: LifterConfig, data: tuple[Array, Array], camera: Camera
) -> tuple[tuple[float, ...], int]:
    """Return the errors on one video and its number of frames."""
    world, pixels = data
    frames = len(world)
    truth = camera.see(world)
    truth = truth - truth[:, :1]
    rays = np.zeros((frames, N_KEYPOINTS, 2))
    rays[:, :N_JOINTS] = camera.rays(pixels)
    confidence = np.zeros((frames, N_KEYPOINTS))
    confidence[:, :N_JOINTS] = 1.0
    # The lifters work at their own rate; the answers are read at the file's times.
    times = np.arange(frames) / RATE_HZ
    even = np.arange(int(times[-1] * LIVE_RATE_HZ) + 1) / LIVE_RATE_HZ
    lifted = lift_track(network, shape, _at(rays, times, even), _at(confidence, times, even))
    predicted = _at(lifted[:, :N_JOINTS], even, times)
    return (
        float(mpjpe(predicted, truth).mean()),
        float(p_mpjpe(predicted, truth).mean()),
        float(n_mpjpe(predicted, truth).mean()),
        mpjve(predicted, truth),
    ), frames


def _at(values: Array, times: Array, wanted: Array) -> Array:
    """Read (T, ...) values at other times on straight lines."""
    flat = values.reshape(len(values), -1)
    read = np.stack([np.interp(wanted, times, column) for column in flat.T], axis=1)
    return read.reshape(len(wanted), *values.shape[1:])


def _read(path: Path, key: str) -> dict[str, Any]:
    if not path.is_file():
        raise DataError(
            f"There is no file {path}. Human3.6M is given out by its makers; VideoPose3D's "
            "preparation scripts make this file of it."
        )
    try:
        content: dict[str, Any] = read_object(path, key)
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"The file {path} is not in VideoPose3D's layout: {error!r}.") from error
    return content


def main(words: list[str]) -> int:
    """Run the verb with key=value words."""
    errors = evaluate(parse_settings(Human36mEvaluation, words))
    print("  ".join(f"{name} {value:.1f} mm" for name, value in errors.items()))
    return 0
