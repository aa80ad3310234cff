"""Feet that come to rest, stand and leave."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mocap_app.core.vec3 import AXES
from mocap_app.solving.foot_lock import Feet, FootLock

HIP_HEIGHT = 0.9
STEP_S = 0.026
FLAT = [AXES, AXES]
LANDING = [1.5] * 30 + [1.0, 0.6, 0.35, 0.25, 0.15, 0.08] + [0.0] * 14
"""m/s of a foot that glides along the floor and comes to rest, frame by frame."""


def feet_at(x, height):
    """Return flat feet beside each other, both at `x` and with their soles at a height."""
    ankles = [(x, height - HIP_HEIGHT + 0.07, z) for z in (-0.1, 0.1)]
    points = [(a + dx, y - 0.07, z) for a, y, z in ankles for dx in (-0.05, 0.15)]
    return Feet(ankles, points, FLAT, [(math.nan, math.nan)] * 4, 0.005)


def shown(speeds, height=0.0, mode="auto"):
    """Return (T,) metres along x: the left ankle as seen and as placed, and the hips, seen at 0."""
    lock, x = FootLock(mode), 0.0
    seen, placed, hips = [], [], []
    for i, speed in enumerate(speeds):
        x += speed * STEP_S
        root = np.array([0.0, HIP_HEIGHT, 0.0])
        result = lock.place(root, feet_at(x, height), i * STEP_S, STEP_S if i else 0.0)
        seen.append(x)
        placed.append(result.ankles[0][0])
        hips.append(result.root[0])
    return np.array(seen), np.array(placed), np.array(hips)


def test_a_foot_slides_less_than_it_is_seen_to_while_it_comes_to_rest():
    seen, placed, _ = shown(LANDING)
    slow = slice(31, 37)
    assert np.ptp(placed[slow]) < 0.9 * np.ptp(seen[slow])
    assert np.ptp(placed[38:]) < 0.001


def test_a_foot_on_its_way_is_where_it_is_seen():
    seen, placed, _ = shown([1.5] * 30)
    # At the start nothing tells yet how badly feet are seen.
    np.testing.assert_allclose(placed[-5:], seen[-5:], atol=5e-4)


@pytest.mark.parametrize(("height", "mode"), [(0.3, "auto"), (0.0, "never"), (0.0, "grounding")])
def test_a_foot_in_the_air_or_without_a_lock_is_not_held_back(height, mode):
    seen, placed, _ = shown(LANDING[:36], height, mode)
    np.testing.assert_allclose(placed, seen, atol=1e-9)


def test_a_foot_that_leaves_comes_back_to_where_it_is_seen_without_a_jump():
    seen, placed, hips = shown([0.0] * 15 + [0.3, 0.8, *[1.5] * 20])
    behind = seen + hips - placed
    assert behind.max() > 0.01
    assert abs(behind[-1]) < 0.002
    assert np.abs(np.diff(behind)).max() < 1.5 * STEP_S


def test_the_body_glides_after_a_standing_foot_that_is_seen_to_shake():
    noise = np.random.default_rng(0).normal(0.0, 0.005, 120)
    drift = np.linspace(0.0, 0.05, 120)
    _, placed, hips = shown(np.diff(drift + noise, prepend=0.0) / STEP_S)
    assert np.ptp(placed[20:]) < 0.001
    # It gives way to the drift, ten millimetres of it late, and hardly to the noise.
    assert abs(hips[-1] + drift[-1]) < 0.02
    assert np.abs(np.diff(hips[20:], 3)).mean() < 0.05 * np.abs(np.diff(noise[20:], 3)).mean()


@pytest.mark.parametrize(("stiffness", "least", "most"), [(1.0, 0.09, 0.1), (0.003, 0.0, 0.02)])
def test_a_foot_in_the_floor_lifts_the_body_by_a_straight_leg_and_bends_a_bent_one(
    stiffness, least, most
):
    lock, level = FootLock(), np.array([0.0, HIP_HEIGHT, 0.0])
    low = np.array([0.0, HIP_HEIGHT - 0.1, 0.0])
    for i in range(90):
        sinks = 20 <= i < 40
        feet = feet_at(0.0, 0.0)._replace(stiffness=(stiffness,) * 2 if sinks else (1.0, 1.0))
        placed = lock.place(low if sinks else level, feet, i * STEP_S, STEP_S if i else 0.0)
        if i == 39:
            assert least < placed.root[1] - low[1] < most
        assert min(y for _, y, _ in placed.ankles) > 0.06
    assert placed.root[1] == pytest.approx(HIP_HEIGHT, abs=0.01)


def test_of_two_feet_the_straight_leg_tells_where_the_floor_is():
    lock = FootLock()
    feet = feet_at(0.0, 0.0)
    deep = [(x, y - (0.1 if z > 0.0 else 0.0), z) for x, y, z in feet.points]
    feet = feet._replace(points=deep, stiffness=(1.0, 0.003))
    for i in range(40):
        placed = lock.place(np.array([0.0, HIP_HEIGHT, 0.0]), feet, i * STEP_S, STEP_S)
    assert placed.root[1] == pytest.approx(HIP_HEIGHT, abs=0.005)
