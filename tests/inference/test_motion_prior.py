"""Keypoints stay near where they were, unless the network is sure."""

import numpy as np
import pytest

from mocap_app.inference.codec import Maps, decode
from mocap_app.inference.motion_prior import motion_prior

CELLS, STRIDE, SIZE = 48, 4.0, 192
SQUARE = CELLS, CELLS


def person():
    """Return (1, 27, 2) keypoints in a crop of 192 pixels, torso 50 pixels long."""
    points = np.full((1, 27, 2), 96.0)
    points[0, [11, 14]] = [[110, 60], [80, 60]]
    points[0, [1, 4]] = [[88, 110], [102, 110]]
    return points


def maps_with_peaks(*peaks):
    """Return maps in which every keypoint has Gaussian peaks of (x, y, height)."""
    y, x = np.mgrid[:CELLS, :CELLS] * STRIDE + (STRIDE - 1) / 2
    p = sum(h * np.exp(-((x - a) ** 2 + (y - b) ** 2) / 50) for a, b, h in peaks) + 1e-9
    heatmaps = np.broadcast_to(np.log(p), (1, 27, CELLS, CELLS)).astype(np.float32)
    return Maps(heatmaps, np.zeros((1, 81, 24, 24), np.float32))


def test_of_two_equal_peaks_the_near_one_is_taken():
    prior = motion_prior(person(), 1 / 30, SQUARE, SIZE)
    maps = maps_with_peaks((100, 90, 0.9), (20, 170, 1.0))
    free, followed = decode(maps, SIZE), decode(maps, SIZE, prior)
    np.testing.assert_allclose(free.keypoints_2d[0, 16], [20, 170], atol=1)
    np.testing.assert_allclose(followed.keypoints_2d[0, 16], [100, 90], atol=1)
    # The score stays the network's own: half of the heatmap is elsewhere.
    assert followed.score[0, 16] == pytest.approx(
        0.9 / 1.9 * free.score[0, 16] / (1 / 1.9), abs=0.02
    )


def test_a_sure_answer_wins_from_anywhere():
    prior = motion_prior(person(), 1 / 30, SQUARE, SIZE)
    maps = maps_with_peaks((100, 90, 0.05), (20, 170, 1.0))
    np.testing.assert_allclose(decode(maps, SIZE, prior).keypoints_2d[0, 16], [20, 170], atol=1)


def test_more_time_reaches_farther():
    at = (slice(None), 16, 24, 40)  # a torso length to the side
    reaches = [float(motion_prior(person(), s, SQUARE, SIZE)[at][0]) for s in (1 / 60, 0.1, 1.0)]
    assert 0.1 <= reaches[0] < reaches[1] < reaches[2] <= 1


def test_a_person_without_extent_and_no_time_are_no_division_by_zero():
    prior = motion_prior(np.full((2, 27, 2), 50.0), 0.0, SQUARE, SIZE)
    assert prior.shape == (2, 27, CELLS, CELLS)
    assert np.isfinite(prior).all()
    assert prior.max() > 0.9


def test_a_far_keypoint_changes_nothing():
    points = person()
    points[0, 16] = [900, -400]  # outside the crop
    maps = maps_with_peaks((100, 90, 0.9), (20, 170, 1.0))
    prior = motion_prior(points, 1 / 30, SQUARE, SIZE)
    np.testing.assert_allclose(decode(maps, SIZE, prior).keypoints_2d[0, 16], [20, 170], atol=1)


def test_narrow_heatmaps_have_the_middle_of_the_prior():
    whole = motion_prior(person(), 1 / 30, SQUARE, SIZE)
    upright = motion_prior(person(), 1 / 30, (CELLS, 32), SIZE)
    np.testing.assert_allclose(upright, whole[..., 8:-8], rtol=1e-6)
    lying = motion_prior(person(), 1 / 30, (40, CELLS), SIZE)
    np.testing.assert_allclose(lying, whole[..., 4:-4, :], rtol=1e-6)
