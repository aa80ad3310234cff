import pytest

from mocap_app.gui.pose_age import PoseAge


def test_median_of_the_last_ones():
    age = PoseAge(window=3)
    assert age.median_ms is None
    for seconds in (9.0, 0.01, 0.03, 0.02):
        age.add(seconds, now=1.0)
    assert age.median_ms == pytest.approx(20.0)
    age.clear()
    assert age.median_ms is None


def test_what_was_long_ago_does_not_count():
    age = PoseAge()
    age.add(5.0, now=10.0)
    age.add(1.2, now=15.0)
    assert age.median_ms == pytest.approx(1200.0)
    age.add(1.4, now=30.0)
    assert age.median_ms == pytest.approx(1400.0), "one is always known"
