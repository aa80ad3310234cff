"""OpenGL that fails while it is in use: the view goes on, painted, and says why."""

import numpy as np
import pytest
from OpenGL import GL
from OpenGL.error import GLError
from pyqtgraph.opengl import GLLinePlotItem
from PySide6.QtGui import QImage

from mocap_app.gui.viewport import gl_canvas
from mocap_app.gui.viewport.opengl import why_no_opengl
from mocap_app.gui.viewport.painter_canvas import PainterCanvas
from mocap_app.gui.viewport.viewport_widget import ViewportWidget
from tests.support.live import frame, solved

pytestmark = pytest.mark.gl
POSE = solved(frame(0))
CONTEXT_LOST = 0x0507


@pytest.fixture(autouse=True)
def _opengl(qapp):
    if why_no_opengl():
        pytest.skip(f"no OpenGL: {why_no_opengl()}")


@pytest.fixture
def lost():
    """Reasons that the view gave."""
    return []


@pytest.fixture(params=[gl_canvas.CardCanvas, gl_canvas.SoftwareCanvas])
def kind(request, monkeypatch):
    """Whoever draws here: what each of them would be given."""
    monkeypatch.setattr(gl_canvas, "make_canvas", request.param)
    return request.param


@pytest.fixture
def viewport(shown, lost, kind):
    widget = shown(ViewportWidget(), 400, 300)
    widget.opengl_lost.connect(lost.append)
    widget.show_pose(POSE)
    widget.canvas.grabFramebuffer()
    assert isinstance(widget.canvas, kind)
    return widget


def fail(*_args, **_keywords):
    raise GLError(CONTEXT_LOST)


def assert_painted(viewport, lost, qtbot):
    qtbot.waitUntil(lambda: bool(lost))
    viewport.show_pose(POSE)
    assert isinstance(viewport.canvas, PainterCanvas)
    assert not viewport.uses_opengl
    assert lost == ["the graphics driver stopped drawing"]
    image = viewport.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8)
    assert len(np.unique(rows)) > 20, "the figure and the floor are painted"
    # It can be used as before.
    assert viewport.canvas.size() == viewport.size()
    assert viewport._reset.isVisible()
    assert viewport.childAt(viewport._reset.geometry().center()) is viewport._reset
    viewport.reset_view()
    assert not viewport.actions_of_view.shows["avatar"].isEnabled()


def test_calls_that_fail_for_good(viewport, lost, qtbot, monkeypatch, caplog):
    monkeypatch.setattr(gl_canvas.GLViewMixin, "paintGL", fail)
    viewport.canvas.update()
    assert_painted(viewport, lost, qtbot)
    assert "OpenGL cannot draw any more" in caplog.text


def test_it_is_said_once_however_often_it_fails(viewport, lost, qtbot, monkeypatch, caplog):
    canvas = viewport.canvas
    monkeypatch.setattr(gl_canvas.GLViewMixin, "initializeGL", fail)
    for _ in range(3):
        canvas.initializeGL()
        canvas.paintGL()
    monkeypatch.setattr(canvas, "isValid", lambda: False)
    for _ in range(gl_canvas._CHECKS):
        canvas.check()
    assert_painted(viewport, lost, qtbot)
    qtbot.wait(20)
    assert lost == ["the graphics driver stopped drawing"]
    assert caplog.text.count("OpenGL cannot draw any more") == 1


def test_a_call_that_fails_once_changes_nothing(viewport, lost, qtbot, monkeypatch):
    tried, paint = [], gl_canvas.GLViewMixin.paintGL

    def fail_once(canvas):
        tried.append(canvas)
        if len(tried) == 1:
            fail()
        paint(canvas)

    monkeypatch.setattr(gl_canvas.GLViewMixin, "paintGL", fail_once)
    viewport.canvas.update()
    qtbot.waitUntil(lambda: len(tried) > 1)
    viewport.show_pose(POSE)
    qtbot.wait(20)
    assert viewport.uses_opengl
    assert lost == []


def test_what_the_card_held_is_gone(viewport, lost, qtbot, monkeypatch, capsys):
    # As after a reset of the driver: nothing tells so but the errors of the next calls.
    monkeypatch.setattr(GLLinePlotItem, "_shaderProgram", None)
    viewport.canvas.grabFramebuffer()
    program = int(GLLinePlotItem._shaderProgram)
    viewport.canvas.makeCurrent()
    GL.glDeleteProgram(program)
    viewport.canvas.doneCurrent()
    viewport.canvas.update()
    assert_painted(viewport, lost, qtbot)
    assert capsys.readouterr().err == "", "pyqtgraph prints such errors for each picture"


def test_a_context_that_ends_without_a_word(viewport, lost, qtbot, monkeypatch):
    monkeypatch.setattr(viewport.canvas, "isValid", lambda: False)
    for _ in range(gl_canvas._CHECKS):
        viewport.show_pose(POSE)
    assert_painted(viewport, lost, qtbot)


def test_a_context_that_is_away_for_a_moment_changes_nothing(viewport, lost, qtbot, monkeypatch):
    for _ in range(3):
        with monkeypatch.context() as away:
            away.setattr(viewport.canvas, "isValid", lambda: False)
            for _ in range(gl_canvas._CHECKS - 1):
                viewport.show_pose(POSE)
        viewport.show_pose(POSE)
    qtbot.wait(20)
    assert viewport.uses_opengl
    assert lost == []


def test_a_view_without_a_size_has_not_lost_anything(shown, lost, qtbot):
    widget = ViewportWidget()
    widget.opengl_lost.connect(lost.append)
    widget.canvas.setMinimumSize(0, 0)
    widget.canvas.setMaximumHeight(0)
    shown(widget, 400, 300)
    for _ in range(gl_canvas._CHECKS):
        widget.show_pose(POSE)
    qtbot.wait(20)
    assert widget.uses_opengl
    assert lost == []


def test_an_avatar_gives_way_to_the_skeleton(viewport, lost, qtbot, monkeypatch):
    from mocap_app.avatar.mannequin import mannequin
    from mocap_app.avatar.rig import Rig

    avatar = mannequin()
    viewport.set_rig(Rig(avatar, avatar.bones))
    viewport.choose_shows("avatar")
    viewport.show_pose(POSE)
    viewport.canvas.grabFramebuffer()
    assert viewport.scene.figure is None
    monkeypatch.setattr(gl_canvas.GLViewMixin, "paintGL", fail)
    viewport.canvas.update()
    assert_painted(viewport, lost, qtbot)
    assert viewport.scene.figure is not None
    assert "graphics driver stopped" in viewport._without.text()
