import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core.skeleton import solved_skeleton
from mocap_app.gui.viewport.geometry import (
    LEFT_COLOR,
    RIGHT_COLOR,
    brightness,
    floor_grid,
    icosahedra,
    octahedra,
    skeleton_mesh,
)
from tests.support.live import standing_positions

point = st.tuples(*[st.floats(-2.0, 2.0)] * 3).map(np.array)


def volume(triangles):
    """Signed volume of a closed surface: positive if all corners run counter-clockwise."""
    a, b, c = triangles[:, 0], triangles[:, 1], triangles[:, 2]
    return float((a * np.cross(b, c)).sum() / 6.0)


def edges_in_balance(triangles):
    """In a closed surface each edge is walked once in either direction."""
    count = {}
    for triangle in np.round(triangles, 9):
        for i in range(3):
            edge = (tuple(triangle[i]), tuple(triangle[(i + 1) % 3]))
            count[edge] = count.get(edge, 0) + 1
    return all(count.get((b, a)) == n for (a, b), n in count.items())


@given(point, point)
def test_a_bone_is_a_closed_body_from_head_to_tail(head, tail):
    if np.linalg.norm(tail - head) < 0.05:
        return
    bone = octahedra(head[None], tail[None])[0]
    assert edges_in_balance(bone)
    assert volume(bone) > 0.0
    along = (tail - head) / np.linalg.norm(tail - head)
    reach = (bone.reshape(-1, 3) - head) @ along
    assert reach.min() == pytest.approx(0.0, abs=1e-9)
    assert reach.max() == pytest.approx(np.linalg.norm(tail - head))


def test_a_bone_without_length_is_no_error():
    assert np.isfinite(octahedra(np.zeros((1, 3)), np.zeros((1, 3)))).all()


@given(point)
def test_a_ball_is_round_and_closed(centre):
    ball = icosahedra(centre[None], 0.1)[0]
    assert np.linalg.norm(ball - centre, axis=-1) == pytest.approx(0.1)
    assert edges_in_balance(ball - centre)
    assert volume(ball - centre) > 0.0


def test_the_skeleton_is_as_large_as_its_joints_say():
    positions = standing_positions()
    corners = skeleton_mesh(positions, solved_skeleton()).triangles.reshape(-1, 3)
    assert corners[:, 1].max() == pytest.approx(positions[5, 1] + 0.19, abs=0.03)
    assert corners[:, 1].min() == pytest.approx(positions[:, 1].min(), abs=0.05)
    assert corners[:, 0].max() == pytest.approx(positions[9, 0] + 0.09, abs=0.03)


def test_left_and_right_have_their_colours():
    mesh = skeleton_mesh(standing_positions(), solved_skeleton())
    middles = mesh.triangles.mean(axis=1)
    for side, color in ((middles[:, 0] > 0.3, LEFT_COLOR), (middles[:, 0] < -0.3, RIGHT_COLOR)):
        hues = mesh.colors[side] / mesh.colors[side].max(axis=1, keepdims=True)
        assert hues == pytest.approx(np.tile(np.array(color) / max(color), (side.sum(), 1)), 1e-3)


def test_a_joint_that_is_not_known_is_left_out():
    positions = standing_positions()
    whole = skeleton_mesh(positions, solved_skeleton())
    positions[9] = np.nan  # the left hand
    without = skeleton_mesh(positions, solved_skeleton())
    assert np.isfinite(without.triangles).all()
    # its ball, the bone to it and its end bone
    assert len(whole.triangles) - len(without.triangles) == 20 + 8 + 8


def test_light_comes_from_above():
    up = np.array([[[0, 0, 0], [0, 0, 1], [1, 0, 0]]], dtype=float)
    down = up[:, ::-1]
    assert brightness(up)[0] > brightness(down)[0] > 0.3


def test_the_floor_is_flat_square_and_fades():
    grid = floor_grid(2.0, 0.5)
    assert (grid.points[..., 1] == 0.0).all()
    assert np.abs(grid.points).max() == 2.0
    assert np.linalg.norm(grid.points[:, 1] - grid.points[:, 0], axis=1) == pytest.approx(0.5)
    middle = np.linalg.norm(grid.points.mean(axis=1), axis=1)
    assert grid.colors[middle < 0.3, 3].min() > 0.4
    assert grid.colors[middle > 2.0, 3].max() == 0.0
