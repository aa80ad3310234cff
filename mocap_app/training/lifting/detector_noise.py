"""A detector that exists only as numbers: 2D keypoints with the shipped network's own errors.

`measure_detector` fills the numbers in from held-out pictures and clips; they lie in
`detector_noise.json`. What is drawn from them, after WHAM's noise model (jitter, bias, spikes,
masking) but with measured distributions:

* Confidence of every keypoint: its measured distribution in one kind of picture, correlated among
  the keypoints of a clip and over time.
* Error, given the confidence: the measured distribution of distances, heavy tails included; one
  part of it moves slowly (bias), another is new in every frame (jitter), and now and then a frame
  has an error of its own (spike).
* Left and right changing places for a while: arms, legs.
"""

from __future__ import annotations

import functools
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.signal import lfilter
from scipy.special import ndtr

from mocap_app.core.errors import DataError
from mocap_app.core.skeleton import N_KEYPOINTS, body27

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

FILE = Path(__file__).with_name("detector_noise.json")
BIN_EDGES = np.linspace(0.1, 1.0, 10)
"""Confidences between which errors are pooled; the first bin also takes what lies below."""
RADIUS_KNOTS = np.linspace(0.0, 3.5, 15)
"""Where the distribution of error distances is tabulated: values of a Rayleigh variable."""
CONFIDENCE_KNOTS = np.linspace(0.0, 1.0, 11)
"""Where the distribution of confidences is tabulated: shares of the keypoints."""
SWAPPED = {
    "legs": ("hip", "knee", "ankle", "heel", "toe"),
    "arms": ("shoulder", "elbow", "wrist", "index", "pinky"),
}
RATE_HZ = 30.0
_ERROR_TIME_S = 0.5
_SWAP_FRAMES = 8.0


@dataclass(frozen=True)
class PictureKind:
    """How sure the detector is in one kind of picture, and how often it swaps sides."""

    share: float
    """Of all clips."""
    confidence: list[list[float]]
    """(27, 11) confidence of each keypoint at `CONFIDENCE_KNOTS`."""
    swaps: dict[str, float]
    """Share of the pictures in which `SWAPPED` limbs are swapped."""


@dataclass(frozen=True)
class DetectorNoise:
    """Everything measured of one network."""

    network: str
    """Name and checksum of what was measured."""
    kinds: dict[str, PictureKind]
    radius: list[list[float]]
    """(9, 15) error in torso lengths by bin of confidence, at `RADIUS_KNOTS`."""
    fast: list[float]
    """(9,) share of the error's variance that is new in every frame, by bin of confidence."""
    spikes: list[float]
    """(9,) chance per frame of an error that has nothing to do with its neighbours'."""
    shared: float
    """Correlation of the confidences of two keypoints of one picture (as normal variables)."""
    steady: float
    """Share of a confidence's own variance that lasts for `memory_s`; the rest is brief."""
    memory_s: float
    """Seconds after which a keypoint's confidence has forgotten itself."""

    def save(self, path: Path) -> None:
        """Write the numbers as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @staticmethod
    def load(path: Path = FILE) -> DetectorNoise:
        """Read the numbers.

        Raises:
            DataError: The file is missing or damaged.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            data["kinds"] = {name: PictureKind(**kind) for name, kind in data["kinds"].items()}
            return DetectorNoise(**data)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise DataError(
                f"The detector's noise {path} cannot be read ({error}); measure it again with: "
                "mocap-app train measure-detector."
            ) from error


@functools.cache
def measured_noise() -> DetectorNoise:
    """Return the noise of the shipped network."""
    return DetectorNoise.load()


@dataclass(frozen=True)
class Detections:
    """What the imagined detector says of B clips of T frames."""

    points: Array
    """(B, T, 27, 2) in the unit of the truth."""
    confidence: Array
    """(B, T, 27)."""


def detect(
    truth: Array,
    torso: Array,
    noise: DetectorNoise,
    rng: np.random.Generator,
    *,
    amplitude: Array | float = 1.0,
    kind: str | None = None,
) -> Detections:
    """Return noisy keypoints and their confidences.

    Args:
        truth: (B, T, 27, 2) true places, pixels or rays.
        torso: (B, T) length of the trunk in the same unit.
        noise: Measured numbers.
        rng: Source of chance.
        amplitude: Factor on the errors, one for all or (B,).
        kind: The kind of all pictures; None draws one for each clip.
    """
    batch, frames = truth.shape[:2]
    names = list(noise.kinds)
    shares = np.array([entry.share for entry in noise.kinds.values()])
    if kind is not None:
        shares = np.array([name == kind for name in names], dtype=np.float64)
    which = np.asarray(rng.choice(len(names), batch, p=shares / shares.sum()))
    confidence = _confidences(noise, which, frames, rng)
    swapped = _swap_sides(truth, noise, which, rng)
    amplitude = np.broadcast_to(np.asarray(amplitude, np.float32), (batch,))
    error = _errors(noise, confidence, rng) * (torso * amplitude[:, None])[..., None, None]
    return Detections((swapped + error).astype(np.float32), confidence)


