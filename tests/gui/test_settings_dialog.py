"""The dialog, and undoing what it changed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QLabel, QMainWindow

from mocap_app.gui.menus import Menus
from mocap_app.gui.settings_control import SettingsControl
from mocap_app.gui.settings_dialog import SettingsDialog
from mocap_app.gui.settings_keeper import SettingsKeeper
from mocap_app.settings.schema import CUSTOM, Settings
from mocap_app.settings.store import SettingsStore
from mocap_app.workers.jobs import JobQueue
from tests.support.patience import PATIENCE_S

CHANGED = Settings(
    mirror=True,
    rotate=180,
    lifter="off",
    network="quality",
    countdown_s=10,
    height_cm=181,
    feet="never",
    floor="flat",
    body="seated",
    in_place=True,
    filter_preset="responsive",
    take_pattern="{take:03} {scene}",
    take_scene="12",
    take_shot="B",
    auto_stop_s=60,
    reference_video=960,
    osc_on=True,
    osc_port=4321,
    osc_host="0.0.0.0",
    export_target="ue5",
    export_format=".glb",
    export_fps=24,
    export_folder="/somewhere",
    stream_format="json",
    stream_host="elsewhere",
    stream_port=1234,
    stream_rate=24,
    guidance=False,
    language="ko",
)


@pytest.fixture
def dialog(shown):
    return shown(SettingsDialog(Settings()), 720, 560)


def test_it_shows_every_value_without_sending_any(dialog, qtbot):
    with qtbot.assertNotEmitted(dialog.chosen):
        dialog.show_settings(CHANGED)
    for name, field in dialog.fields.items():
        assert field.value == getattr(CHANGED, name), name
        assert getattr(CHANGED, name) != getattr(Settings(), name), f"{name} proves nothing"


def test_every_sentence_has_the_lines_it_needs(dialog, qtbot):
    for row in range(dialog.list.count()):
        dialog.list.setCurrentRow(row)
        hints = [hint for hint in dialog.findChildren(QLabel, "hint") if hint.isVisible()]
        assert hints

        def as_high_as_its_text(hints=hints):
            return all(hint.height() == hint.heightForWidth(hint.width()) for hint in hints)

        qtbot.waitUntil(as_high_as_its_text)


def test_a_choice_is_sent_by_its_name(dialog, qtbot):
    box = dialog.fields["feet"].widget
    with qtbot.waitSignal(dialog.chosen) as sent:
        box.setCurrentIndex(box.findData("never"))
        box.activated.emit(box.currentIndex())
    assert sent.args[1] == {"feet": "never"}


def test_numbers_switches_and_lines_are_sent(dialog, qtbot):
    sent = []
    dialog.chosen.connect(lambda _text, changes: sent.append(changes))
    dialog.fields["export_fps"].widget.setValue(60)
    dialog.fields["mirror"].widget.setChecked(True)
    line = dialog.fields["stream_host"].widget
    line.setText(" studio ")
    line.editingFinished.emit()
    dialog.fields["height_cm"].widget.setValue(dialog.fields["height_cm"].widget.minimum() + 1)
    dialog.fields["height_cm"].widget.setValue(dialog.fields["height_cm"].widget.minimum())
    assert sent[:3] == [{"export_fps": 60}, {"mirror": True}, {"stream_host": "studio"}]
    assert sent[-1] == {"height_cm": 0}


def test_moving_a_slider_makes_the_smoothing_custom(dialog, qtbot):
    with qtbot.waitSignal(dialog.chosen) as sent:
        dialog.sliders.sliders["beta_2d"].setValue(7)
    assert sent.args[1]["filter_preset"] == CUSTOM


class Desk:
    def __init__(self, tmp_path):
        self.jobs = JobQueue()
        self.keeper = SettingsKeeper(CHANGED, SettingsStore(tmp_path / "s.json"), self.jobs)
        self.window = QMainWindow()
        self.undo = QUndoStack(self.window)
        menus = Menus(self.window)
        self.control = SettingsControl(self.keeper, self.undo, menus, self.window)
        self.control.open()
        self.dialog = self.control.dialog


@pytest.fixture
def desk(tmp_path, qtbot):
    desk = Desk(tmp_path)
    qtbot.addWidget(desk.window)
    desk.window.show()
    yield desk
    assert desk.jobs.shut_down(PATIENCE_S)


def test_reset_takes_all_back_and_undo_brings_it_again(desk, qtbot):
    assert not desk.dialog.undo.isEnabled()
    qtbot.mouseClick(desk.dialog.reset_all, Qt.MouseButton.LeftButton)
    assert desk.keeper.settings == Settings()
    assert desk.dialog.fields["stream_port"].value == Settings().stream_port
    qtbot.mouseClick(desk.dialog.undo, Qt.MouseButton.LeftButton)
    assert desk.keeper.settings == CHANGED
    assert desk.dialog.fields["stream_port"].value == 1234
    assert not desk.dialog.undo.isEnabled()


def test_reset_of_a_page_leaves_the_others(desk, qtbot):
    desk.dialog.list.setCurrentRow(1)
    qtbot.mouseClick(desk.dialog.reset_page, Qt.MouseButton.LeftButton)
    assert desk.keeper.settings.feet == Settings().feet
    assert desk.keeper.settings.stream_port == 1234


def test_changes_in_a_row_are_undone_as_one(desk):
    for fps in (25, 26, 27):
        desk.dialog.fields["export_fps"].widget.setValue(fps)
    assert desk.keeper.settings.export_fps == 27
    assert desk.undo.count() == 1
    desk.undo.undo()
    assert desk.keeper.settings.export_fps == 24
    desk.undo.redo()
    assert desk.keeper.settings.export_fps == 27


def test_a_preset_sets_what_belongs_together(desk):
    desk.dialog.situation.activated.emit(4)
    assert desk.keeper.settings.body == "seated"
    assert desk.keeper.settings.in_place
    assert desk.undo.undoText() == "Preset “At the desk”"
    desk.dialog.situation.activated.emit(0)
    assert desk.undo.count() == 1, "the invitation is no preset"


def test_a_preset_is_named_as_long_as_it_is_in_force(desk):
    box = desk.dialog.situation
    box.setCurrentIndex(4)
    box.activated.emit(4)
    desk.dialog.fields["export_fps"].widget.setValue(60)
    assert box.currentIndex() == 4, "the preset says nothing of that"
    desk.dialog.reset_all.click()
    assert box.currentText() == "Acting, whole body", "what it sets is what the program begins with"
    desk.dialog.undo.click()
    assert box.currentIndex() == 4
    desk.dialog.fields["in_place"].widget.click()
    assert box.currentIndex() == 0, "none has all of this"


def test_what_changes_nothing_is_not_undoable(desk):
    desk.dialog.fields["feet"].widget.activated.emit(0)
    assert desk.undo.count() == 0


def test_one_dialog_at_a_time(desk, qtbot):
    first = desk.control.dialog
    desk.control.open()
    assert desk.control.dialog is first
    first.reject()
    qtbot.waitUntil(lambda: desk.control.dialog is None)


def test_enter_in_a_field_resets_nothing(desk, qtbot):
    line = desk.dialog.fields["stream_host"].widget
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert desk.keeper.settings == CHANGED
