"""A narrow look gives the maps of the square, where it looked."""

import numpy as np
import pytest

from mocap_app.inference.codec import Maps, decode
from mocap_app.inference.narrow import seen_through, shape_of
from mocap_app.inference.preprocess import Region

SIZE = 224


def by_cell(images):
    """Heatmaps that are high where pictures are bright, and locations that say how bright."""
    cells = images[:, :1, ::4, ::4]
    heatmaps = np.repeat(20.0 * cells, 27, axis=1).astype(np.float32)
    return Maps(heatmaps, np.repeat(images[:, :1, ::8, ::8], 81, axis=1))


@pytest.mark.parametrize(
    ("window", "shape"),
    [
        ((1.0, 1.0), (224, 224)),
        ((0.55, 1.0), (224, 160)),
        ((0.2, 1.0), (224, 160)),
        ((0.6, 0.84), (224, 176)),
        ((0.8, 0.9), (224, 224)),
    ],
)
def test_pictures_are_as_narrow_as_the_window_in_steps(window, shape):
    assert shape_of(Region(0.0, 0.0, 1.0, window), SIZE) == shape


def test_what_is_seen_in_a_window_is_found_where_it_is_in_the_square():
    image = np.zeros((1, 3, SIZE, SIZE), np.float32)
    image[:, :, 96:104, 72:80] = 1.0
    maps = seen_through(by_cell, SIZE)(image[..., 32:192])
    assert maps.heatmaps.shape == (1, 27, 56, 56)
    assert maps.locations.shape == (1, 81, 28, 28)
    whole = by_cell(image)
    columns = slice(8, 48)
    np.testing.assert_array_equal(maps.heatmaps[..., columns], whole.heatmaps[..., columns])
    assert (np.delete(maps.heatmaps, np.r_[columns], axis=-1) < -50).all()
    found, expected = decode(maps, SIZE), decode(whole, SIZE)
    np.testing.assert_array_equal(found.keypoints_2d, expected.keypoints_2d)
    # What was not looked at is never where a keypoint is.
    assert found.score.min() > expected.score.max()


def test_the_whole_square_is_seen_as_it_is():
    image = np.random.default_rng(0).random((2, 3, SIZE, SIZE), np.float32)
    maps, expected = seen_through(by_cell, SIZE)(image), by_cell(image)
    for a, b in zip(maps, expected, strict=True):
        np.testing.assert_array_equal(a, b)
