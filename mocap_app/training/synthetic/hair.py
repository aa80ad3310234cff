"""Long hair of many kinds out of one asset: short or down to the waist, wavy, with fair tips.

From behind long hair hides neck and shoulders; fair lengths below a dark crown look like a face.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.training.synthetic import palette

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.training.synthetic.drawable import Part

_HEAD_M = 0.25
_SHADES = 6


@dataclass(frozen=True, eq=False)
class LongHair:
    """How long hair hangs, and its colours."""

    length: float
    """Of what is below the chin, in that of the asset: 0.4 to the shoulders, 1.6 to the waist."""
    width: float = 1.0
    """Of what is below the chin, in that of the asset."""
    wave_m: float = 0.0
    """How far waves go to the sides."""
    wave_length_m: float = 0.15
    tips: NDArray[np.float64] | None = None
    """Colour (3,) of the tips; None: that of the crown."""
    fade: tuple[float, float] = (0.0, 1.0)
    """Where the colour turns, 0 at the crown, 1 at the tips."""
    contrast: float = 0.5
    """Between strands, in that of the texture."""


def random_long_hair(rng: np.random.Generator) -> LongHair:
    """Draw how somebody's long hair hangs."""
    fade_from = rng.uniform(0.05, 0.5)
    dyed = rng.random() < 0.4
    return LongHair(
        length=rng.uniform(0.4, 1.6),
        width=rng.uniform(0.85, 1.5),
        wave_m=rng.uniform(0.005, 0.025) if rng.random() < 0.5 else 0.0,
        wave_length_m=rng.uniform(0.12, 0.3),
        tips=palette.dyed_hair_colour(rng) if dyed else None,
        fade=(fade_from, fade_from + rng.uniform(0.1, 0.6)),
        contrast=rng.uniform(0.4, 1.1),
    )


def hanging(vertices: NDArray[np.floating], style: LongHair) -> NDArray[np.floating]:
    """Return (V, 3) vertices of hair, Y up; what is above the chin stays."""
    chin = vertices[:, 1].max() - _HEAD_M
    below = np.maximum(chin - vertices[:, 1], 0.0)
    hung: NDArray[np.floating] = vertices.copy()
    hung[:, 1] -= below * (style.length - 1.0)
    # Widths and waves begin gently below the chin.
    loose = np.minimum(below / 0.1, 1.0)
    middle = vertices[:, [0, 2]].mean(axis=0)
    hung[:, [0, 2]] += np.outer(loose * (style.width - 1.0), [1, 1]) * (hung[:, [0, 2]] - middle)
    turns = 2 * np.pi * hung[:, 1] / style.wave_length_m
    hung[:, 0] += style.wave_m * loose * np.sin(turns)
    return hung


def styled(
    part: Part, style: LongHair, colour: NDArray[np.float64], brightness: float
) -> list[Part]:
    """Return the surfaces of long hair, one a shade.

    Args:
        part: The asset's, as it fits the head.
        style: How it is to hang.
        colour: (3,) sRGB 0 to 1 of the crown.
        brightness: Mean of the texture, 0 to 1.
    """
    part = replace(part, vertices=hanging(part.vertices, style))
    if style.tips is None:
        return [_painted(part, palette.painted(colour, brightness, style.contrast))]
    height = part.vertices[part.topology.vertex_triangles, 1].mean(axis=1)
    down = (height.max() - height) / np.ptp(height)
    begin, end = style.fade
    turned = np.clip((down - begin) / (end - begin), 0.0, 1.0)
    shade = np.rint(turned * (_SHADES - 1)).astype(int)
    colours = np.linspace(colour, style.tips, _SHADES)
    return [
        _painted(part, palette.painted(mixed, brightness, style.contrast), shade == i)
        for i, mixed in enumerate(colours)
    ]


def _painted(
    part: Part, colour: NDArray[np.float64], seen: NDArray[np.bool_] | None = None
) -> Part:
    return replace(part, material=replace(part.material, colour=colour), seen=seen)
