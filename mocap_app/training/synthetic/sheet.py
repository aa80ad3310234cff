"""A sheet of samples with their labels drawn on, to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from mocap_app.core.skeleton import body27

if TYPE_CHECKING:
    from mocap_app.training.synthetic.sampler import SyntheticSample

Image = NDArray[np.uint8]
_DOTS = ((90, 90, 90), (0, 0, 255), (0, 220, 0))  # outside, occluded, visible; BGR
_SIDES = {"left": (255, 160, 40), "right": (40, 140, 255), "": (230, 230, 230)}


def labelled(sample: SyntheticSample, scale: int = 1) -> Image:
    """Return the picture with skeleton (left blue, right orange), keypoints and mask.

    Dots are green where visible, red where occluded.
    """
    image = cv2.resize(sample.image, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
    mask = sample.mask.astype(np.uint8)
    outline = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]
    cv2.drawContours(image, [line * scale for line in outline], -1, (255, 255, 255), 1)
    skeleton = body27()
    points = np.clip((sample.keypoints_2d + 0.5) * scale - 0.5, -2000, 4000)
    where = [tuple(round(8 * float(v)) for v in point) for point in points]
    for joint, parent in enumerate(skeleton.parents):
        if parent >= 0:
            name = skeleton.joints[joint].partition("_")[0]
            colour = _SIDES.get(name, _SIDES[""])
            cv2.line(image, where[parent], where[joint], colour, 1, cv2.LINE_AA, shift=3)
    for joint, point in enumerate(where):
        dot = _DOTS[sample.visibility[joint]]
        cv2.circle(image, point, 8 * (1 + scale), dot, -1, cv2.LINE_AA, shift=3)
    return np.asarray(image, np.uint8)


def sheet(tiles: list[Image], columns: int = 8) -> Image:
    """Return pictures of one size in rows."""
    blank = np.zeros_like(tiles[0])
    tiles = [*tiles, *[blank] * (-len(tiles) % columns)]
    rows = [np.hstack(tiles[i : i + columns]) for i in range(0, len(tiles), columns)]
    return np.vstack(rows)
