import numpy as np
import pytest

from mocap_app.training.synthetic.room import random_room
from tests.training.synthetic.test_props import TEXTURES


@pytest.mark.parametrize("camera", [[0.5, 1.2, 3.0], [-4.0, 2.9, -1.0], [0.2, 1.5, 0.6]])
def test_person_and_camera_are_inside_and_furniture_keeps_clear(camera):
    person, camera = np.array([0.3, 0.9, -0.2]), np.array(camera)
    for seed in range(40):
        room = random_room(person, camera, TEXTURES, np.random.default_rng(seed))
        corners = room.corners["position"]
        assert np.isfinite(corners).all()
        low, high = corners.min(axis=0), corners.max(axis=0)
        for inside in (person, camera):
            assert (low < inside).all()
            assert (inside < high).all()
        # Nothing but the floor comes near to the person.
        surfaces = corners[room.triangles].mean(axis=1)
        low_down = (surfaces[:, 1] > 0.01) & (surfaces[:, 1] < 2.0)
        near = np.hypot(*(surfaces[low_down] - person)[:, [0, 2]].T)
        assert near.min() > 0.5


def test_a_camera_right_above_is_no_trouble():
    person = np.array([0.0, 0.9, 0.0])
    room = random_room(person, person + np.array([0, 2.0, 0]), TEXTURES, np.random.default_rng(1))
    assert np.isfinite(room.corners["position"]).all()
