"""Draw a person of flesh tones and cloth over a plain room, from keypoints alone.

The picture shall look enough like a person for networks trained on photographs, so the limbs are
shaded, tapered and hide each other by depth.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray, Image

Colour = tuple[int, int, int]
"""Blue, green, red."""

SKIN: Colour = (138, 168, 214)
HAIR: Colour = (38, 48, 66)
SHIRT: Colour = (148, 96, 40)
TROUSERS: Colour = (74, 66, 62)
SHOES: Colour = (205, 205, 212)

_SHIFT = 4  # OpenCV draws with fixed-point coordinates: 4 bits are sixteenths of a pixel
_ONE = 1 << _SHIFT
_SHARES = (0.0, 0.25, 0.5, 0.75)
"""Nested layers that shade a part: how far each lies towards its lit middle."""


@dataclass(frozen=True, slots=True)
class _Limb:
    """A tapered tube between two points."""

    start: int | tuple[int, int]
    """A keypoint, or two whose middle is meant."""
    end: int | tuple[int, int]
    radii: tuple[float, float]
    """Metres at start and end."""
    colour: Colour
    nearer: float = 0.0
    """Metres it counts as nearer than it is: arms beside the trunk are drawn over the shirt,
    thighs under its hem unless they are raised."""


_LIMBS = (
    _Limb(8, (9, 10), (0.055, 0.05), SKIN, 0.3),
    *(
        limb
        for hip, knee, ankle, heel, toe in ((1, 2, 3, 25, 26), (4, 5, 6, 23, 24))
        for limb in (
            _Limb(hip, knee, (0.095, 0.062), TROUSERS, -0.12),
            _Limb(knee, ankle, (0.062, 0.043), TROUSERS),
            _Limb(heel, toe, (0.04, 0.04), SHOES),
            _Limb(ankle, heel, (0.042, 0.04), SHOES),
        )
    ),
    *(
        limb
        for shoulder, elbow, wrist, index, pinky in ((11, 12, 13, 19, 20), (14, 15, 16, 21, 22))
        for limb in (
            _Limb(shoulder, elbow, (0.058, 0.045), SHIRT, 0.08),
            _Limb(elbow, wrist, (0.04, 0.03), SKIN, 0.08),
            _Limb(wrist, index, (0.03, 0.02), SKIN, 0.08),
            _Limb(wrist, pinky, (0.03, 0.02), SKIN, 0.08),
            _Limb(index, pinky, (0.022, 0.02), SKIN, 0.08),
        )
    ),
)


def _shade(colour: Colour, light: float) -> Colour:
    blue, green, red = (min(255, max(0, round(c * light))) for c in colour)
    return blue, green, red


@functools.cache
def _tones(colour: Colour) -> tuple[Colour, ...]:
    return tuple(_shade(colour, 0.62 + 0.5 * share) for share in _SHARES)


def _fixed(points: FloatArray) -> NDArray[np.int32]:
    # Pixel centres lie at half coordinates for us and at whole ones for OpenCV.
    return np.round((points - 0.5) * _ONE).astype(np.int32)


def _tube(image: Image, ends: FloatArray, radii: tuple[float, float], colour: Colour) -> None:
    """Fill a tube of pixel radii between the two rows of (2, 2) ends, lit from the upper left."""
    (ax, ay), (bx, by) = ((ends - 0.5) * _ONE).tolist()
    ra, rb = radii[0] * _ONE, radii[1] * _ONE
    length = max(math.hypot(bx - ax, by - ay), 1.0)
    nx, ny = (ay - by) / length, (bx - ax) / length
    for tone, share in zip(_tones(colour), _SHARES, strict=True):
        dx, dy = -0.32 * share * max(ra, rb), -0.28 * share * max(ra, rb)
        small = 1 - 0.85 * share
        sa, sb = ra * small, rb * small
        a, b = (round(ax + dx), round(ay + dy)), (round(bx + dx), round(by + dy))
        cv2.circle(image, a, max(1, round(sa)), tone, -1, cv2.LINE_AA, _SHIFT)
        cv2.circle(image, b, max(1, round(sb)), tone, -1, cv2.LINE_AA, _SHIFT)
        outline = np.array(
            [
                [a[0] + nx * sa, a[1] + ny * sa],
                [b[0] + nx * sb, b[1] + ny * sb],
                [b[0] - nx * sb, b[1] - ny * sb],
                [a[0] - nx * sa, a[1] - ny * sa],
            ]
        )
        cv2.fillConvexPoly(image, outline.astype(np.int32), tone, cv2.LINE_AA, _SHIFT)


def _trunk(image: Image, flat: FloatArray, scale: float) -> None:
    """Fill the shirt between shoulders and hips; `scale` is pixels per metre."""
    neck, middle = flat[8], flat[7]
    shoulders, hips = flat[[11, 14]], flat[[4, 1]]
    waist = middle + 0.78 * (hips - hips.mean(axis=0))
    hem = hips + 0.08 * (hips - middle)
    outline = np.array([hem[0], waist[0], shoulders[0], neck, shoulders[1], waist[1], hem[1]])
    centre = outline.mean(axis=0)
    _tube(image, hips, (0.1 * scale, 0.1 * scale), TROUSERS)
    for tone, share in zip(_tones(SHIRT), _SHARES, strict=True):
        shrunk = centre + (outline - centre) * (1 - 0.75 * share)
        shrunk = shrunk - np.array([0.03, 0.03]) * scale * share
        width = max(1, round(0.13 * scale * (1 - share)))
        corners = _fixed(shrunk)
        cv2.fillPoly(image, [corners], tone, cv2.LINE_AA, _SHIFT)
        cv2.polylines(image, [corners], True, tone, width, cv2.LINE_AA, _SHIFT)


def _head(image: Image, flat: FloatArray, camera: FloatArray, scale: float) -> None:
    """Fill skull, hair and face; the face shows while the nose is nearer than the ears."""
    ears = flat[[17, 18]].mean(axis=0)
    top, nose = flat[10], flat[9]
    up = top - (ears + nose) / 2
    tilt = float(np.degrees(np.arctan2(up[0], -up[1])))
    centre = 0.5 * top + 0.5 * (0.6 * nose + 0.4 * ears) + np.array([0.0, 0.012 * scale])
    centre = centre - 0.10 * up

    def oval(middle: FloatArray, axes: tuple[float, float], colour: Colour, arc: int = 360) -> None:
        x, y = _fixed(middle).tolist()
        size = (max(1, round(axes[0] * scale * 16)), max(1, round(axes[1] * scale * 16)))
        start = 180 if arc < 360 else 0
        cv2.ellipse(image, (x, y), size, tilt, start, start + arc, colour, -1, cv2.LINE_AA, _SHIFT)

    for ear in flat[[17, 18]]:
        oval(ear, (0.016, 0.028), _shade(SKIN, 0.8))
    oval(centre, (0.082, 0.118), HAIR)
    if camera[9, 2] > camera[[17, 18], 2].mean():
        return
    face = 0.72 * centre + 0.28 * nose + np.array([0.0, 0.02 * scale])
    for share in (0.0, 0.4, 0.75):
        oval(
            face - 0.02 * share * scale,
            (0.07 * (1 - 0.6 * share), 0.092 * (1 - 0.6 * share)),
            _shade(SKIN, 0.84 + 0.22 * share),
        )
    right = np.array([np.cos(np.radians(tilt)), np.sin(np.radians(tilt))])
    down = np.array([-right[1], right[0]])
    for side in (-1, 1):
        eye = nose + (0.03 * side * right - 0.038 * down) * scale
        oval(eye, (0.011, 0.007), (235, 240, 242))
        oval(eye, (0.006, 0.007), (50, 42, 40))
        oval(eye - 0.017 * scale * down, (0.016, 0.004), HAIR)
    oval(nose, (0.011, 0.014), _shade(SKIN, 0.78))
    oval(nose + 0.04 * scale * down, (0.022, 0.007), (92, 92, 168))


def draw_room(width: int, height: int, horizon: int) -> Image:
    """Return a (height, width, 3) wall and wooden floor meeting at row `horizon`."""
    rows = np.linspace(0.0, 1.0, height)[:, None, None]
    wall = np.array([206, 212, 214]) - 26 * np.abs(np.linspace(-0.8, 1.0, width))[None, :, None]
    image = np.broadcast_to(wall - 24 * rows, (height, width, 3)).copy()
    floor = np.array([112, 146, 176]) * (0.72 + 0.4 * rows[horizon:])
    image[horizon:] = floor
    room: Image = image.astype(np.uint8)
    vanishing = np.array([width / 2, height * 0.5])
    for x in np.linspace(-1.6 * width, 2.6 * width, 30):
        foot = np.array([x, height])
        start = vanishing + (foot - vanishing) * (horizon - vanishing[1]) / (height - vanishing[1])
        ends = _fixed(np.array([start, foot]))
        cv2.line(room, ends[0].tolist(), ends[1].tolist(), (92, 122, 150), 1, cv2.LINE_AA, _SHIFT)
    board = max(2, height // 60)
    cv2.rectangle(room, (0, horizon - board), (width, horizon), (232, 234, 236), -1)
    _picture(room, (0.07, 0.16, 0.19, 0.36))
    _plant(room, 0.9 * width, horizon + 0.07 * height, height)
    return room


def _picture(room: Image, box: tuple[float, float, float, float]) -> None:
    height, width = room.shape[:2]
    left, top, right, bottom = (
        round(v * s) for v, s in zip(box, (width, height, width, height), strict=True)
    )
    cv2.rectangle(room, (left, top), (right, bottom), (70, 86, 104), -1)
    edge = max(2, height // 100)
    inner = room[top + edge : bottom - edge, left + edge : right - edge]
    inner[:] = (214, 190, 150)
    h, w = inner.shape[:2]
    cv2.circle(inner, (round(0.7 * w), round(0.3 * h)), round(0.13 * h), (150, 214, 244), -1)
    hills = np.array(
        [[0, h], [0, 0.7 * h], [0.35 * w, 0.45 * h], [0.65 * w, 0.7 * h], [w, 0.55 * h]]
    )
    cv2.fillPoly(inner, [np.array([*hills, [w, h]], np.int32)], (110, 150, 116), cv2.LINE_AA)


def _plant(room: Image, x: float, y: float, height: int) -> None:
    pot = np.array([[-0.03, -0.09], [0.03, -0.09], [0.022, 0.0], [-0.022, 0.0]]) * height
    cv2.fillConvexPoly(room, _fixed(pot + np.array([x, y])), (92, 104, 178), cv2.LINE_AA, _SHIFT)
    for angle in np.radians([-62, -40, -20, 0, 22, 44, 60]):
        tip = np.array([np.sin(angle) * 0.12, -0.09 - np.cos(angle) * 0.17]) * height
        middle = np.array([x, y - 0.09 * height]) * 0.5 + 0.5 * (tip + np.array([x, y]))
        centre = _fixed(middle).tolist()
        size = (round(0.016 * height * 16), round(0.088 * height * 16))
        tone = (70, 120 + round(20 * np.sin(3 * angle)), 62)
        cv2.ellipse(
            room, centre, size, float(np.degrees(angle)), 0, 360, tone, -1, cv2.LINE_AA, _SHIFT
        )


def draw_shadow(image: Image, points: FloatArray, scale: float) -> None:
    """Darken the floor under the person; `points` are (N, 2) pixels on the floor."""
    height, width = image.shape[:2]
    centre = points.mean(axis=0)
    reach = np.array([np.ptp(points[:, 0]) / 2 + 0.22 * scale, 0.085 * scale])
    low = np.clip(np.floor(centre - reach), 0, [width, height]).astype(int)
    high = np.clip(np.ceil(centre + reach), 0, [width, height]).astype(int)
    if np.any(high <= low):
        return
    x = (np.arange(low[0], high[0]) - centre[0]) / reach[0]
    y = (np.arange(low[1], high[1]) - centre[1]) / reach[1]
    inside = np.clip(1.0 - (x[None, :] ** 2 + y[:, None] ** 2), 0.0, 1.0)
    patch = image[low[1] : high[1], low[0] : high[0]]
    patch[:] = (patch * (1.0 - 0.5 * inside[..., None])).astype(np.uint8)


def _middle(values: FloatArray, where: int | tuple[int, int]) -> FloatArray:
    return np.asarray(values[where] if isinstance(where, int) else values[list(where)].mean(axis=0))


def draw_person(image: Image, flat: FloatArray, camera: FloatArray, focal_px: float) -> None:
    """Draw a person into `image`.

    Args:
        image: (H, W, 3), changed in place.
        flat: (27, 2) keypoints, pixels.
        camera: (27, 3) the same in the camera frame, metres.
        focal_px: Focal length, pixels; gives the parts their size.
    """
    scale = focal_px / float(camera[0, 2])
    jobs: list[tuple[float, _Limb | None]] = []
    for limb in _LIMBS:
        depth = float(_middle(camera, limb.start)[2] + _middle(camera, limb.end)[2]) / 2
        jobs.append((depth - limb.nearer, limb))
    jobs.append((float(camera[[0, 7, 8, 11, 14], 2].mean()) - 0.02, None))
    for _, part in sorted(jobs, key=lambda job: -job[0]):
        if part is None:
            _trunk(image, flat, scale)
            continue
        radii = (part.radii[0] * scale, part.radii[1] * scale)
        ends = np.array([_middle(flat, part.start), _middle(flat, part.end)])
        _tube(image, ends, radii, part.colour)
    _head(image, flat, camera, scale)
