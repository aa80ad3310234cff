"""Whether OpenGL can be used here and what draws it, found out by trying."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QOffscreenSurface, QOpenGLContext, QSurfaceFormat

from mocap_app.gui.translation import translate

_OLDEST = (2, 1)
_OLDEST_FOR_AVATARS = (3, 3)
_GL_RENDERER, _GL_VERSION = 0x1F01, 0x1F02
# Smooth edges cost a graphics card nothing; a processor that draws pays three times the price of
# the picture (14 instead of 4 ms at 640 x 640).
_SAMPLES = 4
_SOFTWARE = ("llvmpipe", "softpipe", "software", "swiftshader", "gdi generic", "basic render")


@dataclass(frozen=True, slots=True)
class OpenGL:
    """What there is."""

    problem: str = ""
    """Why it cannot be used, in the language of the window; empty if it can."""
    renderer: str = ""
    """What draws, in its own words."""
    version: str = ""
    """Of OpenGL, as the driver spells it."""
    numbers: tuple[int, int] = (0, 0)
    """Major and minor version of the context."""

    @property
    def in_software(self) -> bool:
        """Whether the processor draws, instead of a graphics card."""
        return any(word in self.renderer.lower() for word in _SOFTWARE)


def share_opengl_contexts() -> None:
    """Let all OpenGL contexts share their objects; call before the QApplication is made.

    pyqtgraph compiles each shader once for the whole process. Without sharing it would be unknown
    in the next context, which Qt makes when a view moves to another window. All of them are of the
    core profile, for only in that macOS offers what avatars need; where there is none, Qt takes
    what there is.
    """
    wanted = QSurfaceFormat()
    wanted.setVersion(*_OLDEST_FOR_AVATARS)
    wanted.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    wanted.setDepthBufferSize(24)
    QSurfaceFormat.setDefaultFormat(wanted)
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)


@functools.cache
def find_opengl() -> OpenGL:
    """Try to make an OpenGL context; needs a QGuiApplication."""
    context = QOpenGLContext()
    if not context.create():
        return OpenGL(translate("OpenGL", "no OpenGL context can be created"))
    surface = QOffscreenSurface()
    surface.setFormat(context.format())
    surface.create()
    if not context.makeCurrent(surface):
        return OpenGL(translate("OpenGL", "the OpenGL context cannot be used"))
    try:
        version = context.format().version()
        renderer = str(context.functions().glGetString(_GL_RENDERER) or "")
        spelled = str(context.functions().glGetString(_GL_VERSION) or "")
    finally:
        context.doneCurrent()
    problem = ""
    if context.isOpenGLES():
        problem = translate("OpenGL", "only OpenGL ES is offered")
    elif tuple(version) < _OLDEST:
        problem = _too_old(version, _OLDEST)
    return OpenGL(problem, renderer, spelled, (int(version[0]), int(version[1])))


def why_no_opengl() -> str:
    """Return why there is no usable OpenGL, or an empty text; needs a QGuiApplication."""
    return find_opengl().problem


def why_no_avatar() -> str:
    """Return why no avatar can be drawn, or an empty text; needs a QGuiApplication."""
    found = find_opengl()
    if found.problem:
        return found.problem
    if found.numbers < _OLDEST_FOR_AVATARS:
        return _too_old(found.numbers, _OLDEST_FOR_AVATARS)
    return ""


def _too_old(found: tuple[int, int], needed: tuple[int, int]) -> str:
    return translate("OpenGL", "OpenGL {found} is older than {needed}").format(
        found=".".join(str(n) for n in found), needed=".".join(str(n) for n in needed)
    )


def viewport_format() -> QSurfaceFormat:
    """Return the surface format of the viewport."""
    surface_format = QSurfaceFormat.defaultFormat()
    surface_format.setDepthBufferSize(24)
    if not find_opengl().in_software:
        surface_format.setSamples(_SAMPLES)
    return surface_format
