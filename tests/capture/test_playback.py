from __future__ import annotations

import numpy as np
import pytest

from mocap_app.capture.playback import LoopedSource, PacedSource
from mocap_app.capture.source import FrameSource
from mocap_app.core.types import Frame

BLACK = np.zeros((2, 2, 3), np.uint8)


class Stored(FrameSource):
    """Frames at given times."""

    def __init__(self, times, fps=10.0):
        self.times = times
        self.fps = fps
        self.frame_count = len(times)
        self.name = "stored"
        self.opened = 0
        self.next = 0

    def open(self):
        self.opened += 1
        self.next = 0

    def read(self):
        if self.next >= len(self.times):
            return None
        self.next += 1
        return Frame(BLACK, self.times[self.next - 1], self.next - 1)

    def close(self):
        self.opened -= 1


class Clock:
    def __init__(self):
        self.now = 50.0
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def paced(times):
    clock = Clock()
    return PacedSource(Stored(times), clock, clock.sleep), clock


def test_frames_come_when_they_are_due():
    source, clock = paced([0.0, 0.1, 0.15, 0.5])
    with source:
        arrived = []
        for _ in range(4):
            assert source.read() is not None
            arrived.append(clock.now - 50.0)
        assert source.read() is None
    assert arrived == pytest.approx([0.0, 0.1, 0.15, 0.5])
    assert source.live


def test_time_spent_elsewhere_is_not_slept_again():
    source, clock = paced([0.0, 0.1, 0.2])
    with source:
        source.read()
        clock.now += 0.07
        source.read()
    assert clock.slept == pytest.approx([0.03])


def test_no_hurrying_after_a_long_break():
    source, clock = paced([0.0, 0.1, 0.2, 0.3])
    with source:
        source.read()
        clock.now += 10.0
        frames = [source.read() for _ in range(3)]
    assert clock.slept == pytest.approx([0.1, 0.1])
    assert [f.timestamp for f in frames] == [0.1, 0.2, 0.3], "and nothing is lost"


def test_a_long_gap_is_cut_short_so_that_stopping_stays_quick():
    source, clock = paced([0.0, 3600.0, 3600.1])
    with source:
        frames = [source.read() for _ in range(3)]
    assert clock.slept == pytest.approx([1.0, 0.1])
    assert frames[1].timestamp == 3600.0


def test_a_round_follows_the_last_one():
    inner = Stored([0.0, 0.1, 0.25], fps=10.0)
    source = LoopedSource(inner)
    with source:
        frames = [source.read() for _ in range(7)]
    assert [f.index for f in frames] == list(range(7))
    assert [f.timestamp for f in frames] == pytest.approx([0, 0.1, 0.25, 0.35, 0.45, 0.6, 0.7])
    assert [f.round for f in frames] == [0, 0, 0, 1, 1, 1, 2]
    assert source.frame_count is None
    assert inner.opened == 0, "closed as often as opened"


def test_opening_again_starts_at_zero():
    source = LoopedSource(Stored([0.0, 0.1]))
    for _ in range(2):
        with source:
            frames = [source.read() for _ in range(3)]
        assert [f.timestamp for f in frames] == pytest.approx([0.0, 0.1, 0.2])
        assert [f.round for f in frames] == [0, 0, 1]


def test_a_loop_of_nothing_ends():
    with LoopedSource(Stored([])) as source:
        assert source.read() is None


def test_a_failed_open_closes_again():
    class Broken(Stored):
        def open(self):
            super().open()
            raise OSError("broken")

    inner = Broken([0.0])
    with pytest.raises(OSError, match="broken"), PacedSource(inner):
        pass
    assert inner.opened == 0
