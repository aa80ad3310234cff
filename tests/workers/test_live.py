import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.workers.live import RateMeter


def test_rate_is_unknown_after_one_frame():
    assert RateMeter().tick(5.0) == 0.0


@given(fps=st.floats(1.0, 240.0), start=st.floats(0.0, 1e6), n=st.integers(2, 100))
def test_even_arrivals_give_their_rate(fps, start, n):
    meter = RateMeter()
    rates = [meter.tick(start + i / fps) for i in range(n)]
    assert rates[-1] == pytest.approx(fps, rel=1e-3)


def test_rate_follows_a_change_within_the_window():
    meter = RateMeter(window=10)
    for i in range(50):
        meter.tick(i / 30)
    rates = [meter.tick(2.0 + i / 10) for i in range(20)]
    assert rates[-1] == pytest.approx(10.0)


def test_reset_forgets_the_pause():
    meter = RateMeter()
    meter.tick(0.0)
    meter.reset()
    meter.tick(100.0)
    assert meter.tick(100.1) == pytest.approx(10.0)
