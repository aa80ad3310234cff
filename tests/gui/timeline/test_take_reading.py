"""What the status bar says while a long take is read."""

import numpy as np
import pytest

from mocap_app.core.mailbox import LatestSlot
from mocap_app.workers import take_library
from tests.support.patience import PATIENCE_S
from tests.support.takes import take


@pytest.fixture
def endless(monkeypatch):
    """Reading a take goes on until it is stopped."""
    ended = LatestSlot()

    def read(_store, _take_id, _infos, progress):
        try:
            while True:
                progress(0.4)
        finally:
            ended.put(True)

    monkeypatch.setattr(take_library, "open_take", read)
    return ended


@pytest.fixture
def reading(desk, endless):
    desk.info = desk.takes.save(take(np.arange(30) / 30.0, name="walk"))
    window = desk.open()
    desk.live()
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    window.takes.open_requested.emit(desk.info.id)
    desk.bar = window.timeline_control.reading.progress
    desk.qtbot.waitUntil(desk.bar.isVisible)
    desk.qtbot.waitUntil(lambda: desk.bar.bar.value() == 40)
    return desk


def test_it_names_the_take_and_can_be_stopped(reading, endless):
    assert "walk" in reading.bar.name.text()
    reading.click(reading.bar.stop)
    assert reading.bar.isHidden()
    assert endless.take(PATIENCE_S)
    assert reading.window.timeline_control.opened is None


def test_a_recording_is_not_interrupted_by_it(reading, endless):
    reading.record()
    assert endless.take(PATIENCE_S)
    assert reading.bar.isHidden()


def test_closing_the_window_does_not_wait_for_it(reading, endless):
    reading.window.close()
    assert endless.take(PATIENCE_S)
