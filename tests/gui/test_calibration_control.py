"""Calibrating in the window: kept, refused, given up."""

from mocap_app.core.calibration import Calibration
from mocap_app.settings.schema import Settings
from mocap_app.solving.bone_lengths import MEASURES
from mocap_app.workers.live import SessionState

KNOWN = Calibration(lengths=dict.fromkeys(MEASURES, 0.3), height_m=1.6)
NEW = Calibration(lengths=dict.fromkeys(MEASURES, 0.4), height_m=1.8)


def calibrate(desk):
    """Go through the wizard up to its result."""
    desk.processor.calibration = NEW
    desk.click(desk.window.solver.calibrate)
    wizard = desk.window.calibration.wizard
    wizard.countdown.setParent(None)
    wizard.countdown._timer.setInterval(1)
    desk.click(wizard.start)
    desk.qtbot.waitUntil(lambda: wizard.result_shown)
    return wizard


def test_a_calibration_that_is_kept(desk):
    window = desk.open("demo")
    desk.live()
    wizard = calibrate(desk)
    assert "180 cm" in wizard.outcome.text()
    desk.click(wizard.keep)
    assert desk.keeper.settings.calibration == NEW
    assert desk.keeper.settings.calibrated_source == "demo"
    assert "180 cm" in window.solver.state.text()
    assert window.calibration.wizard is None


def test_a_calibration_that_is_not_kept_gives_back_the_one_before(desk):
    settings = Settings(countdown_s=0, calibration=KNOWN, calibrated_source="demo")
    window = desk.open("demo", settings)
    desk.live()
    wizard = calibrate(desk)
    assert desk.keeper.settings.calibration == NEW
    wizard.reject()
    assert desk.keeper.settings.calibration == KNOWN
    assert "160 cm" in window.solver.state.text()


def test_a_source_that_is_gone_closes_the_wizard(desk):
    window = desk.open("demo")
    desk.live()
    desk.click(window.solver.calibrate)
    desk.session.state_changed.emit(SessionState.WAITING)
    assert window.calibration.wizard.isVisible(), "the camera may come back"
    desk.session.stop_source()
    assert window.calibration.wizard is None
