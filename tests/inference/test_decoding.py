"""Read-outs of heatmaps against Gaussians whose centres are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocap_app.inference.decoding import (
    dark,
    merge_flipped,
    peaks,
    quarter_offset,
    simcc,
    soft_argmax,
    to_cells,
    to_pixels,
)

WIDTH, HEIGHT, SIGMA = 24, 32, 2.0
INNER_X, INNER_Y = st.floats(4, WIDTH - 5), st.floats(4, HEIGHT - 5)


def gaussian(x: float, y: float, sigma: float = SIGMA) -> np.ndarray:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    return np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * sigma**2))


def test_peaks_are_x_y_and_value():
    maps = np.zeros((2, 3, HEIGHT, WIDTH))
    maps[1, 2, 5, 7] = 0.5
    position, value = peaks(maps)
    assert position[1, 2].tolist() == [7, 5]
    assert value[1, 2] == 0.5


@settings(max_examples=30)
@given(INNER_X, INNER_Y)
def test_dark_finds_the_centre_of_a_gaussian_exactly(x, y):
    assert dark(gaussian(x, y), SIGMA, smooth=False) == pytest.approx([x, y], abs=1e-6)


@settings(max_examples=30)
@given(INNER_X, INNER_Y)
def test_smoothing_a_gaussian_leaves_its_centre(x, y):
    assert dark(gaussian(x, y), SIGMA) == pytest.approx([x, y], abs=0.03)


@settings(max_examples=30)
@given(INNER_X, INNER_Y)
def test_the_quarter_offset_is_within_a_quarter(x, y):
    assert np.abs(quarter_offset(gaussian(x, y)) - [x, y]).max() <= 0.25 + 1e-9


def test_dark_beats_the_quarter_on_noisy_maps():
    rng = np.random.default_rng(0)
    centres = rng.uniform(6, 17, (200, 2))
    maps = np.stack([gaussian(x, y) for x, y in centres])
    maps = np.clip(maps + rng.normal(0, 0.02, maps.shape), 0, None)
    by_dark = np.linalg.norm(dark(maps, SIGMA) - centres, axis=-1).mean()
    by_quarter = np.linalg.norm(quarter_offset(maps) - centres, axis=-1).mean()
    assert by_dark < 0.5 * by_quarter


@pytest.mark.parametrize("corner", [(0, 0), (WIDTH - 1, HEIGHT - 1), (0, HEIGHT - 1)])
def test_peaks_in_a_corner_stay_there(corner):
    maps = gaussian(*corner)
    assert quarter_offset(maps).tolist() == list(corner)
    assert dark(maps, SIGMA).tolist() == list(corner)


def test_flat_and_empty_maps_give_numbers():
    for maps in (np.zeros((1, 1, HEIGHT, WIDTH)), np.ones((1, 1, HEIGHT, WIDTH))):
        assert np.isfinite(dark(maps, SIGMA)).all()
        assert np.isfinite(quarter_offset(maps)).all()


@settings(max_examples=30)
@given(INNER_X, INNER_Y)
def test_soft_argmax_of_a_log_gaussian_is_its_centre(x, y):
    logits = np.log(gaussian(x, y, 1.0) + 1e-30)
    assert soft_argmax(logits) == pytest.approx([x, y], abs=0.01)


@settings(max_examples=30)
@given(st.floats(0, 95.0), st.floats(0, 127.0))
def test_simcc_is_right_to_a_quarter_of_a_pixel(x, y):
    def logits(position, size):
        bins = (np.arange(2 * size) + 0.5) / 2 - 0.5
        return -((bins - position) ** 2) / 2

    position, score = simcc(logits(x, 96), logits(y, 128))
    assert np.abs(position - [x, y]).max() <= 0.25 + 1e-9
    assert 0 < score < 1


@pytest.mark.parametrize("convention", ["corner", "centre", "udp"])
@settings(max_examples=30)
@given(x=st.floats(0, 191), y=st.floats(0, 255))
def test_pixels_and_cells_are_inverse(convention, x, y):
    cells = to_cells(np.array([x, y]), (48, 64), (192, 256), convention)
    assert to_pixels(cells, (48, 64), (192, 256), convention) == pytest.approx([x, y], abs=1e-9)


def test_what_the_conventions_mean():
    last = np.array([47.0, 63.0])
    assert to_pixels(last, (48, 64), (192, 256), "udp").tolist() == [191, 255]
    assert to_pixels(last, (48, 64), (192, 256), "centre").tolist() == [189.5, 253.5]
    assert to_pixels(last, (48, 64), (192, 256), "corner").tolist() == [188, 252]


@pytest.mark.parametrize("convention", ["centre", "udp"])
def test_the_flip_test_is_exact_without_a_shift_on_symmetric_conventions(convention):
    pixel = np.array([37.3, 91.1])
    mirrored = np.array([95 - pixel[0], pixel[1]])
    size = (WIDTH, HEIGHT), (96, 128)
    straight = gaussian(*to_cells(pixel, *size, convention))[None, None]
    flipped = gaussian(*to_cells(mirrored, *size, convention))[None, None]
    merged = merge_flipped(straight, flipped, (0,), convention)
    assert np.allclose(merged, straight)


def test_the_flip_test_of_the_corner_convention_comes_nearer_with_its_shift():
    pixel = np.array([37.0, 91.0])
    mirrored = np.array([95 - pixel[0], pixel[1]])
    size = (WIDTH, HEIGHT), (96, 128)
    straight = gaussian(*to_cells(pixel, *size, "corner"))[None, None]
    flipped = gaussian(*to_cells(mirrored, *size, "corner"))[None, None]
    shifted = merge_flipped(straight, flipped, (0,), "corner")
    unshifted = merge_flipped(straight, flipped, (0,), "udp")
    assert np.abs(shifted - straight).max() < 0.5 * np.abs(unshifted - straight).max()


def test_the_flip_test_swaps_left_and_right():
    maps = np.stack([gaussian(5, 5), gaussian(18, 5)])[None]
    merged = merge_flipped(maps, maps[..., ::-1][:, [1, 0]], (1, 0), "udp")
    assert np.allclose(merged, maps)
