import json

import pytest

from mocap_app.core.paths import takes_dir
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.export.bvh_reader import read_bvh
from mocap_app.pipeline.processor import PoseProcessor
from mocap_app.recording.take import Take
from mocap_app.recording.take_store import TakeStore
from tests.support.cli import assert_one_sentence, run_cli
from tests.support.pipeline_fakes import FakeEstimator, FakeFilter, FakeSolver, frame


@pytest.fixture
def stored():
    """Return the info of a take in the store."""
    processor = PoseProcessor(FakeEstimator(), FakeFilter(), FakeSolver())
    poses = [processor.process(frame(i)) for i in range(11)]
    take = Take.from_poses(poses, solved_skeleton(), name="walk", source="test")
    return TakeStore(takes_dir()).save(take)


def test_no_takes_is_a_sentence(capsys):
    ran = run_cli(capsys, "takes")
    assert ran.code == 0
    assert "no takes" in ran.out


def test_takes_are_listed(stored, capsys):
    assert "walk" in run_cli(capsys, "takes").out
    (listed,) = json.loads(run_cli(capsys, "takes", "--json").out)["takes"]
    assert listed["id"] == stored.id
    assert listed["seconds"] == pytest.approx(1.0)
    assert listed["frames"] == listed["tracked_frames"] == 11


def test_a_damaged_take_is_listed_with_its_problem(stored, capsys, caplog):
    stored.path.write_bytes(b"damaged")
    (listed,) = json.loads(run_cli(capsys, "takes", "--json").out)["takes"]
    assert listed["problem"]


@pytest.mark.parametrize("by", ["id", "name", "path"])
def test_a_take_is_exported(by, stored, tmp_path, capsys):
    out = tmp_path / "walk.bvh"
    ran = run_cli(capsys, "export", getattr(stored, by), "-o", out, "--fps", 10)
    assert ran.code == 0
    assert len(read_bvh(out).values) == 11


def test_an_unknown_take_gives_a_sentence(stored, tmp_path, capsys):
    ran = run_cli(capsys, "export", "run", "-o", tmp_path / "run.bvh")
    assert_one_sentence(ran)
    assert "'run'" in ran.err


def test_an_unknown_suffix_gives_a_sentence(stored, tmp_path, capsys):
    ran = run_cli(capsys, "export", stored.id, "-o", tmp_path / "walk.doc")
    assert_one_sentence(ran)
    assert ".bvh" in ran.err
