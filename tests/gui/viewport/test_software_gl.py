"""OpenGL without a QOpenGLWidget: what is drawn, and when."""

import pytest
from OpenGL import GL
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from mocap_app.gui.viewport.opengl import why_no_opengl
from mocap_app.gui.viewport.software_gl import SoftwareGLWidget

pytestmark = pytest.mark.gl


class Canvas(SoftwareGLWidget):
    """Red above, green below; counts."""

    begun = 0
    drawn = 0

    def initializeGL(self):
        self.begun += 1

    def paintGL(self):
        self.drawn += 1
        _, _, width, height = GL.glGetIntegerv(GL.GL_VIEWPORT)
        self.seen = int(width), int(height)
        GL.glClearColor(0.0, 1.0, 0.0, 0.5)
        GL.glClear(GL.GL_COLOR_BUFFER_BIT)
        GL.glEnable(GL.GL_SCISSOR_TEST)
        GL.glScissor(0, height // 2, width, height)
        GL.glClearColor(1.0, 0.0, 0.0, 0.5)
        GL.glClear(GL.GL_COLOR_BUFFER_BIT)
        GL.glDisable(GL.GL_SCISSOR_TEST)


@pytest.fixture
def canvas(shown, qapp, qtbot):
    if why_no_opengl():
        pytest.skip(f"no OpenGL: {why_no_opengl()}")
    canvas = shown(Canvas(), 80, 60)
    qtbot.waitUntil(lambda: canvas.drawn > 0)
    return canvas


def test_the_picture_is_the_right_way_up_and_hides_what_is_behind(canvas):
    image = canvas.grab().toImage()
    assert image.pixelColor(40, 5) == QColor("red")
    assert image.pixelColor(40, image.height() - 5) == QColor("lime")
    assert canvas.begun == 1
    assert canvas.isValid()


def test_it_draws_when_it_is_told_to(canvas, qtbot):
    with qtbot.waitSignal(canvas.frameSwapped):
        canvas.update()


def test_what_covers_it_for_a_moment_costs_no_drawing(canvas, qapp):
    drawn = canvas.drawn
    cover = QWidget(canvas)
    cover.show()
    canvas.grab()
    cover.hide()
    canvas.grab()
    assert canvas.drawn == drawn


def test_another_size_is_drawn_with_all_its_pixels(canvas, qtbot):
    canvas.resize(100, 50)
    qtbot.waitUntil(lambda: canvas.seen[0] >= 100)
    ratio = canvas.devicePixelRatioF()
    assert canvas.seen == (100 * ratio, 50 * ratio)
    assert canvas.grabFramebuffer().deviceIndependentSize().toSize() == canvas.size()


def test_who_asks_to_be_drawn_again_while_drawing_is(canvas, qtbot, monkeypatch):
    paint = Canvas.paintGL

    def again(self):
        paint(self)
        if self.drawn < 10:
            self.update()

    monkeypatch.setattr(Canvas, "paintGL", again)
    canvas.update()
    qtbot.waitUntil(lambda: canvas.drawn == 10)


def test_without_a_context_it_shows_nothing_and_says_so(canvas, monkeypatch):
    monkeypatch.setattr(canvas, "isValid", lambda: False)
    assert canvas.grabFramebuffer().isNull()
    canvas.update()
    canvas.grab()
