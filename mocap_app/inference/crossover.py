"""One 3D answer out of two: the image network's and the lifter's.

What is slow is the mean of both, for each is wrong in its own way about a pose: on films whose
truth is known the mean is nearer to it than the image network's; on real clips limbs keep their
length better than with the image network and lie nearer to the keypoints than with the lifter. What
is quick is the lifter's, as a crossover gives high tones to one loudspeaker: a lifter knows how
people move and trembles little. Sideways that begins later, because there the picture itself shows
how a keypoint moves and the lifter is late; in depth both guess, and the image network trembles
most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray


class CrossoverHz(NamedTuple):
    """Hz below which the image network's answer counts as much as the lifter's, above it nothing.

    Where it is 0 the lifter's counts alone.
    """

    sideways: float = 0.0
    """Along x and y of the camera."""
    depth: float = 0.0
    """Along z of the camera."""


LIFTER_ALONE = CrossoverHz()
IMAGE_SHARE = 0.5
"""Of the image network in what is slow."""


class Crossover:
    """Follows the difference of two answers while they come; used by one thread at a time."""

    def __init__(self, cutoff_hz: CrossoverHz) -> None:
        self._cutoff_hz = np.array([cutoff_hz.sideways, cutoff_hz.sideways, cutoff_hz.depth])
        self._apart: FloatArray | None = None  # (J, 3), NaN where never known
        self._time = 0.0

    def reset(self) -> None:
        """Forget the difference: the next answer is the mean of both."""
        self._apart = None

    def apply(self, image: FloatArray, lifted: FloatArray, time: float) -> FloatArray:
        """Return (J, 3) points for a moment, later than the one before.

        Args:
            image: (J, 3) of the image network; where NaN, the difference stays as it was, and is
                none if it was never known.
            lifted: (J, 3) of the lifter, finite.
            time: Seconds.
        """
        apart = image - lifted
        if self._apart is not None:
            share = -np.expm1(-2.0 * np.pi * self._cutoff_hz * max(time - self._time, 0.0))
            followed = self._apart + share * (apart - self._apart)
            known = np.where(np.isfinite(apart), apart, self._apart)
            apart = np.where(np.isfinite(followed), followed, known)
        self._apart, self._time = apart, time
        counts = (self._cutoff_hz > 0.0) & np.isfinite(apart)
        return lifted + IMAGE_SHARE * np.where(counts, apart, 0.0)
