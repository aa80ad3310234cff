"""The whole window on steered sources: what a user does and sees."""

from pathlib import Path

import pytest
from OpenGL.error import GLError
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QSplitter

from mocap_app.core.errors import ModelError
from mocap_app.gui.notifications import Notice, Severity
from mocap_app.gui.viewport import gl_canvas, opengl, viewport_widget
from mocap_app.gui.window_place import describe_place
from mocap_app.recording.recorder import Recorder
from mocap_app.settings.schema import CUSTOM, PRESETS, Settings
from mocap_app.workers.live import SessionState


def test_the_picture_the_figure_and_the_numbers_are_shown(desk):
    window = desk.open()
    desk.live()
    desk.qtbot.waitUntil(lambda: "fps" in window.status.capture.text())
    desk.qtbot.waitUntil(lambda: window.video.pose_age.median_ms is not None)
    assert window.viewport.scene.figure is not None
    assert window.status.state.text() == "Live"


def test_record_stop_and_the_take_is_in_the_list(desk):
    window = desk.open()
    desk.live()
    desk.record()
    assert window.status.state.text() == "● Recording"
    desk.click(window.record.button)
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    assert "Take 1 is saved" in window.banner.text
    assert window.takes.selected.name == "Take 1"
    desk.qtbot.waitUntil(lambda: desk.session.can_record)
    assert window.record.button.isEnabled()


def test_the_space_bar_records_and_stops(desk):
    window = desk.open()
    desk.live()
    desk.qtbot.activate(window)
    desk.qtbot.keyClick(window, Qt.Key.Key_Space)
    assert desk.session.state is SessionState.RECORDING
    desk.qtbot.waitUntil(lambda: desk.session._parts.recorder.frame_count > 2)
    desk.qtbot.keyClick(window, Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)


def test_a_notice_covers_a_strip_of_the_pictures_and_moves_nothing(desk):
    window = desk.open()
    desk.live()
    places = [part.geometry() for part in (window.video, window.viewport, window.side)]
    window.banner.show_notice(Notice("The camera is slow.", Severity.WARNING))
    desk.qtbot.waitUntil(lambda: window.banner.height() > 20)
    assert [part.geometry() for part in (window.video, window.viewport, window.side)] == places
    pictures = window.banner.parentWidget()
    assert window.banner.width() == pictures.width()
    assert pictures.childAt(window.banner.geometry().center()) in window.banner.children()


def test_the_countdown_is_shown_over_the_picture(desk):
    window = desk.open(settings=Settings(countdown_s=3))
    desk.live()
    desk.click(window.record.button)
    assert window.countdown.isVisible()
    assert window.countdown.text() == "3"
    assert desk.session.state is SessionState.RUNNING
    desk.click(window.record.button)
    assert not window.countdown.isVisible()


@pytest.mark.gl
def test_opengl_that_fails_while_recording_leaves_the_take_alone(desk, monkeypatch):
    if opengl.why_no_opengl():
        pytest.skip(f"no OpenGL: {opengl.why_no_opengl()}")
    monkeypatch.setattr(viewport_widget, "why_no_opengl", lambda: "")
    # A real context, but no pictures in it: software OpenGL takes its time for these.
    monkeypatch.setattr(gl_canvas.GLViewMixin, "paintGL", lambda _canvas: None)
    window = desk.open()
    desk.live()
    desk.record()
    assert window.viewport.uses_opengl
    monkeypatch.setattr(gl_canvas.GLViewMixin, "paintGL", fail_to_draw)
    desk.qtbot.waitUntil(lambda: not window.viewport.uses_opengl)
    assert "goes on without OpenGL" in window.banner.text
    assert not window.avatar.choose_action.isEnabled()
    recorder = desk.session._parts.recorder
    lost_at = recorder.frame_count
    desk.qtbot.waitUntil(lambda: recorder.frame_count > lost_at + 5)
    assert desk.session.state is SessionState.RECORDING
    assert window.viewport.scene.figure is not None
    desk.click(window.record.button)
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    saved = desk.takes.load(window.takes.selected.id)
    assert len(saved.timestamps) > lost_at + 5, "from before and after"


def fail_to_draw(_canvas):
    raise GLError(0x0507)


def test_a_missing_network_shows_the_picture_and_says_why(desk):
    desk.model_error = ModelError("There is no network file; install the program again.")
    window = desk.open()
    desk.qtbot.waitUntil(lambda: "no network file" in window.banner.text)
    desk.qtbot.waitUntil(lambda: not window.video.picture_rect().isEmpty())
    assert not window.record.button.isEnabled()


def test_a_bug_in_a_thread_opens_the_error_dialog(desk, caplog):
    from mocap_app.gui.error_dialog import ErrorDialog

    window = desk.open()
    desk.live()
    desk.processor.error = ZeroDivisionError("a bug")
    desk.qtbot.waitUntil(lambda: window.findChild(ErrorDialog) is not None)
    dialog = window.findChild(ErrorDialog)
    assert "a bug" in dialog.report.toPlainText()
    dialog.reject()
    caplog.clear()  # the logged error was expected


