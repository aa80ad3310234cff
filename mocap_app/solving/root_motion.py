"""Where the pelvis is in the camera frame: perspective least squares of 2D against 3D.

Each keypoint with pixels (u, v) relative to the principal point and pelvis-relative metres
(X, Y, Z) gives two equations for the position T of the pelvis,

    f Tx - u Tz = u Z - f X        f Ty - v Tz = v Z - f Y

which are exact without noise at any distance. Divided by the depth they are errors in pixels, so
they are solved twice with the depths of the first answer, weighted by confidence and, against
keypoints that contradict the rest, by Huber's weights. Least squares would multiply them by the
rays (u, v) and sum up; but these are noisy themselves, and noise in what an unknown is multiplied
by makes it small (errors in variables): with the lifters' training's detector and the height typed
people came out 2 % too near. Multiplied by the rays of the placed body instead, which have the
noise of the 3D, they are 1 % too far. The mean of both rays is taken, which amounts to the spread
of the body over that of its picture. On rendered films they are 3 % too far in any case: trunks
are learnt 4 to 7 % too long there.

What is left over tells the variance of the depth, which is far worse determined than the other two
(VNect damps it, too): a Kalman filter follows it, and the sideways position is then the one that
fits the pixels at the filtered depth. That one is as doubtful as a single keypoint, whose errors
the others share, and is followed in the same way, only much quicker. `mocap-app train
evaluate-root` measures the result.

A body whose shape is a little wrong fits no picture, so where it fits best depends on which
keypoints count how much: confidences that flicker shook the whole body. Weights therefore change
slowly, and doubt counts sooner than trust, as a keypoint has mostly moved before it is lost.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mocap_app.core.skeleton import N_KEYPOINTS
from mocap_app.solving.landmarks import keypoints
from mocap_app.solving.place_filter import GATE, IN_DEPTH, SIDEWAYS, CoordinateState

if TYPE_CHECKING:
    from mocap_app.core.camera_model import Pinhole
    from mocap_app.core.types import FloatArray

MIN_DEPTH, MAX_DEPTH = 0.3, 40.0
"""Metres."""
HUBER = 0.02
"""Residual, as a fraction of the spread of the pixels, from which a keypoint loses weight."""
DOUBT = 12.0
"""How much larger the variance of a depth is than that of white noise: errors of neighbouring
keypoints and of successive frames are much the same."""
LEAST_VARIANCE = 1e-8
"""Of a coordinate, m^2."""
START_DEPTH = 3.0
"""Metres, while nothing tells."""
TRUST_S, DOUBT_S = 0.3, 0.07
"""Time constants with which a keypoint gains weight and loses it live."""
STEADY_S = 0.15
"""Seconds to either side of a keypoint's doubt in which a whole take counts it less."""
_MOMENT = 0.01  # What a keypoint weighs that is only seen for a moment: alone it counts.
# The solved skeleton lies best on the joints; face and spine sit elsewhere in each body.
_TRUST = np.ones(N_KEYPOINTS)
_TRUST[keypoints("spine", "thorax", "nose", "head_top", "left_ear", "right_ear")] = 0.25


class Sighting(NamedTuple):
    """What one frame tells about the place of the pelvis."""

    beyond: FloatArray
    """(N,) metres by which the keypoints are farther away than the pelvis."""
    equations: FloatArray
    """(5, N) ones, rays u / f and v / f, and the right sides of the equations above over f."""
    weights: FloatArray
    """(N,)"""
    depth: float | None
    """Metres; None where the keypoints do not tell it."""
    variance: float
    """Of the depth, m^2."""
    misfit: float
    """Mean square of the ways from the rays to those of the placed body; 0 without a depth."""

    def at(self, depth: float) -> FloatArray:
        """Return (3,) metres: the pelvis, if it is `depth` away; never behind the lens.

        Its x and y are those that fit the pixels best.
        """
        lowest = MIN_DEPTH / 2.0 - min(self.beyond.tolist())
        depth = min(max(depth, MIN_DEPTH, lowest), MAX_DEPTH)
        placed = self.beyond + depth
        w, a, b, r_x, r_y = (self.equations @ (self.weights / (placed * placed))).tolist()
        return np.array([(r_x + a * depth) / w, (r_y + b * depth) / w, depth])

    def variance_sideways(self, depth: float) -> float:
        """Return the variance of x and of y, m^2, of a pelvis that is `depth` away."""
        return max(self.misfit * depth * depth, LEAST_VARIANCE)