def _confidences(
    noise: DetectorNoise, which: NDArray[np.intp], frames: int, rng: np.random.Generator
) -> Array:
    batch = len(which)
    common = rng.standard_normal((batch, 1, 1), np.float32)
    own_slow = slow_process((batch, frames, N_KEYPOINTS), noise.memory_s, rng)
    own_fast = rng.standard_normal((batch, frames, N_KEYPOINTS), np.float32)
    own = np.sqrt(noise.steady) * own_slow + np.sqrt(1.0 - noise.steady) * own_fast
    z = np.sqrt(noise.shared) * common + np.sqrt(1.0 - noise.shared) * own
    tables = np.array([kind.confidence for kind in noise.kinds.values()], np.float32)
    drawn = _read(tables[which][:, None], ndtr(z) * (len(CONFIDENCE_KNOTS) - 1))
    return np.clip(drawn, 0.0, 1.0)


def _errors(noise: DetectorNoise, confidence: Array, rng: np.random.Generator) -> Array:
    """Return (B, T, 27, 2) errors in torso lengths."""
    shape = (*confidence.shape, 2)
    which = np.clip(np.digitize(confidence, BIN_EDGES) - 1, 0, len(BIN_EDGES) - 2)
    fast = np.asarray(noise.fast, np.float32)[which][..., None]
    slow = slow_process(shape, _ERROR_TIME_S, rng)
    new = rng.standard_normal(shape, np.float32)
    g = np.sqrt(1 - fast) * slow + np.sqrt(fast) * new
    spike = rng.random(confidence.shape, np.float32) < np.asarray(noise.spikes, np.float32)[which]
    g = np.where(spike[..., None], new, g)
    length = np.hypot(g[..., 0], g[..., 1])
    table = np.asarray(noise.radius, np.float32)
    step = RADIUS_KNOTS[1]
    position = np.minimum(length / step, len(RADIUS_KNOTS) - 1.001)
    low = position.astype(np.intp)
    part = position - low
    radius = table[which, low] * (1 - part) + table[which, low + 1] * part
    error: Array = g * (radius / np.maximum(length, 1e-6))[..., None]
    return error


def _swap_sides(
    truth: Array, noise: DetectorNoise, which: NDArray[np.intp], rng: np.random.Generator
) -> Array:
    """Return (B, T, 27, 2) in which limbs change sides now and then, for some frames."""
    mirror = np.array(body27().mirror)
    kinds = list(noise.kinds.values())
    for limb, parts in SWAPPED.items():
        share = np.array([kind.swaps.get(limb, 0.0) for kind in kinds])[which]
        swapped = _spells(share, truth.shape[1], rng)
        members = np.array(
            [i for i, name in enumerate(body27().joints) if name.split("_")[-1] in parts]
        )
        exchanged = truth[:, :, mirror[members]]
        truth = truth.copy()
        truth[:, :, members] = np.where(swapped[..., None, None], exchanged, truth[:, :, members])
    return truth


def _spells(share: NDArray[np.float64], frames: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return (B, T): True in spells of some frames that make up the given share (B,) of them."""
    leave = 1.0 / _SWAP_FRAMES
    enter = np.clip(share * leave / np.maximum(1.0 - share, 1e-3), 0.0, 1.0)
    chance = rng.random((len(share), frames))
    state = rng.random(len(share)) < share
    out = np.empty((len(share), frames), np.bool_)
    for t in range(frames):
        state = np.where(state, chance[:, t] >= leave, chance[:, t] < enter)
        out[:, t] = state
    return out


def slow_process(shape: tuple[int, ...], memory_s: float, rng: np.random.Generator) -> Array:
    """Return (B, T, ...) normal variables that forget themselves after `memory_s` seconds."""
    keep = float(np.exp(-1.0 / (memory_s * RATE_HZ)))
    white = rng.standard_normal(shape, np.float32)
    gain = np.float32(np.sqrt(1.0 - keep * keep))
    # The first value already has the full variance: the process is stationary.
    white[:, 0] /= gain
    walked: Array = lfilter([gain], [1.0, -keep], white, axis=1).astype(np.float32)
    return walked


def _read(tables: Array, position: NDArray[np.floating]) -> Array:
    """Interpolate (B, 1, J, K) tables at (B, T, J) fractional indices."""
    last = tables.shape[-1] - 1
    low = np.clip(position.astype(np.intp), 0, last - 1)
    part = (position - low).astype(np.float32)
    batch, joints = np.arange(len(tables))[:, None, None], np.arange(tables.shape[2])
    rows = tables[:, 0]
    below, above = rows[batch, joints, low], rows[batch, joints, low + 1]
    read: Array = below * (1 - part) + above * part
    return read
