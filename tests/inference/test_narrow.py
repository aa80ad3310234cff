"""A narrow look says what one at the square would, where it looked."""

import numpy as np
import pytest

from mocap_app.inference.codec import Maps, decode
from mocap_app.inference.narrow import shape_of
from mocap_app.inference.preprocess import Region

SIZE = 224


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


@pytest.mark.parametrize("window", [(0.6, 0.6), (0.7, 0.5), (0.5, 0.7)])
def test_one_side_is_always_that_of_the_square(window):
    assert max(shape_of(Region(0.0, 0.0, 1.0, window), SIZE)) == SIZE


@pytest.mark.parametrize(("rows", "columns"), [(24, 16), (16, 24), (24, 24)])
def test_narrow_maps_say_what_they_say_as_the_middle_of_the_square(rows, columns):
    rng = np.random.default_rng(0)
    heatmaps = rng.normal(0, 3, (2, 27, rows, columns)).astype(np.float32)
    locations = rng.normal(0, 0.5, (2, 81, rows // 2, columns // 2)).astype(np.float32)
    prior = rng.random(heatmaps.shape).astype(np.float32) + np.float32(0.1)
    down, across = (24 - rows) // 2, (24 - columns) // 2

    def framed(part, fold, around):
        sides = [(down // fold,) * 2, (across // fold,) * 2]
        return np.pad(part, [(0, 0), (0, 0), *sides], constant_values=around)

    # Nothing is ever where nobody looked.
    square = Maps(framed(heatmaps, 1, -100.0), framed(locations, 2, 0.0))
    for factors in (None, prior):
        narrow = decode(Maps(heatmaps, locations), SIZE, factors)
        whole = decode(square, SIZE, None if factors is None else framed(factors, 1, 1.0))
        for name in ("keypoints_2d", "score", "keypoints_3d"):
            np.testing.assert_allclose(getattr(narrow, name), getattr(whole, name), atol=1e-4)
        for a, b in zip(narrow.expected, whole.expected, strict=True):
            np.testing.assert_allclose(a, b, atol=2e-3)
