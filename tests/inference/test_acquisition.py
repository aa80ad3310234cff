"""The search covers the frame at every scale, and comes round in half a second."""

import math

import pytest

from mocap_app.inference.acquisition import WindowSchedule, search_windows

SIZES = [(640, 480), (480, 640), (1768, 994), (320, 320), (64, 48)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_quarter_high_person_fits_a_window_anywhere(width, height):
    person = min(width, height) / 4
    windows = search_windows(width, height)
    step = person / 3
    for row in range(math.ceil((height - person) / step)):
        for column in range(math.ceil((width - person) / step)):
            x, y = column * step + person / 2, row * step + person / 2
            assert any(
                abs(x - w.x) + person / 2 <= w.side / 2 + 1
                and abs(y - w.y) + person / 2 <= w.side / 2 + 1
                and person / w.side > 0.4
                for w in windows
            ), (x, y)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_window_is_used_within_half_a_second(width, height):
    schedule = WindowSchedule()
    everything = set(search_windows(width, height))
    assert set(schedule.windows(width, height)) == everything
    seen = set()
    for _ in range(12):  # 0.4 seconds at 30 frames a second
        part = schedule.windows(width, height)
        assert len(part) <= 3 or len(everything) <= 3
        seen |= set(part)
    assert seen == everything


def test_a_reset_looks_everywhere_again():
    schedule = WindowSchedule()
    full = schedule.windows(1768, 994)
    assert len(schedule.windows(1768, 994)) < len(full)
    schedule.reset()
    assert schedule.windows(1768, 994) == full
