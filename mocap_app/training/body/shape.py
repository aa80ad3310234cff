"""Who the body is: MakeHuman's macro parameters and how they mix its targets.

A target is a displacement of every vertex. MakeHuman's macro targets form three families, one per
race, one of build (muscle, weight) and one of height, each for both genders and three ages; a
parameter between two targets mixes them linearly, and a family's target weighs the product of the
weights of the words in its name ("universal-female-young-maxmuscle-minweight").
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

RACES = ("african", "asian", "caucasian")
_CHILD_AGE = 0.1875  # MakeHuman's own scale: 0 is one year, this ten, 0.5 twenty-five, 1 ninety.
_MIN_WEIGHT = 1e-4


@dataclass(frozen=True)
class Shape:
    """Macro parameters, each from 0 to 1."""

    gender: float = 0.5
    """0 female, 1 male."""
    age: float = 0.5
    """0.1875 ten years, 0.5 twenty-five, 1 ninety; see `age_of_years`."""
    muscle: float = 0.5
    weight: float = 0.5
    height: float = 0.5
    african: float = 1.0 / 3.0
    """The three races are normalised to a sum of one."""
    asian: float = 1.0 / 3.0
    caucasian: float = 1.0 / 3.0


def age_of_years(years: float) -> float:
    """Return MakeHuman's age parameter of an age in years, at least ten."""
    return float(np.interp(years, [10.0, 25.0, 90.0], [_CHILD_AGE, 0.5, 1.0]))


def random_shape(rng: np.random.Generator) -> Shape:
    """Draw a person: mostly adults of all builds, some teenagers, some old, few in between races.

    Half of the people are within the ordinary range of build and height, the rest spread over
    everything that the model has, because networks fail first on those they rarely saw.
    """
    years = rng.choice(
        [rng.uniform(20, 45), rng.uniform(45, 65), rng.uniform(65, 85), rng.uniform(13, 20)],
        p=[0.66, 0.18, 0.08, 0.08],
    )
    gender = rng.choice(
        [rng.beta(1.0, 8.0), rng.beta(8.0, 1.0), rng.uniform()], p=[0.45, 0.45, 0.1]
    )
    spread = 3.0 if rng.random() < 0.5 else 1.2
    muscle, weight = rng.beta(spread, spread, size=2)
    race = rng.dirichlet([0.25, 0.25, 0.25])
    return Shape(
        gender=float(gender),
        age=age_of_years(float(years)),
        muscle=float(muscle),
        weight=float(weight),
        height=_random_height(rng, african=float(race[0]), asian=float(race[1])),
        african=float(race[0]),
        asian=float(race[1]),
        caucasian=float(race[2]),
    )


def _random_height(rng: np.random.Generator, african: float, asian: float) -> float:
    """Draw the height parameter so that adults get statures as in the world.

    The model's own range is 1.2 to 2.5 metres, and its races differ more than people do.
    """
    middle = 0.52 + 0.06 * asian - 0.03 * african
    return float(np.clip(rng.normal(middle, 0.075), middle - 0.16, middle + 0.13))


def target_weights(shape: Shape) -> dict[str, float]:
    """Return the weight of every target that counts, by the target's file name without suffix."""
    gender = {"female": 1.0 - shape.gender, "male": shape.gender}
    age = _age_weights(shape.age)
    muscle = _three(shape.muscle, "minmuscle", "averagemuscle", "maxmuscle")
    weight = _three(shape.weight, "minweight", "averageweight", "maxweight")
    height = _three(shape.height, "minheight", "", "maxheight")
    race_sum = max(shape.african + shape.asian + shape.caucasian, 1e-9)
    race = {name: getattr(shape, name) / race_sum for name in RACES}
    # The height targets exist for the young only; the old have the same, children none.
    grown = {"young": 1.0 - age["child"]}
    weights = {
        **_products(race, gender, age),
        **_products({"universal": 1.0}, gender, age, muscle, weight),
        **_products(gender, grown, muscle, weight, {k: v for k, v in height.items() if k}),
    }
    return {name: value for name, value in weights.items() if value > _MIN_WEIGHT}


def _three(value: float, low: str, middle: str, high: str) -> dict[str, float]:
    down, up = max(0.0, 1.0 - 2.0 * value), max(0.0, 2.0 * value - 1.0)
    return {low: down, middle: 1.0 - down - up, high: up}


def _age_weights(age: float) -> dict[str, float]:
    old = max(0.0, 2.0 * age - 1.0)
    child = min(1.0, max(0.0, (0.5 - age) / (0.5 - _CHILD_AGE)))
    return {"child": child, "young": 1.0 - old - child, "old": old}


def _products(*factors: Mapping[str, float]) -> dict[str, float]:
    names = itertools.product(*factors)
    return {
        "-".join(words): float(np.prod([f[w] for f, w in zip(factors, words, strict=True)]))
        for words in names
    }
