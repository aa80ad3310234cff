import numpy as np

from mocap_app.core.skeleton import body27
from mocap_app.training.datasets.synthetic import OCCLUDED, OUTSIDE, VISIBLE
from mocap_app.training.synthetic.visibility import visibility

WRIST = body27().index("left_wrist")


def flag(pixel=(16.0, 16.0), depth=2.0, surface=1.97, identity=1):
    pixels, depths = np.full((27, 2), 16.0), np.full(27, 2.0)
    pixels[WRIST], depths[WRIST] = pixel, depth
    drawn = np.full((32, 32), surface, np.float32)
    return visibility(pixels, depths, drawn, np.full((32, 32), identity, np.int8))[WRIST]


def test_skin_just_in_front_of_the_joint_shows_it():
    assert flag() == VISIBLE


def test_another_limb_far_in_front_hides_it():
    assert flag(surface=1.6) == OCCLUDED


def test_another_person_or_a_thing_hides_it():
    assert flag(identity=2) == OCCLUDED
    assert flag(identity=-1) == OCCLUDED


def test_nothing_drawn_beside_the_outline_hides_nothing():
    assert flag(identity=0, surface=0.0) == VISIBLE


def test_outside_the_picture_or_behind_the_camera():
    assert flag(pixel=(-0.6, 3)) == OUTSIDE
    assert flag(pixel=(3, 31.6)) == OUTSIDE
    assert flag(pixel=(np.nan, np.nan), depth=-1.0) == OUTSIDE
    assert flag(pixel=(-0.4, 31.4)) == VISIBLE


def test_one_pixel_beside_is_enough():
    pixels, depths = np.full((27, 2), 16.0), np.full(27, 2.0)
    drawn, identity = np.full((32, 32), 1.98, np.float32), np.full((32, 32), -1, np.int8)
    identity[16, 17] = 1
    assert (visibility(pixels, depths, drawn, identity) == VISIBLE).all()
