from __future__ import annotations

import threading
from itertools import pairwise

from mocap_app.core.mailbox import LatestSlot
from tests.support.patience import PATIENCE_S


def test_the_newest_value_wins_and_losses_are_counted():
    slot = LatestSlot()
    for value in (1, 2, 3):
        slot.put(value)
    assert slot.take(0.0) == 3
    assert slot.dropped == 2
    assert slot.take(0.0) is None


def test_fetched_values_are_not_counted_as_lost():
    slot = LatestSlot()
    for value in (1, 2, 3):
        slot.put(value)
        assert slot.take(0.0) == value
    assert slot.dropped == 0


def test_a_waiting_reader_is_woken():
    slot = LatestSlot()
    got = []
    reader = threading.Thread(target=lambda: got.append(slot.take(PATIENCE_S)), daemon=True)
    reader.start()
    slot.put("news")
    reader.join(20.0)
    assert not reader.is_alive()
    assert got == ["news"]


def test_nothing_is_torn_or_repeated_between_threads():
    slot, got = LatestSlot(), []

    def write():
        for value in range(2000):
            slot.put((value, value))

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    while writer.is_alive() or not got or got[-1] != (1999, 1999):
        value = slot.take(0.01)
        if value is not None:
            got.append(value)
    assert all(a == b for a, b in got)
    assert all(before < after for before, after in pairwise(got))
    assert len(got) + slot.dropped == 2000
