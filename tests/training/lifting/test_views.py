import math

import numpy as np
import pytest

from mocap_app.training.lifting.motions import random_clips
from mocap_app.training.lifting.views import ViewConfig, shoot


@pytest.fixture
def clips(motions):
    return random_clips(motions, 64, 9, np.random.default_rng(3), vary=False)


def shot(clips, **choices):
    return shoot(clips, np.random.default_rng(1), ViewConfig(**choices))


def test_bodies_keep_their_shape(clips):
    points = shot(clips, room_m=99.0).points
    bones = np.linalg.norm(points[:, :, 12] - points[:, :, 11], axis=-1)
    np.testing.assert_allclose(
        bones, np.linalg.norm(clips[:, :, 12] - clips[:, :, 11], axis=-1), atol=1e-4
    )


def test_people_stand_upright_before_the_camera(clips):
    shots = shot(clips)
    assert (shots.points[..., 2] > 0.2).mean() > 0.99
    assert (shots.points[:, :, 10, 1] < shots.points[:, :, 3, 1]).mean() > 0.95  # y is down


def test_who_faces_the_camera_has_the_left_hand_on_its_right(clips):
    shots = shot(clips, frontal=1.0)
    left = shots.points[:, 4, 11, 0] > shots.points[:, 4, 14, 0]
    assert left.mean() > 0.9
    assert shots.points[:, 4, 9, 2].mean() < shots.points[:, 4, 17, 2].mean()  # nose before ears


def test_the_whole_body_is_mostly_in_the_picture(clips):
    assert shot(clips, upper_body=0.0).inside.mean() > 0.9
    desk = shot(clips, upper_body=1.0).inside
    assert desk[:, :, 8].mean() > 0.95
    assert desk[:, :, 3].mean() < 0.3


def test_rays_are_those_of_the_assumed_lens(clips):
    shots = shot(clips, known_fov=1.0)
    seen = shots.points[:, :, 13, :2] / shots.points[:, :, 13, 2:]
    # Known to some percent.
    np.testing.assert_allclose(shots.rays[:, :, 13], seen, atol=0.12)
    place = shots.root[..., :2] / shots.root[..., 2:]
    np.testing.assert_allclose(shots.rays[:, :, 0], place, atol=1e-5)


def test_labels_have_the_hips_further_apart(clips):
    shots = shot(clips, known_fov=1.0)
    seen = np.linalg.norm(shots.rays[:, :, 1] - shots.rays[:, :, 4], axis=-1)
    flat = shots.points[:, :, [1, 4], :2] / shots.points[:, :, [1, 4], 2:]
    true = np.linalg.norm(flat[:, :, 0] - flat[:, :, 1], axis=-1)
    wide = true > 0.03
    assert np.median(seen[wide] / true[wide]) == pytest.approx(1.43, rel=0.1)


def test_nobody_walks_out_of_the_room(motions):
    walk = random_clips(motions, 8, 120, np.random.default_rng(0), vary=False)
    walk[..., 0] += np.linspace(0, 20, 120)[None, :, None]
    root = shot(walk, room_m=1.0).points[:, :, 0]
    reach = np.linalg.norm(root - root.mean(axis=1, keepdims=True), axis=-1).max(axis=1)
    assert (reach < 1.2).all()
    assert math.isfinite(reach.max())
