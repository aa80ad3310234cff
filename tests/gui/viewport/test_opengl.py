import pytest

from mocap_app.gui.viewport import opengl
from mocap_app.gui.viewport.opengl import (
    OpenGL,
    find_opengl,
    viewport_format,
    why_no_avatar,
    why_no_opengl,
)


@pytest.mark.parametrize(
    ("renderer", "software"),
    [
        ("llvmpipe (LLVM 15.0.6, 256 bits)", True),
        ("GDI Generic", True),
        ("Microsoft Basic Render Driver", True),
        ("NVIDIA GeForce RTX 3060/PCIe/SSE2", False),
        ("Mesa Intel(R) UHD Graphics 620 (KBL GT2)", False),
        ("", False),
    ],
)
def test_who_draws(renderer, software):
    assert OpenGL(renderer=renderer).in_software is software


def test_an_old_opengl_has_no_avatar_and_says_so(qapp, monkeypatch):
    monkeypatch.setattr(opengl, "find_opengl", lambda: OpenGL(numbers=(2, 1)))
    assert why_no_opengl() == ""
    assert why_no_avatar() == "OpenGL 2.1 is older than 3.3"


@pytest.mark.gl
def test_a_usable_opengl_says_what_it_is(qapp):
    if why_no_opengl():
        pytest.skip(f"no OpenGL: {why_no_opengl()}")
    found = find_opengl()
    assert found.renderer
    assert (viewport_format().samples() <= 0) == found.in_software
