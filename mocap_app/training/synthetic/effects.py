"""What lenses, sensors, streams and things in the way do to a picture."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]


def composed(colour: Image, background: Image, rng: np.random.Generator) -> Image:
    """Lay premultiplied (S, S, 4) BGRA over a background (S, S, 3), at times out of focus."""
    if rng.random() < 0.18:
        background = _blurred(background, rng.uniform(0.7, 4.0))
    seen = (255 - colour[..., 3:]).astype(np.uint16)
    behind = (background * seen + 127) // 255
    return np.asarray(np.minimum(behind + colour[..., :3], 255), np.uint8)


def occlude(
    image: Image, rooms: list[Image], person: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Put one to three things in front of a picture, in place.

    Args:
        image: (S, S, 3) BGR.
        rooms: Photographs to cut things out of.
        person: (27, 2) pixels, about which the things gather.
        rng: Source of chance.

    Returns:
        (S, S) where they are.
    """
    size = image.shape[0]
    covered = np.zeros((size, size), np.uint8)
    low, high = person.min(axis=0), person.max(axis=0)
    extent = min(float((high - low).max()), 1.5 * size)
    for _ in range(rng.integers(1, 4)):
        shape = np.zeros((size, size), np.uint8)
        middle = rng.uniform(low, high)
        half = extent * rng.uniform(0.04, 0.2, 2)
        _draw_shape(shape, middle, half, rng)
        texture = _texture(rooms, size, rng)
        cv2.copyTo(texture, shape, image)
        covered |= shape
    return covered > 0


def degrade(image: Image, rng: np.random.Generator) -> Image:
    """Return the picture as a webcam, a phone or an old video would have it."""
    image = _colours(image, rng)
    if rng.random() < 0.12:
        image = _moved(image, rng)
    elif rng.random() < 0.2:
        image = _blurred(image, rng.uniform(0.4, 1.8))
    if rng.random() < 0.25:
        image = _small(image, rng)
    if rng.random() < 0.45:
        image = _noisy(image, rng)
    if rng.random() < 0.4:
        image = _compressed(image, int(rng.integers(18, 75)))
    return image


def _draw_shape(
    shape: Image, middle: NDArray[np.float64], half: NDArray[np.float64], rng: np.random.Generator
) -> None:
    centre = (float(middle[0]), float(middle[1]))
    axes = (float(2 * half[0]) + 1, float(2 * half[1]) + 1)
    kind = rng.random()
    turned = (centre, axes, float(rng.normal(0, 25)))
    if kind < 0.5:
        corners = cv2.boxPoints(turned)
        cv2.fillConvexPoly(shape, np.rint(corners).astype(np.int32), 255)
    elif kind < 0.75:
        cv2.ellipse(shape, turned, 255, -1)
    else:
        around = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(4, 10))))
        reach = rng.uniform(0.4, 1.1, len(around))[:, None] * half
        outline = middle + reach * np.stack([np.cos(around), np.sin(around)], axis=1)
        cv2.fillPoly(shape, [np.rint(outline).astype(np.int32)], 255)


def _texture(rooms: list[Image], size: int, rng: np.random.Generator) -> Image:
    if rooms and rng.random() < 0.65:
        room = rooms[rng.integers(len(rooms))]
        side = int(min(room.shape[:2]) * rng.uniform(0.3, 1.0))
        top = int(rng.integers(room.shape[0] - side + 1))
        left = int(rng.integers(room.shape[1] - side + 1))
        piece = cv2.resize(room[top : top + side, left : left + side], (size, size))
        return np.asarray(piece, np.uint8)
    flat = np.full((size, size, 3), rng.integers(0, 256, 3), np.uint8)
    return np.asarray(flat, np.uint8)


def _colours(image: Image, rng: np.random.Generator) -> Image:
    """Change white balance, brightness, contrast and gamma in one table; at times saturation."""
    levels = np.arange(256)[:, None] / 255.0
    gamma = np.exp(rng.normal(0, 0.12))
    gain = np.exp(rng.normal(0, 0.05, 3) + rng.normal(0, 0.1))
    contrast = np.exp(rng.normal(0, 0.1))
    curve = (levels**gamma * gain - 0.5) * contrast + 0.5 + rng.normal(0, 0.025)
    table = np.clip(curve * 255, 0, 255).astype(np.uint8).reshape(256, 1, 3)
    out = np.asarray(cv2.LUT(image, table), np.uint8)
    kind = rng.random()
    if kind > 0.3:
        return out
    grey = cv2.cvtColor(cv2.cvtColor(out, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    if kind < 0.03:
        return np.asarray(grey, np.uint8)
    saturation = rng.uniform(0.5, 1.5)
    return np.asarray(cv2.addWeighted(out, saturation, grey, 1 - saturation, 0), np.uint8)


def _blurred(image: Image, sigma: float) -> Image:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)


def _moved(image: Image, rng: np.random.Generator) -> Image:
    length = int(rng.integers(3, 10))
    kernel = np.zeros((length, length), np.float32)
    angle = rng.uniform(0, np.pi)
    middle = (length - 1) / 2
    reach = middle * np.array([np.cos(angle), np.sin(angle)])
    start, end = np.rint(middle - reach).astype(int), np.rint(middle + reach).astype(int)
    cv2.line(kernel, tuple(start.tolist()), tuple(end.tolist()), 1.0)
    return np.asarray(cv2.filter2D(image, -1, kernel / kernel.sum()), np.uint8)


def _small(image: Image, rng: np.random.Generator) -> Image:
    """Return the picture as it is after having been small."""
    size = image.shape[0]
    side = int(size * rng.uniform(0.3, 0.8))
    method = cv2.INTER_AREA if rng.random() < 0.7 else cv2.INTER_NEAREST
    small = cv2.resize(image, (side, side), interpolation=method)
    return np.asarray(cv2.resize(small, (size, size), interpolation=cv2.INTER_LINEAR), np.uint8)


def _noisy(image: Image, rng: np.random.Generator) -> Image:
    """Add noise of the sensor, finer or coarser, in grey or in colour."""
    size = image.shape[0]
    side = size if rng.random() < 0.7 else size // 2
    channels = 1 if rng.random() < 0.4 else 3
    noise = rng.standard_normal((side, side, channels), np.float32) * rng.uniform(2, 14)
    if side != size:
        noise = np.asarray(cv2.resize(noise, (size, size)), np.float32)
    noise = noise.reshape(size, size, -1)
    return np.asarray(np.clip(image + noise, 0, 255), np.uint8)


def _compressed(image: Image, quality: int) -> Image:
    encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)
