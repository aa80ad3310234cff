"""`mocap-app train films`: render people in motion, with the truth of every frame.

A picture says how far off a pose is; only a film says how it trembles and how late it is. Bodies,
clothes, motions and rooms are those of one split. Each film has its own person, webcam, light and
room; the camera stands still and has the lens that the program takes for granted.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from mocap_app.core.camera_model import DEFAULT_VERTICAL_FOV_DEG, Pinhole
from mocap_app.core.errors import DataError, OutputError
from mocap_app.core.paths import atomic_write, data_dir
from mocap_app.core.skeleton import body27
from mocap_app.training.config import parse_settings
from mocap_app.training.motion.clip import FPS, without_heading
from mocap_app.training.motion.gestures import webcam_clip
from mocap_app.training.motion.library import clips, load_clip
from mocap_app.training.synthetic.backgrounds import random_background
from mocap_app.training.synthetic.camera import View, looking_at
from mocap_app.training.synthetic.effects import composed, degrade
from mocap_app.training.synthetic.lighting import random_light
from mocap_app.training.synthetic.renderer import Actor, Scene
from mocap_app.training.synthetic.shards import check_split, seed_of
from mocap_app.training.synthetic.studio import Studio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mocap_app.training.motion.clip import MotionClip
    from mocap_app.training.motion.gestures import Posture
    from mocap_app.training.motion.library import ClipInfo
    from mocap_app.training.motion.selection import Split

FloatArray = NDArray[np.float64]
_POSTURES: tuple[Posture, ...] = ("standing", "exercising", "sitting")
_MADE = 0.3
"""Share of the films whose motion is made up, as people move in front of webcams."""
_ROOM_M = 0.5
"""How far people may walk from the middle; longer ways are shrunk, as on a treadmill."""
_UPPER_BODY = 0.25
_MARGIN = 1.15
_LOWER = ("knee", "ankle", "heel", "toe")
_UPPER = [i for i, name in enumerate(body27().joints) if not name.endswith(_LOWER)]


@dataclass(frozen=True)
class FilmConfig:
    """What to film."""

    count: int = 8
    """Films that the folder shall hold in the end."""
    seconds: float = 6.0
    """Length of each."""
    out: str = "runs/films"
    """Folder of the films, NUMBER.mp4, and of their truth, NUMBER.npz."""
    split: Split = "test"
    """train, validation or test: motions, rooms and bodies of each are its own."""
    seed: int = 0
    size: int = 320
    """Side of the pictures, pixels."""
    data: str = ""
    """Data folder; empty: the default one."""

    @property
    def root(self) -> Path:
        """The data folder."""
        return Path(self.data) if self.data else data_dir()

    def checked(self) -> FilmConfig:
        """Return it if it makes sense.

        Raises:
            DataError: A number is out of range or the split unknown.
        """
        check_split(self.split)
        if self.count < 1 or self.seconds < 1.0 or self.size < 32 or self.seed < 0:
            raise DataError(
                "count must be at least 1, seconds 1, size 32 and seed 0: count=8 seconds=6, say."
            )
        return self


@dataclass(frozen=True, eq=False)
class Film:
    """One film, drawn frame by frame, and what is true in it."""

    frames: Iterator[NDArray[np.uint8]]
    """(S, S, 3) BGR each."""
    points: FloatArray
    """(T, 27, 3) metres, camera frame."""


def main(words: list[str]) -> int:
    """Run the task with key=value words.

    Raises:
        MocapError: A setting is wrong, data is missing, or a file cannot be written.
    """
    config = parse_settings(FilmConfig, words).checked()
    folder = Path(config.out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"Cannot write {folder}: {error.strerror or error}.") from error
    missing = [i for i in range(config.count) if not (folder / f"{i:03d}.npz").is_file()]
    if missing:
        crew = Crew(config)
        for number in tqdm(missing, unit="film", desc=f"rendering into {folder}"):
            write_film(folder / f"{number:03d}", crew.shoot(number), config.size)
        crew.close()
    return 0


def write_film(path: Path, film: Film, size: int) -> None:
    """Write a film and its truth; the truth, written last, says that both are complete.

    Raises:
        OutputError: A file cannot be written.
    """
    video = path.with_suffix(".mp4")
    writer = cv2.VideoWriter(str(video), cv2.VideoWriter.fourcc(*"mp4v"), FPS, (size, size))
    if not writer.isOpened():
        raise OutputError(f"Cannot write {video}: this OpenCV cannot, or the folder is read-only.")
    for frame in film.frames:
        writer.write(frame)
    writer.release()
    with atomic_write(path.with_suffix(".npz")) as temporary, temporary.open("wb") as file:
        np.savez_compressed(file, points=film.points.astype(np.float32))


class Crew:
    """Makes the films of one configuration; used by the thread that made it."""

    def __init__(self, config: FilmConfig) -> None:
        """Load the data and open OpenGL.

        Raises:
            DataError: Data is missing or damaged, or there is no OpenGL.
        """
        self._config = config
        self._recorded = [info for info in clips(config.root) if info.split == config.split]
        self._studio = Studio(config.root, config.size, held_out_rooms=config.split != "train")

    def close(self) -> None:
        """Give OpenGL's memory back."""
        self._studio.close()

    def shoot(self, number: int) -> Film:
        """Return the film of a number; the same for the same configuration."""
        config, studio = self._config, self._studio
        seed = seed_of(config, number)
        rng = np.random.default_rng([seed, 3])
        person = studio.crowd.person(seed)
        clip = _motion(self._recorded, config.seconds, rng)
        transforms = person.shaped.pose(
            clip.rotations.astype(np.float64), _in_the_room(clip.root_for(person.shaped))
        )
        keypoints = person.shaped.landmarks(transforms)
        view = film_view(keypoints, config.size, rng)
        light = random_light(studio.environments, keypoints[0, 0], rng)
        background = random_background(studio.rooms, view, light, rng)
        middle = (keypoints.min(axis=(0, 1)) + keypoints.max(axis=(0, 1))) / 2
        radius = float(np.linalg.norm(keypoints - middle, axis=-1).max()) + 0.25
        looks, grain = int(rng.integers(2**32)), rng.uniform(1.0, 6.0)

        def frames() -> Iterator[NDArray[np.uint8]]:
            for pose in transforms:
                scene = Scene([Actor(person.drawable, pose, 1)], view, light, middle, radius, 0.0)
                # The same lens and stream in every frame, but fresh noise of the sensor.
                same = np.random.default_rng(looks)
                picture = degrade(
                    composed(studio.renderer.draw(scene).colour, background, same), same
                )
                noise = rng.standard_normal(picture.shape, np.float32) * grain
                yield np.clip(picture + noise, 0, 255).astype(np.uint8)

        return Film(frames(), view.to_camera(keypoints))


