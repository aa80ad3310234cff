import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.streaming.rate_limit import RateLimit


def passed(rate, times):
    limit = RateLimit(rate)
    return [time for time in times if limit.allows(time)]


def test_zero_lets_everything_through():
    times = [0.0, 0.0, 0.001, 5.0]
    assert passed(0.0, times) == times


@pytest.mark.parametrize(
    ("rate", "expected"), [(60, 300), (30, 300), (15, 150), (10, 100), (1, 10)]
)
def test_a_steady_camera_is_thinned_evenly(rate, expected):
    times = np.arange(300) / 30.0
    kept = passed(rate, times)
    assert len(kept) == expected
    gaps = np.diff(kept)
    assert gaps == pytest.approx(np.full(len(gaps), 1.0 / min(rate, 30.0)))


def test_a_limit_between_divisors_keeps_its_mean():
    assert len(passed(24.0, np.arange(3000) / 30.0)) == pytest.approx(2400, abs=1)


def test_an_unpunctual_camera_loses_nothing_at_its_own_rate():
    rng = np.random.default_rng(0)
    times = np.arange(300) / 30.0 + rng.uniform(-0.004, 0.004, 300)
    assert len(passed(30.0, times)) == 300


@given(
    rate=st.floats(0.5, 120.0),
    gaps=st.lists(st.floats(0.0, 3.0), min_size=1, max_size=200),
)
def test_no_stretch_of_time_has_more_than_its_share(rate, gaps):
    kept = passed(rate, np.cumsum(gaps))
    for first in range(len(kept)):
        for last in range(first, len(kept)):
            assert last - first <= (kept[last] - kept[first]) * rate + 1.25 + 1e-6
