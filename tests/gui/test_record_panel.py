import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from mocap_app.gui.countdown import Countdown
from mocap_app.gui.record_panel import RecordPanel, format_time


@pytest.fixture
def panel(qtbot):
    panel = RecordPanel(countdown=Countdown(interval_ms=1), recorded=lambda: panel.now)
    panel.now = 0.0
    qtbot.addWidget(panel)
    panel.heard = []
    panel.record_requested.connect(lambda: panel.heard.append("record"))
    panel.stop_requested.connect(lambda: panel.heard.append("stop"))
    panel.countdown_ticked.connect(panel.heard.append)
    panel.set_possible(True)
    return panel


def press(panel, qtbot):
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)


def test_without_countdown_it_records_at_once(panel, qtbot):
    panel.set_countdown_seconds(0)
    press(panel, qtbot)
    assert panel.heard == [0, "record"]


def test_with_countdown_it_counts_first(panel, qtbot):
    panel.set_countdown_seconds(3)
    press(panel, qtbot)
    assert "Cancel" in panel.button.text()
    qtbot.waitUntil(lambda: "record" in panel.heard)
    assert panel.heard == [3, 2, 1, 0, "record"]


def test_pressing_again_during_the_countdown_cancels(panel, qtbot):
    panel.set_countdown_seconds(10)
    press(panel, qtbot)
    press(panel, qtbot)
    assert panel.heard[-1] == 0
    assert "record" not in panel.heard
    assert "Record" in panel.button.text()
    assert not panel.button.isChecked()


def test_pressing_while_recording_stops(panel, qtbot):
    panel.show_recording(on=True)
    assert "Stop" in panel.button.text()
    press(panel, qtbot)
    assert panel.heard == ["stop"]


def test_the_time_runs_and_stays_at_the_end(panel):
    panel.show_recording(on=True)
    panel.now = 65.2
    panel._on_clock()
    assert panel.elapsed.text() == "1:05.2"
    panel.show_recording(on=False)
    assert panel.elapsed.text() == "1:05.2"
    panel.now = 0.0
    panel.show_recording(on=True)
    assert panel.elapsed.text() == "0:00.0"


def test_where_nothing_can_be_recorded_the_button_is_off(panel, qtbot):
    panel.set_possible(False)
    press(panel, qtbot)
    panel.toggle()  # the space bar
    assert panel.heard == []


def test_a_source_that_goes_away_cancels_the_countdown(panel, qtbot):
    panel.set_countdown_seconds(10)
    press(panel, qtbot)
    panel.set_possible(False)
    assert not panel.countdown.running


def test_a_pose_that_comes_after_the_stop_counts(panel):
    panel._recorded = lambda: 1.0
    panel.show_recording(on=True)
    panel.show_recording(on=False)
    panel._recorded = lambda: 2.4
    panel.show_recorded()
    assert panel.elapsed.text() == "0:02.4"


def test_stopping_is_always_possible(panel):
    panel.show_recording(on=True)
    panel.set_possible(False)
    assert panel.button.isEnabled()


def test_another_countdown_is_told(panel, qtbot):
    with qtbot.waitSignal(panel.countdown_chosen) as chosen:
        panel.delay.setCurrentIndex(panel.delay.findData(10))
        panel.delay.activated.emit(panel.delay.currentIndex())
    assert chosen.args == [10]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00.0"), (59.99, "0:59.9"), (60, "1:00.0"), (75.19, "1:15.1"), (3600, "60:00.0")],
)
def test_times_are_readable(seconds, text):
    assert format_time(seconds) == text


@given(st.floats(0, 1e5), st.floats(0, 1e5))
def test_longer_times_never_read_shorter(a, b):
    def read(seconds):
        minutes, rest = format_time(seconds).split(":")
        return int(minutes) * 60 + float(rest)

    assert read(min(a, b)) <= read(max(a, b))
    assert read(a) == pytest.approx(a, abs=0.11)
