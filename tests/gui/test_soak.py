"""The run that looks for leaks, for a few seconds."""

from types import SimpleNamespace
from unittest.mock import MagicMock

from mocap_app import app
from mocap_app.gui.soak import SoakParts, SoakRun
from mocap_app.pipeline.soak_report import SoakPlan
from tests.support.pose_clock import PoseClock


def test_it_records_on_and_off_and_ends_by_itself(look_restored, monkeypatch, tmp_path):
    monkeypatch.setattr(app, "list_cameras", list)
    monkeypatch.setattr(
        app, "SoakRun", lambda parts, *more: SoakRun(parts, *more, PoseClock(parts.display))
    )
    plan = SoakPlan(seconds=4.0, record_s=0.5, pause_s=0.25, sample_s=0.4)
    report = app.run_soak("figure", plan, tmp_path)
    assert report.problems == ()
    assert report.takes >= 1
    assert report.frames > 10
    assert report.seconds >= 3.0
    assert {sample.recording for sample in report.samples} == {True, False}
    assert len(list((tmp_path / "takes").glob("*.npz"))) <= 4
    assert (tmp_path / "settings.json").exists()


def test_all_but_the_newest_takes_are_deleted():
    parts = SoakParts(*(MagicMock() for _ in range(5)))
    soak = SoakRun(parts, SoakPlan(seconds=1.0))
    soak._on_takes_listed([SimpleNamespace(id=name) for name in ("five", "four", "three")])
    parts.library.delete.assert_not_called()
    listed = [SimpleNamespace(id=f"take {i}") for i in range(5, 0, -1)]
    soak._on_takes_listed(listed)
    parts.library.delete.assert_called_once_with(["take 2", "take 1"])
    parts.empty_trash.assert_called_once_with()
