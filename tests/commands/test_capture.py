import json
import signal
import subprocess
import sys

import pytest

from mocap_app.export.bvh_reader import read_bvh
from tests.support.cli import assert_one_sentence, run_cli, spawn_cli
from tests.support.patience import PROCESS_S


def test_the_demo_becomes_a_motion_file(tmp_path, capsys):
    out = tmp_path / "take.bvh"
    ran = run_cli(capsys, "capture", "figure", "-o", out, "--seconds", 2, "--fps", 24)
    assert ran.code == 0
    assert str(out) in ran.out
    motion = read_bvh(out)
    assert motion.frame_time == pytest.approx(1 / 24, abs=1e-6)


@pytest.mark.parametrize("suffix", ["fbx", "glb", "csv", "npz"])
def test_the_demo_becomes_every_kind_of_file(suffix, tmp_path, capsys):
    out = tmp_path / f"take.{suffix}"
    ran = run_cli(capsys, "capture", "figure", "-o", out, "--seconds", 0.5, "--target", "vrm")
    assert ran.code == 0
    assert out.stat().st_size > 1000


def test_options_that_do_not_fit_the_file_are_refused_before_the_work(tmp_path, capsys):
    ran = run_cli(capsys, "capture", "figure", "-o", tmp_path / "a.glb", "--unit", "cm")
    assert_one_sentence(ran)
    assert "always in m" in ran.err


def test_json_is_one_object_and_nothing_else(tmp_path, capsys):
    out = tmp_path / "take.bvh"
    words = ("capture", "figure", "-o", out, "--seconds", 1, "--json", "--progress")
    ran = run_cli(capsys, *words)
    assert ran.code == 0
    data = json.loads(ran.out)
    assert data["output"] == str(out)
    assert data["frames"] == data["tracked_frames"] == 30
    assert "frame" in ran.err  # the bar that was asked for


def test_no_bar_unless_on_a_terminal(tmp_path, capsys):
    ran = run_cli(capsys, "capture", "figure", "-o", tmp_path / "a.bvh", "--seconds", 0.2)
    assert ran.err == ""


def test_a_video_keeps_its_length(clip, tmp_path, capsys, replayed):
    out = tmp_path / "take.bvh"
    ran = run_cli(capsys, "capture", clip, "-o", out, "--json")
    assert json.loads(ran.out)["frames"] == 10
    assert json.loads(ran.out)["seconds"] == pytest.approx(0.9, abs=0.02)


def test_an_old_file_is_replaced(tmp_path, capsys):
    out = tmp_path / "take.bvh"
    out.write_text("old")
    assert run_cli(capsys, "capture", "figure", "-o", out, "--seconds", 0.2).code == 0
    assert out.read_text().startswith("HIERARCHY")


def test_zero_people_give_a_sentence_and_no_file(clip, tmp_path, capsys, nobody):
    ran = run_cli(capsys, "capture", clip, "-o", tmp_path / "take.bvh")
    assert_one_sentence(ran)
    assert "Nobody was found" in ran.err
    assert not (tmp_path / "take.bvh").exists()


@pytest.mark.parametrize("content", [b"", b"this is no video", None], ids=["empty", "text", "cut"])
def test_bad_videos_give_a_sentence(content, clip, tmp_path, replayed):
    # In a process of its own, because decoders write to standard error behind Python's back.
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(clip.read_bytes()[:200] if content is None else content)
    ran = spawn_cli("capture", bad, "-o", tmp_path / "take.bvh")
    assert_one_sentence(ran)
    assert "bad.mp4" in ran.err
    assert not (tmp_path / "take.bvh").exists()


def test_a_missing_video_gives_a_sentence(tmp_path, capsys, replayed):
    ran = run_cli(capsys, "capture", tmp_path / "none.mp4", "-o", tmp_path / "a.bvh")
    assert_one_sentence(ran)
    assert "none.mp4" in ran.err


