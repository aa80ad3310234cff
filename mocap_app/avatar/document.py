"""Reading values out of a description that may be damaged or hostile.

Nothing that comes out of a file is believed: every value is asked for by kind, and what does not
fit raises `Damaged`, whose text completes the sentence "this file cannot be used: ...".
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Json = dict[str, Any]
_LARGEST = 1e9
"""No number of a real character comes near it; it keeps products of matrices finite."""


class Damaged(ValueError):  # noqa: N818 - reads as what it says
    """The file breaks the format, or asks for more than is given."""


def objects(tree: Json, name: str, most: int = 1000) -> list[Json]:
    """Return the list of objects of that name; a missing one is empty.

    Raises:
        Damaged: It is something else, or has more than `most` entries.
    """
    found = tree.get(name, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise Damaged(f"its {name} are no list of objects")
    if len(found) > most:
        raise Damaged(f"it has {len(found)} {name}, more than the {most} that are read")
    return found


def child(tree: Json, *names: str) -> Json:
    """Return an object inside objects; an empty one where it is missing.

    Raises:
        Damaged: One of them is something else.
    """
    for name in names:
        found = tree.get(name, {})
        if not isinstance(found, dict):
            raise Damaged(f"its {name} is no object")
        tree = found
    return tree


def whole(tree: Json, name: str, default: int | None = None, most: int = 2**32) -> int:
    """Return a whole number from 0 to `most`.

    Raises:
        Damaged: It is missing without a default, or something else.
    """
    value = tree.get(name, default)
    if isinstance(value, float) and value.is_integer() and math.isfinite(value):
        value = int(value)  # Some exporters write 3.0.
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise Damaged(f"its {name} is no number from 0 to {most}")
    return value


def index(tree: Json, name: str, count: int) -> int | None:
    """Return the number of an entry in a list of `count`; None where it is missing.

    Raises:
        Damaged: It points outside the list.
    """
    if tree.get(name) is None:
        return None
    return required_index(tree, name, count)


def required_index(tree: Json, name: str, count: int) -> int:
    """Return the number of an entry in a list of `count`.

    Raises:
        Damaged: It is missing or points outside the list.
    """
    if count == 0:
        raise Damaged(f"its {name} points at nothing")
    return whole(tree, name, most=count - 1)


def indices(tree: Json, name: str, count: int) -> list[int]:
    """Return a list of numbers of entries in a list of `count`; empty where it is missing.

    Raises:
        Damaged: It is no list, or one of them points outside.
    """
    found = tree.get(name, [])
    if not isinstance(found, list):
        raise Damaged(f"its {name} are no list")
    return [required_index({name: value}, name, count) for value in found]


def number(tree: Json, name: str, default: float) -> float:
    """Return a finite number.

    Raises:
        Damaged: It is something else.
    """
    return _finite(tree.get(name, default), name)


def numbers(tree: Json, name: str, default: list[float]) -> FloatArray:
    """Return as many finite numbers as the default has.

    Raises:
        Damaged: They are something else.
    """
    found = tree.get(name, default)
    if not isinstance(found, list) or len(found) != len(default):
        raise Damaged(f"its {name} does not consist of {len(default)} numbers")
    return np.array([_finite(value, name) for value in found])


def text(tree: Json, name: str, default: str = "") -> str:
    """Return a text; other things become the default, for no picture depends on it."""
    value = tree.get(name, default)
    return value if isinstance(value, str) else default


def _finite(value: object, name: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise Damaged(f"its {name} is no number")
    # Compared before it is converted: a whole number may be too large to be a float.
    if not -_LARGEST <= value <= _LARGEST:
        raise Damaged(f"its {name} is not finite")
    return float(value)
