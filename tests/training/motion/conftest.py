"""A person of sticks, so that motion can be tested where the data folder lacks the body."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from mocap_app.core.paths import data_dir
from mocap_app.training.body import landmarks
from mocap_app.training.body.body import ARCHIVE, Body, ShapedBody
from mocap_app.training.body.obj import ObjMesh
from mocap_app.training.body.rig import BONES, INDEX, Rig, mirror_name
from mocap_app.training.body.shape import Shape
from mocap_app.training.motion.clip import MotionClip
from tests.support.motion import random_clip

# Heads of the bones of the middle and the left, metres; arms hang aside a little bent.
_HEADS = {
    "root": (0, 0.93, -0.02), "spine05": (0, 0.95, 0), "spine04": (0, 1.0, 0),
    "spine03": (0, 1.07, 0), "spine02": (0, 1.15, 0), "spine01": (0, 1.3, 0),
    "neck01": (0, 1.45, 0), "neck02": (0, 1.49, 0.01), "neck03": (0, 1.52, 0.02),
    "head": (0, 1.55, 0.02),
    "clavicle": (0.03, 1.4, 0.03), "shoulder01": (0.1, 1.42, 0.02),
    "upperarm01": (0.17, 1.38, 0), "upperarm02": (0.255, 1.28, 0), "lowerarm01": (0.34, 1.18, 0),
    "lowerarm02": (0.41, 1.11, 0.06), "wrist": (0.48, 1.04, 0.12),
    "upperleg01": (0.1, 0.9, 0), "upperleg02": (0.115, 0.7, 0.005), "lowerleg01": (0.13, 0.5, 0.01),
    "lowerleg02": (0.14, 0.29, 0), "foot": (0.15, 0.08, -0.01), "toes": (0.15, 0.02, 0.13),
}  # fmt: skip
_KNUCKLES = {1: (0.48, 1.03, 0.17), 2: (0.53, 0.98, 0.2), 3: (0.54, 0.97, 0.18),
             4: (0.55, 0.96, 0.16), 5: (0.55, 0.96, 0.14)}  # fmt: skip
_SKIN = {
    "nose": ("head", (0, 1.6, 0.15)), "head_top": ("head", (0, 1.75, 0.03)),
    "left_ear": ("head", (0.07, 1.61, 0.03)), "left_index": ("wrist.L", (0.535, 0.985, 0.2)),
    "left_pinky": ("wrist.L", (0.555, 0.965, 0.14)), "left_heel": ("foot.L", (0.15, 0.016, -0.05)),
    "left_toe": ("toes.L", (0.15, 0.016, 0.19)),
}  # fmt: skip


def _head(bone: str) -> tuple[float, float, float]:
    if bone.startswith("finger"):
        x, y, z = _KNUCKLES[int(bone[6])]
        part = int(bone[8]) - 1
        return (x + 0.01 * part, y - 0.02 * part, z + 0.02 * part)
    return _HEADS[bone]


@pytest.fixture(scope="session")
def person() -> ShapedBody:
    joints = np.zeros((len(BONES), 3))
    for bone in BONES:
        stem, _, side = bone.rpartition(".")
        joints[INDEX[bone]] = np.array(_head(stem or bone)) * ((-1 if side == "R" else 1), 1, 1)
    skin = dict(_SKIN)
    for name, (bone, place) in _SKIN.items():
        if name.startswith("left"):
            x, y, z = place
            skin[name.replace("left", "right")] = (mirror_name(bone), (-x, y, z))
    vertices = np.array([place for _, place in skin.values()], dtype=np.float32)
    weights = np.zeros((len(skin), len(BONES)), dtype=np.float32)
    for row, (bone, _) in enumerate(skin.values()):
        weights[row, INDEX[bone]] = 1
    parents = _parents()
    mirror = tuple(INDEX[mirror_name(bone)] for bone in BONES)
    rig = Rig(parents, mirror, np.zeros((len(BONES), len(skin))), weights)
    triangles = np.array([[0, 1, 2]], dtype=np.int32)
    uvs = np.zeros((1, 2), dtype=np.float32)
    no_uvs = np.full((1, 3), -1, dtype=np.int32)
    groups = np.zeros(1, dtype=np.int32)
    mesh = ObjMesh(vertices, uvs, triangles, no_uvs, groups, ("body",))
    patches = {name: np.array([row]) for row, name in enumerate(skin)}
    return ShapedBody(
        body=Body(Path(), mesh, {}, rig),
        params=Shape(),
        vertices=vertices,
        joints=joints,
        skeleton=rig.skeleton(joints),
        landmark_matrix=landmarks.landmark_matrix(vertices, joints, weights, patches),
    )


def _parents() -> tuple[int, ...]:
    chains = [
        ["root", "spine05", "spine04", "spine03", "spine02", "spine01"],
        ["spine01", "neck01", "neck02", "neck03", "head"],
    ]
    for side in "LR":
        arm = ["clavicle", "shoulder01", "upperarm01", "upperarm02", "lowerarm01", "lowerarm02"]
        leg = ["upperleg01", "upperleg02", "lowerleg01", "lowerleg02", "foot", "toes"]
        chains.append(["spine01", *(f"{bone}.{side}" for bone in [*arm, "wrist"])])
        chains.append(["root", *(f"{bone}.{side}" for bone in leg)])
        chains.extend(
            [f"wrist.{side}", *(f"finger{finger}-{part}.{side}" for part in (1, 2, 3))]
            for finger in range(1, 6)
        )
    parents = [-1] * len(BONES)
    for chain in chains:
        for above, below in itertools.pairwise(chain):
            parents[INDEX[below]] = INDEX[above]
    return tuple(parents)


@pytest.fixture
def clip(person) -> MotionClip:
    """Somebody who walks about and waves: random but smooth, three seconds."""
    return random_clip(person, np.random.default_rng(3), 90)


@pytest.fixture(scope="session")
def real():
    """The real library; skipped where the data folder lacks it."""
    from mocap_app.training.motion import library

    if not all((data_dir() / name).is_file() for name in (ARCHIVE, library.ARCHIVE)):
        pytest.skip("the data folder has no body or no motion")
    return library


@pytest.fixture
def library(person, monkeypatch):
    """The library's functions, with the person of sticks in place of the body."""
    from mocap_app.training.motion import gestures, library

    monkeypatch.setattr(library, "reference_person", lambda: person)
    monkeypatch.setattr(gestures, "reference_person", lambda: person)
    return library
