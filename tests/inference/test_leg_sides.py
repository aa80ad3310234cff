"""Knees, ankles and feet change sides together."""

from __future__ import annotations

import numpy as np
import pytest

from mocap_app.inference.leg_sides import odds_of_sides, square, turned

CELLS, REACH, FOOT = 48, 3, 8
FRONT, BACK = (40, 34), (38, 8)  # row, column of two feet
BOTH = np.ones(2, bool)
SCISSORS = np.array(
    [[[0.0, 0.0], [0.0, 0.1]], [[0.7, -0.5], [0.6, 0.6]], [[1.3, -0.9], [1.4, 0.7]]]
)
"""Hips, knees, ankles of left and right; torso lengths: a wide step seen from the side."""


def _shares(front_of_left: float) -> np.ndarray:
    """Return maps of four pairs that see both feet; `front_of_left`: the left maps' say."""
    shares = np.zeros((4, 2, CELLS, CELLS))
    shares[:, 0, *FRONT] = shares[:, 1, *BACK] = front_of_left
    shares[:, 1, *FRONT] = shares[:, 0, *BACK] = 1.0 - front_of_left
    return shares


def _odds(shares: np.ndarray, priors: np.ndarray | None = None) -> np.ndarray:
    places = np.array([[FRONT, BACK], [FRONT, BACK]])
    priors = np.ones((2, 2, CELLS, CELLS)) if priors is None else priors
    return odds_of_sides(shares, priors, places, REACH, FOOT)


@pytest.mark.parametrize("ways", [(0, 0), (1, 1)])
def test_a_leg_that_says_nothing_stays(ways: tuple[int, int]) -> None:
    legs = SCISSORS.copy()
    legs[1:] = [
        joint[::-1] if way else joint for joint, way in zip(SCISSORS[1:], ways, strict=True)
    ]
    assert turned(np.zeros(2), BOTH, legs) == []


def test_knees_go_with_their_ankles_where_the_shins_would_be_too_long() -> None:
    assert turned(np.array([-1.0, 1.5]), BOTH, SCISSORS) == []
    assert turned(np.array([-1.5, 1.0]), BOTH, SCISSORS) == [0, 1]


def test_crossed_legs_come_apart_the_likelier_way() -> None:
    crossed = SCISSORS.copy()
    crossed[1] = SCISSORS[1, ::-1]
    assert turned(np.array([1.0, 0.5]), BOTH, crossed) == [1]
    assert turned(np.array([0.5, 1.0]), BOTH, crossed) == [0]


def test_legs_that_can_be_crossed_are_where_they_are_seen() -> None:
    near = SCISSORS * 0.3
    assert turned(np.array([-1.0, 1.5]), BOTH, near) == [0]


def test_what_has_one_place_has_no_sides() -> None:
    assert turned(np.array([-9.0, -9.0]), np.array([False, True]), SCISSORS * 0.3) == [1]
    assert turned(np.array([-9.0, -9.0]), ~BOTH, SCISSORS) == []


def test_odds_are_those_of_maps_and_of_where_they_were() -> None:
    assert _odds(_shares(0.5)) == pytest.approx([0.0, 0.0], abs=1e-9)
    seen = _odds(_shares(0.9))
    assert seen[0] == pytest.approx(2 * np.log(0.91 / 0.11))
    assert seen[1] > seen[0]  # The feet's maps count for the ankles.
    assert _odds(_shares(0.1)) == pytest.approx(-seen)
    priors = np.full((2, 2, CELLS, CELLS), 0.1)
    priors[:, 0, *FRONT] = 1.0
    assert _odds(_shares(0.5), priors) == pytest.approx([np.log(10.0)] * 2)


def test_a_square_ends_at_the_border() -> None:
    assert np.zeros((6, 6))[square(np.array([0, 5]), 2)].shape == (3, 3)
