from __future__ import annotations

import threading

import cv2
import numpy as np
import pytest

from mocap_app.capture import live_reader
from mocap_app.capture.live_reader import LiveReader
from mocap_app.core.errors import SourceError
from tests.support.patience import PATIENCE_S


class Device:
    """A capture that answers reads from a script and then blocks like a silent driver."""

    def __init__(self, script, fps=30.0):
        self.script = list(script)
        self.fps = fps
        self.released = threading.Event()
        self.exhausted = threading.Event()

    def read(self):
        if not self.script:
            self.exhausted.set()
            self.released.wait(0.01)
            return False, None
        answer = self.script.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer is not None, answer

    def get(self, _prop):
        return self.fps

    def release(self):
        self.released.set()


def picture(value):
    return np.full((2, 2, 3), value, np.uint8)


@pytest.fixture
def reader_of():
    readers = []

    def make(connect, **options):
        readers.append(LiveReader(connect, retry_s=0.001, **options))
        return readers[-1]

    yield make
    for reader in readers:
        reader.stop()
        reader._thread.join(PATIENCE_S)
        assert not reader._thread.is_alive()


def test_pictures_carry_the_time_of_the_grab(reader_of):
    device = Device([picture(7)])
    reader = reader_of(lambda: device, clock=lambda: 12.5)
    assert reader.start(PATIENCE_S).fps == 30.0
    grab = reader.next(PATIENCE_S)
    assert (grab.timestamp, grab.index, grab.image[0, 0, 0]) == (12.5, 0, 7)


def test_the_newest_picture_wins_and_the_index_tells_what_was_skipped(reader_of):
    device = Device([picture(v) for v in range(5)])
    reader = reader_of(lambda: device, failures_allowed=10**6)
    reader.start(PATIENCE_S)
    assert device.exhausted.wait(PATIENCE_S)
    grab = reader.next(PATIENCE_S)
    assert (grab.index, grab.image[0, 0, 0]) == (4, 4)
    assert reader.next(0.0) is None


@pytest.mark.parametrize("fps", [0.0, -1.0, 90000.0, float("nan")])
def test_a_senseless_rate_is_unknown(reader_of, fps):
    reader = reader_of(lambda: Device([], fps))
    assert reader.start(PATIENCE_S).fps is None


def test_a_lost_device_is_opened_again_and_closed_before(reader_of):
    devices = [Device([picture(1)]), Device([picture(2)])]
    opened = []

    def connect():
        assert all(d.released.is_set() for d in opened), "two handles at once"
        if not devices:
            raise SourceError("gone")
        opened.append(devices.pop(0))
        return opened[-1]

    reader = reader_of(connect)
    reader.start(PATIENCE_S)
    assert opened[0].released.wait(PATIENCE_S)
    seen = set()
    while 2 not in seen:
        grab = reader.next(PATIENCE_S)
        seen.add(int(grab.image[0, 0, 0]))
    assert grab.index == 1, "the count goes on"
    assert opened[1].released.wait(PATIENCE_S)


def test_why_a_device_is_away_is_known_until_it_is_back(reader_of):
    away, come_back = threading.Event(), threading.Event()
    first, second = Device([picture(1)]), Device([picture(2)])
    answers = iter([first])

    def connect():
        device = next(answers, None)
        if device is not None:
            return device
        if come_back.is_set():
            return second
        away.set()
        raise SourceError("It was pulled out.")

    reader = reader_of(connect, failures_allowed=0)
    reader.start(PATIENCE_S)
    assert reader.next(PATIENCE_S).image[0, 0, 0] == 1
    assert away.wait(PATIENCE_S)
    # The second attempt proves that the first one's error has been stored.
    away.clear()
    assert away.wait(PATIENCE_S)
    assert str(reader.problem) == "It was pulled out."
    come_back.set()
    assert reader.next(PATIENCE_S).image[0, 0, 0] == 2
    assert reader.problem is None


def test_single_failures_do_not_close_the_device(reader_of):
    script = [None, picture(1), cv2.error("bad JPEG"), None, np.zeros((0, 0, 3), np.uint8)]
    device = Device([*script, picture(2)])
    reader = reader_of(lambda: device, failures_allowed=3)
    reader.start(PATIENCE_S)
    last = reader.next(PATIENCE_S)
    while last.index < 1:
        last = reader.next(PATIENCE_S)
    assert last.image[0, 0, 0] == 2


def test_a_failed_first_attempt_is_raised_and_ends_the_thread(reader_of):
    def connect():
        raise SourceError("no such camera")

    reader = reader_of(connect)
    with pytest.raises(SourceError, match="no such camera"):
        reader.start(PATIENCE_S)
    reader._thread.join(PATIENCE_S)
    assert not reader._thread.is_alive()


def test_a_bug_on_the_thread_resurfaces(reader_of):
    device = Device([picture(1), ValueError("bug")])
    reader = reader_of(lambda: device)
    reader.start(PATIENCE_S)

    def read_on():
        while reader.next(PATIENCE_S) is not None:
            pass

    with pytest.raises(ValueError, match="bug"):
        read_on()
    reader._thread.join(PATIENCE_S)
    assert device.released.is_set()


def test_a_driver_that_hangs_is_left_behind_and_closed_later(monkeypatch, caplog):
    let_go = threading.Event()
    device = Device([picture(1)])

    def connect():
        let_go.wait(PATIENCE_S)
        return device

    monkeypatch.setattr(live_reader, "STOP_TIMEOUT_S", 0.01)
    reader = LiveReader(connect)
    assert reader.start(0.01) is None
    reader.stop()
    assert "does not answer" in caplog.text
    let_go.set()
    assert device.released.wait(PATIENCE_S)
    reader._thread.join(PATIENCE_S)


def test_stopping_does_not_wait_for_the_retry_pause():
    device = Device([])
    reader = LiveReader(lambda: device, retry_s=10 * PATIENCE_S)
    reader.start(PATIENCE_S)
    assert device.exhausted.wait(PATIENCE_S)
    reader.stop()
    assert not reader._thread.is_alive()
