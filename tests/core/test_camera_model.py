"""The pinhole camera."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core.camera_model import Pinhole, turn_of_crop


def test_field_of_view_reaches_the_edges():
    camera = Pinhole.for_image(640, 480, vertical_fov_deg=90.0)
    edge = camera.project(np.array([[0.0, 1.0, 1.0], [0.0, -1.0, 1.0], [0.0, 0.0, 5.0]]))
    np.testing.assert_allclose(edge, [[320, 480], [320, 0], [320, 240]], atol=1e-9)


@given(st.floats(-5.0, 5.0), st.floats(-5.0, 5.0), st.floats(0.1, 20.0), st.floats(20.0, 120.0))
def test_unproject_is_the_inverse(x, y, z, fov):
    camera = Pinhole.for_image(1280, 720, fov)
    points = np.array([[x, y, z]])
    np.testing.assert_allclose(camera.unproject(camera.project(points), z), points, atol=1e-9)


def test_one_ray_is_as_those_of_many():
    camera, pixels = Pinhole.for_image(640, 480), np.array([[10.0, 20.0], [400.0, 300.0]])
    np.testing.assert_allclose([camera.ray(pixel) for pixel in pixels], camera.rays(pixels))


@pytest.mark.parametrize("depth", [0.0, -1.0])
def test_nothing_is_seen_behind_the_camera(depth):
    camera = Pinhole.for_image(640, 480)
    assert np.isnan(camera.project(np.array([0.1, 0.1, depth]))).all()


@given(st.floats(-2.0, 2.0), st.floats(-2.0, 2.0))
def test_turn_of_a_crop_is_the_smallest_to_its_middle(x, y):
    turn = turn_of_crop(np.array([x, y]))
    ray = np.array([x, y, 1.0]) / np.sqrt(x * x + y * y + 1.0)
    np.testing.assert_allclose(turn @ [0.0, 0.0, 1.0], ray, atol=1e-12)
    np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-12)
    # The smallest turn: by the angle between both, and not one about the ray besides.
    angle = np.arccos(np.clip((np.trace(turn) - 1.0) / 2.0, -1.0, 1.0))
    assert angle == pytest.approx(np.arccos(ray[2]), abs=1e-6)


def test_turns_of_many_crops():
    middles = np.array([[[0.1, 0.2], [0.0, 0.0]], [[-0.5, 0.4], [1.0, 0.0]]])
    turns = turn_of_crop(middles)
    assert turns.shape == (2, 2, 3, 3)
    np.testing.assert_allclose(turns[1, 0], turn_of_crop(middles[1, 0]))
