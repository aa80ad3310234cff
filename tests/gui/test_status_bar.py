from dataclasses import replace

import pytest

from mocap_app.gui.status_bar import StatusBar
from mocap_app.workers.live import CapturedFrame, LivePose, SessionState
from tests.support.live import frame, processed


@pytest.fixture
def bar(qtbot):
    bar = StatusBar()
    qtbot.addWidget(bar)
    return bar


def live(dropped=7):
    captured = CapturedFrame(frame(0), captured_at=0.0, capture_fps=29.97)
    return LivePose(captured, processed(frame(0)), inference_ms=6.25, dropped=dropped)


def test_the_four_numbers(bar):
    bar.show_pose(live(), 61.4)
    texts = [label.text() for label in (bar.capture, bar.inference, bar.latency, bar.dropped)]
    assert texts == ["Capture 30.0 fps", "Inference 6.2 ms", "Latency 61 ms", "Dropped 7"]
    assert "infer: 2.0 ms" in bar.inference.toolTip()


def test_before_anything_is_measured(bar):
    bar.show_pose(live(), None)
    assert bar.latency.text() == "Latency - ms"
    bar.clear_numbers()
    assert bar.dropped.text() == "Dropped -"


def test_numbers_longer_than_foreseen_are_whole_and_their_places_stay(bar, shown):
    shown(bar, 900, 30)
    slow = replace(live(dropped=1234567), inference_ms=12345.6)
    labels = (bar.capture, bar.inference, bar.latency, bar.dropped)
    bar.show_pose(slow, 123456.0)
    # At once: whoever waits for the bar to be laid out again sees a number without its end.
    assert all(label.width() >= label.sizeHint().width() for label in labels)
    wide = [label.minimumWidth() for label in labels]
    bar.show_pose(live(), 61.4)
    assert [label.minimumWidth() for label in labels] == wide


@pytest.mark.parametrize("state", SessionState)
def test_every_state_has_a_word(bar, state):
    bar.show_state(state)
    assert bar.state.text()
