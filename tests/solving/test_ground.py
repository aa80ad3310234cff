"""Floor and origin."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.solving.ground import (
    PERCENTILE,
    STEP_S,
    WINDOW_S,
    Ground,
    camera_axes,
    tilt_of,
    without_steps,
)

LEG = -0.9


def test_first_hips_are_over_the_origin_on_the_floor():
    placed = Ground().place(np.array([0.7, -0.3, -4.0]), LEG, 12.0)
    np.testing.assert_allclose(placed, [0.0, 0.9, 0.0])


def test_moves_are_kept():
    ground = Ground()
    ground.place(np.array([0.0, 0.0, -4.0]), LEG, 0.0)
    moved = ground.place(np.array([0.5, 0.2, -3.0]), LEG, 0.0)
    np.testing.assert_allclose(moved, [0.5, 1.1, 1.0])


def test_in_turned_axes_the_floor_stays_under_the_feet():
    ground = Ground()
    level, pitched = camera_axes(0.0), camera_axes(12.0)
    hips, sole = np.array([0.3, 0.1, 2.5]), np.array([0.3, 1.0, 2.6])  # Camera axes.

    def height(axes, time):
        placed = ground.place(axes @ hips, float((axes @ (sole - hips))[1]), time)
        return placed[1] + (axes @ (sole - hips))[1]

    assert height(level, 0.0) == pytest.approx(0.0, abs=1e-9)
    ground.turn(pitched @ level.T)
    # Not at once, nor while what was seen before the turn is still remembered.
    for i in range(1, 90):
        assert height(pitched, i / 30.0) == pytest.approx(0.0, abs=0.03)


def test_a_ground_that_saw_nobody_has_nothing_to_turn():
    ground = Ground()
    ground.start_at(-1.2)
    ground.turn(camera_axes(12.0) @ camera_axes(0.0).T)
    assert ground.floor == -1.2


def test_a_level_camera_looks_along_minus_z():
    np.testing.assert_allclose(camera_axes(0.0), np.diag([1.0, -1.0, -1.0]), atol=1e-12)


@given(st.floats(-60, 60), st.floats(-60, 60), st.floats(-180, 180))
def test_axes_of_a_tilted_camera(pitch, roll, facing):
    axes = camera_axes(pitch, roll, facing)
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-9)
    assert np.linalg.det(axes) == pytest.approx(1.0)
    np.testing.assert_allclose(tilt_of(axes[1]), (pitch, roll), atol=1e-6)


def test_a_camera_that_looks_down_sees_the_floor_rise_with_distance():
    axes = camera_axes(30.0)
    ahead = axes @ np.array([0.0, 0.0, 1.0])
    np.testing.assert_allclose(ahead, [0.0, -0.5, -np.sqrt(0.75)], atol=1e-9)


def test_who_faces_to_the_side_faces_the_front_of_the_world():
    level, turned = camera_axes(0.0), camera_axes(0.0, 0.0, 40.0)
    facing = level.T @ np.array([np.sin(np.radians(40.0)), 0.0, np.cos(np.radians(40.0))])
    np.testing.assert_allclose(turned @ facing, [0.0, 0.0, 1.0], atol=1e-9)


def test_a_known_floor_is_where_it_starts():
    ground = Ground()
    ground.start_at(-1.2)
    assert ground.place(np.array([0.0, 0.1, -3.0]), LEG, 0.0)[1] == pytest.approx(1.3)


def test_a_jump_leaves_the_floor_where_it_is():
    ground = Ground()
    heights = []
    for i in range(120):
        up = 0.4 if 60 <= i < 75 else 0.0
        heights.append(ground.place(np.array([0.0, up, 3.0]), LEG, i / 30)[1])
    assert max(heights) == pytest.approx(1.3, abs=0.01)
    assert heights[-1] == pytest.approx(0.9, abs=0.01)


def test_a_single_wrong_foot_does_not_lower_the_floor():
    ground = Ground()
    for i in range(60):
        placed = ground.place(np.array([0.0, 0.0, 3.0]), LEG - (0.8 if i == 30 else 0.0), i / 30)
    assert placed[1] == pytest.approx(0.9, abs=0.01)


def test_a_wrong_first_floor_is_left_within_seconds():
    ground = Ground()
    ground.place(np.array([0.0, 0.0, 3.0]), -0.4, 0.0)
    for i in range(1, 240):
        placed = ground.place(np.array([0.0, 0.0, 3.0]), LEG, i / 30)
    assert placed[1] == pytest.approx(0.9, abs=0.02)


def test_time_running_backwards_and_reset_start_the_floor_anew():
    ground = Ground()
    ground.place(np.array([0.0, 0.0, 3.0]), LEG, 10.0)
    assert np.isfinite(ground.place(np.array([0.0, 0.0, 3.0]), LEG, 1.0)).all()
    ground.reset()
    np.testing.assert_allclose(ground.place(np.array([5.0, 1.0, 9.0]), LEG, 0.0), [0, 0.9, 0])


def climb(seconds, up_at, high=0.4, metres=0.5):
    """Hips that go onto something at a time, and the feet below them; 30 frames a second."""
    times = np.arange(round(30 * seconds)) / 30
    risen = np.clip((times - up_at) / 0.8, 0.0, 1.0)
    hips = np.stack([metres * risen, high * risen, np.full_like(times, -3.0)], axis=1)
    return times, hips


def test_who_stands_on_a_chair_does_not_make_it_the_floor():
    ground = Ground()
    heights = [ground.place(hips, LEG, time)[1] for time, hips in zip(*climb(20, 4), strict=True)]
    assert heights[-1] == pytest.approx(1.3, abs=0.05)


def test_who_stays_up_for_long_has_another_floor():
    ground = Ground()
    for time, hips in zip(*climb(STEP_S + 20, 4), strict=True):
        placed = ground.place(hips, LEG, time)
    assert placed[1] == pytest.approx(0.9, abs=0.02)


def test_a_floor_that_seems_to_rise_along_a_way_is_followed():
    # Four metres on what a wrong tilt makes a slope of seven degrees.
    ground = Ground()
    for time, hips in zip(*climb(20, 4, high=0.5, metres=4.0), strict=True):
        placed = ground.place(hips, LEG, time)
    assert placed[1] == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize(("metres", "step"), [(0.5, True), (4.0, False)])
def test_the_floor_of_a_take_is_without_steps_but_with_slopes(metres, step):
    times, hips = climb(20, 4, metres=metres)
    hips[times > 14] = hips[0]
    floor = hips[:, 1] + LEG
    found = without_steps(floor, hips, 30.0)
    np.testing.assert_allclose(found, LEG if step else floor, atol=1e-12)


@given(st.lists(st.tuples(st.floats(0.0, 1.5), st.integers(-5, 5)), min_size=1, max_size=60))
def test_the_floor_goes_to_a_percentile_of_the_last_seconds(steps):
    # Feet of few heights, for equal ones must leave the window one by one.
    ground, time, seen = Ground(), 0.0, []
    for dt, height in steps:
        time += dt
        before = ground.floor
        ground.place(np.zeros(3), 0.02 * height, time)
        seen = [(t, h) for t, h in [*seen, (time, 0.02 * height)] if t >= time - WINDOW_S]
        heights = sorted(h for _, h in seen)
        estimate = heights[int(PERCENTILE * len(heights))]
        between = sorted((estimate if before is None else before, estimate))
        assert between[0] - 1e-12 <= ground.floor <= between[1] + 1e-12
        assert (
            dt < 1.0
            or before is None
            or abs(ground.floor - estimate) < abs(before - estimate) + 1e-12
        )
