"""The avatar in OpenGL: pixels are looked at, not calls."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage

from mocap_app.avatar.loading import avatar_from_bytes
from mocap_app.avatar.mannequin import mannequin
from mocap_app.avatar.model import BLEND, MASK, UNLIT, Material
from mocap_app.avatar.rig import Rig
from mocap_app.gui.viewport import avatar_item
from mocap_app.gui.viewport.geometry import LEFT_COLOR, RIGHT_COLOR
from mocap_app.gui.viewport.gl_program import ShaderError
from mocap_app.gui.viewport.opengl import why_no_avatar
from mocap_app.gui.viewport.viewport_widget import ViewportWidget
from tests.support.avatars import MIXAMO, avatar_file, png
from tests.support.live import frame, solved

pytestmark = pytest.mark.gl
POSE = solved(frame(0))


@pytest.fixture
def viewport(shown, qapp):
    if why_no_avatar():
        pytest.skip(f"no OpenGL 3.3: {why_no_avatar()}")
    widget = shown(ViewportWidget(), 400, 400)
    widget.choose_shows("avatar")
    widget.scene.camera.look_from("front")
    widget.scene.follows = False
    return widget


def picture(viewport):
    """(H, W, 3) red, green, blue in [0, 1] of what the canvas draws."""
    image = viewport.canvas.grabFramebuffer().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3) / 255.0


def like(pixels, color):
    bright = pixels.max(axis=-1)
    hue = pixels / np.maximum(bright, 1e-6)[..., None]
    return (bright > 0.3) & (np.abs(hue - np.array(color) / max(color)).max(axis=-1) < 0.06)


def painted(**changes):
    """The mannequin in one plain material."""
    plain = mannequin()
    look = replace(Material(shading=UNLIT), **changes)
    surfaces = tuple(replace(surface, material=look) for surface in plain.surfaces)
    avatar = replace(plain, surfaces=surfaces)
    return Rig(avatar, avatar.bones)


def rig_of(build):
    avatar = avatar_from_bytes(build.bytes(), "test")
    return Rig(avatar, avatar.bones)


def show(viewport, rig, pose=POSE):
    viewport.set_rig(rig)
    viewport.show_pose(pose)
    return picture(viewport)


def test_the_body_is_where_the_joints_are(viewport):
    pixels = show(viewport, painted(color=(1.0, 0.0, 0.0)))
    red = like(pixels, (1.0, 0.0, 0.0))
    height, width = red.shape
    joints, _ = viewport.scene.camera.project(POSE.positions, width, height)
    for x, y in joints.round().astype(int):
        assert red[y - 2 : y + 3, x - 2 : x + 3].mean() > 0.5
    rows, columns = np.nonzero(red)
    assert np.ptp(columns) == pytest.approx(np.ptp(joints[:, 0]), rel=0.35)  # and hands
    assert rows.max() < joints[:, 1].max() + 20
    assert viewport.canvas.avatar.problem == ""


def test_it_is_lit_from_above(viewport):
    pixels = show(viewport, Rig(mannequin(), mannequin().bones))
    joints, _ = viewport.scene.camera.project(POSE.positions, 400, 400)
    x, y = (0.5 * (joints[7] + joints[8])).astype(int)  # the middle of an upper arm
    column = pixels[y - 25 : y + 25, x].mean(axis=1)
    body = np.flatnonzero(column > 0.25)
    assert column[body[1]] > column[body[-2]] + 0.1


def test_a_mirror_shows_it_the_other_way_round(viewport):
    raised = replace(POSE, rotations=POSE.rotations.copy())
    raised.rotations[7] = [np.sqrt(0.5), 0.0, 0.0, np.sqrt(0.5)]  # the left arm, up
    plain = like(show(viewport, painted(color=(1.0, 0.0, 0.0)), raised), (1.0, 0.0, 0.0))
    viewport.actions_of_view.mirror.trigger()
    mirrored = like(picture(viewport), (1.0, 0.0, 0.0))
    assert (mirrored == plain[:, ::-1]).mean() > 0.99
    assert (mirrored != plain).mean() > 0.02
    viewport.actions_of_view.mirror.trigger()
    # The skeleton is mirrored as well, by another way.
    viewport.choose_shows("skeleton")
    left = np.nonzero(like(picture(viewport), LEFT_COLOR))[1].mean()
    viewport.actions_of_view.mirror.trigger()
    assert np.nonzero(like(picture(viewport), LEFT_COLOR))[1].mean() == pytest.approx(
        400 - left, abs=4
    )


def test_a_shadow_falls_on_the_floor(viewport):
    viewport.scene.camera.look_from("top")
    pixels = show(viewport, painted(color=(1.0, 0.0, 0.0), alpha=MASK, cutoff=2.0))
    # The body itself is cut out: what is left is its shadow.
    assert not like(pixels, (1.0, 0.0, 0.0)).any()
    with_shadow = pixels.mean(axis=-1)
    bright = np.percentile(with_shadow, 98)
    assert with_shadow[150:250, 150:250].min() < 0.6 * bright


def test_textures_and_transparency(viewport):
    look = {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}},
            "extensions": {"KHR_materials_unlit": {}}}  # fmt: skip
    build, _ = avatar_file(MIXAMO, materials=[look | {"doubleSided": True}])
    build.tree["images"] = [{"bufferView": build.view(png(2, 2, (0, 255, 0, 255)))}]
    build.tree["textures"] = [{"source": 0}]
    green = show(viewport, rig_of(build))
    assert like(green, (0.0, 1.0, 0.0)).sum() > 500
    solid = show(viewport, painted(color=(1.0, 1.0, 1.0)))
    glass = show(viewport, painted(color=(1.0, 1.0, 1.0), alpha=BLEND, opacity=0.3))
    body = solid.min(axis=-1) > 0.95
    assert body.sum() > 2000
    assert 0.3 < glass[body].mean() < 0.75


def test_the_skeleton_is_seen_through_the_avatar(viewport):
    viewport.choose_shows("both")
    pixels = show(viewport, painted(color=(1.0, 1.0, 1.0)))
    assert (pixels.min(axis=-1) > 0.95).sum() > 1000
    assert like(pixels, LEFT_COLOR).sum() > 200
    assert like(pixels, RIGHT_COLOR).sum() > 200
    viewport.choose_shows("avatar")
    assert not like(picture(viewport), LEFT_COLOR).any()


def test_another_avatar_takes_its_place_and_nobody_leaves_nothing(viewport):
    assert like(show(viewport, painted(color=(1.0, 0.0, 0.0))), (1.0, 0.0, 0.0)).sum() > 1000
    pixels = show(viewport, painted(color=(0.0, 0.0, 1.0)))
    assert not like(pixels, (1.0, 0.0, 0.0)).any()
    assert like(pixels, (0.0, 0.0, 1.0)).sum() > 1000
    viewport.show_pose(None)
    assert not like(picture(viewport), (0.0, 0.0, 1.0)).any()


def test_it_moves_to_another_window(viewport, shown):
    from PySide6.QtWidgets import QMainWindow

    show(viewport, painted(color=(1.0, 0.0, 0.0)))
    window = QMainWindow()
    window.setCentralWidget(viewport)
    shown(window, 400, 400)
    viewport.show_pose(POSE)
    assert like(picture(viewport), (1.0, 0.0, 0.0)).sum() > 1000
    window.takeCentralWidget().setParent(None)  # both are closed on their own


def test_a_driver_that_refuses_leaves_the_skeleton(viewport, qtbot, monkeypatch, caplog):
    def refuse(*_names):
        raise ShaderError("syntax error")

    monkeypatch.setattr(avatar_item, "GlProgram", refuse)
    pixels = show(viewport, painted(color=(1.0, 0.0, 0.0)))
    assert "syntax error" in caplog.text
    assert not like(pixels, (1.0, 0.0, 0.0)).any()
    qtbot.waitUntil(lambda: "driver" in viewport.why_no_avatar)
    assert like(picture(viewport), LEFT_COLOR).sum() > 100
    assert viewport._without.isVisible()
