"""Random colours of skin, hair and cloth, as matrices that a texture's RGB is multiplied with."""

from __future__ import annotations

import colorsys

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
_LUMINANCE = np.array([0.3, 0.59, 0.11])

# sRGB 0 to 1; black to blond, red.
_HAIR = np.array(
    [
        [0.07, 0.06, 0.06], [0.13, 0.09, 0.07], [0.24, 0.16, 0.10], [0.36, 0.24, 0.14],
        [0.52, 0.38, 0.22], [0.72, 0.58, 0.38], [0.45, 0.20, 0.10],
    ]
)  # fmt: skip


def cloth_colour(rng: np.random.Generator) -> FloatArray:
    """Return a colour (3,) as clothes have them: many dark, grey and white, some vivid."""
    kind = rng.random()
    if kind < 0.25:
        return np.full(3, rng.uniform(0.04, 0.22)) + rng.uniform(0, 0.05, 3)
    if kind < 0.4:
        return np.full(3, rng.uniform(0.75, 0.97)) - rng.uniform(0, 0.06, 3)
    if kind < 0.52:
        return np.full(3, rng.uniform(0.25, 0.7)) + rng.uniform(-0.03, 0.03, 3)
    if kind < 0.65:  # denim and navy
        hue, saturation = rng.uniform(0.56, 0.66), rng.uniform(0.3, 0.8)
        return np.array(colorsys.hsv_to_rgb(hue, saturation, rng.uniform(0.2, 0.7)))
    saturation, value = rng.uniform(0.25, 0.95), rng.uniform(0.2, 0.95)
    return np.array(colorsys.hsv_to_rgb(rng.random(), saturation, value))


def hair_colour(rng: np.random.Generator, african: float, age: float) -> FloatArray:
    """Return a hair colour (3,) for a person of MakeHuman's parameters, each 0 to 1."""
    if rng.random() < 0.03:
        return np.array(colorsys.hsv_to_rgb(rng.random(), 0.7, 0.7))
    if rng.random() < (0.7 if age > 0.75 else 0.04):
        return np.full(3, rng.uniform(0.3, 0.62))
    darkest = african > 0.5 and rng.random() < 0.85
    return np.asarray(_HAIR[rng.integers(2 if darkest else len(_HAIR))] * rng.uniform(0.75, 1.25))


def dyed_hair_colour(rng: np.random.Generator) -> FloatArray:
    """Return a colour (3,) of dyed tips: mostly blond or brown, else any."""
    if rng.random() < 0.1:
        return np.array(colorsys.hsv_to_rgb(rng.random(), 0.6, 0.7))
    return np.asarray(_HAIR[rng.integers(3, 6)] * rng.uniform(0.8, 1.3))


def painted(colour: FloatArray, mean: float, contrast: float = 0.5) -> FloatArray:
    """Return the matrix (3, 4) that gives a texture of mean brightness `mean` a new colour.

    Half of the texture's contrast stays by default: dark textures made light would be speckled.
    """
    shading = np.outer(colour, _LUMINANCE) / max(mean, 0.1)
    return np.column_stack([contrast * shading, (1.0 - contrast) * colour])


def tinted(colour: FloatArray) -> FloatArray:
    """Return the matrix (3, 3) that multiplies a light texture with a colour."""
    return np.diag(colour)


def recoloured(rng: np.random.Generator, vivid: float = 1.5) -> FloatArray:
    """Return a matrix (3, 3) that turns hues about grey and changes saturation and brightness.

    Args:
        rng: Source of chance.
        vivid: How much more saturated than before at most.
    """
    turn = rng.uniform(0, 2 * np.pi) if rng.random() < 0.75 else 0.0
    axis = np.ones(3) / np.sqrt(3)
    cross = np.cross(np.eye(3), axis)
    about = np.cos(turn) * np.eye(3) + np.sin(turn) * cross
    about += (1 - np.cos(turn)) * np.outer(axis, axis)
    saturation = rng.uniform(0.13, 1.0) * vivid
    grey = np.tile(_LUMINANCE, (3, 1))
    mixed = saturation * np.eye(3) + (1 - saturation) * grey
    return np.asarray(mixed @ about * np.exp(rng.normal(0, 0.35)))


def skin_tint(rng: np.random.Generator, mean: float) -> FloatArray:
    """Return the matrix (3, 3) of a skin's slight change; textures too dark to see get lighter."""
    lifted = max(0.33 / max(mean, 0.05), 1.0) ** 0.6
    return np.diag(lifted * np.exp(rng.normal(0.03, 0.12)) * np.exp(rng.normal(0, 0.04, 3)))
