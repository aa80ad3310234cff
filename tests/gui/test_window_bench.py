"""The measured run of the window, for a moment; no speed is asked for here."""

import pytest

from mocap_app import app
from mocap_app.commands.window_bench import describe, measure_window
from mocap_app.core.errors import MocapError
from mocap_app.gui.viewport.opengl import why_no_avatar
from mocap_app.gui.window_bench import WindowBench
from mocap_app.pipeline.window_report import WindowPhase, WindowPlan, WindowReport
from tests.support.pose_clock import PoseClock

SHORT = WindowPlan(seconds=0.6, settle_s=0.2, size=(320, 240))


@pytest.fixture(autouse=True)
def _no_cameras(look_restored, monkeypatch):
    monkeypatch.setattr(app, "list_cameras", list)


def on_pose_clock(viewport, display, *more):
    return WindowBench(viewport, display, *more, PoseClock(display, viewport.canvas))


@pytest.mark.gl
def test_it_measures_all_phases_and_ends_by_itself(tmp_path, monkeypatch):
    if why_no_avatar():
        pytest.skip(f"no OpenGL 3.3: {why_no_avatar()}")
    monkeypatch.setattr(app, "WindowBench", on_pose_clock)
    report = app.run_window_bench("figure", SHORT, tmp_path)
    assert report.problem == ""
    assert report.avatar == "Mannequin"
    assert report.size == (320, 240)
    assert len(report.phases) == 3
    assert all(phase.drawn_fps > 0.0 for phase in report.phases)
    assert all(phase.captured_fps > 0.0 for phase in report.phases)


def test_without_opengl_it_says_so():
    if not why_no_avatar():
        pytest.skip("there is OpenGL")
    with pytest.raises(MocapError, match="OpenGL"):
        measure_window("figure", None, 0.5)


def test_the_table_names_every_phase():
    phase = WindowPhase("avatar", 8.0, 42.0, 30.0, 29.5, None, 33.0)
    text = describe(WindowReport("llvmpipe", (800, 600), "Mannequin", (phase,)))
    assert "800 x 600" in text
    assert "42.0" in text
    assert "unknown" in text