def _motion(recorded: list[ClipInfo], seconds: float, rng: np.random.Generator) -> MotionClip:
    """Return a part of a recorded clip, or a made-up one, facing +Z at first."""
    count = round(seconds * FPS)
    whole = None
    if rng.random() >= _MADE:
        for row in rng.permutation(len(recorded)):
            clip = load_clip(recorded[row])
            if len(clip) >= count:
                whole = clip
                break
    if whole is None:
        posture = _POSTURES[rng.integers(len(_POSTURES))]
        whole = webcam_clip(rng, posture, seconds + 1.0)
    start = int(rng.integers(len(whole) - count + 1))
    return without_heading(whole.part(start, start + count))


def _in_the_room(root: FloatArray) -> FloatArray:
    """Return a (T, 3) way of the root, shrunk over the floor where it is too long."""
    flat = (root - root.mean(axis=0)) * np.array([1.0, 0.0, 1.0])
    reach = float(np.linalg.norm(flat, axis=1).max())
    up = root * np.array([0.0, 1.0, 0.0])
    return np.asarray(up + flat * min(1.0, _ROOM_M / max(reach, 1e-6)))


def film_view(keypoints: FloatArray, size: int, rng: np.random.Generator) -> View:
    """Return a webcam that sees (T, 27, 3) keypoints, or their upper bodies, all the time."""
    wanted = keypoints[:, _UPPER] if rng.random() < _UPPER_BODY else keypoints
    frontal = rng.random() < 0.6
    azimuth = np.radians(rng.normal(0, 35)) if frontal else rng.uniform(-np.pi, np.pi)
    pitch = np.radians(np.clip(rng.normal(4, 9), -15, 35))
    towards = np.array(
        [np.sin(azimuth) * np.cos(pitch), np.sin(pitch), np.cos(azimuth) * np.cos(pitch)]
    )
    middle = (wanted.min(axis=(0, 1)) + wanted.max(axis=(0, 1))) / 2
    focal = size / 2 / np.tan(np.radians(DEFAULT_VERTICAL_FOV_DEG) / 2)
    centre = (size - 1) / 2
    pinhole = Pinhole(float(focal), centre, centre)
    limit = size / 2 / _MARGIN / rng.uniform(1.0, 1.3)
    distance = 0.6
    while True:
        position = middle + distance * towards
        view = View(looking_at(position, middle, 0.0), position, pinhole, size, size)
        inside = np.abs(pinhole.project(view.to_camera(wanted)) - centre) < limit
        nearest = view.to_camera(keypoints)[..., 2].min()
        if distance > 12.0 or (inside.all() and nearest > 0.3):  # False for NaN: behind the lens
            return view
        distance += 0.1
