"""The real thing: demo film, network, solver, recorder, exporter."""

import gc

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from mocap_app import app
from mocap_app.settings.store import SettingsStore
from mocap_app.workers.live import SourceRequest
from tests.support.patience import PATIENCE_MS, PATIENCE_S


@pytest.fixture
def options(tmp_path):
    return app.AppOptions(
        settings_path=tmp_path / "settings.json",
        takes_folder=tmp_path / "takes",
        give_up_s=PATIENCE_S,
    )


@pytest.fixture
def program(options, qtbot, monkeypatch):
    monkeypatch.setattr(app, "list_cameras", list)
    program = app.Program(options, None)
    program.keeper.change(countdown_s=0)
    program.window.record.set_countdown_seconds(0)
    program.start()
    yield program
    program.window.close()
    assert program.end()


def test_from_the_demo_to_a_file(program, qtbot, tmp_path):
    window = program.window
    qtbot.waitUntil(lambda: window.display.latest is not None)
    qtbot.waitUntil(lambda: window.display.latest.pose.solved is not None)
    scene = window.viewport.scene
    qtbot.waitUntil(lambda: scene.figure is not None or scene.matrices is not None)
    qtbot.waitUntil(window.record.button.isEnabled)
    window.record.toggle()
    qtbot.waitUntil(lambda: program.session._parts.recorder.duration > 1.0)
    window.record.toggle()
    qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    info = window.takes.selected
    assert info.tracked_count > 0.8 * info.frame_count > 3
    window.takes.export_requested.emit([info])
    dialog = window.exports.dialog
    dialog.path.setText(str(tmp_path / "demo.bvh"))
    dialog.export_button.click()
    qtbot.waitUntil(lambda: window.exports.dialog is None)
    frames = [line for line in (tmp_path / "demo.bvh").read_text().splitlines() if line]
    assert frames[0] == "HIERARCHY"
    assert len(frames[-1].split()) > 60


def test_the_network_asked_for_looks_at_the_pictures(monkeypatch):
    asked = []
    monkeypatch.setattr("mocap_app.pipeline.config.create_estimator", asked.append)
    app.build_processor(SourceRequest("demo", network="quality"))
    app.build_processor(SourceRequest("figure", network="quality"))
    assert [(config.model, config.replay_demo) for config in asked] == [
        ("quality", False),
        ("quality", True),
    ]


def test_a_damaged_settings_file_is_said_and_kept(options, qtbot, monkeypatch):
    monkeypatch.setattr(app, "list_cameras", list)
    options.settings_path.write_text("{")
    program = app.Program(options, None)
    program.start()
    assert "settings could not be read" in program.window.banner.text
    assert options.settings_path.with_name("settings.json.bad").exists()
    program.window.close()
    assert program.end()
    assert SettingsStore(options.settings_path).load().message == ""


def test_run_app_takes_a_screenshot_and_ends(look_restored, tmp_path, monkeypatch):
    application = QApplication.instance()
    monkeypatch.setattr(app, "list_cameras", list)
    path = tmp_path / "shot.png"
    options = app.AppOptions(
        settings_path=tmp_path / "settings.json",
        takes_folder=tmp_path / "takes",
        screenshot=path,
        after_s=0.5,
        # Else a machine that stutters there would end the process of the tests.
        give_up_s=PATIENCE_S,
    )
    made = []
    real = app.Program
    monkeypatch.setattr(app, "Program", lambda *args: made.append(real(*args)) or made[0])
    # `exec` returns when the last window is closed, which other tests' windows would prevent.
    # Stopped by the end of this test: quitting a later test's program leaves Qt without events.
    guard = QTimer(singleShot=True)
    guard.timeout.connect(application.quit)
    guard.start(PATIENCE_MS)
    try:
        assert app.run_app("figure", options) == 0
    finally:
        guard.stop()
    assert not shiboken6.isValid(made[0].window), "deleted at once, not by the cycle collector"
    made.clear()
    gc.collect()
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB888)
    assert image.width() >= 900, "as wide as the screen of the tests allows"
    pixels = np.frombuffer(image.constBits(), np.uint8)
    assert pixels.mean() < 110, "dark"
    assert pixels.std() > 10, "and not empty"
