import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.training.synthetic.camera import random_view

KEYPOINTS = np.array(
    [
        [0, 0.9, 0], [-0.1, 0.9, 0], [-0.1, 0.5, 0], [-0.1, 0.1, 0], [0.1, 0.9, 0], [0.1, 0.5, 0],
        [0.1, 0.1, 0], [0, 1.1, 0], [0, 1.4, 0], [0, 1.6, 0.1], [0, 1.75, 0], [0.2, 1.4, 0],
        [0.3, 1.1, 0], [0.3, 0.9, 0.1], [-0.2, 1.4, 0], [-0.3, 1.1, 0], [-0.3, 0.9, 0.1],
        [0.07, 1.6, 0], [-0.07, 1.6, 0], [0.3, 0.8, 0.1], [0.32, 0.8, 0.1], [-0.3, 0.8, 0.1],
        [-0.32, 0.8, 0.1], [0.1, 0, -0.05], [0.1, 0, 0.2], [-0.1, 0, -0.05], [-0.1, 0, 0.2],
    ]
)  # fmt: skip


def random_views(seed, *, behind=False):
    return random_view(KEYPOINTS, 0.3, 256, np.random.default_rng(seed), behind=behind)


@given(st.integers(0, 10**6))
def test_every_keypoint_is_in_front_of_a_right_handed_camera(seed):
    view = random_views(seed)
    assert (view.to_camera(KEYPOINTS)[:, 2] > 0.25).all()
    np.testing.assert_allclose(view.rotation @ view.rotation.T, np.eye(3), atol=1e-9)
    assert np.linalg.det(view.rotation) > 0
    assert view.rotation[1, 1] < 0.95  # the image's down is never the world's up


@given(st.integers(0, 10**6))
def test_some_of_the_person_is_in_the_picture(seed):
    view = random_views(seed)
    pixels = view.pinhole.project(view.to_camera(KEYPOINTS))
    assert ((pixels > 0) & (pixels < 255)).all(axis=1).any()


@given(st.integers(0, 10**6))
def test_opengl_sees_what_the_pinhole_sees(seed):
    view = random_views(seed)
    clip = np.column_stack([KEYPOINTS, np.ones(27)]) @ view.clip_matrix().T
    pixels = (clip[:, :2] / clip[:, 3:] + 1) / 2 * 256 - 0.5
    np.testing.assert_allclose(pixels, view.pinhole.project(view.to_camera(KEYPOINTS)), atol=1e-6)
    np.testing.assert_allclose(clip[:, 3], view.to_camera(KEYPOINTS)[:, 2], atol=1e-9)


def test_directions_pass_through_the_pixels(view):
    directions = view.directions(64)
    points = view.position + 2.5 * directions
    pixels = view.pinhole.project(view.to_camera(points))
    x, y = np.meshgrid(np.arange(64), np.arange(64))
    np.testing.assert_allclose(pixels, np.stack([x, y], axis=-1), atol=1e-9)


def test_webcams_mostly_see_people_from_the_front():
    ahead = np.array([np.sin(0.3), 0.0, np.cos(0.3)])
    towards = [random_views(seed).position - KEYPOINTS[0] for seed in range(300)]
    frontal = np.mean([vector @ ahead > 0 for vector in towards])
    assert 0.65 < frontal < 0.95


def test_cameras_behind_people_see_their_backs_and_sides():
    ahead = np.array([np.sin(0.3), 0.0, np.cos(0.3)])
    towards = [random_views(seed, behind=True).position - KEYPOINTS[0] for seed in range(300)]
    frontal = [vector @ ahead / np.linalg.norm(vector) for vector in towards]
    assert 0.05 < np.mean(np.array(frontal) > 0.0) < 0.3
    # Seen from above, a body's middle lies before its pelvis here.
    assert max(frontal) < 0.6