def sight(
    points: FloatArray,
    pixels: FloatArray,
    weights: FloatArray,
    camera: Pinhole,
    guess: FloatArray | None = None,
) -> Sighting | None:
    """Measure one frame; None if nothing is seen.

    Args:
        points: (N, 3) metres relative to the pelvis, camera axes.
        pixels: (N, 2) where they are seen; NaN where they are not.
        weights: (N,) confidence, 0 where not seen.
        camera: Which took the picture.
        guess: (3,) metres, where the pelvis was a moment ago.
    """
    used = ((weights > 0.0) & np.isfinite(pixels[:, 0] + pixels[:, 1])).nonzero()[0]
    weights = weights.take(used)
    if not len(weights):
        return None
    # One row per coordinate from here on.
    places, rays = points.take(used, axis=0).T, camera.rays(pixels.take(used, axis=0)).T
    equations = np.empty((5, len(weights)))
    equations[0], equations[1:3] = 1.0, rays
    equations[3:] = rays * places[2] - places[:2]
    fitted = _fit(places, equations, weights, guess)
    depth, variance, misfit = fitted if fitted is not None else (None, 1.0, 0.0)
    return Sighting(places[2], equations, weights, depth, variance, misfit)


def root_weights(confidence: FloatArray) -> FloatArray:
    """Return the weights (..., 27) of the keypoints in the fit of the root."""
    return np.fmax(confidence, 0.0) * _TRUST  # Not a number is less than 0.


def steady_weights(weights: FloatArray, rate: float) -> FloatArray:
    """Return (T, 27) weights of a whole take that do not flicker.

    Args:
        weights: (T, 27) from `root_weights`.
        rate: Frames per second.
    """
    from scipy.ndimage import gaussian_filter1d, minimum_filter1d

    reach = max(1, round(STEADY_S * rate))
    least = minimum_filter1d(weights, 2 * reach + 1, axis=0, mode="nearest")
    steady = gaussian_filter1d(
        least + _MOMENT * weights, reach / 2.0, axis=0, mode="nearest", truncate=2.0
    )
    return np.where(weights > 0.0, steady, 0.0)


class RootTracker:
    """Follows one person; holds the last position."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the frames before."""
        self._position: FloatArray | None = None
        self._depth: CoordinateState | None = None
        self._sideways: list[CoordinateState] = []
        self._weights: FloatArray | None = None

    def update(
        self,
        points: FloatArray,
        pixels: FloatArray,
        weights: FloatArray,
        camera: Pinhole,
        dt: float,
    ) -> FloatArray:
        """Return (3,) metres: the pelvis in the camera frame.

        Args:
            points: As in `sight`.
            pixels: As in `sight`.
            weights: As in `sight`.
            camera: Which took the picture.
            dt: Seconds since the last call, 0 at the first.
        """
        weights = self._steady(weights, dt)
        seen = sight(points, pixels, weights, camera, self._position)
        self._depth = self._follow_depth(seen, dt)
        if seen is None:
            if self._position is None:
                self._position = np.array([0.0, 0.0, START_DEPTH])
            self._sideways = []
            return self._position
        place = seen.at(START_DEPTH if self._depth is None else self._depth.x)
        self._position = np.array([*self._follow_sideways(seen, place, dt), place[2]])
        return self._position

    def _follow_depth(self, seen: Sighting | None, dt: float) -> CoordinateState | None:
        state = self._depth
        if seen is not None and seen.depth is not None:
            if state is None:
                return CoordinateState.start(seen.depth, seen.variance)
            state = state.predicted(dt, IN_DEPTH)
            return state.corrected(seen.depth, seen.variance, GATE) if dt > 0.0 else state
        if state is None:
            return None
        # Nothing tells the depth: it stays, it does not go on.
        return CoordinateState(state.x, 0.0, state.predicted(dt, IN_DEPTH).xx, 0.0, 0.25)

    def _follow_sideways(self, seen: Sighting, place: FloatArray, dt: float) -> list[float]:
        variance = seen.variance_sideways(float(place[2]))
        measured = place[:2].tolist()
        if dt <= 0.0 or not self._sideways:
            self._sideways = [CoordinateState.start(x, variance) for x in measured]
        else:
            self._sideways = [
                state.predicted(dt, SIDEWAYS).corrected(x, variance)
                for state, x in zip(self._sideways, measured, strict=True)
            ]
        return [state.x for state in self._sideways]

    def _steady(self, weights: FloatArray, dt: float) -> FloatArray:
        if self._weights is not None:
            more = weights - self._weights
            gains, loses = 1.0 - math.exp(-dt / TRUST_S), 1.0 - math.exp(-dt / DOUBT_S)
            # Losing is quicker, so that of both steps the lower one is the right one.
            followed = self._weights + np.minimum(gains * more, loses * more)
            weights = np.where(weights > 0.0, followed, 0.0)
        self._weights = weights
        return weights


