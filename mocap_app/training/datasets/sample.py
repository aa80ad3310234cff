"""One labelled picture of one person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Sample:
    """A picture with the labels it has; weights of 0 mark labels that are missing."""

    name: str
    image: NDArray[np.uint8]
    """(H, W, 3) BGR."""
    keypoints_2d: Array
    """(27, 2) pixels; may lie outside the picture."""
    weight_2d: Array
    """(27,) in [0, 1]: how far the 2D label is to be believed."""
    keypoints_3d: Array
    """(27, 3) metres, pelvis-relative, camera frame."""
    weight_3d: Array
    """(27,) in [0, 1]."""
