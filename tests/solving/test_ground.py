"""Floor and origin."""

from __future__ import annotations

import numpy as np
import pytest

from mocap_app.solving.ground import Ground

LEG = -0.9


def test_first_hips_are_over_the_origin_on_the_floor():
    placed = Ground().place(np.array([0.7, 0.3, 4.0]), LEG, 12.0)
    np.testing.assert_allclose(placed, [0.0, 0.9, 0.0])


def test_camera_axes_become_world_axes():
    ground = Ground()
    ground.place(np.array([0.0, 0.0, 4.0]), LEG, 0.0)
    moved = ground.place(np.array([0.5, -0.2, 3.0]), LEG, 0.0)
    np.testing.assert_allclose(moved, [0.5, 1.1, 1.0])


def test_a_jump_leaves_the_floor_where_it_is():
    ground = Ground()
    heights = []
    for i in range(120):
        up = 0.4 if 60 <= i < 75 else 0.0
        heights.append(ground.place(np.array([0.0, -up, 3.0]), LEG, i / 30)[1])
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
