"""Both canvases must really show the figure; pixels are looked at, not calls."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from mocap_app.gui.viewport.geometry import LEFT_COLOR, RIGHT_COLOR
from mocap_app.gui.viewport.opengl import why_no_opengl
from mocap_app.gui.viewport.viewport_widget import BACKGROUND, ViewportWidget
from tests.support.live import frame, solved

POSE = solved(frame(0))


@pytest.fixture(params=["painted", pytest.param("opengl", marks=pytest.mark.gl)])
def viewport(request, shown, qapp):
    wants_gl = request.param == "opengl"
    if wants_gl and why_no_opengl():
        pytest.skip(f"no OpenGL: {why_no_opengl()}")
    widget = shown(ViewportWidget(allow_opengl=wants_gl), 480, 400)
    assert widget.uses_opengl == wants_gl
    return widget


def picture(viewport):
    """(H, W, 3) red, green, blue in [0, 1] of what the canvas draws."""
    if viewport.uses_opengl:
        image = viewport.canvas.grabFramebuffer()
    else:
        image = viewport.canvas.grab().toImage()
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3) / 255.0


def like(pixels, color):
    """(H, W) where a pixel has this colour in any light."""
    bright = pixels.max(axis=-1)
    hue = pixels / np.maximum(bright, 1e-6)[..., None]
    return (bright > 0.3) & (np.abs(hue - np.array(color) / max(color)).max(axis=-1) < 0.06)


def test_an_empty_scene_shows_the_floor_below_the_horizon(viewport):
    pixels = picture(viewport)
    background = np.array(QColor(BACKGROUND).getRgbF()[:3])
    drawn = np.abs(pixels - background).max(axis=-1) > 0.03
    assert not drawn[: len(drawn) // 4].any()
    assert drawn[len(drawn) // 2 :].mean() > 0.01
    assert not like(pixels, LEFT_COLOR).any()


def test_the_skeletons_pixels_are_where_its_joints_are(viewport):
    viewport.show_pose(POSE)
    pixels = picture(viewport)
    height, width = pixels.shape[:2]
    # The camera has followed a little; it knows best where things are now.
    joints, _ = viewport.scene.camera.project(POSE.positions, width, height)
    for name, joint, color in (
        ("left hand", 9, LEFT_COLOR),
        ("right hand", 13, RIGHT_COLOR),
        ("left knee", 15, LEFT_COLOR),
        ("right foot", 20, RIGHT_COLOR),
    ):
        x, y = joints[joint].round().astype(int)
        around = pixels[y - 3 : y + 4, x - 3 : x + 4]
        assert like(around, color).mean() > 0.3, name
    rows, columns = np.nonzero(like(pixels, LEFT_COLOR) | like(pixels, RIGHT_COLOR))
    assert np.ptp(columns) == pytest.approx(np.ptp(joints[[9, 13], 0]), rel=0.25)
    assert rows.max() == pytest.approx(joints[:, 1].max(), abs=12)


def test_nobody_is_drawn_after_the_person_is_lost(viewport):
    viewport.show_pose(POSE)
    assert like(picture(viewport), LEFT_COLOR).sum() > 50
    viewport.show_pose(None)
    assert not like(picture(viewport), LEFT_COLOR).any()
    assert viewport._nobody.isVisible()
    viewport.clear()
    assert not viewport._nobody.isVisible()


def test_the_view_from_behind_swaps_left_and_right(viewport):
    viewport.scene.camera.azimuth_deg = 0.0
    viewport.show_pose(POSE)
    left = np.nonzero(like(picture(viewport), LEFT_COLOR))[1].mean()
    right = np.nonzero(like(picture(viewport), RIGHT_COLOR))[1].mean()
    assert left > right
    viewport.scene.camera.azimuth_deg = 180.0
    viewport.show_pose(POSE)
    left = np.nonzero(like(picture(viewport), LEFT_COLOR))[1].mean()
    right = np.nonzero(like(picture(viewport), RIGHT_COLOR))[1].mean()
    assert left < right


@pytest.mark.parametrize(
    ("azimuth", "near", "far"), [(90, LEFT_COLOR, RIGHT_COLOR), (-90, RIGHT_COLOR, LEFT_COLOR)]
)
def test_near_parts_cover_far_parts(viewport, azimuth, near, far):
    viewport.scene.camera.azimuth_deg = azimuth
    viewport.scene.camera.elevation_deg = 0.0
    viewport.scene.camera.distance_m = 30.0  # so far away that both sides are in line
    viewport.scene.camera.vertical_fov_deg = 5.0
    viewport.show_pose(POSE)
    pixels = picture(viewport)
    assert like(pixels, near).sum() > 20 * like(pixels, far).sum()


def mouse(canvas, kind, at, button, held):
    """Send one mouse event; simulated cursors differ from platform to platform, events do not."""
    point = QPointF(*at)
    event = QMouseEvent(
        kind, point, canvas.mapToGlobal(point), button, held, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(canvas, event)


def drag(canvas, button, start, end):
    none = Qt.MouseButton.NoButton
    mouse(canvas, QEvent.Type.MouseButtonPress, start, button, button)
    mouse(canvas, QEvent.Type.MouseMove, end, none, button)
    mouse(canvas, QEvent.Type.MouseButtonRelease, end, button, none)


def test_dragging_orbits_and_reset_goes_back(viewport, qtbot):
    camera = viewport.scene.camera
    before = (camera.azimuth_deg, camera.elevation_deg)
    drag(viewport.canvas, Qt.MouseButton.LeftButton, (200, 200), (260, 230))
    assert camera.azimuth_deg < before[0]
    assert camera.elevation_deg > before[1]
    moved = camera.azimuth_deg
    none = Qt.MouseButton.NoButton
    mouse(viewport.canvas, QEvent.Type.MouseMove, (100, 100), none, none)
    assert camera.azimuth_deg == moved, "no button, no orbit"
    qtbot.mouseClick(viewport._reset, Qt.MouseButton.LeftButton)
    assert (camera.azimuth_deg, camera.elevation_deg) == before


def test_panning_by_hand_ends_following_and_a_double_click_resumes_it(viewport):
    viewport.show_pose(POSE)
    before = viewport.scene.camera.target.copy()
    drag(viewport.canvas, Qt.MouseButton.RightButton, (200, 200), (240, 200))
    viewport.show_pose(POSE)
    assert not viewport._follow.isChecked()
    assert np.linalg.norm(viewport.scene.camera.target - before) > 0.1
    left = Qt.MouseButton.LeftButton
    mouse(viewport.canvas, QEvent.Type.MouseButtonDblClick, (200, 200), left, left)
    viewport.show_pose(POSE)
    assert viewport._follow.isChecked()


def test_the_wheel_zooms(viewport, qapp):
    before = viewport.scene.camera.distance_m
    centre = QPointF(viewport.canvas.rect().center())
    event = QWheelEvent(
        centre,
        viewport.canvas.mapToGlobal(centre),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    qapp.sendEvent(viewport.canvas, event)
    assert viewport.scene.camera.distance_m < before


def test_following_keeps_a_walking_person_in_view(viewport):
    from dataclasses import replace

    for step in range(300):
        shift = np.array([0.0, 0.0, 0.01 * step])
        viewport.show_pose(replace(POSE, timestamp=step / 30, positions=POSE.positions + shift))
    pixels = picture(viewport)
    columns = np.nonzero(like(pixels, LEFT_COLOR) | like(pixels, RIGHT_COLOR))[1]
    assert pixels.shape[1] * 0.2 < columns.mean() < pixels.shape[1] * 0.8


@pytest.mark.gl
def test_opengl_and_painter_draw_the_same_picture(shown):
    if why_no_opengl():
        pytest.skip(f"no OpenGL: {why_no_opengl()}")
    pictures = []
    for allowed in (True, False):
        widget = shown(ViewportWidget(allow_opengl=allowed), 320, 300)
        widget.show_pose(POSE)
        pictures.append(picture(widget))
    assert np.abs(pictures[0] - pictures[1]).mean() < 0.02
