"""Dressed persons by seed, kept for a while: the next pictures show them again."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mocap_app.core.skeleton import body27
from mocap_app.training.body.shape import random_shape

if TYPE_CHECKING:
    from mocap_app.training.body.body import Body, ShapedBody
    from mocap_app.training.synthetic.drawable import Drawable
    from mocap_app.training.synthetic.wardrobe import Wardrobe

FloatArray = NDArray[np.float64]
_KEPT = 12
_SUNK = -0.15  # metres
_JOINTS = {name: index for index, name in enumerate(body27().joints)}


@dataclass(frozen=True, eq=False)
class Person:
    """A body and what it wears."""

    shaped: ShapedBody
    drawable: Drawable


@dataclass(frozen=True, eq=False)
class PosedPerson:
    """A person somewhere in the world."""

    person: Person
    transforms: FloatArray
    """(B, 3, 4) from the rest pose to the world."""
    keypoints: FloatArray
    """(27, 3) metres, Y up, floor at 0."""
    facing: float
    """Radians about Y from +Z."""

    def moved(self, turn: float, shift: FloatArray) -> PosedPerson:
        """Return the person turned about the Y axis of the world and then moved by (3,) metres."""
        cos, sin = np.cos(turn), np.sin(turn)
        rotation = np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]])
        transforms = rotation @ self.transforms
        transforms[..., 3] += shift
        keypoints = self.keypoints @ rotation.T + shift
        return PosedPerson(self.person, transforms, keypoints, self.facing + turn)


class Crowd:
    """Makes persons and forgets those not asked for lately."""

    def __init__(self, body: Body, wardrobe: Wardrobe) -> None:
        self._body = body
        self._wardrobe = wardrobe
        self._known: OrderedDict[int, Person] = OrderedDict()

    def person(self, seed: int) -> Person:
        """Return the person of a seed; the same seed, the same person."""
        if seed not in self._known:
            rng = np.random.default_rng([seed, 1])
            shaped = self._body.shape(random_shape(rng))
            self._known[seed] = Person(shaped, self._wardrobe.dress(shaped, rng))
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        self._known.move_to_end(seed)
        return self._known[seed]


def posed(person: Person, rotations: FloatArray, root: FloatArray) -> PosedPerson:
    """Pose a person over the origin; `rotations` (B, 4), `root` (3,) metres."""
    transforms = person.shaped.pose(rotations, root)
    keypoints = person.shaped.landmarks(transforms)
    across = keypoints[_JOINTS["left_hip"]] - keypoints[_JOINTS["right_hip"]]
    # Who was turned over does not sink into the floor.
    shift = -keypoints[0] * np.array([1.0, 0.0, 1.0])
    lowest = float(keypoints[:, 1].min())
    shift[1] = -lowest if lowest < _SUNK else 0.0
    facing = float(np.arctan2(-across[2], across[0]))
    return PosedPerson(person, transforms, keypoints, facing).moved(0.0, shift)
