import numpy as np
import pytest

from mocap_app.training.synthetic.backgrounds import plain, random_background, room_piece
from mocap_app.training.synthetic.effects import composed, degrade, occlude


@pytest.fixture
def rooms(rng):
    return [rng.integers(0, 256, (60, 90, 3)).astype(np.uint8) for _ in range(2)]


def test_nobody_leaves_the_background(rng):
    background = rng.integers(0, 256, (32, 32, 3)).astype(np.uint8)
    empty = np.zeros((32, 32, 4), np.uint8)
    kept = [composed(empty, background, np.random.default_rng(seed)) for seed in range(20)]
    assert sum(np.array_equal(image, background) for image in kept) > 10


def test_what_is_opaque_hides_the_background(rng):
    colour = rng.integers(0, 256, (32, 32, 4)).astype(np.uint8)
    colour[..., 3] = 255
    background = np.full((32, 32, 3), 200, np.uint8)
    np.testing.assert_array_equal(composed(colour, background, rng), colour[..., :3])


def test_occluders_change_exactly_what_they_say(rng, rooms):
    for _ in range(20):
        image = np.full((64, 64, 3), 114, np.uint8)
        covered = occlude(image, rooms, rng.uniform(10, 50, (27, 2)), rng)
        assert covered.shape == (64, 64)
        assert (image[~covered] == 114).all()


def test_degraded_pictures_keep_size_and_subject(rooms):
    picture = np.zeros((64, 64, 3), np.uint8)
    picture[:, 32:] = 220
    for seed in range(60):
        out = degrade(picture, np.random.default_rng(seed))
        assert out.shape == picture.shape
        assert out.dtype == np.uint8
        assert out[:, 40:].mean() > out[:, :24].mean() + 40


def test_the_same_chance_gives_the_same_picture(view, daylight, rooms):
    first, second = (
        degrade(random_background(rooms, view, daylight, rng), rng)
        for rng in (np.random.default_rng(3), np.random.default_rng(3))
    )
    np.testing.assert_array_equal(first, second)


def test_backgrounds_of_every_kind_fill_the_picture(view, daylight, rooms):
    for seed in range(30):
        picture = random_background(rooms, view, daylight, np.random.default_rng(seed))
        assert picture.shape == (64, 64, 3)
        assert picture.dtype == np.uint8
    assert random_background([], view, daylight, np.random.default_rng(0)).shape == (64, 64, 3)
    assert plain(64, np.random.default_rng(1)).shape == (64, 64, 3)


def test_a_crop_far_aside_stays_within_the_room(view, rooms, rng):
    from dataclasses import replace

    from mocap_app.core.camera_model import Pinhole

    aside = replace(view, pinhole=Pinhole(64.0, -400.0, 900.0), frame_side=500.0)
    assert room_piece(rooms[0], aside, rng).shape == (64, 64, 3)
