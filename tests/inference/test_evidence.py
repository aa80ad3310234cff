"""The numbers that the second stage sees say what the maps say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core.skeleton import body27
from mocap_app.inference.codec import Maps, decode, merge_mirrored
from mocap_app.inference.evidence import evidence, mirrored
from mocap_app.networks.second_stage_config import CHANNELS, EXPECTED

SIZE = 64
MIRROR = list(body27().mirror)


def random_maps(seed: int, strength: float = 3.0) -> Maps:
    rng = np.random.default_rng(seed)
    heatmaps = rng.normal(0, strength, (2, 27, 16, 16)).astype(np.float32)
    return Maps(heatmaps, rng.normal(0, 1, (2, 81, 8, 8)).astype(np.float32))


def two_places(first: float) -> Maps:
    """The left wrist is in one of two places, whose X is 1 and 3; all else in the middle."""
    heatmaps = np.full((1, 27, 16, 16), -50.0, np.float32)
    heatmaps[:, :, 8, 8] = 0.0
    heatmaps[:, 13] = -50.0
    heatmaps[0, 13, 2, 3], heatmaps[0, 13, 12, 13] = np.log(first), np.log(1 - first)
    locations = np.zeros((1, 81, 8, 8), np.float32)
    locations[0, 13, 1, 1], locations[0, 13, 6, 6] = 1.0, 3.0
    return Maps(heatmaps, locations)


@given(st.floats(0.05, 0.45) | st.floats(0.55, 0.95))
def test_a_keypoint_in_doubt_is_expected_between_its_places(first):
    maps = two_places(first)
    numbers = evidence(decode(maps, SIZE), SIZE)[0]
    expected = first * 1.0 + (1 - first) * 3.0
    assert numbers[13, EXPECTED] == pytest.approx([expected, 0, 0], abs=1e-4)
    assert numbers[13, 3] == pytest.approx(1.0 if first > 0.5 else 3.0, abs=1e-4)
    # Ten cells of sixteen apart, along both axes.
    spread = 10 / 16 * np.sqrt(first * (1 - first))
    assert numbers[13, 11:13] == pytest.approx([spread, spread], abs=1e-3)
    x, y = (first * 3.5 + (1 - first) * 13.5) / 16, (first * 2.5 + (1 - first) * 12.5) / 16
    assert numbers[13, 9:11] == pytest.approx([x - 0.5, y - 0.5], abs=1e-4)


def test_where_a_sure_keypoint_is_both_readings_agree():
    maps = two_places(0.99999)
    numbers = evidence(decode(maps, SIZE), SIZE)[0]
    np.testing.assert_allclose(numbers[:, 3:6], numbers[:, EXPECTED], atol=1e-3)
    np.testing.assert_allclose(numbers[:, 0:2], numbers[:, 9:11], atol=1e-3)
    np.testing.assert_allclose(numbers[:, 2], 1.0, atol=1e-3)


def test_whoever_is_followed_is_expected_where_the_prior_allows():
    maps = two_places(0.5)
    prior = np.ones((1, 27, 16, 16), np.float32)
    prior[0, 13, :8] = 1e-6
    numbers = evidence(decode(maps, SIZE, prior), SIZE)[0]
    assert numbers[13, EXPECTED] == pytest.approx([3, 0, 0], abs=1e-3)


@given(st.integers(0, 10**6))
def test_the_mirrored_evidence_is_that_of_the_mirror_image(seed):
    maps = random_maps(seed)
    # Merging with nothing but the mirrored maps twice gives them alone.
    turned = merge_mirrored(
        Maps(maps.heatmaps[..., ::-1][:, MIRROR], _mirrored_locations(maps)), maps
    )
    straight = evidence(decode(maps, SIZE), SIZE)
    other = evidence(decode(turned, SIZE), SIZE)
    assert straight.shape == (2, 27, CHANNELS)
    np.testing.assert_allclose(mirrored(straight), other, atol=2e-3)
    np.testing.assert_array_equal(mirrored(mirrored(straight)), straight)


def _mirrored_locations(maps: Maps) -> np.ndarray:
    places = maps.locations[..., ::-1].reshape(2, 3, 27, 8, 8)[:, :, MIRROR].copy()
    places[:, 0] *= -1
    return places.reshape(2, 81, 8, 8)


def test_maps_are_left_as_they_are():
    maps = random_maps(3)
    before = maps.heatmaps.copy()
    evidence(decode(maps, SIZE, np.full((2, 27, 16, 16), 0.5, np.float32)), SIZE)
    np.testing.assert_array_equal(maps.heatmaps, before)
