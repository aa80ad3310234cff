from __future__ import annotations

import json

import numpy as np
import pytest

from mocap_app.core.paths import takes_dir
from mocap_app.export.exporter import export_take
from mocap_app.export.options import ExportOptions
from mocap_app.recording.take_store import TakeStore
from tests.support import takes
from tests.support.cli import assert_one_sentence, run_cli

TAKE = takes.take(np.arange(20) / 30.0, reach=0.2)


def test_a_take_by_its_name(capsys):
    TakeStore(takes_dir()).save(TAKE)
    ran = run_cli(capsys, "score", "walk")
    assert ran.code == 0
    assert "cm per second of contact" in ran.out
    assert "m/s3" in ran.out


def test_a_file_as_json_with_a_plot(tmp_path, capsys):
    export_take(TAKE, tmp_path / "walk.bvh", ExportOptions(fps=30))
    plot = tmp_path / "walk.png"
    ran = run_cli(capsys, "score", str(tmp_path / "walk.bvh"), "--plot", str(plot), "--json")
    data = json.loads(ran.out)
    assert 0.0 <= data["overall"] <= 100.0
    assert data["unsure_share"] is None
    assert plot.stat().st_size > 1000


def test_versions_of_a_take_side_by_side(capsys):
    moving = takes.take(np.arange(40) / 30.0, reach=0.2, lost={3})
    TakeStore(takes_dir()).save(moving)
    ran = run_cli(capsys, "score", "walk", "--versions", "--json", "--no-progress")
    data = json.loads(ran.out)
    assert list(data) == ["live, free feet", "live", "looking ahead", "refined"]
    assert all(score["bone_deviation_percent"] < 0.1 for score in data.values())
    ran = run_cli(capsys, "score", "walk", "--versions", "--no-progress")
    titles, *lines = ran.out.splitlines()
    assert "looking ahead" in titles
    assert len(lines[1].split()) == len(["jitter", "(mean", "jerk)"]) + 4 + 1


def test_a_video_needs_versions(tmp_path, capsys):
    (tmp_path / "clip.mp4").write_bytes(b"film")
    ran = run_cli(capsys, "score", str(tmp_path / "clip.mp4"))
    assert_one_sentence(ran)
    assert "--versions" in ran.err


def test_versions_have_no_plot(capsys):
    assert_one_sentence(run_cli(capsys, "score", "walk", "--versions", "--plot", "a.png"))


@pytest.mark.parametrize("wanted", ["nobody", "missing.bvh"])
def test_what_is_not_there_is_a_sentence(wanted, capsys):
    assert_one_sentence(run_cli(capsys, "score", wanted))