def test_errors_are_json_too_when_asked(tmp_path, capsys, replayed):
    ran = run_cli(capsys, "capture", tmp_path / "none.mp4", "-o", tmp_path / "a.bvh", "--json")
    assert ran.code == 2
    assert "none.mp4" in json.loads(ran.out)["error"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("take.xyz", "unknown suffix"),
        ("take", "no suffix"),
        ("missing/take.bvh", "does not exist"),
        ("folder.bvh", "is a folder"),
        ("file.txt/take.bvh", "does not exist"),
    ],
)
def test_hopeless_outputs_are_found_out_before_the_work(name, words, tmp_path, capsys, monkeypatch):
    def never(_config):
        raise AssertionError("the long work began")

    monkeypatch.setattr("mocap_app.pipeline.config.create_estimator", never)
    (tmp_path / "folder.bvh").mkdir()
    (tmp_path / "file.txt").touch()
    ran = run_cli(capsys, "capture", "figure", "-o", tmp_path / name)
    assert_one_sentence(ran)
    assert words in ran.err


def test_an_unknown_target_is_found_out_before_the_work(tmp_path, capsys):
    ran = run_cli(capsys, "capture", "figure", "-o", tmp_path / "a.bvh", "--target", "maya")
    assert_one_sentence(ran)
    assert "maya" in ran.err


@pytest.mark.skipif(sys.platform == "win32", reason="needs file size limits")
def test_a_full_disk_leaves_the_old_file(tmp_path):
    import resource

    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    out = tmp_path / "take.bvh"
    out.write_text("old")
    ran = spawn_cli(
        "capture",
        "figure",
        "-o",
        out,
        "--seconds",
        0.5,
        preexec_fn=little_room,
    )
    assert_one_sentence(ran)
    assert str(out) in ran.err
    assert out.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["take.bvh"]


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_interrupting_a_file_leaves_nothing(tmp_path):
    out = tmp_path / "take.bvh"
    command = [sys.executable, "-m", "mocap_app", "capture", "figure", "-o", str(out), "--progress"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            said = b""
            while b"frame" not in said:
                said += process.stderr.read(1)
                assert process.poll() is None, said
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=PROCESS_S)
        finally:
            process.kill()
    assert process.returncode == 130
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def models(tmp_path, monkeypatch):
    """A models folder with one network, whose file is not the one that the manifest means."""
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "net.onnx").write_bytes(b"damaged")
    entry = {
        "name": "net",
        "file": "net.onnx",
        "sha256": "0" * 64,
        "input_size": 160,
        "joints": "body27",
        "confidence": {"score": [0.0, 1.0], "chance": [0.0, 1.0]},
    }
    manifest = {"default": "net", "models": [entry]}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    monkeypatch.setenv("MOCAP_MODELS", str(folder))
    return folder


def test_a_damaged_network_gives_a_sentence_with_its_checksum(models, clip, tmp_path, capsys):
    ran = run_cli(capsys, "capture", clip, "-o", tmp_path / "take.bvh")
    assert_one_sentence(ran)
    assert "net.onnx is damaged" in ran.err
    assert "0" * 64 in ran.err
    doctor = run_cli(capsys, "doctor")
    assert doctor.code == 1
    assert "net.onnx is damaged" in doctor.out


@pytest.mark.parametrize("name", ["net.onnx", "manifest.json"])
def test_a_missing_network_gives_a_sentence(name, models, clip, tmp_path, capsys):
    (models / name).unlink()
    ran = run_cli(capsys, "capture", clip, "-o", tmp_path / "take.bvh")
    assert_one_sentence(ran)
    assert name in ran.err


def test_an_unknown_network_gives_a_sentence(models, clip, tmp_path, capsys):
    ran = run_cli(capsys, "capture", clip, "-o", tmp_path / "take.bvh", "--model", "other")
    assert_one_sentence(ran)
    assert "'other'" in ran.err


def test_an_unknown_joint_set_gives_a_sentence(models, clip, tmp_path, capsys):
    manifest = models / "manifest.json"
    manifest.write_text(manifest.read_text().replace("body27", "body99"))
    ran = run_cli(capsys, "capture", clip, "-o", tmp_path / "take.bvh")
    assert_one_sentence(ran)
    assert "body99" in ran.err


def test_a_one_frame_source_and_a_portrait_one_work(tmp_path, pictures, capsys, replayed):
    for name in ("p0.png", "p1.png"):  # p1 is higher than wide
        ran = run_cli(capsys, "capture", pictures / name, "-o", tmp_path / "a.bvh", "--json")
        assert json.loads(ran.out)["frames"] == 1


def test_a_source_whose_size_changes_works(tmp_path, pictures, capsys, replayed):
    ran = run_cli(capsys, "capture", pictures, "-o", tmp_path / "a.bvh", "--json")
    assert json.loads(ran.out)["tracked_frames"] == 3
