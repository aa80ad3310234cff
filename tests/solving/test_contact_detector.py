"""Feet that stand, frame by frame."""

from __future__ import annotations

import math

import numpy as np

from mocap_app.solving.contact_detector import ContactDetector, FootSample
from mocap_app.solving.contacts import START_SPEED

HEIGHTS = [0.01, 0.01, 0.01, 0.01]


def watch(detector, noise_m, frames=60, heights=HEIGHTS):
    rng = np.random.default_rng(3)
    for i in range(frames):
        points = rng.normal((0.0, 0.01, 0.0), noise_m, (4, 3)).tolist()
        sample = FootSample(i / 30.0, points, rng.normal(0.0, noise_m, (4, 2)).tolist(), 1.0)
        detector.update(sample, heights, 1.0 / 30.0 if i else 0.0)


def test_after_a_gap_feet_are_seen_as_badly_as_before():
    detector = ContactDetector()
    watch(detector, 0.02)
    assert all(detector.contacts)
    detector.reset()
    assert not any(detector.contacts)
    assert all(now > 2.0 * usual for now, usual in zip(detector._start, START_SPEED, strict=True))
    watch(detector, 0.02, frames=5)
    assert any(detector.contacts)


def test_a_tilted_sole_stands_as_a_whole_only_where_feet_are_seen_badly():
    tilted = [0.01, 0.09, 0.01, 0.09]
    well, badly = ContactDetector(), ContactDetector()
    watch(well, 0.0, heights=tilted)
    watch(badly, 0.02, heights=tilted)
    assert well.contacts == [True, False, True, False]
    assert all(badly.contacts)


def slowing(detector, height, speeds):
    """Show the detector feet that have slowed down to some speeds, m/s, on their way along x."""
    x = 0.0
    for i, speed in enumerate(speeds):
        x += speed / 30.0
        sample = FootSample(i / 30.0, [(x, height, 0.0)] * 4, [(x, 0.0)] * 4, 1.0)
        detector.update(sample, [height] * 4, 1.0 / 30.0 if i else 0.0)
    return detector.contacts


def test_a_foot_that_the_floor_stops_stands_before_it_is_seen_to_rest():
    landing = [1.5] * 10 + [0.3] * 3
    assert all(slowing(ContactDetector(), -0.02, landing))
    assert not any(slowing(ContactDetector(), 0.01, landing))


def test_a_foot_that_comes_to_rest_is_gripped_the_more_the_slower_it_is():
    grips = []
    for speed in (1.5, 0.5, 0.3):
        detector = ContactDetector()
        slowing(detector, 0.01, [1.5] * 10 + [speed] * 3)
        assert not any(detector.contacts)
        grips.append(detector.grips[0])
    assert grips[0] == 0.0 < grips[1] < grips[2] < 1.0
    high = ContactDetector()
    slowing(high, 0.06, [1.5] * 10 + [0.3] * 3)
    assert high.grips == [0.0] * 4


def test_a_quick_foot_does_not_stand_however_deep_it_seems():
    assert not any(slowing(ContactDetector(), -0.05, [1.5] * 13))


def test_feet_whose_pixels_are_not_known_stand_by_where_they_are_in_the_world():
    detector = ContactDetector()
    unknown = [(math.nan, math.nan)] * 4
    for i in range(20):
        left, right = (0.0, 0.01, 0.0), (0.05 * i, 0.01, 0.0)
        sample = FootSample(i / 30.0, [left, left, right, right], unknown, 0.005)
        detector.update(sample, HEIGHTS, 1.0 / 30.0 if i else 0.0)
    assert detector.contacts == [True, True, False, False]


def test_a_foot_that_rests_on_a_chair_stands_there_until_it_leaves():
    detector = ContactDetector()
    chair = [0.40, 0.42, 0.01, 0.01]
    watch(detector, 0.0, frames=20, heights=chair)
    assert all(detector.contacts)
    assert detector.support == [0.40, 0.0]
    for i in range(20, 26):
        away = (0.1 * i, 0.4, 0.0)
        sample = FootSample(i / 30.0, [away] * 4, [(100.0 * i, 0.0)] * 4, 1.0)
        detector.update(sample, chair, 1.0 / 30.0)
    assert not any(detector.contacts)
    assert detector.support == [0.0, 0.0]


def test_a_foot_that_is_seen_lower_than_it_is_solved_stands_on_no_chair():
    detector = ContactDetector()
    heights = [0.40, 0.42, 0.01, 0.01]
    for i in range(30):
        misses = (0.3, 0.3, 0.02, 0.02)
        points = [(0.0, y, 0.0) for y in heights]
        sample = FootSample(i / 30.0, points, [(0.0, 0.0)] * 4, 1.0, misses)
        detector.update(sample, heights, 1.0 / 30.0 if i else 0.0)
    assert detector.contacts == [False, False, True, True]
    assert detector.support == [0.0, 0.0]
