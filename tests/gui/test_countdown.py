import pytest

from mocap_app.gui.countdown import Countdown


@pytest.fixture
def countdown(qapp):
    countdown = Countdown(interval_ms=1)
    countdown.heard = []
    countdown.ticked.connect(countdown.heard.append)
    countdown.finished.connect(lambda: countdown.heard.append("finished"))
    countdown.cancelled.connect(lambda: countdown.heard.append("cancelled"))
    return countdown


def test_counts_down_to_the_end(countdown, qtbot):
    with qtbot.waitSignal(countdown.finished):
        countdown.start(3)
    assert countdown.heard == [3, 2, 1, "finished"]
    assert not countdown.running


def test_zero_finishes_at_once(countdown):
    countdown.start(0)
    assert countdown.heard == ["finished"]


def test_cancelled_it_never_finishes(countdown, qtbot):
    countdown.start(2)
    countdown.cancel()
    qtbot.wait(20)
    assert countdown.heard == [2, "cancelled"]
    countdown.cancel()
    assert countdown.heard == [2, "cancelled"]


def test_a_second_is_a_second(qapp):
    assert Countdown()._timer.interval() == 1000
