"""Timing takes fair turns and names what it does not know."""

import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.time_networks import (
    TimeConfig,
    Timing,
    main,
    table,
    take_turns,
    time_networks,
)


def test_candidates_take_turns_and_the_warm_up_does_not_count():
    log: list[str] = []
    now = iter(range(1000))
    runs = {name: lambda name=name: log.append(name) for name in "ab"}
    turns = take_turns(runs, 3, lambda: np.array([1.0, 0.5]) * next(now))
    assert turns["a"].tolist() == turns["b"].tolist() == [[1.0, 0.5]] * 3
    assert log[-6:] == ["a", "b", "a", "b", "a", "b"]
    assert len(log) > 6


def test_backbones_and_networks_are_timed():
    timings = time_networks(
        TimeConfig(networks="lcnet_x0.5, movnect_plain", size=32, rounds=2, threads="1", training=1)
    )
    assert [t.name for t in timings] == ["lcnet_x0.5", "movnect_plain"]
    assert all(t.turns_ms[1].shape == (2, 2) for t in timings)
    assert all(t.training_ms.shape == (1, 2) for t in timings)
    assert timings[1].parameters > timings[0].parameters


def test_the_table_has_a_row_each_and_a_column_per_thread_count():
    turns = np.array([[3.0, 2.5], [4.0, 2.7], [2.0, 2.6]])
    text = table([Timing("x", 1_250_000, {1: turns, 2: turns / 2}, np.zeros((0, 2)))])
    assert text.splitlines()[0].count("|") == text.splitlines()[2].count("|") == 5
    assert "| x | 1.25 M | 3.00, 2.00, 2.60 | 1.50, 1.00, 1.30 |" in text
    trained = table([Timing("x", 1_250_000, {1: turns}, 10 * turns)])
    assert "| x | 1.25 M | 3.00, 2.00, 2.60 | 30.00, 20.00, 26.00 |" in trained


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("networks=lcnet", "Unknown network 'lcnet'; there are: plain"),
        ("threads=two", "threads='two' is not of the form"),
        ("threads=0", "threads='0' is not of the form"),
        ("size=100", "multiple of 32"),
    ],
)
def test_wrong_settings_are_named(word, message):
    with pytest.raises(DataError, match=message):
        main([word])
