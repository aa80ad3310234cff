import ctypes.util

import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.synthetic.drawable import MAX_MATERIALS, Material, assemble
from mocap_app.training.synthetic.props import box
from mocap_app.training.synthetic.renderer import IDENTITY_BONE, Actor, Scene

pytestmark = pytest.mark.gl


@pytest.fixture(scope="module")
def renderer(open_renderer):
    return open_renderer(64)


def cube(centre, side=0.4, material=None):
    material = material or Material(0)
    return box(np.array(centre, float), np.full(3, side), 0.0, material)


def scene(view, light, *actors, floor=None):
    return Scene(list(actors), view, light, np.array([0.0, 1.0, 0.0]), 1.5, floor)


def test_a_cube_is_where_the_camera_model_says(renderer, view, daylight):
    actor = Actor(assemble([cube([0.5, 1.4, 0.0])]), IDENTITY_BONE, 3)
    drawn = renderer.draw(scene(view, daylight, actor))
    corners = np.array([[x, y, 0.2] for x in (0.3, 0.7) for y in (1.2, 1.6)])
    pixels = view.pinhole.project(view.to_camera(corners))
    low, high = pixels.min(axis=0), pixels.max(axis=0)
    rows, columns = np.nonzero(drawn.identity == 3)
    # The side face peeps out towards the middle; the other edges are those of the front.
    assert columns.max() == pytest.approx(high[0], abs=1)
    assert rows.min() == pytest.approx(low[1], abs=1)
    assert rows.max() <= high[1] + 3
    x, y = ((low + high) / 2).astype(int)
    assert drawn.depth[y, x] == pytest.approx(2.8, abs=0.01)
    assert drawn.colour[y, x, 3] == 255
    assert drawn.colour[0, 0].tolist() == [0, 0, 0, 0]
    assert drawn.identity[0, 0] == 0


def test_no_context_stays_current(renderer, view, daylight):
    """Qt, on the same thread, could make none of its own current beside it."""
    library = ctypes.util.find_library("EGL")
    if library is None:
        pytest.skip("no EGL here")
    current = ctypes.CDLL(library).eglGetCurrentContext
    current.restype = ctypes.c_void_p
    renderer.draw(scene(view, daylight, Actor(assemble([cube([0, 1, 0])]), IDENTITY_BONE, 1)))
    assert renderer.device
    assert current() is None


def test_the_nearer_one_hides_the_other(renderer, view, daylight):
    near = Actor(assemble([cube([0, 1, 1])]), IDENTITY_BONE, 1)
    far = Actor(assemble([cube([0, 1, 0])]), IDENTITY_BONE, -1)
    for order in ((near, far), (far, near)):
        assert renderer.draw(scene(view, daylight, *order)).identity[32, 32] == 1


def test_bones_move_what_hangs_on_them(renderer, view, daylight):
    moved = IDENTITY_BONE.copy()
    moved[0, :, 3] = [0.6, 0.0, 0.0]
    drawn = renderer.draw(scene(view, daylight, Actor(assemble([cube([0, 1, 0])]), moved, 1)))
    assert drawn.identity[32, 32] == 0
    pixel = view.pinhole.project(view.to_camera(np.array([0.6, 1.0, 0.2])))
    assert drawn.identity[round(pixel[1]), round(pixel[0])] == 1


def test_colours_are_those_of_the_material(renderer, view, daylight):
    drawn = {}
    for name, colour in (("red", [0.9, 0.1, 0.1]), ("blue", [0.1, 0.1, 0.9])):
        actor = Actor(
            assemble([cube([0, 1, 0], 1.0, Material(0, np.diag(colour)))]), IDENTITY_BONE, 1
        )
        drawn[name] = renderer.draw(scene(view, daylight, actor)).colour[32, 32].astype(int)
    assert drawn["red"][2] > drawn["red"][0] + 80
    assert drawn["blue"][0] > drawn["blue"][2] + 80


def test_holes_of_a_texture_are_holes(renderer, view, daylight):
    material = Material(1, threshold=0.5)
    actor = Actor(assemble([cube([0, 1, 0], 1.0, material)]), IDENTITY_BONE, 1)
    drawn = renderer.draw(scene(view, daylight, actor))
    assert drawn.identity[32, 22] != drawn.identity[32, 42]


def test_what_is_outside_the_cut_is_not_drawn(renderer, view, daylight):
    from dataclasses import replace

    part = cube([0, 1, 0], 1.0)
    part = replace(part, inside=part.vertices[:, 1] - 1.0)
    drawn = renderer.draw(scene(view, daylight, Actor(assemble([part]), IDENTITY_BONE, 1)))
    assert drawn.identity[24, 32] == 1
    assert drawn.identity[40, 32] == 0


def test_shadows_fall_on_the_floor_and_hide_nothing(renderer, view, daylight):
    actor = Actor(assemble([cube([0, 0.8, 0], 0.6)]), IDENTITY_BONE, 1)
    drawn = renderer.draw(scene(view, daylight, actor, floor=0.0))
    shadow = drawn.identity == 0
    assert drawn.colour[..., 3][shadow].max() > 60
    assert drawn.colour[..., :3][drawn.identity == 0].max(initial=0) <= 255
    assert drawn.depth[shadow].max() == 0


def test_the_same_scene_twice_is_the_same_picture(renderer, view, daylight):
    actor = Actor(assemble([cube([0.1, 1, 0])]), IDENTITY_BONE, 1)
    first, second = (renderer.draw(scene(view, daylight, actor, floor=0.0)) for _ in range(2))
    np.testing.assert_array_equal(first.colour, second.colour)
    np.testing.assert_array_equal(first.depth, second.depth)


def test_too_many_surfaces_are_refused():
    with pytest.raises(DataError, match="surfaces"):
        assemble([cube([0, 0, 0])] * (MAX_MATERIALS + 1))
