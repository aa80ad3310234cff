"""Regions map to the frame and back, and a crop shows what its region says."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.inference.preprocess import PADDING, Region, crop, to_input, whole_frame

regions = st.builds(Region, st.floats(-50, 700), st.floats(-50, 500), st.floats(20, 900))


@given(regions, st.floats(-100, 800), st.floats(-100, 800))
def test_maps_are_inverse(region, x, y):
    point = np.array([x, y])
    assert np.allclose(region.to_frame(region.to_crop(point, 160), 160), point, atol=1e-6)


@pytest.mark.parametrize("side", [80.0, 150.0, 400.0, 1000.0, 2500.0])
def test_a_mark_lands_where_the_region_says(side):
    image = np.zeros((900, 1600, 3), np.uint8)
    mark = np.array([700.0, 420.0])
    radius = max(4, int(side / 40))
    cv2.circle(image, (700, 420), radius, (255, 255, 255), -1)
    region = Region(mark[0] + side / 8, mark[1] - side / 10, side)
    small = np.maximum(crop(image, region, 160)[..., 0].astype(float) - PADDING, 0)
    rows, columns = np.mgrid[:160, :160]
    found = np.array([(columns * small).sum(), (rows * small).sum()]) / small.sum()
    assert np.abs(found - region.to_crop(mark, 160)).max() < 0.3


def test_the_frame_is_letterboxed_not_stretched():
    image = np.full((100, 200, 3), 255, np.uint8)
    small = crop(image, whole_frame(200, 100), 100)
    assert (small[:22] == PADDING).all()
    assert (small[78:] == PADDING).all()
    assert (small[28:72] == 255).all()


def test_a_region_outside_the_frame_is_grey():
    small = crop(np.full((100, 100, 3), 255, np.uint8), Region(900, 900, 400), 64)
    assert (small == PADDING).all()


def test_input_is_rgb_planes():
    picture = np.zeros((8, 8, 3), np.uint8)
    picture[..., 2] = 255  # red in BGR
    stacked = to_input([picture])
    assert stacked.shape == (1, 3, 8, 8)
    assert stacked.dtype == np.float32
    assert np.allclose(stacked[0].mean(axis=(1, 2)), [1, 0, 0])


@pytest.mark.parametrize("side", [90.0, 200.0, 470.0])
@pytest.mark.parametrize("shape", [(64, 32), (32, 64), (64, 64)])
def test_the_middle_alone_is_the_middle_of_the_whole(side, shape):
    # A smooth picture: shrunk by whole factors, blocks of pixels may begin elsewhere.
    y, x = np.mgrid[:300, :400]
    image = np.stack([x / 2, y / 2, (x + y) / 4], axis=-1).astype(np.uint8)
    region = Region(180.3, 160.8, side)
    part = crop(image, region, 64, shape).astype(int)
    assert part.shape == (*shape, 3)
    top, left = (64 - shape[0]) // 2, (64 - shape[1]) // 2
    whole = crop(image, region, 64).astype(int)[top : top + shape[0], left : left + shape[1]]
    seen = (whole != PADDING).all(axis=-1) & (part != PADDING).all(axis=-1)
    assert seen.mean() > 0.4
    assert np.abs(part - whole)[seen].max() <= 3
