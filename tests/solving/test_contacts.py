"""Feet that stand, frame by frame."""

from __future__ import annotations

import numpy as np

from mocap_app.solving.contacts import START_SPEED, ContactDetector, FootSample

HEIGHTS = np.array([[0.01, 0.01], [0.01, 0.01]])


def watch(detector, noise_m, frames=60, heights=HEIGHTS):
    rng = np.random.default_rng(3)
    for i in range(frames):
        points = rng.normal((0.0, 0.01, 0.0), noise_m, (2, 2, 3))
        sample = FootSample(i / 30.0, points, rng.normal(0.0, noise_m, (2, 2, 2)), 1.0)
        detector.update(sample, heights, 1.0 / 30.0 if i else 0.0)


def test_after_a_gap_feet_are_seen_as_badly_as_before():
    detector = ContactDetector()
    watch(detector, 0.02)
    assert detector.contacts.all()
    detector.reset()
    assert not detector.contacts.any()
    assert (detector._start > 2.0 * START_SPEED).all()
    watch(detector, 0.02, frames=5)
    assert detector.contacts.any()


def test_a_tilted_sole_stands_as_a_whole_only_where_feet_are_seen_badly():
    tilted = np.array([[0.01, 0.09], [0.01, 0.09]])
    well, badly = ContactDetector(), ContactDetector()
    watch(well, 0.0, heights=tilted)
    watch(badly, 0.02, heights=tilted)
    assert well.contacts[:, 0].all()
    assert not well.contacts[:, 1].any()
    assert badly.contacts.all()
