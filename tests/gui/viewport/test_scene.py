"""What is shown of a pose, whoever draws it."""

from dataclasses import replace

import numpy as np
import pytest

from mocap_app.avatar.mannequin import mannequin
from mocap_app.avatar.rig import Rig
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.gui.viewport.scene import AVATAR, BOTH, SHOWS, SKELETON, Scene
from mocap_app.settings.schema import Settings
from tests.support.live import frame, solved

POSE = solved(frame(0))


@pytest.fixture
def rig():
    return Rig(mannequin(), mannequin().bones)


@pytest.mark.parametrize(
    ("shows", "skeleton", "body"),
    [(SKELETON, True, False), (AVATAR, False, True), (BOTH, True, True)],
)
def test_skeleton_avatar_or_both(rig, shows, skeleton, body):
    scene = Scene()
    scene.show(POSE, solved_skeleton())
    assert scene.figure is not None, "without an avatar it is the skeleton"
    scene.choose(shows, rig)
    assert (scene.figure is not None, scene.matrices is not None) == (skeleton, body)
    before = scene.revision
    scene.show(None, solved_skeleton())
    assert scene.figure is None
    assert scene.matrices is None
    assert scene.revision > before


def test_without_an_avatar_there_is_the_skeleton():
    scene = Scene()
    scene.choose(AVATAR, None)
    scene.show(POSE, solved_skeleton())
    assert scene.figure is not None
    assert scene.matrices is None


def test_the_camera_goes_back_for_a_giant(rig):
    scene = Scene()
    distance, height = scene.camera.distance_m, scene.camera.target[1]
    giant = Rig(mannequin(), mannequin().bones)
    giant.rest = type(giant.rest)(**{**giant.rest.__dict__, "height": 3.4})
    scene.choose(AVATAR, giant)
    assert scene.camera.distance_m == pytest.approx(2.0 * distance, rel=0.01)
    assert scene.camera.target[1] == pytest.approx(2.0 * height, rel=0.01)
    scene.choose(SKELETON, giant)
    assert scene.camera.distance_m == pytest.approx(distance)


def test_every_choice_can_be_remembered():
    assert set(SHOWS) == {"skeleton", "avatar", "both"}
    assert Settings().view_shows == AVATAR


def moved(seconds, across):
    shift = np.array([across, 0.0, 0.0])
    return replace(
        POSE,
        timestamp=seconds,
        positions=POSE.positions + shift,
        root_position=POSE.root_position + shift,
    )


def lag(scene, seconds, across):
    """How far beside the view's middle a person is who is shown there at that time, metres."""
    pose = moved(seconds, across)
    scene.show(pose, solved_skeleton())
    return pose.positions[0, 0] - scene.camera.target[0]


def test_it_follows_as_calmly_at_any_rate():
    seen = []
    for rate in (10, 30, 60):
        scene = Scene()
        lag(scene, 0.0, 0.0)
        # Somebody makes a step of one metre and stands there for half a second.
        lags = [lag(scene, (n + 1) / rate, 1.0) for n in range(rate // 2)]
        seen.append(lags[-1])
    assert seen == pytest.approx([np.exp(-1.0)] * 3, abs=1e-6)


def test_after_a_jump_in_time_it_is_there_at_once():
    scene = Scene()
    assert lag(scene, 5.0, 3.0) == pytest.approx(0.0, abs=1e-9), "the first sight"
    assert abs(lag(scene, 5.0 + 1 / 30, 3.5)) > 0.4
    assert abs(lag(scene, 9.0, -3.0)) < 0.01
    assert abs(lag(scene, 1.0, 3.0)) < 0.01


def test_the_first_view_is_one_of_whoever_is_shown():
    scene = Scene()
    start = scene.camera.target.copy()
    scene.reset_view()
    assert scene.camera.target == pytest.approx(start)
    lag(scene, 1.0, 3.0)
    scene.follows = False
    scene.camera.pan(2.0, 0.0)
    scene.reset_view()
    assert scene.follows
    assert scene.camera.target[0] == pytest.approx(scene.middle[0])


def test_it_follows_the_hips_of_what_is_shown(rig):
    scene = Scene()
    scene.choose(BOTH, rig)
    scene.show(POSE, solved_skeleton())
    assert scene.camera.target[[0, 2]] == pytest.approx(POSE.positions[0][[0, 2]], abs=1e-2)
    assert np.isfinite(scene.middle).all()
