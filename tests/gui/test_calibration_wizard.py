"""The wizard by itself and in the window."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from mocap_app.core.calibration import Calibration
from mocap_app.core.errors import CalibrationError
from mocap_app.gui.calibration_wizard import CalibrationWizard
from mocap_app.gui.countdown import Countdown
from mocap_app.pipeline.pose_check import A_POSE
from mocap_app.workers.live import CapturedFrame, LivePose
from tests.support.live import frame, processed
from tests.support.standing import standing

RESULT = Calibration(lengths={}, height_m=1.754, pitch_deg=9.6, roll_deg=-1.0, camera_height_m=1.2)


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    monkeypatch.setattr(QApplication, "beep", lambda: None)


@pytest.fixture
def wizard(shown):
    return shown(CalibrationWizard(0, countdown=Countdown(interval_ms=1)), 860, 620)


def live(index, *, tracked=True):
    shown = frame(index)
    return LivePose(CapturedFrame(shown, 0.0, 30.0), processed(shown, tracked=tracked), 5.0, 0)


def test_it_counts_then_asks_to_watch(wizard, qtbot):
    with qtbot.waitSignal(wizard.watch_requested):
        qtbot.mouseClick(wizard.start, Qt.MouseButton.LeftButton)
    assert "Hold" in wizard.number.text()
    assert not wizard.start.isVisible()


def test_the_bar_fills_while_the_pose_is_held(wizard, qtbot):
    with qtbot.waitSignal(wizard.watch_requested):
        wizard.begin()
    values = []
    for index in range(0, 61, 15):
        wizard.show_live(live(index))
        values.append(wizard.progress.value())
    assert values == [0, 25, 50, 75, 100]


def test_a_result_can_be_kept(wizard, qtbot):
    with qtbot.waitSignal(wizard.watch_requested):
        wizard.begin()
    wizard.show_live(live(0))
    wizard.show_result(RESULT)
    assert "175 cm" in wizard.outcome.text()
    assert "10° down" in wizard.details.text()
    assert "120 cm above the floor" in wizard.details.text()
    with qtbot.waitSignal(wizard.kept), qtbot.assertNotEmitted(wizard.discarded):
        qtbot.mouseClick(wizard.keep, Qt.MouseButton.LeftButton)
    assert not wizard.isVisible()


def test_a_camera_that_looks_up_is_not_said_to_look_down(wizard):
    wizard.show_result(replace(RESULT, pitch_deg=-5.0, camera_height_m=None))
    assert "5° up" in wizard.details.text()
    assert "floor" not in wizard.details.text()


def test_it_can_be_repeated(wizard, qtbot):
    wizard.show_result(RESULT)
    with qtbot.waitSignal(wizard.watch_requested):
        qtbot.mouseClick(wizard.again, Qt.MouseButton.LeftButton)
    assert not wizard.result_shown
    assert not wizard.keep.isVisible()


def test_a_failure_says_why_and_offers_to_repeat(wizard):
    wizard.show_failure(CalibrationError("You moved: hold the pose still."))
    assert wizard.details.text() == "You moved: hold the pose still."
    assert wizard.again.isVisible()
    assert not wizard.keep.isVisible()


def test_leaving_discards(wizard, qtbot):
    wizard.show_result(RESULT)
    with qtbot.waitSignal(wizard.discarded):
        qtbot.keyClick(wizard, Qt.Key.Key_Escape)


def test_the_picture_follows_the_choice_and_the_height_is_told(wizard, qtbot):
    wizard.pose.setCurrentIndex(wizard.pose.findData(A_POSE))
    wizard.pose.activated.emit(1)
    assert wizard.figure.pose == A_POSE
    with qtbot.waitSignal(wizard.height_chosen) as sent:
        wizard.height_cm.setValue(180)
    assert sent.args == [180]


def test_the_list_of_conditions_follows_the_pose(wizard):
    wizard.show_live(live(0, tracked=False))
    assert "✓" not in wizard.checklist.text
    wizard.show_live(live(1))
    assert "✓  All of you is seen" in wizard.checklist.text


def test_the_arms_are_judged_by_the_pose_that_is_asked_for(wizard):
    half_down = live(0)
    pose = replace(half_down.pose, filtered=standing(arm_deg=45.0))
    wizard.show_live(replace(half_down, pose=pose))
    assert "○  Arms straight, out to the sides" in wizard.checklist.text
    wizard.pose.setCurrentIndex(wizard.pose.findData(A_POSE))
    wizard.pose.activated.emit(1)
    wizard.show_live(replace(half_down, pose=pose))
    assert "✓  Arms straight, half lowered" in wizard.checklist.text
