import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.streaming.stream_clock import StreamClock


def told(times):
    clock = StreamClock()
    return [clock.seconds(time) for time in times]


def test_it_counts_from_the_first_timestamp_as_the_source_does():
    assert told([1000.0, 1000.25, 1001.0]) == pytest.approx([0.0, 0.25, 1.0])


def test_a_film_that_starts_over_goes_on_after_one_more_step():
    film = [0.0, 0.04, 0.08]
    assert told(film * 3) == pytest.approx([0.04 * n for n in range(9)])


def test_a_film_of_one_picture_moves_on():
    assert told([5.0, 0.0, 5.0]) == pytest.approx([0.0, 1 / 30, 1 / 30 + 5.0])


@given(st.lists(st.floats(0.0, 1e5), min_size=2, max_size=50))
def test_it_never_goes_back(times):
    seconds = told(times)
    assert all(late >= early - 1e-6 for early, late in itertools.pairwise(seconds))
