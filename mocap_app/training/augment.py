"""From a sample to a network input: random crop, rotation, mirror image, colour, clutter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from mocap_app.core.skeleton import body27
from mocap_app.training.datasets.sample import Array, Sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.training.datasets.rooms import Mistaken

Image = NDArray[np.uint8]
CROP_EXTENT = 1.4
"""Side of a validation crop in labelled extents."""
_EMPTY = 5.0
"""Weight of keypoints in a picture without anybody, of which each tells little (`LossConfig`)."""
_MIRROR = list(body27().mirror)
_UPPER_BODY = [0, 1, 4, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]


@dataclass(frozen=True)
class AugmentConfig:
    """How wild the pictures become."""

    rotation_deg: float = 20.0
    """Standard deviation of the in-plane rotation."""
    full_turn: float = 0.25
    """Share of samples turned by any angle: sport is full of handstands."""
    extent: tuple[float, float] = (1.15, 1.75)
    """Side of the crop in person extents, log-uniform."""
    far: float = 0.12
    """Share of samples seen from afar, up to `far_extent` person extents."""
    far_extent: float = 3.2
    upper_body: float = 0.1
    """Share of samples cropped to the upper body, as in front of a desk."""
    shift: float = 0.09
    """Standard deviation of the crop's centre, person extents."""
    colour: float = 0.6
    """Share of samples with changed colours, light, blur or noise."""
    clutter: float = 0.2
    """Share of samples with a box pasted over."""
    neighbour: float = 0.06
    """Share of samples with another person beside."""
    cut: float = 0.2
    """Share of samples whose picture ends within the person, as at the border of a frame."""


@dataclass(frozen=True)
class Crop:
    """A network input with its labels."""

    image: Image
    """(S, S, 3) BGR."""
    keypoints_2d: Array
    """(27, 2) input pixels."""
    weight_2d: Array
    keypoints_3d: Array
    weight_3d: Array


class Labels(NamedTuple):
    """Labels of N crops."""

    keypoints_2d: Array
    """(N, 27, 2) input pixels."""
    weight_2d: Array
    """(N, 27)."""
    keypoints_3d: Array
    """(N, 27, 3) metres, pelvis-relative, camera frame of the crop."""
    weight_3d: Array
    """(N, 27)."""


def labels_of(crops: Sequence[Crop]) -> Labels:
    """Return the labels of crops, stacked."""
    return Labels(*(np.stack([getattr(crop, name) for crop in crops]) for name in Labels._fields))


def person_box(sample: Sample) -> tuple[NDArray[np.float64], float]:
    """Return centre (2,) and longer side of the labelled extent, pixels."""
    low, high = labelled_corners(sample)
    return (low + high) / 2, max(float((high - low).max()), 16.0)


