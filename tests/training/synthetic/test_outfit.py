from dataclasses import replace

import numpy as np
import pytest

from mocap_app.training.body.shape import Shape
from mocap_app.training.synthetic.outfit import random_outfit
from mocap_app.training.synthetic.palette import cloth_colour, hair_colour, painted, recoloured


@pytest.mark.parametrize("gender", [0.0, 1.0])
def test_everybody_wears_something_on_the_hips(gender):
    for seed in range(200):
        outfit = random_outfit(np.random.default_rng(seed), Shape(gender=gender))
        lower = [piece for piece in outfit.garments if piece.cut.bottom < 0.8]
        assert outfit.assets or lower
        if gender == 0.0 and not outfit.assets:
            assert any(piece.cut.top > 1.3 for piece in outfit.garments)


@pytest.mark.parametrize("gender", [0.0, 1.0])
def test_long_hair_hangs_under_no_hat_and_changes_nothing_else(gender):
    for seed in range(100):
        usual = random_outfit(np.random.default_rng(seed), Shape(gender=gender))
        long = random_outfit(np.random.default_rng(seed), Shape(gender=gender), long_hair=True)
        assert long == replace(usual, hair="long01", hat="")


def test_what_hangs_over_is_looser():
    for seed in range(200):
        garments = random_outfit(np.random.default_rng(seed), Shape(gender=1.0)).garments
        tights = [piece for piece in garments if piece.surface == "tights"]
        jackets = [piece.looseness for piece in tights if piece.cut.sleeve > 1.7]
        assert all(np.isfinite(loose) and 0 < loose < 0.05 for loose in jackets)
        if len(tights) >= 2 and tights[0].cut.sleeve < 0:
            assert tights[1].looseness > tights[0].looseness


def test_colours_are_colours(rng):
    for _ in range(200):
        assert (cloth_colour(rng) >= 0).all()
        assert (cloth_colour(rng) <= 1).all()
        assert (hair_colour(rng, rng.random(), rng.random()) < 1.01).all()


def test_paint_gives_a_texture_its_colour():
    colour = np.array([0.4, 0.2, 0.1])
    matrix = painted(colour, 0.5)
    np.testing.assert_allclose(matrix @ [0.5, 0.5, 0.5, 1.0], colour)
    darker = matrix @ [0.2, 0.2, 0.2, 1.0]
    assert (darker < colour).all()


def test_a_change_of_hue_keeps_grey_grey(rng):
    for _ in range(50):
        grey = recoloured(rng) @ np.full(3, 0.5)
        np.testing.assert_allclose(grey, grey[0])
