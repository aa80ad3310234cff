"""Where to look more closely, and what two looks say together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core.skeleton import body27
from mocap_app.inference.closer_look import (
    EVERYTHING,
    UPPER_BODY,
    of_two_looks,
    upper_body_region,
    whole_body_region,
)
from mocap_app.inference.preprocess import Region

RNG = np.random.default_rng(1)
# Feet at the bottom, arms in the upper half; 300 pixels high.
BODY = np.column_stack([RNG.uniform(100, 200, 27), RNG.uniform(100, 250, 27)])
for name in body27().joints:
    if name.endswith(("knee", "ankle", "heel", "toe")):
        BODY[body27().index(name), 1] += 150
SURE = np.full(27, 0.9)
AROUND = Region(150.0, 250.0, 420.0)


def test_the_upper_body_is_framed_without_the_legs():
    region = upper_body_region(BODY, SURE, AROUND)
    assert region is not None
    wrists = BODY[[body27().index(f"{side}_wrist") for side in ("left", "right")]]
    assert (np.abs(wrists - [region.x, region.y]) < region.side / 2).all()
    assert region.y + region.side / 2 < BODY[:, 1].max()
    assert region.side < 0.8 * AROUND.side


def test_what_is_not_closer_is_not_looked_at():
    near = Region(150.0, 175.0, 210.0)  # somebody at a desk: the region is the upper body's already
    assert upper_body_region(BODY, SURE, near) is None


def test_doubtful_keypoints_do_not_widen_the_region():
    far, doubtful = BODY.copy(), SURE.copy()
    far[UPPER_BODY[1]] = [900.0, 900.0]
    doubtful[UPPER_BODY[1]] = 0.1
    region = upper_body_region(far, doubtful, AROUND)
    without = upper_body_region(BODY, doubtful, AROUND)
    assert region == without


def test_nobody_has_no_closer_region():
    nobody = np.full((27, 2), np.nan)
    assert upper_body_region(nobody, np.zeros(27), AROUND) is None
    assert whole_body_region(nobody, np.zeros(27)) is None


def test_the_whole_body_is_framed():
    region = whole_body_region(BODY, SURE)
    assert region is not None
    assert (np.abs(BODY - [region.x, region.y]) <= region.side / 2).all()
    assert region.side < 1.4 * np.ptp(BODY, axis=0).max()
    assert region.window[0] < 0.8  # who stands is narrow
    within = 0.5 * region.side * np.array(region.window)
    assert (np.abs(BODY - [region.x, region.y]) <= within).all()


def test_looks_that_agree_meet_between_nearer_to_the_surer():
    second, sure = BODY + np.array([3.0, -1.0]), np.full(27, 0.3)
    places, confidence = of_two_looks((BODY, SURE), (second, sure), EVERYTHING)
    np.testing.assert_allclose(places - BODY, 0.25 * (second - BODY))
    np.testing.assert_array_equal(confidence, SURE)


@pytest.mark.parametrize(("doubt", "taken"), [(0.2, False), (0.95, True)])
def test_of_looks_that_differ_the_surer_is_taken(doubt, taken):
    second = BODY + np.array([500.0, 0.0])
    places, confidence = of_two_looks((BODY, SURE), (second, np.full(27, doubt)), UPPER_BODY)
    rest = sorted(set(EVERYTHING) - set(UPPER_BODY))
    np.testing.assert_array_equal(places[UPPER_BODY], (second if taken else BODY)[UPPER_BODY])
    np.testing.assert_array_equal(places[rest], BODY[rest])
    assert confidence[UPPER_BODY] == pytest.approx(max(0.9, doubt))


@given(st.floats(0, 1), st.floats(0, 1), st.floats(-50, 50), st.floats(-50, 50))
def test_two_looks_give_a_place_between_them(first, second, dx, dy):
    other = BODY + np.array([dx, dy])
    places, confidence = of_two_looks(
        (BODY, np.full(27, first)), (other, np.full(27, second)), EVERYTHING
    )
    low, high = np.minimum(BODY, other), np.maximum(BODY, other)
    assert (places >= low - 1e-9).all()
    assert (places <= high + 1e-9).all()
    assert confidence == pytest.approx(max(first, second))
