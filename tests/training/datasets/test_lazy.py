"""Pictures are read when they are needed and cut out around their person."""

import cv2
import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.augment import AugmentConfig, augment
from mocap_app.training.datasets.lazy import Labels, LazySamples, Picture, cut_out
from mocap_app.training.datasets.sample import Sample


def sample(image: np.ndarray, points: dict[int, tuple[float, float]]) -> Sample:
    keypoints, weight = np.zeros((27, 2), np.float32), np.zeros(27, np.float32)
    for keypoint, position in points.items():
        keypoints[keypoint], weight[keypoint] = position, 1
    return Sample(
        "x", image, keypoints, weight, np.zeros((27, 3), np.float32), np.zeros(27, np.float32)
    )


def spots(image: np.ndarray, points: np.ndarray) -> list[int]:
    return [int(image[round(float(y)), round(float(x))].max()) for x, y in points]


def test_what_is_cut_out_still_shows_the_keypoints():
    image = np.zeros((400, 600, 3), np.uint8)
    for x, y in ((300, 200), (340, 260)):
        image[y - 1 : y + 2, x - 1 : x + 2] = 255
    cut = cut_out(sample(image, {0: (300, 200), 3: (340, 260)}))
    assert cut.image.shape == (181, 161, 3)  # 60 px on every side
    assert spots(cut.image, cut.keypoints_2d[[0, 3]]) == [255, 255]


def test_large_people_are_scaled_down_and_labels_with_them():
    image = np.zeros((1000, 1000, 3), np.uint8)
    for x, y in ((200, 100), (700, 900)):
        image[y - 6 : y + 7, x - 6 : x + 7] = 255
    cut = cut_out(sample(image, {0: (200, 100), 3: (700, 900)}), long_side=200)
    assert cut.image.shape == (250, 250, 3)
    assert spots(cut.image, cut.keypoints_2d[[0, 3]]) == [255, 255]
    assert np.ptp(cut.keypoints_2d[[0, 3]], axis=0).max() == pytest.approx(200, abs=0.5)


def test_people_at_the_border_are_cut_at_the_border():
    cut = cut_out(sample(np.zeros((50, 60, 3), np.uint8), {0: (-5, 10), 3: (20, 49)}))
    assert cut.image.shape == (50, 60, 3)
    assert cut.keypoints_2d[0].tolist() == [-5, 10]


def test_samples_are_lazy_sliceable_and_fit_the_augmentation(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), np.full((90, 80, 3), 200, np.uint8))
    points = np.random.default_rng(0).uniform(20, 60, (3, 27, 2)).astype(np.float32)
    labels = Labels.only_2d(points, np.ones((3, 27), np.float32))
    pictures = [Picture(tmp_path / name) for name in ("a.png", "none.png", "a.png")]
    samples = LazySamples(["a", "b", "c"], pictures, labels)
    assert len(samples) == 3
    assert samples[1:].names == ["b", "c"]
    assert samples[2].name == samples[1:][1].name == "c"
    crop = augment(samples[0], 64, AugmentConfig(), np.random.default_rng(0), [])
    assert crop.image.shape == (64, 64, 3)
    with pytest.raises(DataError, match=r"none\.png is missing; get the file"):
        samples[1]


def test_damaged_pictures_are_named(tmp_path):
    (tmp_path / "b.jpg").write_bytes(b"no picture")
    with pytest.raises(DataError, match=r"b\.jpg is damaged"):
        Picture(tmp_path / "b.jpg").read()


def test_labels_are_joined_in_order():
    one = Labels.only_2d(np.zeros((2, 27, 2), np.float32), np.ones((2, 27), np.float32))
    two = Labels.only_2d(np.ones((1, 27, 2), np.float32), np.ones((1, 27), np.float32))
    joined = Labels.join([one, two])
    assert joined.keypoints_2d[:, 0, 0].tolist() == [0, 0, 1]
    assert joined.weight_3d.sum() == 0
