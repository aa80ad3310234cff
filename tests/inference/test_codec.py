"""Decoding finds again what the training targets say, to a fraction of a cell."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core.skeleton import body27
from mocap_app.inference.codec import Maps, decode, merge_mirrored
from mocap_app.training.losses import gaussian

SIZE = 96
strides = pytest.mark.parametrize("stride", [4, 8])


def maps_for(points: np.ndarray, values: np.ndarray, stride: int = 8) -> Maps:
    """Return ideal maps: log of the target Gaussian, constant location maps at stride 8."""
    cells = SIZE // stride
    places = torch.from_numpy(points[None]).float()
    target, _ = gaussian(places, cells, cells, stride, 6.0 / stride)
    location = np.broadcast_to(values.T[None, :, :, None, None], (1, 3, len(points), 12, 12))
    return Maps(
        torch.log(target + 1e-9).numpy(), location.reshape(1, -1, 12, 12).astype(np.float32)
    )


@strides
@given(
    st.lists(st.tuples(st.floats(16, SIZE - 17), st.floats(16, SIZE - 17)), min_size=2, max_size=6)
)
def test_positions_are_sub_pixel(stride, points):
    truth = np.array(points)
    values = np.arange(3 * len(points), dtype=float).reshape(-1, 3) / 10
    decoded = decode(maps_for(truth, values, stride), SIZE)
    assert np.abs(decoded.keypoints_2d[0] - truth).max() < 0.5
    assert np.allclose(decoded.keypoints_3d[0], values - values[:1], atol=1e-5)
    assert (decoded.score > 0.6).all()


@strides
@given(st.floats(0, SIZE - 1), st.floats(0, SIZE - 1))
def test_positions_at_the_border_stay_near(stride, x, y):
    truth = np.array([[x, y], [SIZE / 2, SIZE / 2]])
    decoded = decode(maps_for(truth, np.zeros((2, 3)), stride), SIZE)
    assert np.abs(decoded.keypoints_2d[0, 0] - truth[0]).max() < 6


def test_location_maps_are_read_where_the_keypoint_is():
    points = np.array([[20.0, 30.0], [61.0, 77.0]])
    maps = maps_for(points, np.zeros((2, 3)), 4)
    # X grows by one a column, Y by one a row: they say which cell was read.
    maps.locations[0, :2] = np.arange(12)
    maps.locations[0, 2:4] = np.arange(12)[:, None]
    read = decode(maps, SIZE).keypoints_3d[0, 1]
    assert np.allclose(read, [41 / 8, 47 / 8, 0], atol=0.1)


def test_a_flat_heatmap_has_a_low_score():
    flat = Maps(np.zeros((1, 2, 12, 12), np.float32), np.zeros((1, 6, 12, 12), np.float32))
    assert (decode(flat, SIZE).score < 0.1).all()


@strides
def test_a_mirror_image_says_the_same(stride):
    points = np.random.default_rng(5).uniform(16, SIZE - 17, (27, 2))
    values = np.random.default_rng(6).normal(size=(27, 3))
    straight = maps_for(points, values, stride)
    order = list(body27().mirror)
    seen = points[order] * [-1, 1] + [SIZE - 1, 0]
    turned = maps_for(seen, values[order] * [-1, 1, 1], stride)
    merged = merge_mirrored(straight, turned)
    assert np.allclose(merged.heatmaps, straight.heatmaps, atol=1e-3)
    assert np.allclose(merged.locations, straight.locations, atol=1e-5)