def labelled_corners(sample: Sample) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least and greatest (2,) x, y of the labelled keypoints, pixels."""
    points = sample.keypoints_2d[sample.weight_2d > 0].astype(np.float64)
    return points.min(axis=0), points.max(axis=0)


def centred_crop(sample: Sample, size: int, extent: float = CROP_EXTENT) -> Crop:
    """Cut the person out as validation does: centred, `extent` times the labelled extent."""
    centre, side = person_box(sample)
    matrix = _affine(centre, size / (side * extent), 0.0, size)
    return _warp(sample, matrix, size, None, 0.0)


def augment(
    sample: Sample,
    size: int,
    config: AugmentConfig,
    rng: np.random.Generator,
    rooms: list[Image],
    neighbour: Sample | None = None,
) -> Crop:
    """Return a random view of a sample; `rooms` fill what lies outside its picture."""
    if neighbour is not None and rng.random() < config.neighbour:
        sample = _with_neighbour(sample, neighbour, rng)
    cut = rng.random() < config.cut
    if cut:
        sample = _cut_off(sample, rng)
    centre, side = person_box(_seen(sample))
    closer = not cut and rng.random() < config.upper_body
    if closer and (sample.weight_2d[_UPPER_BODY] > 0).sum() >= 8:
        points = sample.keypoints_2d[_UPPER_BODY][sample.weight_2d[_UPPER_BODY] > 0]
        centre = (points.min(axis=0) + points.max(axis=0)).astype(np.float64) / 2
        side = max(float(np.ptp(points, axis=0).max()), 16.0)
    top = config.far_extent if rng.random() < config.far else config.extent[1]
    extent = np.exp(rng.uniform(np.log(config.extent[0]), np.log(top)))
    centre = centre + rng.normal(0, config.shift, 2) * side
    turned = rng.random() < config.full_turn
    angle = (
        rng.uniform(-180, 180)
        if turned
        else float(np.clip(rng.normal(), -2, 2)) * (config.rotation_deg)
    )
    matrix = _affine(centre, size / (side * extent), angle, size)
    # Beyond the border of a frame is grey, as in the pipeline.
    room = rooms[rng.integers(len(rooms))] if rooms and not cut and rng.random() < 0.7 else None
    crop = _warp(sample, matrix, size, room, angle)
    if rng.random() < 0.5:
        crop = mirrored(crop)
    image = crop.image
    if rng.random() < config.clutter:
        image = _paste_box(image, rng, rooms)
    if rng.random() < config.colour:
        image = _recolour(image, rng)
    return Crop(image, crop.keypoints_2d, crop.weight_2d, crop.keypoints_3d, crop.weight_3d)


def room_crop(
    rooms: list[Image], size: int, rng: np.random.Generator, mistaken: Sequence[Mistaken] = ()
) -> Crop:
    """Return a picture without anybody: all keypoints outside, no 3D.

    Args:
        rooms: Pictures without people.
        size: Side of the crop, pixels.
        rng: Source of chance.
        mistaken: What in them was taken for somebody: half of the pictures show that.
    """
    if mistaken and rng.random() < 0.5:
        seen = mistaken[int(rng.integers(len(mistaken)))]
        room = rooms[seen.room]
        side = seen.side * np.exp(rng.uniform(np.log(0.8), np.log(1.8)))
        centre = np.array([seen.x, seen.y]) + rng.normal(0, 0.1, 2) * side
    else:
        room = rooms[rng.integers(len(rooms))]
        # As near as a search looks: a table's foot may look like somebody doing the splits.
        side = min(room.shape[:2]) * np.exp(rng.uniform(np.log(0.2), 0.0))
        most = np.array([room.shape[1], room.shape[0]]) - side
        centre = side / 2 + rng.random(2) * most
    outside = np.full((27, 2), -1e4, np.float32)
    weight, zeros = np.full(27, _EMPTY, np.float32), np.zeros(27, np.float32)
    nobody = Sample("room", room, outside, weight, np.zeros((27, 3), np.float32), zeros)
    crop = _warp(nobody, _affine(centre, size / side, 0.0, size), size, None, 0.0)
    image = np.ascontiguousarray(crop.image[:, ::-1]) if rng.random() < 0.5 else crop.image
    return replace(crop, image=_recolour(image, rng))


def mirrored(crop: Crop) -> Crop:
    """Return the mirror image; left and right keypoints change places."""
    points = crop.keypoints_2d.copy()
    points[:, 0] = crop.image.shape[1] - 1 - points[:, 0]
    return Crop(
        np.ascontiguousarray(crop.image[:, ::-1]),
        points[_MIRROR],
        crop.weight_2d[_MIRROR],
        body27().mirrored(crop.keypoints_3d),
        crop.weight_3d[_MIRROR],
    )


def _affine(
    centre: NDArray[np.float64], scale: float, angle_deg: float, size: int
) -> NDArray[np.float64]:
    """Return the (2, 3) map that turns and scales about `centre` and moves it to the middle."""
    cos, sin = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    linear = scale * np.array([[cos, -sin], [sin, cos]])
    shift = np.array([(size - 1) / 2, (size - 1) / 2]) - linear @ centre
    return np.column_stack([linear, shift])


def _warp(
    sample: Sample, matrix: NDArray[np.float64], size: int, room: Image | None, angle_deg: float
) -> Crop:
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    picture, matrix_in = sample.image, matrix
    if scale < 0.6:
        # Shrink by area first: bilinear sampling alone would alias.
        factor = max(scale * 1.2, 0.05)
        picture = _shrink(picture, factor)
        # Pixel centres move: p of the picture is at factor * (p + 0.5) - 0.5 of the small one.
        linear = matrix[:, :2] / factor
        moved = matrix[:, 2] - linear @ np.full(2, (factor - 1) / 2)
        matrix_in = np.column_stack([linear, moved])
    if room is None:
        image = cv2.warpAffine(
            picture, matrix_in, (size, size), flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT, borderValue=(114, 114, 114),
        )  # fmt: skip
    else:
        image = _square(room, size)
        cv2.warpAffine(
            picture, matrix_in, (size, size), dst=image, flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_TRANSPARENT,
        )  # fmt: skip
    points = sample.keypoints_2d @ matrix[:, :2].T.astype(np.float32) + matrix[:, 2].astype(
        np.float32
    )
    cos, sin = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    turn = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]], np.float32)
    return Crop(
        image.astype(np.uint8, copy=False),
        points.astype(np.float32),
        sample.weight_2d,
        (sample.keypoints_3d @ turn.T).astype(np.float32),
        sample.weight_3d,
    )


def _shrink(image: Image, factor: float) -> Image:
    small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


def _square(room: Image, size: int) -> Image:
    side = min(room.shape[:2])
    top, left = (room.shape[0] - side) // 2, (room.shape[1] - side) // 2
    square = cv2.resize(room[top : top + side, left : left + side], (size, size))
    return np.ascontiguousarray(square).astype(np.uint8, copy=False)


def _with_neighbour(sample: Sample, other: Sample, rng: np.random.Generator) -> Sample:
    """Widen the picture and put somebody else beside the person."""
    height = sample.image.shape[0]
    factor = height / other.image.shape[0] * rng.uniform(0.6, 1.1)
    beside = _shrink(other.image, factor)[:height]
    canvas = np.full((height, beside.shape[1], 3), 114, np.uint8)
    canvas[height - beside.shape[0] :] = beside
    left = bool(rng.random() < 0.5)
    image = np.hstack([canvas, sample.image] if left else [sample.image, canvas])
    moved = sample.keypoints_2d + np.array([canvas.shape[1] if left else 0, 0], np.float32)
    return Sample(
        sample.name, image, moved, sample.weight_2d, sample.keypoints_3d, sample.weight_3d
    )


def _cut_off(sample: Sample, rng: np.random.Generator) -> Sample:
    """Let the picture end within the person at one side, most often at the head or the feet.

    What was there keeps its place with less weight: it can only be guessed from the rest.
    """
    centre, side = person_box(sample)
    share = rng.uniform(0.1, 0.45)
    axis, first = [(1, True), (1, False), (0, True), (0, False)][
        rng.choice(4, p=[0.45, 0.29, 0.13, 0.13])
    ]
    size = sample.image.shape[1 - axis]
    low, high = centre[axis] - side / 2, centre[axis] + side / 2
    border = round(low + share * side if first else high - share * side)
    border = min(max(border, 8), size - 8)
    start = border if first else 0
    part = slice(start, None if first else border)
    image = sample.image[part] if axis == 1 else sample.image[:, part]
    points = sample.keypoints_2d.copy()
    points[:, axis] -= start
    gone = points[:, axis] < 0 if first else points[:, axis] >= border
    weight = np.where(gone, 0.3, 1.0).astype(np.float32) * sample.weight_2d
    return Sample(sample.name, image, points, weight, sample.keypoints_3d, sample.weight_3d)


def _seen(sample: Sample) -> Sample:
    """Return the sample with the keypoints in its picture alone, if there are enough of them."""
    height, width = sample.image.shape[:2]
    points = sample.keypoints_2d
    inside = ((points >= 0) & (points < np.array([width, height]))).all(axis=1)
    weight = sample.weight_2d * inside
    return replace(sample, weight_2d=weight) if (weight > 0).sum() >= 4 else sample


def _paste_box(image: Image, rng: np.random.Generator, rooms: list[Image]) -> Image:
    size = image.shape[0]
    width, height = (rng.uniform(0.1, 0.35, 2) * size).astype(int)
    x, y = int(rng.integers(size - width)), int(rng.integers(size - height))
    out = image.copy()
    patch = out[y : y + height, x : x + width]
    if rooms and rng.random() < 0.6:
        patch[:] = cv2.resize(rooms[rng.integers(len(rooms))], (int(width), int(height)))
    else:
        patch[:] = rng.integers(0, 256, 3)
    return out


def _recolour(image: Image, rng: np.random.Generator) -> Image:
    """Change gain per channel, brightness, contrast, grey, blur, noise and JPEG quality."""
    gain = np.exp(rng.normal(0, 0.08, 3)) * np.exp(rng.normal(0, 0.18))
    level = rng.normal(0, 15)
    table = np.clip(np.arange(256)[:, None] * gain + level, 0, 255).astype(np.uint8)
    out = cv2.LUT(image, table.reshape(256, 1, 3))
    choice = rng.random()
    if choice < 0.1:
        out = cv2.cvtColor(cv2.cvtColor(out, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    elif choice < 0.3:
        saturation = rng.uniform(0.3, 1.7)
        grey = cv2.cvtColor(cv2.cvtColor(out, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        out = cv2.addWeighted(out, saturation, grey, 1 - saturation, 0)
    choice = rng.random()
    if choice < 0.15:
        out = cv2.GaussianBlur(out, (0, 0), rng.uniform(0.4, 1.4))
    elif choice < 0.3:
        noise = rng.normal(0, rng.uniform(3, 14), out.shape)
        out = np.clip(out + noise, 0, 255).astype(np.uint8)
    elif choice < 0.4:
        quality = int(rng.integers(20, 70))
        encoded = cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), dtype=np.uint8)
    return np.asarray(out, dtype=np.uint8)