def _fit(
    places: FloatArray, equations: FloatArray, weights: FloatArray, guess: FloatArray | None
) -> tuple[float, float, float] | None:
    """Return depth (m), its variance (m^2) and the mean square of what rays are off by.

    None where keypoints do not tell the depth.

    Args:
        places: (3, N) metres relative to the pelvis.
        equations: (5, N) as in `Sighting`.
        weights: (N,)
        guess: (3,) metres, as in `sight`.
    """
    rays, count = equations[1:3], len(weights)
    spread = _spread(rays)
    if count < 3 or spread < 1e-4:
        return None
    against = equations[:3].copy()
    if guess is None:
        first = _solve(equations, against, weights)
        if first is None:
            return None
        guess = first[0]
    information = 0.0
    for _ in range(2):
        depth, shown, miss = _misses(places, rays, guess)
        limit = max(HUBER * spread, sorted(miss.tolist())[count // 2])
        trusted = weights * (limit / np.maximum(miss, limit))
        against[1:] = 0.5 * (rays + shown)
        solved = _solve(equations, against, trusted / (depth * depth))
        if solved is None:
            return None
        guess, information = solved
    _, _, miss = _misses(places, rays, guess)
    residual = float(trusted @ (miss * miss)) / max(sum(trusted.tolist()), 1e-9)
    variance = DOUBT * residual / max(information, 1e-12)
    return float(guess[2]), max(variance, LEAST_VARIANCE), residual


def _spread(rays: FloatArray) -> float:
    """Return the standard deviation of (2, N) rays about their middle."""
    count = rays.shape[1]
    across, down = (math.dist(row, [sum(row) / count] * count) for row in rays.tolist())
    return math.hypot(across, down) / math.sqrt(count)


def _misses(
    places: FloatArray, rays: FloatArray, guess: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return (N,) depths of keypoints, (2, N) their rays, and (N,) by how much these miss."""
    placed = places + guess[:, None]
    depth = np.maximum(placed[2], MIN_DEPTH / 2.0)
    shown = placed[:2] / depth
    across, down = shown - rays
    return depth, shown, np.hypot(across, down)


def _solve(
    equations: FloatArray, against: FloatArray, weights: FloatArray
) -> tuple[FloatArray, float] | None:
    """Return T of the equations above, each divided by f.

    With the equations of all keypoints summed up, x's and y's, and the sum of both multiplied by
    `against`, these are `[[w, 0, -a], [0, w, -b], [-g, -h, c]] T = r`. The second value is what
    they know of the depth: its variance is that of a ray over it.

    Args:
        equations: (5, N) as in `Sighting`.
        against: (3, N) ones and what the equations are multiplied by, like the rays.
        weights: (N,)
    """
    sums = ((against * weights) @ equations.T).tolist()
    (w, a, b, r_x, r_y), (g, c_x, _, r_zx, _), (h, _, c_y, _, r_zy) = sums
    c, minus_r_z = c_x + c_y, r_zx + r_zy
    pivot = c - (a * g + b * h) / w
    if pivot <= 1e-12 * c:
        return None
    z = ((g * r_x + h * r_y) / w - minus_r_z) / pivot
    if not MIN_DEPTH / 2.0 < z < 2.0 * MAX_DEPTH:
        return None
    return np.array([(r_x + a * z) / w, (r_y + b * z) / w, z]), pivot
