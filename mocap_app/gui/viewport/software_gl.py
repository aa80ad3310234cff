"""OpenGL for machines whose processor draws: a widget that needs no OpenGL in its window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from OpenGL import GL
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QOffscreenSurface, QOpenGLContext, QPainter, QSurfaceFormat
from PySide6.QtOpenGL import QOpenGLFramebufferObject
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class SoftwareGLWidget(QWidget):
    """Takes QOpenGLWidget's place, method by method: draws a picture of its own and paints that.

    Where there is a QOpenGLWidget in a window, Qt puts the whole window together with OpenGL each
    time anything in it changes, be it a number in the status bar. A processor that draws takes
    longer for that than for all the rest: a pose in the picture and in the 3D view took 19 ms with
    it and takes 7 without (of the processor's time, window of 1382 x 899).

    Subclasses have `initializeGL` and `paintGL`; both find the context current and the picture
    bound. Lives on the main thread.

    Signals:
        frameSwapped: Another picture was painted.
    """

    frameSwapped = Signal()  # noqa: N815 - QOpenGLWidget's name

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._format = QSurfaceFormat.defaultFormat()
        self._context: QOpenGLContext | None = None
        self._surface: QOffscreenSurface | None = None
        self._target: QOpenGLFramebufferObject | None = None
        self._picture = QImage()
        self._outdated = True

    def setFormat(self, wanted: QSurfaceFormat) -> None:  # noqa: N802
        """Choose the context's format; before it is drawn for the first time."""
        self._format = wanted

    def context(self) -> QOpenGLContext | None:
        """Return the context that draws; None before the first picture."""
        return self._context

    def isValid(self) -> bool:  # noqa: N802
        """Whether there is a context that can draw."""
        return self._context is not None and self._context.isValid()

    def makeCurrent(self) -> None:  # noqa: N802
        """Send the calls that follow to the context and into the picture."""
        if self._context is not None and self._surface is not None:
            self._context.makeCurrent(self._surface)
        if self._target is not None:
            self._target.bind()

    def doneCurrent(self) -> None:  # noqa: N802
        """Let go of the context."""
        if self._context is not None:
            self._context.doneCurrent()

    def update(self, *where: object) -> None:
        """Draw anew soon; what only covers or uncovers the widget does not."""
        self._outdated = True
        super().update(*where)

    def grabFramebuffer(self) -> QImage:  # noqa: N802
        """Draw now and return the picture; an empty one if there is no context."""
        self._begin()
        if not self.isValid() or self._target is None:
            return QImage()
        self.paintGL()
        # What was drawn may have bound another picture.
        self._target.bind()
        picture = self._target.toImage()
        self.doneCurrent()
        # Blending leaves holes in it, which QPainter would have to look through.
        picture.reinterpretAsFormat(QImage.Format.Format_RGB32)
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        return picture

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint the picture, drawn anew if that was asked for or the size is another."""
        drawn = self._outdated or self._picture.size() != self._pixels()
        if drawn:
            # Before it is drawn: that may find that it has to be drawn again.
            self._outdated = False
            self._picture = self.grabFramebuffer()
        painter = QPainter(self)
        painter.drawImage(0, 0, self._picture)
        painter.end()
        if drawn:
            self.frameSwapped.emit()

    def initializeGL(self) -> None:
        """Make what is needed in the new context."""

    def paintGL(self) -> None:
        """Draw."""

    def _pixels(self) -> QSize:
        return self.size() * self.devicePixelRatioF()

    def _begin(self) -> None:
        """Make the context and the picture current, made if they are not there yet."""
        new = self._context is None
        if self._context is None:
            self._context = QOpenGLContext(self)
            self._context.setFormat(self._format)
            self._context.setShareContext(QOpenGLContext.globalShareContext())
            self._context.create()
            self._surface = QOffscreenSurface(None, self)
            self._surface.setFormat(self._context.format())
            self._surface.create()
        self.makeCurrent()
        if not self.isValid():
            return
        size = self._pixels()
        if self._target is None or self._target.size() != size:
            depth = QOpenGLFramebufferObject.Attachment.CombinedDepthStencil
            self._target = QOpenGLFramebufferObject(size, depth)
            self._target.bind()
        if new:
            self.initializeGL()
        GL.glViewport(0, 0, size.width(), size.height())
