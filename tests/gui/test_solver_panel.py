"""Choices about body and floor, and the way to a calibration."""

from __future__ import annotations

import pytest

from mocap_app.core.calibration import Calibration
from mocap_app.gui.solver_panel import SolverPanel
from mocap_app.settings.schema import Settings


@pytest.fixture
def panel(qtbot):
    made = SolverPanel()
    qtbot.addWidget(made)
    return made


def test_remembered_choices_are_shown_and_not_sent(panel, qtbot):
    with qtbot.assertNotEmitted(panel.chosen):
        panel.set_choices(Settings(feet="never", floor="flat", body="seated", height_cm=181))
    assert panel.feet.currentData() == "never"
    assert panel.floor.currentData() == "flat"
    assert panel.body_mode.currentData() == "seated"
    assert panel.height_cm.value() == 181


def test_a_choice_is_sent_by_the_names_of_the_settings(panel, qtbot):
    with qtbot.waitSignal(panel.chosen) as sent:
        panel.floor.setCurrentIndex(panel.floor.findData("flat"))
    assert Settings(**sent.args[0]).floor == "flat"


def test_the_least_height_means_estimated(panel, qtbot):
    panel.set_choices(Settings(height_cm=170))
    with qtbot.waitSignal(panel.chosen) as sent:
        panel.height_cm.setValue(panel.height_cm.minimum())
    assert sent.args[0] == {"height_cm": 0}
    assert panel.height_cm.text() == "estimated"


def test_the_button_asks_for_a_calibration(panel, qtbot):
    with qtbot.waitSignal(panel.calibration_requested):
        panel.calibrate.click()


def test_choices_unfold(panel):
    panel.show()
    folded = panel.sizeHint().height()
    assert not panel.feet.isVisible()
    panel.more.click()
    assert panel.feet.isVisible()
    assert panel.sizeHint().height() > folded + 80
    panel.more.click()
    assert not panel.feet.isVisible()


def test_what_is_in_force_is_told(panel):
    panel.show_calibration(Calibration(lengths={}, height_m=1.754, pitch_deg=9.6))
    assert "175 cm" in panel.state.text()
    assert "10° down" in panel.state.text()
    assert "+" not in panel.state.text()
    panel.show_calibration(Calibration(lengths={}, height_m=1.754, pitch_deg=-3.2))
    assert "3° up" in panel.state.text()
    assert panel.forget.isEnabled()
    panel.show_calibration(None)
    assert "estimated" in panel.state.text()
    assert not panel.forget.isEnabled()


def test_nothing_changes_during_a_recording(panel):
    panel.set_possible(False)
    assert not panel.calibrate.isEnabled()
    assert not panel.body_mode.isEnabled()
