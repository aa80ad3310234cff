import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.gui.viewport.orbit_camera import OrbitCamera

angles = st.floats(-400.0, 400.0)
coordinates = st.floats(-3.0, 3.0)


def camera(right=0.0, up=0.0, zoom=1.0):
    made = OrbitCamera()
    made.orbit(right, up)
    made.zoom(zoom)
    return made


@given(angles, angles, st.floats(0.3, 3.0))
def test_the_target_is_in_the_middle_of_the_picture(right, up, zoom):
    made = camera(right, up, zoom)
    pixel, depth = made.project(made.target, 640, 480)
    assert pixel == pytest.approx([320.0, 240.0], abs=1e-6)
    assert depth == pytest.approx(made.distance_m)


@given(angles, angles)
def test_the_view_is_a_rotation_that_keeps_the_floor_level(right, up):
    view = camera(right, up).view_matrix()
    rotation = view[:3, :3]
    assert rotation @ rotation.T == pytest.approx(np.eye(3), abs=1e-9)
    assert np.linalg.det(rotation) == pytest.approx(1.0)
    assert rotation[0, 1] == pytest.approx(0.0, abs=1e-9), "right has no share of up"
    assert rotation[1, 1] > 0.0, "up stays up"


@given(angles, st.floats(-80, 80), st.tuples(coordinates, coordinates, coordinates))
def test_project_agrees_with_the_matrices_of_opengl(right, up, point):
    made = camera(right, up)
    width, height = 800, 600
    pixel, depth = made.project(np.array(point), width, height)
    clip = made.projection_matrix(width / height) @ made.view_matrix() @ np.array([*point, 1.0])
    assert clip[3] == pytest.approx(depth)
    if depth > 0.1:
        expected = [(clip[0] / clip[3] + 1) * width / 2, (1 - clip[1] / clip[3]) * height / 2]
        assert pixel == pytest.approx(expected, abs=1e-6)
        assert -1.0 <= clip[2] / clip[3] <= 1.0


def test_from_the_front_the_characters_left_is_on_the_right():
    made = OrbitCamera()
    made.azimuth_deg = made.elevation_deg = 0.0
    left_hand, right_hand, head = np.array([[0.7, 1.4, 0.0], [-0.7, 1.4, 0.0], [0.0, 1.7, 0.0]])
    pixels, _ = made.project(np.stack([left_hand, right_hand, head]), 640, 480)
    assert pixels[0, 0] > 320 > pixels[1, 0]
    assert pixels[2, 1] < pixels[0, 1] < 480


def test_points_behind_the_camera_have_no_place_in_the_picture():
    made = OrbitCamera()
    behind = made.eye + (made.eye - made.target)
    pixel, depth = made.project(behind, 640, 480)
    assert np.isnan(pixel).all()
    assert depth < 0.0


def test_zoom_and_elevation_have_limits():
    made = camera(up=1000.0, zoom=1e-9)
    assert made.elevation_deg == 89.0
    assert made.distance_m == 0.5
    made.zoom(1e9)
    assert made.distance_m == 30.0


def test_panning_moves_the_world_with_the_mouse():
    made = OrbitCamera()
    before, _ = made.project(np.zeros(3), 600, 600)
    made.pan(-0.1, 0.05)  # the picture goes right and down by that share of its height
    after, _ = made.project(np.zeros(3), 600, 600)
    assert after[0] - before[0] == pytest.approx(60.0, rel=0.2)
    assert after[1] - before[1] == pytest.approx(30.0, rel=0.4)


def test_following_ends_above_the_person_and_reset_goes_back():
    made = OrbitCamera()
    height = made.target[1]
    for _ in range(500):
        made.follow(np.array([2.0, 1.3, -1.0]), 0.05)
    assert made.target == pytest.approx([2.0, height, -1.0], abs=1e-3)
    made.orbit(50, 20)
    made.reset()
    fresh = OrbitCamera()
    assert made.view_matrix() == pytest.approx(fresh.view_matrix())


@pytest.mark.parametrize(
    ("view", "towards_the_eye"),
    [
        ("front", [0, 0, 1]),
        ("back", [0, 0, -1]),
        ("left", [1, 0, 0]),
        ("right", [-1, 0, 0]),
        ("top", [0, 1, 0]),
    ],
)
def test_the_fixed_views_look_from_where_they_say(view, towards_the_eye):
    made = camera(right=77.0)
    made.look_from(view)
    direction = (made.eye - made.target) / made.distance_m
    assert direction == pytest.approx(towards_the_eye, abs=0.1)


def test_a_mirror_turns_left_and_right_and_nothing_else():
    made = camera()
    points = np.random.default_rng(1).uniform(-1.0, 1.0, (20, 3))
    plain, depth = made.project(points, 640, 480)
    made.mirrored = True
    turned, same_depth = made.project(points, 640, 480)
    assert turned[:, 0] == pytest.approx(640 - plain[:, 0])
    assert turned[:, 1] == pytest.approx(plain[:, 1])
    assert same_depth == pytest.approx(depth)
    clip = made.projection_matrix(640 / 480) @ made.view_matrix() @ np.append(points[0], 1.0)
    assert (clip[0] / clip[3] + 1) * 320 == pytest.approx(turned[0, 0])


def test_jumps_are_seen_as_jumps_but_nobody_leaves_the_view():
    made = OrbitCamera()
    level = made.target[1]
    for _ in range(300):
        made.follow(np.array([0.0, level + 0.45, 0.0]), 0.05)
    assert made.target[1] == pytest.approx(level)
    for _ in range(300):
        made.follow(np.array([0.0, level + 1.2, 0.0]), 0.05)
    assert level + 0.6 < made.target[1] < level + 0.8
    for _ in range(300):
        made.follow(np.array([0.0, level, 0.0]), 0.05)
    assert made.target[1] == pytest.approx(level)
