import numpy as np
import pytest

from mocap_app.inference.crossover import IMAGE_SHARE, LIFTER_ALONE, Crossover, CrossoverHz

LIFTED = np.zeros((27, 3))
EVENLY = CrossoverHz(0.8, 0.8)


def run(crossover, images, rate_hz=30.0):
    return np.array([crossover.apply(x, LIFTED, i / rate_hz) for i, x in enumerate(images)])


@pytest.mark.parametrize("rate_hz", [15.0, 30.0, 60.0])
def test_a_step_is_followed_at_the_same_pace_whatever_the_rate(rate_hz):
    count = int(rate_hz)
    images = [LIFTED, *(LIFTED + 1.0 for _ in range(count))]
    out = run(Crossover(CrossoverHz(0.5, 0.5)), images, rate_hz)
    assert out[0].max() == 0.0
    np.testing.assert_allclose(out[-1], IMAGE_SHARE * (1 - np.exp(-np.pi)), atol=1e-9)


def test_trembling_of_the_image_network_is_left_out():
    rng = np.random.default_rng(0)
    images = rng.normal(0.5, 0.1, (300, 27, 3))
    out = run(Crossover(EVENLY), images)
    assert out[30:].std() < 0.35 * images.std()
    assert out[30:].mean() == pytest.approx(IMAGE_SHARE * 0.5, abs=0.01)


def test_movement_of_the_lifter_comes_through_at_once():
    crossover = Crossover(EVENLY)
    before = crossover.apply(LIFTED + 0.3, LIFTED, 0.0)
    np.testing.assert_allclose(before, IMAGE_SHARE * 0.3)
    both = crossover.apply(LIFTED + 0.5, LIFTED + 0.2, 1 / 30)
    np.testing.assert_allclose(both, before + 0.2)


def test_an_unknown_keypoint_keeps_its_difference_or_has_none():
    crossover = Crossover(EVENLY)
    image = LIFTED + 0.2
    image[3] = np.nan
    first = crossover.apply(image, LIFTED, 0.0)
    np.testing.assert_array_equal(first[3], 0.0)
    np.testing.assert_allclose(first[4], IMAGE_SHARE * 0.2)
    lost = crossover.apply(np.full((27, 3), np.nan), LIFTED, 0.1)
    np.testing.assert_array_equal(lost, first)
    back = crossover.apply(LIFTED + 0.4, LIFTED, 0.2)
    np.testing.assert_allclose(back[3], IMAGE_SHARE * 0.4)
    assert first[4, 0] < back[4, 0] < back[3, 0]


def test_without_a_cutoff_the_lifter_is_alone_and_a_reset_forgets():
    alone = Crossover(LIFTER_ALONE)
    np.testing.assert_array_equal(alone.apply(LIFTED + 1.0, LIFTED, 0.0), LIFTED)
    crossover = Crossover(EVENLY)
    run(crossover, [LIFTED + 1.0] * 3)
    crossover.reset()
    np.testing.assert_allclose(crossover.apply(LIFTED + 2.0, LIFTED, 1.0), IMAGE_SHARE * 2.0)


def test_sideways_and_depth_have_cutoffs_of_their_own():
    out = run(Crossover(CrossoverHz(sideways=6.0, depth=1.6)), [LIFTED, *[LIFTED + 1.0] * 3])
    sideways, depth = (1 - np.exp(-2 * np.pi * hz * np.arange(4) / 30) for hz in (6.0, 1.6))
    axes = np.stack([sideways, sideways, depth], axis=1)
    np.testing.assert_allclose(out[:, 5], IMAGE_SHARE * axes, atol=1e-9)
    only = run(Crossover(CrossoverHz(sideways=6.0)), [LIFTED + 1.0] * 3)
    np.testing.assert_allclose(only[..., :2], IMAGE_SHARE)
    np.testing.assert_array_equal(only[..., 2], 0.0)
