"""People in pictures that are no squares: what is beside them is cut off, as it is from frames.

A convolution tells the border of its picture from what lies within, and learns where people are by
it: a network that saw squares alone finds 0.96 of the keypoints of people standing in a square, and
0.93 once the square's sides, where there is nothing but background, are cut off. So some batches
show only people who fit into a narrower picture, in that picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch

from mocap_app.networks.config import WINDOW_STEP

if TYPE_CHECKING:
    from torch import Tensor

    from mocap_app.training.losses import Targets

_LEAST = 0.5
"""Of the side, the narrowest picture; rounded down to a step."""
_UPRIGHT = 0.75
"""Share of the pictures that are narrow; the others are low."""
_ROOM_PX = 12.0
"""Between the border and the keypoints of those who fit."""
_FEWEST = 8
"""People that make a batch."""


class Narrowed(NamedTuple):
    """The part of a batch that fits."""

    chosen: Tensor
    """(B,) bool, who fits."""
    image: Tensor
    """(C, 3, H, W) of those who do."""
    targets: Targets
    """In pixels of these pictures."""


def narrowed(image: Tensor, targets: Targets, generator: torch.Generator) -> Narrowed:
    """Return people in a picture of random narrow shape around the middle of their squares.

    Everybody stays in the square if too few would fit.

    Args:
        image: (B, 3, S, S).
        targets: Of these pictures.
        generator: Draws the shape.
    """
    size = image.shape[-1]
    sides = torch.arange(int(_LEAST * size) // WINDOW_STEP * WINDOW_STEP, size, WINDOW_STEP)
    side = int(sides[torch.randint(len(sides), (), generator=generator)])
    axis = 0 if float(torch.rand((), generator=generator)) < _UPRIGHT else 1  # of x, y
    start = (size - side) // 2
    along = targets.keypoints_2d[..., axis]
    seen = (targets.weight_2d > 0) & _inside(targets.keypoints_2d, size)
    room = (along >= start + _ROOM_PX) & (along < start + side - _ROOM_PX)
    chosen = (room | ~seen).all(dim=1)
    if int(chosen.sum()) < _FEWEST:
        return Narrowed(torch.ones_like(chosen), image, targets)
    part = image[chosen].narrow(3 - axis, start, side)
    kept = targets.part(chosen)
    offset = torch.zeros(2, device=image.device)
    offset[axis] = start
    return Narrowed(chosen, part, kept._replace(keypoints_2d=kept.keypoints_2d - offset))


def _inside(points: Tensor, size: int) -> Tensor:
    return ((points > -0.5) & (points < size - 0.5)).all(dim=-1)
