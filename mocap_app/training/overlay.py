"""Poses drawn on pictures, to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from mocap_app.core.skeleton import body27

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.core.types import Image

_LEFT, _RIGHT, _MIDDLE = (255, 128, 0), (0, 0, 255), (0, 220, 0)  # BGR


def draw_pose(
    image: Image,
    keypoints: NDArray[np.floating],
    confidence: NDArray[np.floating],
    colour: tuple[int, int, int] | None = None,
) -> None:
    """Draw (27, 2) keypoints on a BGR picture: left blue, right red, doubtful ones darker.

    Bones whose worse end has a confidence below 0.15, or NaN, are left out.
    """
    width = max(1, round(image.shape[1] / 250))
    for joint, (name, parent) in enumerate(zip(body27().joints, body27().parents, strict=True)):
        sure = min(confidence[joint], confidence[parent])
        if parent < 0 or not sure >= 0.15 or np.isnan(keypoints[[joint, parent]]).any():
            continue
        side = _LEFT if "left" in name else _RIGHT if "right" in name else _MIDDLE
        shade = 1.0 if sure >= 0.4 else 0.6
        ends = keypoints[[joint, parent]].round().astype(int).tolist()
        painted = tuple(int(shade * c) for c in colour or side)
        cv2.line(image, ends[0], ends[1], painted, width, cv2.LINE_AA)


def sheet(pictures: list[Image], columns: int, width: int) -> Image:
    """Return pictures of one size as a table, each `width` pixels wide."""
    height = round(width * pictures[0].shape[0] / pictures[0].shape[1])
    small = [cv2.resize(p, (width, height), interpolation=cv2.INTER_AREA) for p in pictures]
    small += [np.zeros_like(small[0])] * (-len(small) % columns)
    rows = [np.hstack(small[i : i + columns]) for i in range(0, len(small), columns)]
    return np.vstack(rows).astype(np.uint8, copy=False)