def test_presets_and_sliders_reach_the_pipeline_and_the_settings(desk):
    window = desk.open()
    desk.live()
    box = window.tuning.preset
    box.setCurrentIndex(box.findData("smooth"))
    box.activated.emit(box.currentIndex())
    desk.qtbot.waitUntil(lambda: desk.processor.filters[-1:] == [PRESETS["smooth"]])
    window.tuning.sliders.sliders["beta_2d"].setValue(7)
    desk.qtbot.waitUntil(lambda: desk.processor.filters[-1] != PRESETS["smooth"])
    assert desk.keeper.settings.filter_preset == CUSTOM
    assert desk.keeper.settings.custom_filter == desk.processor.filters[-1]


def test_what_is_changed_in_the_settings_counts_at_once(desk):
    window = desk.open("demo")
    desk.live()
    window.settings_control.open()
    fields = window.settings_control.dialog.fields
    box = fields["filter_preset"].widget
    box.setCurrentIndex(box.findData("smooth"))
    box.activated.emit(box.currentIndex())
    desk.qtbot.waitUntil(lambda: desk.processor.filters[-1:] == [PRESETS["smooth"]])
    assert window.tuning.preset.currentData() == "smooth"
    fields["in_place"].widget.setChecked(True)
    assert window.solver.in_place.isChecked()
    desk.qtbot.waitUntil(lambda: desk.processor.solvers[-1].in_place)
    fields["mirror"].widget.setChecked(True)
    desk.qtbot.waitUntil(lambda: desk.session.request.mirror)
    assert window.source.mirror.isChecked()
    window.undo.undo()
    desk.qtbot.waitUntil(lambda: not desk.session.request.mirror)
    assert not window.source.mirror.isChecked()


def test_export_rename_and_delete(desk, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    window = desk.open(settings=Settings(countdown_s=0, export_folder=str(tmp_path)))
    desk.live()
    desk.record(frames=10)
    desk.click(window.record.button)
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    desk.click(window.takes.export)
    dialog = window.exports.dialog
    dialog.fps.setValue(24)
    desk.click(dialog.export_button)
    desk.qtbot.waitUntil(lambda: window.exports.dialog is None)
    text = (tmp_path / "Take 1.bvh").read_text()
    assert "Frame Time: 0.0416" in text
    assert "Exported to" in window.banner.text
    desk.click(window.banner.offer)
    assert [Path(folder) for folder in opened] == [tmp_path]
    assert desk.keeper.settings.export_fps == 24
    assert desk.keeper.settings.export_format == ".bvh"
    window.takes.rename_requested.emit(window.takes.selected, "Walk")
    desk.qtbot.waitUntil(lambda: window.takes.selected.name == "Walk")
    desk.click(window.takes.delete)
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 0)
    assert "Deleted Walk." in window.banner.text
    desk.click(window.banner.offer)
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    window.undo.undo()
    desk.qtbot.waitUntil(lambda: window.takes.selected.name == "Take 1")


def test_a_failed_export_stays_in_the_dialog(desk, tmp_path):
    window = desk.open()
    desk.live()
    desk.record()
    desk.click(window.record.button)
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    desk.click(window.takes.export)
    dialog = window.exports.dialog
    dialog.path.setText(str(tmp_path / "no" / "such" / "folder" / "x.bvh"))
    desk.click(dialog.export_button)
    desk.qtbot.waitUntil(dialog.message.isVisible)
    assert "Cannot write" in dialog.message.text()
    dialog.reject()


def test_closing_in_the_middle_of_a_recording_keeps_it(desk):
    desk.open()
    desk.live()
    desk.record()
    desk.close()
    assert [info.name for info in desk.takes.list()] == ["Take 1"]


def test_recovered_takes_are_announced(desk, qtbot):
    from mocap_app.core.skeleton import solved_skeleton
    from tests.support.live import frame, processed

    recorder = Recorder(desk.takes)
    recorder.start("Lost take", "camera", solved_skeleton())
    for index in range(10):
        recorder.append(processed(frame(index)))
    recorder._journal.close()  # as a crash would leave it
    window = desk.open()
    qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    assert "Lost take" in window.banner.text


def test_place_and_size_are_remembered(desk):
    window = desk.open()
    # The screen of the tests is smaller than the window would like to be.
    place = describe_place(window)
    desk.close()
    settings = desk.store.load().settings
    assert settings.window_geometry == place
    window = desk.open(settings=settings)
    assert window.height() == int(place.split()[3])
    assert window.pos() == QPoint(*map(int, place.split()[:2]))


def test_the_handles_between_the_parts_are_remembered(desk):
    window = desk.open()
    for name, sizes in (("views", [200, 400]), ("columns", [500, 360]), ("rows", [300, 260])):
        window.findChild(QSplitter, name).setSizes(sizes)
    before = {s.objectName(): s.sizes() for s in window.findChildren(QSplitter) if s.objectName()}
    assert set(before) == {"views", "columns", "rows"}
    desk.close()
    settings = desk.store.load().settings
    window = desk.open(settings=settings)
    assert {name: window.findChild(QSplitter, name).sizes() for name in before} == before
    window.large_picture.action.trigger()
    desk.close()
    assert desk.store.load().settings.window_splits == settings.window_splits


def test_it_fits_on_a_small_screen(desk):
    window = desk.open()
    hint = window.minimumSizeHint()
    assert hint.width() <= 1280
    assert hint.height() <= 740, "room for the desktop's own bars"
