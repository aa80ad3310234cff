import pytest

from mocap_app.gui.pose_age import PoseAge


def test_median_of_the_last_ones():
    age = PoseAge(window=3)
    assert age.median_ms is None
    for seconds in (9.0, 0.01, 0.03, 0.02):
        age.add(seconds)
    assert age.median_ms == pytest.approx(20.0)
    age.clear()
    assert age.median_ms is None
