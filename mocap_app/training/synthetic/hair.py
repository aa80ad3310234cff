"""Hair of any length out of one asset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LENGTHS = (0.6, 1.8)
"""Range of the length below the chin, in that of the asset: from the shoulders to the waist."""
_HEAD_M = 0.25


def hanging(vertices: NDArray[np.floating], length: float) -> NDArray[np.floating]:
    """Return (V, 3) vertices of hair, Y up, with what is below the chin `length` times as long."""
    chin = vertices[:, 1].max() - _HEAD_M
    below = np.minimum(vertices[:, 1] - chin, 0.0)
    longer: NDArray[np.floating] = vertices + np.outer(below, [0.0, length - 1.0, 0.0])
    return longer
