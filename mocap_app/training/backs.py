"""Backs out of fronts: real people who face the camera, with painted hair over their faces.

Photographs of standing people show them from the front; rendered people are seen from behind, but
their hair and clothes are not as in photographs. Seen from far away, somebody's back has the
outline of the front, with left and right, near and far exchanged, and hair where the face was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from mocap_app.core.skeleton import body27
from mocap_app.training.datasets.people import torso_length
from mocap_app.training.datasets.sample import Sample
from mocap_app.training.synthetic.palette import dyed_hair_colour, hair_colour

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray

_MIRROR = list(body27().mirror)
_HEAD_TOP, _THORAX = (body27().index(name) for name in ("head_top", "thorax"))
_SHOULDERS = [body27().index(f"{side}_shoulder") for side in ("left", "right")]
_ANKLES = [body27().index(f"{side}_ankle") for side in ("left", "right")]
_TELLS = [
    body27().index(name) for name in ("nose", "left_toe", "right_toe", "left_heel", "right_heel")
]
"""Keypoints that lie elsewhere in the picture of a back."""
_SETS = ("ccp", "exercise", "clips")
_ACROSS = 0.45
"""Torso lengths between the shoulders of who faces the camera, at least."""
_UPRIGHT = 0.9
"""Cosine of the head's tilt, at least."""
_DEEPEST_M = 0.4
"""How far in front of the pelvis or behind it keypoints lie at most: bent knees look otherwise."""
_GUESSED = 0.2
"""Weight of 2D labels that lie elsewhere in the picture of a back."""


@dataclass(frozen=True, eq=False)
class Hair:
    """Hair seen from behind; lengths in those of the torso, sRGB 0 to 1."""

    end: float
    """How far below the crown it ends: 0.5 at the nape, 1.4 at the waist."""
    width: float
    """Of the head with its hair, half."""
    flare: float
    """Of the width at the end in that of the head."""
    crown: FloatArray
    """(3,) colour."""
    tips: FloatArray
    """(3,) colour."""
    contrast: float
    """Between strands, share of the brightness."""
    wave: float
    """How far strands go to the sides."""


def fronts(people: Callable[[str], Sequence[Sample]]) -> list[Sample]:
    """Return who faces the camera; `people` gives the pictures of a set by its name."""
    return [one for name in _SETS for one in people(name) if faces_camera(one)]


def faces_camera(sample: Sample) -> bool:
    """Return whether an upright person faces the camera, by labels that are to be believed.

    Who reaches far forward does not: the outline of that is another one from behind.
    """
    torso = float(torso_length(sample.keypoints_2d))
    if torso <= 0 or sample.weight_2d[[*_SHOULDERS, _HEAD_TOP, _THORAX]].min() < 0.5:
        return False
    left, right = (sample.keypoints_2d[joint] for joint in _SHOULDERS)
    up = sample.keypoints_2d[_THORAX] - sample.keypoints_2d[_HEAD_TOP]
    upright = up[1] > _UPRIGHT * np.linalg.norm(up)
    flat = np.abs(sample.keypoints_3d[:, 2]).max() < _DEEPEST_M
    return bool(flat and upright and left[0] - right[0] > _ACROSS * torso)


def random_hair(rng: np.random.Generator) -> Hair:
    """Draw hair: long more often than short, which is right anyway."""
    crown = hair_colour(rng, african=float(rng.random()), age=float(rng.random()))
    long = rng.random() < 0.8
    return Hair(
        end=rng.uniform(0.55, 1.4) if long else rng.uniform(0.44, 0.52),
        width=rng.uniform(0.19, 0.26) if long else rng.uniform(0.17, 0.21),
        flare=rng.uniform(0.7, 1.6) if long else rng.uniform(0.5, 0.9),
        crown=crown,
        tips=dyed_hair_colour(rng) if long and rng.random() < 0.35 else crown,
        contrast=rng.uniform(0.05, 0.4),
        wave=rng.uniform(0.0, 0.05) if long else 0.0,
    )


