"""How often the network looks at somebody, and what comes of it."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np

from mocap_app.core.types import Frame
from mocap_app.inference.closer_look import UPPER_BODY
from mocap_app.inference.look import Looker
from mocap_app.inference.model_store import find_model
from mocap_app.inference.preprocess import Region
from mocap_app.inference.runtime import AnySize

_spec = importlib.util.spec_from_file_location("figures", Path(__file__).parent / "conftest.py")
assert _spec is not None
figures = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(figures)

REST = sorted(set(range(27)) - set(UPPER_BODY))
AROUND = Region(250.0, 250.0, 420.0)


def picture(size=(640, 480)) -> Frame:
    image = np.zeros((size[1], size[0], 3), np.uint8)
    figures.draw_figure(image, 250, 100, 300)
    return Frame(image, 0.0, 0)


def network(seen, strength=1.0):
    def call(images):
        seen.append(images)
        maps = figures.box_network(images)
        maps.heatmaps[:] *= strength
        return maps

    return call


def test_who_is_seen_surely_is_looked_at_once(manifest):
    seen = []
    look = Looker(find_model(), network(seen)).study(picture(), AROUND)
    assert len(seen) == 1
    assert look.region == AROUND
    assert look.quality > 0.9


def test_who_is_not_is_looked_at_in_the_mirror(manifest):
    seen: list = []
    sure = Looker(find_model(), network(seen)).study(picture(), AROUND)
    seen.clear()
    look = Looker(find_model(), network(seen, strength=0.6)).study(picture(), AROUND)
    np.testing.assert_array_equal(seen[1], seen[0][..., ::-1])
    # The figure is symmetric: its mirror image, turned back, is where it was, but for its cells.
    cell = 8 * AROUND.side / 160
    assert np.abs(look.pose.keypoints_2d - sure.pose.keypoints_2d)[REST].max() < cell


def test_only_the_window_is_looked_at_by_a_network_that_can(manifest):
    seen: list = []
    narrow = replace(AROUND, window=(0.5, 1.0))
    looker = Looker(find_model(), AnySize(network(seen, strength=0.6)))
    look = looker.study(picture(), narrow)
    assert [images.shape for images in seen] == [(1, 3, 160, 112)] * 2  # the second in the mirror
    np.testing.assert_array_equal(seen[1], seen[0][..., ::-1])
    square = looker.study(picture(), AROUND)
    assert seen[-1].shape == (1, 3, 160, 160)
    np.testing.assert_allclose(look.pose.keypoints_2d, square.pose.keypoints_2d, atol=0.1)
    seen.clear()
    Looker(find_model(), network(seen)).study(picture(), narrow)
    assert {images.shape[-1] for images in seen} == {160}


def test_a_thorough_look_narrows_each_time(manifest):
    seen: list = []
    Looker(find_model(), AnySize(network(seen)), thorough=True).study(picture(), AROUND)
    # The figure stands: the second look and the one at the upper body choose windows of their own.
    assert [images.shape[-1] for images in seen[:4]] == [160, 160, 112, 112]
    assert seen[4].shape == seen[5].shape


def test_the_upper_body_is_seen_closely_by_a_thorough_look(manifest):
    seen: list = []

    def call(images):
        maps = network(seen, strength=0.5)(images)
        if len(seen) > 4:
            maps.heatmaps[:] = 0.0
            maps.heatmaps[:, :, 10, 10] = 12.0
        return maps

    look = Looker(find_model(), call, thorough=True).study(picture(), AROUND)
    # The last pictures show a part of the first, enlarged.
    assert (seen[4] > 0.6).mean() > (seen[0] > 0.6).mean()
    places = np.unique(look.pose.keypoints_2d[UPPER_BODY].round(3), axis=0)
    assert len(places) == 1
    assert len(np.unique(look.pose.keypoints_2d[REST].round(3), axis=0)) > 10


def test_a_thorough_look_is_three_looks_each_with_its_mirror_image(manifest):
    seen: list = []
    looker = Looker(find_model(), network(seen), thorough=True)
    look = looker.study(picture(), AROUND)
    assert len(seen) == 6
    for once, mirrored in zip(seen[::2], seen[1::2], strict=True):
        np.testing.assert_array_equal(mirrored, once[..., ::-1])
    assert look.region == AROUND
    seen.clear()
    assert len(looker.glance(picture(), [AROUND, AROUND])) == 2
    assert [len(images) for images in seen] == [2, 2]


def test_nobody_is_not_looked_at_again(manifest):
    seen: list = []
    empty = Frame(np.zeros((480, 640, 3), np.uint8), 0.0, 0)
    look = Looker(find_model(), network(seen), thorough=True).study(empty, AROUND)
    assert look.quality < 0.2
    assert len(seen) == 2
