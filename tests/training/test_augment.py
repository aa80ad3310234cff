"""Augmentation moves picture and labels together."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from mocap_app.core.skeleton import body27
from mocap_app.training.augment import (
    AugmentConfig,
    augment,
    centred_crop,
    mirrored,
    person_box,
    room_crop,
)
from mocap_app.training.datasets.sample import Sample

PLAIN = AugmentConfig(colour=0.0, clutter=0.0, neighbour=0.0)


def marked_sample(mark: int, seed: int = 0) -> Sample:
    """Return a black picture with one white disc at keypoint `mark`."""
    rng = np.random.default_rng(seed)
    points = rng.uniform([30, 30], [270, 370], (27, 2)).astype(np.float32)
    image = np.zeros((400, 300, 3), np.uint8)
    cv2.circle(image, (round(points[mark, 0]), round(points[mark, 1])), 9, (255,) * 3, -1)
    points[mark] = np.round(points[mark])
    points_3d = rng.normal(0, 0.4, (27, 3)).astype(np.float32)
    ones = np.ones(27, np.float32)
    return Sample("s", image, points, ones, points_3d, ones)


@pytest.mark.parametrize("seed", range(20))
def test_the_label_stays_on_its_mark(seed):
    rng = np.random.default_rng(seed)
    mark = 12
    crop = augment(marked_sample(mark, seed), 128, PLAIN, rng, [])
    bright = np.maximum(crop.image[..., 0].astype(float) - 120, 0)
    rows, columns = np.mgrid[:128, :128]
    if bright.sum() < 1000:
        pytest.skip("the mark left the picture")
    found = np.array([(columns * bright).sum(), (rows * bright).sum()]) / bright.sum()
    near = np.linalg.norm(crop.keypoints_2d - found, axis=1)
    # After a mirror image the mark belongs to the other side.
    assert near.argmin() in {mark, body27().mirror[mark]} or near.min() < 1.5
    assert min(near[mark], near[body27().mirror[mark]]) < 1.5


@pytest.mark.parametrize("seed", range(12))
def test_a_person_may_be_cut_off_by_the_border(seed):
    config = AugmentConfig(
        colour=0, clutter=0, neighbour=0, upper_body=0, far=0, shift=0, cut=1.0, full_turn=0
    )
    white = replace(marked_sample(12, seed), image=np.full((400, 300, 3), 255, np.uint8))
    crop = augment(white, 128, config, np.random.default_rng(seed), [np.zeros((9, 9, 3), np.uint8)])
    gone = crop.weight_2d < 1
    assert 0.02 < gone.mean() < 0.75
    np.testing.assert_allclose(crop.weight_2d[gone], 0.3)
    inside = ((crop.keypoints_2d >= 0) & (crop.keypoints_2d < 127.5)).all(axis=1)
    assert inside[~gone].mean() > 0.9  # the rest fills the crop
    shades = crop.image[..., 0][tuple(crop.keypoints_2d[inside].round().astype(int).T[::-1])]
    # Beyond the border there is grey, and no room.
    assert (shades[gone[inside]] > 200).sum() <= 0.3 * gone[inside].sum()
    assert (shades[~gone[inside]] > 200).mean() > 0.8


@pytest.mark.parametrize("seed", range(12))
def test_a_neighbour_does_not_push_the_person_out(seed):
    crowded = AugmentConfig(colour=0, clutter=0, neighbour=1.0, upper_body=0, far=0)
    other = Sample(
        "o", np.zeros((400, 300, 3), np.uint8), *(np.zeros((27, n), np.float32) for n in (2, 1, 3)),
        np.zeros(27, np.float32),
    )  # fmt: skip
    crop = augment(marked_sample(12, seed), 128, crowded, np.random.default_rng(seed), [], other)
    inside = ((crop.keypoints_2d >= 0) & (crop.keypoints_2d < 128)).all(axis=1)
    assert inside.mean() > 0.5


def test_validation_crops_are_centred_and_1_4_times_the_extent():
    sample = marked_sample(3)
    crop = centred_crop(sample, 140)
    low, high = crop.keypoints_2d.min(0), crop.keypoints_2d.max(0)
    assert np.allclose((low + high) / 2, 69.5, atol=0.5)
    assert np.isclose((high - low).max(), 100, atol=0.5)


def test_mirror_twice_is_nothing():
    crop = centred_crop(marked_sample(5), 96)
    twice = mirrored(mirrored(crop))
    assert np.array_equal(twice.image, crop.image)
    assert np.allclose(twice.keypoints_2d, crop.keypoints_2d)
    assert np.allclose(twice.keypoints_3d, crop.keypoints_3d)


def test_mirror_swaps_sides_in_3d():
    crop = centred_crop(marked_sample(5), 96)
    turned = mirrored(crop)
    left, right = body27().index("left_wrist"), body27().index("right_wrist")
    assert np.allclose(turned.keypoints_3d[left], crop.keypoints_3d[right] * [-1, 1, 1])


def test_3d_turns_with_the_picture():
    sample = marked_sample(1)
    config = AugmentConfig(colour=0, clutter=0, neighbour=0, full_turn=1.0, upper_body=0, far=0)
    crop = augment(sample, 96, config, np.random.default_rng(4), [])
    flat = np.linalg.norm(crop.keypoints_3d[:, :2], axis=1)
    original = np.linalg.norm(sample.keypoints_3d[:, :2], axis=1)
    assert np.allclose(np.sort(flat), np.sort(original), atol=1e-5)
    assert np.allclose(np.sort(crop.keypoints_3d[:, 2]), np.sort(sample.keypoints_3d[:, 2]))


def test_the_same_seed_gives_the_same_picture():
    rooms = [np.random.default_rng(0).integers(0, 255, (80, 120, 3)).astype(np.uint8)]
    sample = marked_sample(2)
    one, two = (
        augment(sample, 64, AugmentConfig(), np.random.default_rng(9), rooms, sample)
        for _ in range(2)
    )
    assert np.array_equal(one.image, two.image)


def test_a_room_has_nobody():
    rooms = [np.random.default_rng(0).integers(0, 255, (80, 120, 3)).astype(np.uint8)]
    crop = room_crop(rooms, 64, np.random.default_rng(0))
    assert crop.image.shape == (64, 64, 3)
    assert (crop.keypoints_2d < 0).all()
    assert (crop.weight_3d == 0).all()


def test_person_box_ignores_what_is_not_labelled():
    sample = marked_sample(0)
    weight = sample.weight_2d.copy()
    weight[4] = 0
    points = sample.keypoints_2d.copy()
    points[4] = 9999
    _, side = person_box(Sample("s", sample.image, points, weight, sample.keypoints_3d, weight))
    assert side < 400
