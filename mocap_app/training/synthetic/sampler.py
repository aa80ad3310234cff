"""One labelled picture from one number.

`Engine.sample(seed)` is the same on every call on one machine; graphics cards and their drivers
may round differently.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from mocap_app.training.datasets.synthetic import VISIBLE
from mocap_app.training.synthetic.backgrounds import random_background
from mocap_app.training.synthetic.camera import View, random_view
from mocap_app.training.synthetic.effects import composed, degrade, occlude
from mocap_app.training.synthetic.lighting import LightRig, random_light
from mocap_app.training.synthetic.people import PosedPerson, posed
from mocap_app.training.synthetic.props import random_props
from mocap_app.training.synthetic.renderer import IDENTITY_BONE, Actor, Scene
from mocap_app.training.synthetic.room import random_room
from mocap_app.training.synthetic.visibility import visibility

if TYPE_CHECKING:
    from mocap_app.core.camera_model import Pinhole
    from mocap_app.training.body.body import ShapedBody
    from mocap_app.training.synthetic.studio import Studio

FloatArray = NDArray[np.float64]
SAMPLES_PER_PERSON = 4
"""Neighbouring seeds share a body and its clothes, which take longer to make than a picture."""
_ATTEMPTS = 6
_BUILT_ROOMS = 0.08
_BUILT_ROOMS_ALONE = 0.8
"""Share of pictures with a room of boxes around the person, with and without photographs."""
_FEET = (5, 2, 23, 24, 25, 26)
_WALLS, _PROP, _OCCLUDER = 0, -1, -2


class PoseSource(Protocol):
    """Where poses come from."""

    def draw(self, rng: np.random.Generator, person: ShapedBody) -> tuple[FloatArray, FloatArray]:
        """Return local rotations (B, 4) wxyz and the root's position (3,), metres."""


@dataclass(frozen=True, eq=False)
class SyntheticSample:
    """A picture of a person with exact labels."""

    image: NDArray[np.uint8]
    """(S, S, 3) BGR."""
    keypoints_2d: NDArray[np.float32]
    """(27, 2) pixels, the middle of the first pixel at 0; may lie outside the picture."""
    keypoints_3d: NDArray[np.float32]
    """(27, 3) metres from the pelvis, camera frame."""
    visibility: NDArray[np.uint8]
    """(27,) 0 outside the picture, 1 occluded, 2 visible."""
    mask: NDArray[np.bool_]
    """(S, S) where the person is seen."""
    pinhole: Pinhole
    """Of the picture."""
    pelvis: NDArray[np.float32]
    """(3,) metres in the camera frame."""


@dataclass(frozen=True, eq=False)
class _Shot:
    """A scene and who is labelled in it."""

    scene: Scene
    person: PosedPerson


class Engine:
    """Makes samples; used by the thread that made its studio."""

    def __init__(self, poses: PoseSource, studio: Studio, *, behind: bool = False) -> None:
        """Take poses from one place and all else from a studio.

        Args:
            poses: Draws them.
            studio: People, rooms and light.
            behind: People are seen from behind and from the side.
        """
        self.studio = studio
        self._poses = poses
        self._behind = behind
        self._built_rooms = _BUILT_ROOMS if studio.rooms else _BUILT_ROOMS_ALONE

    def sample(self, seed: int) -> SyntheticSample:
        """Return the picture of a seed."""
        rng = np.random.default_rng([seed, 2])
        for _ in range(_ATTEMPTS):
            sample = self._attempt(seed, rng)
            # A person that nobody could find teaches nothing.
            if (sample.visibility == VISIBLE).sum() >= 5 and sample.mask.sum() >= 200:
                break
        return sample

    def _attempt(self, seed: int, rng: np.random.Generator) -> SyntheticSample:
        shot = self._shot(seed // SAMPLES_PER_PERSON, rng)
        view = shot.scene.view
        drawn = self.studio.renderer.draw(shot.scene)
        background = random_background(self.studio.rooms, view, shot.scene.light, rng)
        image = composed(drawn.colour, background, rng)
        in_camera = view.to_camera(shot.person.keypoints)
        pixels = view.pinhole.project(in_camera)
        identity, depth = drawn.identity, drawn.depth
        if rng.random() < 0.16:
            covered = occlude(image, self.studio.rooms, pixels, rng)
            identity = np.where(covered, np.int8(_OCCLUDER), identity)
        image = degrade(image, rng)
        seen = visibility(pixels, in_camera[:, 2], depth, identity)
        return SyntheticSample(
            image=image,
            keypoints_2d=pixels.astype(np.float32),
            keypoints_3d=(in_camera - in_camera[0]).astype(np.float32),
            visibility=seen,
            mask=identity == 1,
            pinhole=view.pinhole,
            pelvis=in_camera[0].astype(np.float32),
        )

    def _shot(self, person_seed: int, rng: np.random.Generator) -> _Shot:
        person = self._posed(person_seed, rng)
        view = random_view(
            person.keypoints, person.facing, self.studio.size, rng, behind=self._behind
        )
        light = random_light(self.studio.environments, person.keypoints[0], rng)
        actors = [Actor(person.person.drawable, person.transforms, 1)]
        others = [
            self._beside(self._posed(person_seed - 1 - i, rng), view, rng)
            for i in range(rng.choice([0, 1, 2], p=[0.84, 0.11, 0.05]))
        ]
        actors += [
            Actor(other.person.drawable, other.transforms, 2 + i) for i, other in enumerate(others)
        ]
        props = random_props(
            person.keypoints, person.facing, view.position, self.studio.textures, rng
        )
        if props is not None:
            actors.append(Actor(props, IDENTITY_BONE, _PROP))
        if view.position[1] > 0 and rng.random() < self._built_rooms:
            room = random_room(person.keypoints[0], view.position, self.studio.textures, rng)
            actors.append(Actor(room, IDENTITY_BONE, _WALLS, casts_shadow=False))
        return _Shot(self._scene(actors, [person, *others], view, light), person)

    def _posed(self, person_seed: int, rng: np.random.Generator) -> PosedPerson:
        person = self.studio.crowd.person(max(person_seed, 0))
        return posed(person, *self._poses.draw(rng, person.shaped))

    def _beside(self, other: PosedPerson, view: View, rng: np.random.Generator) -> PosedPerson:
        """Put another person to the side, rather behind than before the one who is labelled."""
        right, forward = view.rotation[0], view.rotation[2]
        aside = rng.choice([-1.0, 1.0]) * rng.uniform(0.45, 1.6)
        behind = rng.uniform(-0.25, 2.5)
        return other.moved(
            float(rng.uniform(-np.pi, np.pi)),
            (aside * right + behind * forward) * np.array([1.0, 0.0, 1.0]),
        )

    @staticmethod
    def _scene(
        actors: list[Actor], persons: list[PosedPerson], view: View, light: LightRig
    ) -> Scene:
        points = np.concatenate([person.keypoints for person in persons])
        middle = (points.min(axis=0) + points.max(axis=0)) / 2
        radius = float(np.linalg.norm(points - middle, axis=1).max()) + 0.25
        feet = persons[0].keypoints[list(_FEET)]
        contacts = np.concatenate([feet, np.full((len(feet), 1), 0.13)], axis=1)
        floor = min(0.0, float(persons[0].keypoints[:, 1].min()))
        return Scene(actors, view, light, middle, radius, floor, contacts)