def seen_from_behind(sample: Sample, rng: np.random.Generator) -> Sample:
    """Return somebody who faces the camera as if seen from behind.

    Feet betray the front: half of the pictures end above them.
    """
    image = _painted(sample, random_hair(rng), rng)
    points, weight = sample.keypoints_2d[_MIRROR], sample.weight_2d[_MIRROR].copy()
    weight[_TELLS] *= _GUESSED
    height = len(image)
    if rng.random() < 0.5:
        torso = float(torso_length(points))
        border = round(float(points[_ANKLES, 1].min()) - rng.uniform(0.1, 0.8) * torso)
        image = image[: min(max(border, height // 2), height)]
        weight[points[:, 1] >= len(image)] *= _GUESSED
    away = np.array([1.0, 1.0, -1.0], np.float32)
    spatial = sample.keypoints_3d[_MIRROR] * away
    return Sample(sample.name, image, points, weight, spatial, sample.weight_3d[_MIRROR])


def _painted(sample: Sample, hair: Hair, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return the picture with hair over the head, and as far down as it is long."""
    picture = sample.image
    height, width = picture.shape[:2]
    crown, thorax = (sample.keypoints_2d[joint].astype(float) for joint in (_HEAD_TOP, _THORAX))
    torso = float(torso_length(sample.keypoints_2d))
    down = (thorax - crown) / np.linalg.norm(thorax - crown)
    offset = (np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=-1) - crown) / torso
    along = offset @ down + 0.03
    aside = offset @ np.array([down[1], -down[0]])
    phase = rng.uniform(0, 6.3)
    aside = aside + hair.wave * np.minimum(along, 0.5) * np.sin(2 * np.pi * along / 0.3 + phase)
    strands = _noise(rng, (height, width), (0.015 * torso, 0.12 * torso))
    ragged = 0.08 * hair.end * _noise(rng, (height, width), (0.03 * torso, 0.3 * torso))
    half = _half_width(along, hair)
    inside = np.minimum(half - np.abs(aside), hair.end + ragged - along)
    share = np.clip(0.5 + inside * torso / 2, 0.0, 1.0)[..., None]
    fade = np.clip((along - 0.3) / max(hair.end - 0.3, 0.1), 0.0, 1.0)[..., None]
    colour = hair.crown + (hair.tips - hair.crown) * fade
    rounded = 1.0 - 0.4 * np.square(np.clip(aside / np.maximum(half, 1e-3), -1.0, 1.0))
    light = np.clip(rounded + hair.contrast * strands, 0.1, 2.0)[..., None]
    painted = np.clip(255 * colour[..., ::-1] * light, 0, 255)
    return np.asarray(np.rint(picture + share * (painted - picture)), dtype=np.uint8)


def _half_width(along: FloatArray, hair: Hair) -> FloatArray:
    """Return how far hair goes to the sides, so far below the crown; negative above it."""
    cap = np.sqrt(np.clip(1.0 - np.square((0.2 - along) / 0.2), 0.0, 1.0))
    grown = 1.0 + (hair.flare - 1.0) * np.clip((along - 0.25) / 0.5, 0.0, 1.0)
    shape = np.where(along < 0.2, cap, grown)
    return np.asarray(np.where(along < 0.0, -1.0, hair.width * shape))


def _noise(
    rng: np.random.Generator, shape: tuple[int, int], sigma: tuple[float, float]
) -> FloatArray:
    """Return noise (H, W) of deviation 1, as wide and high as `sigma` pixels."""
    raw = rng.normal(size=shape).astype(np.float32)
    smooth = cv2.GaussianBlur(raw, (0, 0), max(sigma[0], 0.5), sigmaY=max(sigma[1], 0.5))
    return np.asarray(smooth / max(float(smooth.std()), 1e-6), dtype=np.float64)
