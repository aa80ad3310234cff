"""One stack of pictures for everything that is drawn: skins, cloth, hair, shoes, patterns, rooms.

A single array texture lets a whole person be drawn in one call whatever they wear.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from mocap_app.core.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

Image = NDArray[np.uint8]
SIDE = 512
N_PATTERNS = 48
N_PRINTS = 24
N_IRISES = 5


@dataclass(frozen=True, eq=False)
class TextureStack:
    """(L, 512, 512, 4) RGBA pictures, first row at the bottom, and where which begins."""

    layers: Image
    by_name: dict[str, int]
    """Layer of a picture of the archive, by file stem."""
    skins: dict[str, tuple[int, ...]]
    """Layers of skins by "young_african_female" and the like."""
    white: int
    patterns: range
    prints: range
    """Cut-outs of photographs, for printed cloth and clutter."""
    irises: range


def load_textures(folder: Path, rooms: list[Image]) -> TextureStack:
    """Read the pictures of a MakeHuman folder and make up the rest, always the same.

    Args:
        folder: The unpacked archive.
        rooms: Photographs, BGR.

    Raises:
        DataError: There are no pictures or one is damaged.
    """
    files = sorted(p for p in (folder / "textures").rglob("*") if p.suffix in {".png", ".jpg"})
    if not files:
        raise DataError(f"{folder} has no textures; the MakeHuman archive is incomplete.")
    pictures = [np.full((SIDE, SIDE, 4), 255, np.uint8)]
    by_name: dict[str, int] = {}
    skins: dict[str, list[int]] = {}
    for file in files:
        if "skins" in file.parts:
            skins.setdefault(file.parts[-3], []).append(len(pictures))
        by_name[file.stem] = len(pictures)
        pictures.append(_read(file))
    rng = np.random.default_rng(20)
    patterns = range(len(pictures), len(pictures) + N_PATTERNS)
    pictures += [_rgba(pattern(rng)) for _ in patterns]
    prints = range(len(pictures), len(pictures) + (N_PRINTS if rooms else 0))
    pictures += [_rgba(_print(rooms[rng.integers(len(rooms))], rng)) for _ in prints]
    irises = range(len(pictures), len(pictures) + N_IRISES)
    pictures += [_rgba(_eye(i)) for i in range(N_IRISES)]
    flipped = np.stack([picture[::-1] for picture in pictures])
    return TextureStack(
        np.ascontiguousarray(flipped),
        by_name,
        {name: tuple(layers) for name, layers in skins.items()},
        0,
        patterns,
        prints,
        irises,
    )


def _read(file: Path) -> Image:
    picture = cv2.imread(str(file), cv2.IMREAD_UNCHANGED)
    if picture is None:
        raise DataError(f"The picture {file} is damaged.")
    picture = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    if picture.shape[-1] == 3 or "skins" in file.parts:
        return _rgba(np.asarray(picture[..., :3], np.uint8))
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGRA2RGBA), np.uint8)


def _rgba(bgr: Image) -> Image:
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGBA), np.uint8)


def pattern(rng: np.random.Generator) -> Image:
    """Return a random tiling pattern in light colours (512, 512, 3), to be tinted."""
    kind = rng.choice(["stripes", "checks", "dots", "clouds", "weave", "blocks"])
    y, x = np.indices((SIDE, SIDE)) / SIDE
    if kind == "stripes":
        values = _stripes(x if rng.random() < 0.4 else y, rng)
    elif kind == "checks":
        values = (_stripes(x, rng) + _stripes(y, rng)) / 2
    elif kind == "dots":
        n = int(rng.integers(3, 12))
        across, down = (x * n) % 1 - 0.5, (y * n) % 1 - 0.5
        values = (across**2 + down**2 < rng.uniform(0.03, 0.12)).astype(np.float64)
    elif kind == "clouds":
        values = _clouds(rng, int(rng.integers(2, 7)))
        if rng.random() < 0.5:  # camouflage
            values = np.digitize(values, [0.35, 0.5, 0.65]) / 3.0
    elif kind == "weave":
        values = 0.8 + 0.2 * rng.random((SIDE, SIDE))
        values = np.asarray(cv2.GaussianBlur(values, (0, 0), 1.2), np.float64)
    else:
        n = int(rng.integers(2, 7))
        blocks = np.kron(rng.random((n, n)), np.ones((SIDE // n + 1,) * 2))
        values = np.asarray(blocks[:SIDE, :SIDE], np.float64)
    low, high = rng.uniform(0, 255, 3), rng.uniform(150, 255, 3)
    colours = low + (high - low) * np.clip(values, 0, 1)[..., None]
    colours += rng.normal(0, 4, (SIDE, SIDE, 1))
    return np.clip(colours, 0, 255).astype(np.uint8)


def _stripes(along: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    n = int(rng.integers(2, 20))
    return np.asarray(((along * n) % 1 < rng.uniform(0.2, 0.7)).astype(np.float64))


def _clouds(rng: np.random.Generator, coarse: int) -> NDArray[np.float64]:
    total = np.zeros((SIDE, SIDE))
    for octave in range(4):
        n = coarse * 2**octave
        noise = np.pad(rng.random((n, n)), ((0, 1), (0, 1)), mode="wrap")
        total += cv2.resize(noise, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC) / 2**octave
    low, high = total.min(), total.max()
    return np.asarray((total - low) / (high - low))


def _print(room: Image, rng: np.random.Generator) -> Image:
    side = int(min(room.shape[:2]) * rng.uniform(0.2, 0.9))
    top = int(rng.integers(room.shape[0] - side + 1))
    left = int(rng.integers(room.shape[1] - side + 1))
    piece = cv2.resize(room[top : top + side, left : left + side], (SIDE // 2, SIDE // 2))
    # Mirrored halves tile without a seam.
    piece = np.hstack([piece, piece[:, ::-1]])
    return np.asarray(np.vstack([piece, piece[::-1]]), np.uint8)


def _eye(index: int) -> Image:
    """Return an eye seen from the front (512, 512, 3), the iris in the middle."""
    iris = [(40, 60, 85), (25, 40, 60), (150, 120, 80), (110, 130, 90), (20, 28, 40)][index]
    picture = np.full((SIDE, SIDE, 3), (215, 220, 228), np.uint8)
    middle = (SIDE // 2, SIDE // 2)
    cv2.circle(picture, middle, int(SIDE * 0.24), tuple(c // 2 for c in iris), -1, cv2.LINE_AA)
    cv2.circle(picture, middle, int(SIDE * 0.21), iris, -1, cv2.LINE_AA)
    cv2.circle(picture, middle, int(SIDE * 0.09), (8, 8, 8), -1, cv2.LINE_AA)
    return picture
