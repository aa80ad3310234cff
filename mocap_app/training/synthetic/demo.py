"""`mocap-app train demo`: render a short film of one person moving in a room of boxes.

It shows nothing but free material (body, clothes and light are CC0, the motion may be used and
passed on in films), so it can be part of the application.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from mocap_app.core.camera_model import Pinhole
from mocap_app.core.errors import DataError, OutputError
from mocap_app.core.paths import atomic_write, data_dir
from mocap_app.training.config import parse_settings
from mocap_app.training.motion.clip import without_heading
from mocap_app.training.motion.library import clips, load_clip
from mocap_app.training.synthetic.camera import View, looking_at
from mocap_app.training.synthetic.demo_room import living_room
from mocap_app.training.synthetic.lighting import random_light
from mocap_app.training.synthetic.renderer import IDENTITY_BONE, Actor, Scene
from mocap_app.training.synthetic.studio import Studio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mocap_app.training.body.body import ShapedBody
    from mocap_app.training.motion.clip import MotionClip
    from mocap_app.training.synthetic.drawable import Drawable

FloatArray = NDArray[np.float64]
_MARGIN = 1.2
"""How much larger than the motion the frame is."""


@dataclass(frozen=True)
class DemoConfig:
    """What to film."""

    out: str = "demo.mp4"
    """Where to; .mp4 or .avi."""
    clip: str = "cmu_new2 dance_8ce818"
    """Name of a clip of the motion library."""
    start: float = 4.0
    """Seconds into the clip."""
    seconds: float = 10.0
    turn: float = 0.0
    """Degrees by which the person is turned away from the camera at first."""
    width: int = 640
    height: int = 360
    fps: int = 30
    person: int = 207
    """Seed of body and clothes."""
    light: int = 13
    """Seed of the light."""
    data: str = ""
    """Data folder; empty: the default one."""


def main(words: list[str]) -> int:
    """Run the task with key=value words.

    Raises:
        MocapError: A setting is wrong, data is missing, or the file cannot be written.
    """
    config = parse_settings(DemoConfig, words)
    if config.seconds <= 0 or config.fps < 1 or min(config.width, config.height) < 32:
        raise DataError("seconds and fps must be positive, width and height at least 32.")
    path = Path(config.out)
    if path.suffix not in {".mp4", ".avi"}:
        raise OutputError(f"Cannot write {path}: name it .mp4 or .avi.")
    write_film(path, config)
    return 0


def write_film(path: Path, config: DemoConfig) -> None:
    """Render a film.

    Raises:
        DataError: Data or the clip is missing, or there is no OpenGL.
        OutputError: The file cannot be written.
    """
    root = Path(config.data) if config.data else data_dir()
    clip = _clip(config, root)
    studio = Studio(root, max(config.width, config.height), photographs=False)
    n_frames = round(config.seconds * config.fps)
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / f"film{path.suffix}"
        codec = cv2.VideoWriter.fourcc(*("mp4v" if path.suffix == ".mp4" else "MJPG"))
        writer = cv2.VideoWriter(str(film), codec, config.fps, (config.width, config.height))
        if not writer.isOpened():
            raise OutputError(f"This OpenCV cannot write {path.suffix} films.")
        for frame in tqdm(_frames(studio, clip, config), total=n_frames, unit="frame"):
            writer.write(frame)
        writer.release()
        with atomic_write(path) as temporary:
            temporary.write_bytes(film.read_bytes())
    studio.close()


def _clip(config: DemoConfig, root: Path) -> MotionClip:
    info = next((info for info in clips(root) if info.name == config.clip), None)
    if info is None:
        raise DataError(f"The motion library has no clip {config.clip!r}.")
    whole = load_clip(info)
    times = config.start + np.arange(round(config.seconds * config.fps)) / config.fps
    if times[-1] > whole.seconds:
        raise DataError(f"The clip {config.clip!r} has only {whole.seconds:.1f} seconds.")
    return without_heading(whole.sampled(times))


def _frames(studio: Studio, clip: MotionClip, config: DemoConfig) -> Iterator[NDArray[np.uint8]]:
    person = studio.crowd.person(config.person)
    transforms, keypoints = _posed(clip, person.shaped, np.radians(config.turn))
    low, high = keypoints.min(axis=(0, 1)), keypoints.max(axis=(0, 1))
    middle = (low + high) / 2
    transforms[..., :, 3] -= middle * [1.0, 0.0, 1.0]
    keypoints -= middle * [1.0, 0.0, 1.0]
    middle[[0, 2]] = 0.0
    view = _view(keypoints, middle, config)
    rng = np.random.default_rng(config.light)
    light = random_light(studio.environments, middle, rng)
    room = living_room()
    radius = float(np.linalg.norm(high - low)) / 2 + 0.4
    top = (studio.size - config.height) // 2
    left = (studio.size - config.width) // 2
    for pose in transforms:
        actors = _actors(person.drawable, pose, room)
        scene = Scene(actors, view, light, middle, radius)
        picture = studio.renderer.draw(scene).colour[..., :3]
        yield np.ascontiguousarray(picture[top : top + config.height, left : left + config.width])


def _actors(person: Drawable, pose: FloatArray, room: Drawable) -> list[Actor]:
    return [Actor(person, pose, 1), Actor(room, IDENTITY_BONE, 0, casts_shadow=False)]


def _posed(clip: MotionClip, person: ShapedBody, turn: float) -> tuple[FloatArray, FloatArray]:
    """Return transforms (T, B, 3, 4) and keypoints (T, 27, 3), turned about the vertical."""
    transforms = person.pose(clip.rotations.astype(np.float64), clip.root_for(person))
    cos, sin = np.cos(turn), np.sin(turn)
    turned = np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]]) @ transforms
    return turned, person.landmarks(turned)


def _view(keypoints: FloatArray, middle: FloatArray, config: DemoConfig) -> View:
    """Return a webcam in front that sees the whole motion."""
    side = max(config.width, config.height)
    focal = config.height / 2 / np.tan(np.radians(54.0) / 2)
    centre = (side - 1) / 2
    pinhole = Pinhole(float(focal), centre, centre)
    limits = np.array([config.width, config.height]) / 2 / _MARGIN
    distance = 1.0
    while distance < 12.0:
        position = middle + np.array([0.0, 0.25, distance])
        view = View(looking_at(position, middle, 0.0), position, pinhole, side, config.height)
        pixels = pinhole.project(view.to_camera(keypoints)) - centre
        if (np.abs(pixels) < limits).all():  # False for NaN: behind the camera
            break
        distance += 0.1
    return view
