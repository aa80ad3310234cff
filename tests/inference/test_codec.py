"""Decoding finds again what the training targets say, to a fraction of a cell."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core.skeleton import body27
from mocap_app.inference.codec import STRIDE, decode, merge_mirrored
from mocap_app.networks import config
from mocap_app.training.losses import gaussian

SIZE = 96


def maps_for(points: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return ideal maps (1, 4J, h, w): log of the target Gaussian, constant location maps."""
    cells = SIZE // STRIDE
    target, _ = gaussian(torch.from_numpy(points[None]).float(), cells, cells, 0.8)
    logits = torch.log(target + 1e-9).numpy()
    location = np.broadcast_to(
        values.T[None, :, :, None, None], (1, 3, len(points), cells, cells)
    ).reshape(1, -1, cells, cells)
    return np.concatenate([logits, location], axis=1).astype(np.float32)


def test_stride_is_the_networks():
    assert STRIDE == config.STRIDE


@given(
    st.lists(st.tuples(st.floats(16, SIZE - 17), st.floats(16, SIZE - 17)), min_size=2, max_size=6)
)
def test_positions_are_sub_pixel(points):
    truth = np.array(points)
    values = np.arange(3 * len(points), dtype=float).reshape(-1, 3) / 10
    decoded = decode(maps_for(truth, values))
    assert np.abs(decoded.keypoints_2d[0] - truth).max() < 0.5
    assert np.allclose(decoded.keypoints_3d[0], values - values[:1], atol=1e-5)
    assert (decoded.score > 0.6).all()


@given(st.floats(0, SIZE - 1), st.floats(0, SIZE - 1))
def test_positions_at_the_border_stay_near(x, y):
    truth = np.array([[x, y], [SIZE / 2, SIZE / 2]])
    decoded = decode(maps_for(truth, np.zeros((2, 3))))
    assert np.abs(decoded.keypoints_2d[0, 0] - truth[0]).max() < 0.75 * STRIDE


def test_a_flat_heatmap_has_a_low_score():
    decoded = decode(np.zeros((1, 8, 12, 12), np.float32))
    assert (decoded.score < 0.1).all()


def test_a_mirror_image_says_the_same():
    points = np.random.default_rng(5).uniform(16, SIZE - 17, (27, 2))
    values = np.random.default_rng(6).normal(size=(27, 3))
    straight = maps_for(points, values)
    order = list(body27().mirror)
    seen = points[order] * [-1, 1] + [SIZE - 1, 0]
    turned = maps_for(seen, values[order] * [-1, 1, 1])
    assert np.allclose(merge_mirrored(straight, turned), straight, atol=1e-3)
