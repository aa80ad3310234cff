import pytest

from mocap_app.pipeline.soak_report import SoakReport, SoakSample


def report(rss, handles=20, seconds=3600.0):
    step = seconds / (len(rss) - 1)
    samples = tuple(
        SoakSample(i * step, value, handles, 9, None, 5.0, recording=False)
        for i, value in enumerate(rss)
    )
    return SoakReport(seconds, 100, 2, 3, ("The source failed.",), samples)


def test_growth_is_told_by_the_hour():
    slopes = report([100.0 + i for i in range(11)], seconds=1800.0).slopes_per_hour()
    assert slopes["rss_mb"] == pytest.approx(20.0)
    assert slopes["handles"] == pytest.approx(0.0, abs=1e-9)
    assert slopes["latency_ms"] is None


def test_the_warm_up_does_not_count():
    assert report([10.0, 400.0] + 9 * [500.0]).slopes_per_hour()["rss_mb"] == pytest.approx(0.0)


def test_what_the_system_does_not_tell():
    assert report(11 * [None], handles=None).slopes_per_hour()["rss_mb"] is None


def test_json_holds_slopes_and_samples():
    data = report([1.0, 2.0, 3.0, 4.0, 5.0]).to_json()
    assert data["per_hour"]["threads"] == pytest.approx(0.0, abs=1e-9)
    assert data["problems"] == ("The source failed.",)
    assert data["samples"][1]["rss_mb"] == 2.0
