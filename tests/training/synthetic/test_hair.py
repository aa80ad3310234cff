from dataclasses import replace

import numpy as np
import pytest

from mocap_app.training.synthetic.drawable import Material, Part
from mocap_app.training.synthetic.hair import LongHair, hanging, random_long_hair, styled
from mocap_app.training.synthetic.mesh import Topology, strongest_four

HAIR = np.array([[0.0, 1.8, 0.0], [0.1, 1.6, -0.1], [0.1, 1.35, -0.1], [-0.1, 1.15, -0.2]])
BLACK, BLOND = np.full(3, 0.1), np.array([0.7, 0.6, 0.4])


@pytest.mark.parametrize("length", [0.6, 1.0, 1.8])
def test_only_what_is_below_the_chin_grows(length):
    longer = hanging(HAIR, LongHair(length))
    np.testing.assert_allclose(longer[:2], HAIR[:2])
    np.testing.assert_allclose(longer[:, [0, 2]], HAIR[:, [0, 2]])
    # The chin is a quarter of a metre below the crown.
    np.testing.assert_allclose(1.55 - longer[2:, 1], length * (1.55 - HAIR[2:, 1]))


def test_wide_and_wavy_hair_keeps_the_crown():
    styled_hair = hanging(HAIR, LongHair(1.0, width=1.5, wave_m=0.02))
    np.testing.assert_allclose(styled_hair[:2], HAIR[:2])
    wide = hanging(HAIR, LongHair(1.0, width=1.5))
    middle = HAIR[:, 0].mean()
    np.testing.assert_allclose(wide[2:, 0] - middle, 1.5 * (HAIR[2:, 0] - middle))
    assert 0 < np.abs(styled_hair - wide).max() <= 0.02


@pytest.fixture
def lock():
    """A strip of hair from the crown to the waist."""
    heights = np.linspace(1.8, 1.0, 20)
    vertices = np.array([[side, height, -0.1] for height in heights for side in (-0.1, 0.1)])
    triangles = np.array([[i, i + 1, i + 2] for i in range(len(vertices) - 2)], np.int32)
    every = np.arange(len(vertices))
    uv = np.zeros((len(vertices), 2), np.float32)
    topology = Topology(len(vertices), every, uv, triangles)
    skin = strongest_four(np.ones((len(vertices), 5)))
    return Part(topology, vertices, skin, Material(0))


def test_dyed_hair_turns_from_crown_to_tips(lock):
    style = LongHair(1.0, tips=BLOND, fade=(0.2, 0.8))
    shades = styled(lock, style, BLACK, 0.5)
    assert (np.sum([shade.seen for shade in shades], axis=0) == 1).all()  # each triangle once
    assert shades[0].seen[0]
    assert shades[-1].seen[-1]
    painted = np.array([shade.material.colour @ [0.5, 0.5, 0.5, 1.0] for shade in shades])
    np.testing.assert_allclose(painted[[0, -1]], [BLACK, BLOND])
    assert (np.diff(painted, axis=0) > 0).all()
    assert len(styled(lock, replace(style, tips=None), BLACK, 0.5)) == 1


def test_any_style_is_possible(rng):
    styles = [random_long_hair(rng) for _ in range(200)]
    assert all(style.fade[0] < style.fade[1] for style in styles)
    assert 40 < sum(style.tips is not None for style in styles) < 130
    assert np.ptp([style.length for style in styles]) > 1.0
