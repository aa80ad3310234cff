"""Light of the world: an environment map as spherical harmonics, its sun, and a few lamps.

Irradiance as nine numbers a colour: Ramamoorthi and Hanrahan, SIGGRAPH 2001.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from mocap_app.core.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

FloatArray = NDArray[np.float64]
_LUMINANCE = np.array([0.3, 0.59, 0.11])
_SUN = 6.0  # times the mean radiance: what is brighter counts as a lamp, not as surroundings


@dataclass(frozen=True, eq=False)
class EnvironmentMap:
    """An equirectangular light probe."""

    name: str
    radiance: NDArray[np.float32]
    """(H, 2H, 3) RGB, linear; the middle column looks along +Z, the first row up."""


@dataclass(frozen=True, eq=False)
class LightRig:
    """All the light in a scene, RGB and linear."""

    irradiance: NDArray[np.float32]
    """(9, 3) spherical harmonics in the shader's basis."""
    positions: NDArray[np.float32]
    """(3, 4) of lights: a direction towards it and 0, or a place and 1; the first casts shadows."""
    colours: NDArray[np.float32]
    """(3, 3)."""
    exposure: float
    shadow: float
    """0 none to 1 black."""
    surroundings: EnvironmentMap
    turn: float
    """How far the surroundings are turned about Y, radians."""


def load_environments(root: Path) -> list[EnvironmentMap]:
    """Read the light probes of the data folder.

    Raises:
        DataError: The file is missing or damaged.
    """
    path = root / "environment_maps.npz"
    try:
        with np.load(path, allow_pickle=False) as file:
            return [EnvironmentMap(name, np.asarray(file[name], np.float32)) for name in file.files]
    except FileNotFoundError:
        raise DataError(f"The training data file {path} is missing.") from None
    except (OSError, ValueError) as error:
        raise DataError(f"The training data file {path} is damaged: {error}.") from error


def random_light(
    environments: list[EnvironmentMap], person: FloatArray, rng: np.random.Generator
) -> LightRig:
    """Light a scene around a person at `person` (3,), metres, Y up."""
    chosen = environments[rng.integers(len(environments))]
    turn = float(rng.uniform(-np.pi, np.pi))
    small = cv2.resize(chosen.radiance, (64, 32), interpolation=cv2.INTER_AREA).astype(np.float64)
    # Rooms are less colourful than sunsets, and cameras balance the white.
    grey = (small @ _LUMINANCE)[..., None]
    small = grey + rng.uniform(0.2, 0.9) * (small - grey)
    directions, angle = sphere(32, turn)
    sun_direction, sun, ambient = _split_sun(small, directions, angle)
    mean = max(float((ambient @ _LUMINANCE * angle).sum() / (4 * np.pi)), 1e-4)
    lamps = [_sun(sun_direction, sun)]
    lamps += [_lamp(person, mean, rng) for _ in range(rng.integers(0, 3))]
    while len(lamps) < 3:
        lamps.append((np.array([0.0, 1.0, 0.0, 0.0]), np.zeros(3)))
    lamps.sort(key=lambda lamp: -_strength(lamp, person))
    total = mean + 0.5 * sum(_strength(lamp, person) for lamp in lamps)
    return LightRig(
        irradiance=harmonics(ambient, directions, angle).astype(np.float32),
        positions=np.array([place for place, _ in lamps], np.float32),
        colours=np.array([colour for _, colour in lamps], np.float32),
        exposure=float(np.clip(np.exp(rng.normal(0.05, 0.33)), 0.45, 2.2) / total),
        shadow=float(rng.uniform(0.5, 1.0)) if rng.random() < 0.75 else 0.0,
        surroundings=chosen,
        turn=turn,
    )


def sphere(height: int, turn: float) -> tuple[FloatArray, FloatArray]:
    """Return directions (H, 2H, 3) of an equirectangular map turned about Y, and solid angles."""
    polar = (np.arange(height) + 0.5) / height * np.pi
    around = (np.arange(2 * height) + 0.5) / height * np.pi - np.pi + turn
    sin = np.sin(polar)[:, None]
    directions = np.stack(
        [
            sin * np.sin(around),
            np.broadcast_to(np.cos(polar)[:, None], (height, 2 * height)),
            sin * np.cos(around),
        ],
        axis=-1,
    )
    angle = np.broadcast_to(sin * (np.pi / height) ** 2, (height, 2 * height))
    return directions, angle


def harmonics(radiance: FloatArray, directions: FloatArray, angle: FloatArray) -> FloatArray:
    """Return the (9, 3) factors of irradiance / pi; see `ambient` in the shader for the basis."""
    x, y, z = np.moveaxis(directions, -1, 0)
    basis = np.stack([np.ones_like(x), y, z, x, x * y, y * z, 3 * z * z - 1, x * z, x * x - y * y])
    # Squared norms of the basis, times how much a cosine lobe keeps of each band.
    norm = np.array([0.282095, *[0.488603] * 3, 1.092548, 1.092548, 0.315392, 1.092548, 0.546274])
    kept = np.array([1.0, *[2 / 3] * 3, *[1 / 4] * 5])
    projected = np.einsum("bhw,hwc,hw->bc", basis, radiance, angle)
    return np.asarray(projected * (norm**2 * kept)[:, None])


Lamp = tuple[FloatArray, FloatArray]


def _split_sun(
    radiance: FloatArray, directions: FloatArray, angle: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return direction and irradiance of what is far brighter than the rest, and the rest."""
    luminance = radiance @ _LUMINANCE
    limit = _SUN * float(np.median(luminance) + 0.2 * luminance.mean())
    share = np.minimum(1.0, limit / np.maximum(luminance, 1e-6))[..., None]
    ambient = radiance * share
    beyond = (radiance - ambient) * angle[..., None]
    strength = beyond @ _LUMINANCE
    total = float(strength.sum())
    if total < 1e-6:
        return np.array([0.0, 1.0, 0.0]), np.zeros(3), ambient
    direction = (directions * strength[..., None]).sum(axis=(0, 1))
    direction /= max(float(np.linalg.norm(direction)), 1e-9)
    return direction, beyond.sum(axis=(0, 1)) / np.pi, ambient


def _sun(direction: FloatArray, irradiance: FloatArray) -> Lamp:
    lifted = np.array([direction[0], max(direction[1], 0.15), direction[2]])
    return np.append(lifted / np.linalg.norm(lifted), 0.0), irradiance


def _lamp(person: FloatArray, ambient: float, rng: np.random.Generator) -> Lamp:
    """Return a window (far) or a lamp or a screen (near)."""
    warmth = rng.normal(0, 0.18)
    colour = ambient * np.array([np.exp(warmth), 1.0, np.exp(-warmth)])
    direction = rng.normal(0, 1, 3) * [1.0, 0.6, 1.0] + [0.0, 0.7, 0.0]
    direction /= max(float(np.linalg.norm(direction)), 1e-9)
    strength = np.exp(rng.uniform(np.log(0.3), np.log(2.5)))
    if rng.random() < 0.5:
        return np.append(direction, 0.0), strength * colour
    distance = rng.uniform(1.0, 3.0)
    place = person + distance * np.array([direction[0], abs(direction[1]), direction[2]])
    return np.append(place, 1.0), strength * colour * distance**2


def _strength(lamp: Lamp, person: FloatArray) -> float:
    place, colour = lamp
    reach = 1.0 / max(float(((place[:3] - person) ** 2).sum()), 0.04) if place[3] else 1.0
    return float(colour @ _LUMINANCE) * reach
