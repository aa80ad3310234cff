"""The motion library: every clip of the data folder, on the body's rig at 30 frames a second.

`clips()` lists them, `load_clip(info)` gives one; it is read and retargeted once and then lies in
the cache folder. `split_of` says what a clip is for; by performer, so that nobody who is tested on
was trained on.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from mocap_app.core.errors import DataError
from mocap_app.core.paths import atomic_write
from mocap_app.training.archives import unpacked
from mocap_app.training.body.body import Body
from mocap_app.training.body.rig import BONES
from mocap_app.training.body.shape import Shape
from mocap_app.training.motion.amc import read_amc_motion
from mocap_app.training.motion.bvh import read_bvh_motion
from mocap_app.training.motion.clip import FPS, MotionClip, Stature
from mocap_app.training.motion.families import family_of
from mocap_app.training.motion.gltf import animation_names, read_gltf_motion
from mocap_app.training.motion.retarget import retarget
from mocap_app.training.motion.selection import DROPPED, FROM_FRAME, Split, split_of_subject

if TYPE_CHECKING:
    from pathlib import Path

    from mocap_app.training.body.body import ShapedBody
    from mocap_app.training.motion.source import SourceMotion

ARCHIVE = "mocap.tar.xz"
Source = Literal["animated_drawings", "cmu_amc", "cmu_bvh", "mesh2motion", "react_idle"]
# Raised when retargeting changes, so that old caches are not read.
_CACHE_VERSION = 4
# Clips at nearly 30 frames a second (29.97) keep their frames.
_RATE_TOLERANCE = 0.02
# Keypoints this far above the floor rest on it: heels and toes, knuckles, knees, elbows, pelvis.
_THICKNESS = {
    **dict.fromkeys((23, 24, 25, 26), 0.016),
    **dict.fromkeys((19, 20, 21, 22), 0.01),
    **dict.fromkeys((2, 5, 12, 15), 0.05),
    0: 0.1,
}
_CONTACT_PERCENTILE = 3.0
_JUMP = 20.0
"""Metres a second that nothing on a body moves at."""
# Bones that clips move; the others are at rest and not stored.
_MOVED = tuple(row for row, bone in enumerate(BONES) if not bone.startswith("finger"))


@dataclass(frozen=True)
class ClipInfo:
    """One recording."""

    source: Source
    subject: str
    """Who performs: "cmu 7", "react 003"; each animation by hand is a subject of its own."""
    name: str
    """Unique in the library."""
    path: Path
    animation: str = ""
    """In a file with several."""

    @property
    def split(self) -> Split:
        """What the clip is for: "train", "validation" or "test"."""
        return split_of_subject(self.subject)


def clips(root: Path | None = None) -> list[ClipInfo]:
    """Return all clips that are fit for use; `selection` names the others.

    Args:
        root: Data folder; None for the default one.

    Raises:
        DataError: The archive is missing or damaged.
    """
    folder = unpacked(ARCHIVE, root) / "mocap"
    found = [info for path in sorted(folder.rglob("*")) for info in _infos(path)]
    if not found:
        raise DataError(f"There are no motion files in {folder}.")
    return [info for info in found if info.name not in DROPPED]


def load_clip(info: ClipInfo) -> MotionClip:
    """Return a clip, from the cache where it is there.

    Raises:
        DataError: Its file is missing, damaged or of an unknown skeleton.
    """
    folder = info.path.parents[2] / f"clips-{_CACHE_VERSION}"
    cache = folder / f"{re.sub('[^A-Za-z0-9_]+', '-', info.name)}.npz"
    if not cache.is_file():
        folder.mkdir(exist_ok=True)
        clip = _make(info)
        with atomic_write(cache) as temporary, temporary.open("wb") as file:
            np.savez(file, rotations=clip.rotations[:, _MOVED], root=clip.root)
    try:
        with np.load(cache, allow_pickle=False) as stored:
            moved, root = stored["rotations"], stored["root"]
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise DataError(f"The cached motion {cache} is damaged; delete it: {error}.") from error
    rotations = np.zeros((len(root), len(BONES), 4), dtype=np.float32)
    rotations[..., 0] = 1.0
    rotations[:, _MOVED] = moved
    return MotionClip(info.name, rotations, root, Stature.of(reference_person()))


@functools.cache
def reference_person() -> ShapedBody:
    """Return the person whom all clips are made for."""
    return Body.load().shape(Shape())


def _infos(path: Path) -> list[ClipInfo]:
    """Return the clips of one file of the library; skeleton files have none."""
    folder, stem = path.parent.name, path.name
    if path.suffix == ".bvh" and folder == "animated_drawings":
        who, _, rest = stem.partition("__")
        cmu = re.fullmatch(r"(\d+)_\d+.*", rest)
        subject = f"cmu {int(cmu[1])}" if cmu else who
        name = rest.replace(".bvh", "").strip("_")
        return [ClipInfo("animated_drawings", subject, f"{who} {name}", path)]
    if path.suffix == ".bvh" and folder == "cmu_bvh":
        name = path.stem.partition("__")[2]
        return [ClipInfo("cmu_bvh", f"cmu {int(name.split('_')[0])}", f"cmu {name}", path)]
    if path.suffix == ".amc":
        name = path.stem.partition("__")[2]
        return [ClipInfo("cmu_amc", f"cmu {int(name.split('_')[0])}", f"acclaim {name}", path)]
    if path.suffix == ".bvh" and folder == "react_idle":
        name = path.stem.partition("__")[2]
        return [ClipInfo("react_idle", f"react {name.split('_')[0]}", f"react {name}", path)]
    if path.suffix == ".glb":
        return [
            ClipInfo("mesh2motion", f"mesh2motion {name}", f"mesh2motion {name}", path, name)
            for name in animation_names(path)
        ]
    return []


def read_source(info: ClipInfo) -> SourceMotion:
    """Return a clip as its file says it.

    Raises:
        DataError: The file is missing or damaged.
    """
    if info.path.suffix == ".glb":
        return read_gltf_motion(info.path, info.animation, FPS)
    if info.path.suffix == ".amc":
        stem = info.path.stem.rpartition("_")[0]
        return read_amc_motion(info.path.with_name(f"{stem}.asf"), info.path)
    return read_bvh_motion(info.path)


def _make(info: ClipInfo) -> MotionClip:
    source = read_source(info)
    person = reference_person()
    rotations, root = retarget(source, family_of(source), person)
    clip = MotionClip(
        info.name,
        rotations.astype(np.float32),
        root.astype(np.float32),
        Stature.of(person),
        source.fps,
    )
    clip = clip.part(FROM_FRAME.get(info.name, int(_jumps_off(clip, person))), len(root))
    if abs(source.fps / FPS - 1.0) > _RATE_TOLERANCE:
        clip = clip.sampled(np.arange(round(clip.seconds * FPS)) / FPS)
    return on_floor(clip, person)


def _jumps_off(clip: MotionClip, person: ShapedBody) -> bool:
    """Return whether the first frame is a calibration pose, elsewhere than the motion."""
    first = clip.part(0, 2)
    moved = np.diff(person.landmarks(person.pose(first.rotations, first.root)), axis=0)
    return bool(np.linalg.norm(moved, axis=-1).max(initial=0) * clip.fps > _JUMP)


def on_floor(clip: MotionClip, person: ShapedBody) -> MotionClip:
    """Return the clip at 30 frames a second, starting over the origin, standing on y = 0."""
    points = person.landmarks(person.pose(clip.rotations, clip.root))
    lowest = (points[:, list(_THICKNESS), 1] - list(_THICKNESS.values())).min(axis=1)
    floor = float(np.percentile(lowest, _CONTACT_PERCENTILE))
    start = np.array([clip.root[0, 0], floor, clip.root[0, 2]], dtype=np.float32)
    return MotionClip(clip.name, clip.rotations, clip.root - start, clip.stature, FPS)
