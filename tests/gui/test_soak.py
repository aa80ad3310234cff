"""The run that looks for leaks, for a few seconds."""

from mocap_app import app
from mocap_app.pipeline.soak_report import SoakPlan


def test_it_records_on_and_off_and_ends_by_itself(look_restored, monkeypatch, tmp_path):
    monkeypatch.setattr(app, "list_cameras", list)
    plan = SoakPlan(seconds=4.0, record_s=0.6, pause_s=0.3, sample_s=0.4)
    report = app.run_soak("figure", plan, tmp_path)
    assert report.problems == ()
    assert report.takes >= 1
    assert report.frames > 10
    assert report.seconds >= 3.0
    assert {sample.recording for sample in report.samples} == {True, False}
    assert len(list((tmp_path / "takes").glob("*.npz"))) <= 4
    assert (tmp_path / "settings.json").exists()
