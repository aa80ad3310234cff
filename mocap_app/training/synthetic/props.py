"""Boxy furniture in the scene: desks in front of people, chairs under them, things beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mocap_app.core.skeleton import body27
from mocap_app.training.synthetic import palette
from mocap_app.training.synthetic.drawable import Drawable, Material, Part, assemble
from mocap_app.training.synthetic.mesh import SkinWeights, Topology

if TYPE_CHECKING:
    from mocap_app.training.synthetic.textures import TextureStack

FloatArray = NDArray[np.float64]
_J = {name: index for index, name in enumerate(body27().joints)}

# Two triangles on each of six faces, four corners a face.
_FACES = np.array(
    [[0, 1, 3, 2], [5, 4, 6, 7], [4, 5, 1, 0], [2, 3, 7, 6], [4, 0, 2, 6], [1, 5, 7, 3]]
)
_CORNERS = np.array([[x, y, z] for z in (1, -1) for y in (-1, 1) for x in (-1, 1)], np.float64) / 2


def box(
    centre: FloatArray, size: FloatArray, yaw: float, material: Material, repeat: float = 1.0
) -> Part:
    """Return a box about `centre` (3,) of `size` (3,) metres, turned about Y by `yaw` radians."""
    turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    # Every face has corners of its own, so that edges stay sharp.
    corners = _CORNERS[_FACES.ravel()] * size
    starts = np.arange(0, 24, 4)[:, None]
    triangles = np.concatenate([starts + np.array([0, 1, 2]), starts + np.array([0, 2, 3])])
    uv = np.tile([[0, 0], [1, 0], [1, 1], [0, 1]], (6, 1)) * repeat
    topology = Topology(
        24, np.arange(24, dtype=np.int32), uv.astype(np.float32), triangles.astype(np.int32)
    )
    weights = SkinWeights(np.zeros((24, 4), np.int32), np.eye(1, 4, dtype=np.float32).repeat(24, 0))
    return Part(topology, centre + corners @ turn.T, weights, material)


def random_props(
    keypoints: FloatArray,
    facing: float,
    camera: FloatArray,
    textures: TextureStack,
    rng: np.random.Generator,
) -> Drawable | None:
    """Return furniture for a person, or none.

    Args:
        keypoints: (27, 3) of the person, metres, Y up, floor at about 0.
        facing: Where the person looks, radians about Y from +Z.
        camera: (3,) of the lens, which must stay free.
        textures: For the surfaces.
        rng: Source of chance.
    """
    parts: list[Part] = []
    ahead = np.array([np.sin(facing), 0.0, np.cos(facing)])
    if _sits(keypoints) and rng.random() < 0.85:
        parts += _chair(keypoints, facing, ahead, _material(textures, rng), rng)
    to_camera = camera - keypoints[0]
    flat = to_camera * [1, 0, 1]
    distance = float(np.linalg.norm(flat))
    frontal = float(flat @ ahead) > 0.4 * distance
    if frontal and distance > 1.0 and rng.random() < (0.4 if parts else 0.1):
        parts.append(_desk(keypoints, facing, ahead, _material(textures, rng), rng))
    if distance > 2.0 and rng.random() < 0.14:
        parts.append(_thing(keypoints, flat / distance, distance, _material(textures, rng), rng))
    return assemble(parts) if parts else None


def _material(textures: TextureStack, rng: np.random.Generator) -> Material:
    kind = rng.random()
    if kind < 0.35:
        return Material(textures.white, palette.tinted(palette.cloth_colour(rng)))
    if kind < 0.55 or not textures.prints:
        return Material(
            textures.patterns[rng.integers(len(textures.patterns))], palette.recoloured(rng)
        )
    return Material(textures.prints[rng.integers(len(textures.prints))], np.eye(3))


def _sits(keypoints: FloatArray) -> bool:
    hips = keypoints[[_J["left_hip"], _J["right_hip"]]]
    knees = keypoints[[_J["left_knee"], _J["right_knee"]]]
    ankles = keypoints[[_J["left_ankle"], _J["right_ankle"]]]
    level = np.abs(hips[:, 1] - knees[:, 1]).max() < 0.2
    below = (knees[:, 1] - ankles[:, 1]).min() > 0.15
    upright = keypoints[_J["thorax"], 1] - keypoints[_J["pelvis"], 1] > 0.25
    return bool(level and below and upright and keypoints[_J["pelvis"], 1] > 0.3)


def _chair(
    keypoints: FloatArray,
    facing: float,
    ahead: FloatArray,
    material: Material,
    rng: np.random.Generator,
) -> list[Part]:
    pelvis = keypoints[_J["pelvis"]]
    top = pelvis[1] - 0.11
    thick = rng.uniform(0.04, 0.12) if rng.random() < 0.6 else top
    width = rng.uniform(0.42, 0.6)
    middle = pelvis + 0.1 * ahead
    seat = np.array([middle[0], top - thick / 2, middle[2]])
    parts = [box(seat, np.array([width, thick, 0.45]), facing, material)]
    if rng.random() < 0.7:
        high = rng.uniform(0.3, 0.75)
        back = pelvis - 0.2 * ahead
        centre = np.array([back[0], top + high / 2 + 0.08, back[2]])
        parts.append(box(centre, np.array([width, high, 0.06]), facing, material))
    if thick < top:
        legs = rng.uniform(0.04, 0.3)
        foot = np.array([middle[0], (top - thick) / 2, middle[2]])
        parts.append(box(foot, np.array([legs, top - thick, legs]), facing, material))
    return parts


def _desk(
    keypoints: FloatArray,
    facing: float,
    ahead: FloatArray,
    material: Material,
    rng: np.random.Generator,
) -> Part:
    pelvis = keypoints[_J["pelvis"]]
    deep = rng.uniform(0.4, 0.8)
    middle = pelvis + (rng.uniform(0.22, 0.4) + deep / 2) * ahead
    top = pelvis[1] + rng.uniform(0.08, 0.3)
    thick = rng.uniform(0.03, 0.06) if rng.random() < 0.5 else max(top, 0.1)
    centre = np.array([middle[0], top - thick / 2, middle[2]])
    return box(centre, np.array([rng.uniform(0.9, 1.8), thick, deep]), facing, material, 2.0)


def _thing(
    keypoints: FloatArray,
    towards: FloatArray,
    distance: float,
    material: Material,
    rng: np.random.Generator,
) -> Part:
    """Return a box on the floor, in front of the person or beside."""
    aside = np.array([towards[2], 0.0, -towards[0]])
    away = rng.uniform(0.5, min(0.6 * distance, 1.8))
    place = keypoints[0] + away * towards + rng.normal(0, 0.5) * aside
    size = rng.uniform([0.15, 0.2, 0.15], [0.8, 0.9, 0.8])
    return box(np.array([place[0], size[1] / 2, place[2]]), size, rng.uniform(0, 3.2), material)
