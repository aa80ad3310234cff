"""Whether OpenGL can be used here, found out by trying."""

from __future__ import annotations

import functools

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QOffscreenSurface, QOpenGLContext, QSurfaceFormat

_OLDEST = (2, 1)
# Smooth edges at a price that even software rendering can pay.
_SAMPLES = 4


def share_opengl_contexts() -> None:
    """Let all OpenGL contexts share their objects; call before the QApplication is made.

    pyqtgraph compiles each shader once for the whole process. Without sharing it would be unknown
    in the next context, which Qt makes when a view moves to another window.
    """
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)


@functools.cache
def why_no_opengl() -> str:
    """Return why there is no usable OpenGL, or an empty text; needs a QGuiApplication."""
    context = QOpenGLContext()
    if not context.create():
        return "no OpenGL context can be created"
    surface = QOffscreenSurface()
    surface.setFormat(context.format())
    surface.create()
    if not context.makeCurrent(surface):
        return "the OpenGL context cannot be used"
    try:
        version = context.format().version()
    finally:
        context.doneCurrent()
    if context.isOpenGLES():
        return "only OpenGL ES is offered"
    if tuple(version) < _OLDEST:
        return f"OpenGL {version[0]}.{version[1]} is older than {_OLDEST[0]}.{_OLDEST[1]}"
    return ""


def smooth_format() -> QSurfaceFormat:
    """Return the surface format of the viewport."""
    surface_format = QSurfaceFormat()
    surface_format.setSamples(_SAMPLES)
    surface_format.setDepthBufferSize(24)
    return surface_format
