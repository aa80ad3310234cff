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


@pytest.mark.parametrize("suffix", ["fbx", "glb", "csv", "npz"])
def test_a_take_is_exported_in_every_format(suffix, stored, tmp_path, capsys):
    out = tmp_path / f"walk.{suffix}"
    ran = run_cli(capsys, "export", stored.id, "-o", out, "--target", "ue5", "--json")
    assert ran.code == 0
    (written,) = json.loads(ran.out)["files"]
    assert written["output"] == str(out)
    assert written["name"] == "walk"
    assert written["frames"] == written["fps"] + 1, "one second"
    assert out.stat().st_size > 1000


def test_unit_order_and_rest_pose(stored, tmp_path, capsys):
    out = tmp_path / "walk.bvh"
    options = ("--unit", "cm", "--order", "zyx", "--rest", "A", "--rest-frame", "--on-floor")
    ran = run_cli(capsys, "export", "walk", "-o", out, "--fps", 10, *options)
    assert ran.code == 0
    assert "Scale to 0.01" in ran.out, "what to do in Blender"
    bvh = read_bvh(out)
    assert bvh.channels[1] == ("Zrotation", "Yrotation", "Xrotation")
    assert bvh.offsets[0, 1] == pytest.approx(88.0)
    assert len(bvh.values) == 12
    assert bvh.offsets[bvh.joints.index("LeftForeArm"), 1] < -10.0


def test_several_takes_go_into_a_folder(stored, tmp_path, capsys):
    folder = tmp_path / "out"
    ran = run_cli(capsys, "export", stored.id, "walk", "-o", folder, "--format", "FBX")
    assert ran.code == 0
    assert {path.name for path in folder.iterdir()} == {"walk.fbx", "walk 2.fbx"}
    assert run_cli(capsys, "export", stored.id, "-o", folder).code == 0
    assert (folder / "walk.bvh").is_file()


def test_one_bad_take_of_several_is_named(stored, tmp_path, capsys, caplog):
    other = TakeStore(takes_dir()).save(TakeStore(takes_dir()).load(stored.id))
    other.path.write_bytes(b"damaged")
    ran = run_cli(capsys, "export", stored.id, other.id, "-o", tmp_path / "out")
    assert_one_sentence(ran)
    assert "1 of 2 takes were exported" in ran.err
    assert (tmp_path / "out" / "walk.bvh").is_file()


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--unit", "inch"), "inch"),
        (("--order", "XX"), "XX"),
        (("--rest", "z"), "rest pose"),
        (("--target", "maya"), "maya"),
        (("--fps", "500"), "500"),
    ],
)
def test_impossible_options_give_a_sentence(options, reason, stored, tmp_path, capsys):
    ran = run_cli(capsys, "export", stored.id, "-o", tmp_path / "walk.bvh", *options)
    assert_one_sentence(ran)
    assert reason in ran.err


def test_an_unwritable_folder_gives_a_sentence(stored, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    ran = run_cli(capsys, "export", stored.id, "walk", "-o", tmp_path / "file")
    assert_one_sentence(ran)
    assert "folder" in ran.err
    ran = run_cli(capsys, "export", stored.id, "-o", tmp_path / "no" / "walk.fbx")
    assert_one_sentence(ran)


@pytest.mark.parametrize(
    ("suffix", "reason"), [(".csv", "is no take"), (".npz", "exported cannot be read back")]
)
def test_an_export_is_no_take(suffix, reason, stored, tmp_path, capsys):
    exported = tmp_path / f"walk{suffix}"
    assert run_cli(capsys, "export", "walk", "-o", str(exported)).code == 0
    ran = run_cli(capsys, "export", str(exported), "-o", str(tmp_path / "walk.bvh"))
    assert_one_sentence(ran)
    assert reason in ran.err


def test_an_unknown_take_gives_a_sentence(stored, tmp_path, capsys):
    ran = run_cli(capsys, "export", "run", "-o", tmp_path / "run.bvh")
    assert_one_sentence(ran)
    assert "'run'" in ran.err


def test_an_unknown_suffix_gives_a_sentence(stored, tmp_path, capsys):
    ran = run_cli(capsys, "export", stored.id, "-o", tmp_path / "walk.doc")
    assert_one_sentence(ran)
    assert ".bvh" in ran.err
