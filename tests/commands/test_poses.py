import json

import numpy as np
import pytest

from mocap_app.core.skeleton import body27
from tests.support.cli import assert_one_sentence, run_cli, spawn_cli


def test_every_frame_of_the_demo_has_a_row(tmp_path, capsys):
    out = tmp_path / "poses.npz"
    assert run_cli(capsys, "poses", "figure", "-o", out, "--seconds", 1).code == 0
    with np.load(out, allow_pickle=False) as data:
        assert data["keypoints_2d"].shape == (30, 27, 2)
        assert np.isfinite(data["keypoints_3d"]).all()
        assert np.isfinite(data["root"]).all()
        assert (data["root"][:, 2] > 0.5).all()  # in front of the camera
        assert (np.diff(data["timestamps"]) > 0).all()


def test_independent_pictures_are_named(pictures, tmp_path, capsys, replayed):
    out = tmp_path / "poses.npz"
    ran = run_cli(capsys, "poses", pictures, "-o", out, "--independent", "--json")
    assert json.loads(ran.out) == {"output": str(out), "frames": 3, "tracked_frames": 3}
    with np.load(out, allow_pickle=False) as data:
        assert list(data["frame_names"]) == ["p0.png", "p1.png", "p2.png"]


def test_independent_pictures_do_not_depend_on_their_neighbours(
    pictures, tmp_path, capsys, replayed
):
    def rows(name):
        with np.load(tmp_path / name, allow_pickle=False) as data:
            return {key: data[key] for key in data.files}

    run_cli(capsys, "poses", pictures, "-o", tmp_path / "all.npz", "--independent")
    (pictures / "p1.png").unlink()
    (pictures / "p2.png").unlink()
    run_cli(capsys, "poses", pictures, "-o", tmp_path / "one.npz", "--independent")
    for key in ("keypoints_2d", "keypoints_3d", "confidence", "root"):
        np.testing.assert_array_equal(rows("all.npz")[key][0], rows("one.npz")[key][0])


def test_mirroring_swaps_left_and_right(tmp_path, capsys):
    found = {}
    for name, words in {"plain": (), "mirrored": ("--mirror",)}.items():
        path = tmp_path / f"{name}.npz"
        assert run_cli(capsys, "poses", "figure", "-o", path, "--seconds", 0.1, *words).code == 0
        with np.load(path, allow_pickle=False) as data:
            found[name] = {key: data[key] for key in data.files}
    partner = list(body27().mirror)
    plain, mirrored = found["plain"], found["mirrored"]
    width = 640
    x, y = np.moveaxis(plain["keypoints_2d"][:, partner], -1, 0)
    np.testing.assert_allclose(mirrored["keypoints_2d"][..., 0], width - x, atol=1.5)
    np.testing.assert_allclose(mirrored["keypoints_2d"][..., 1], y, atol=0.5)
    np.testing.assert_allclose(
        mirrored["keypoints_3d"], plain["keypoints_3d"][:, partner] * [-1, 1, 1], atol=0.01
    )


def test_nobody_is_an_answer(clip, tmp_path, capsys, nobody):
    out = tmp_path / "poses.npz"
    ran = run_cli(capsys, "poses", clip, "-o", out)
    assert ran.code == 0
    assert "Nobody was found" in ran.err
    with np.load(out, allow_pickle=False) as data:
        assert data["keypoints_2d"].shape == (10, 27, 2)
        assert np.isnan(data["keypoints_2d"]).all()


@pytest.mark.parametrize("name", ["poses.csv", "none/poses.npz"])
def test_hopeless_outputs_give_a_sentence(name, tmp_path, capsys):
    assert_one_sentence(run_cli(capsys, "poses", "figure", "-o", tmp_path / name))


@pytest.mark.parametrize("options", [[], ["--independent"]])
def test_a_damaged_picture_is_a_row_of_nothing(pictures, tmp_path, capsys, replayed, options):
    (pictures / "p1.png").write_bytes(b"no picture")
    out = tmp_path / "poses.npz"
    ran = run_cli(capsys, "poses", pictures, "-o", out, *options)
    assert ran.code == 0
    with np.load(out, allow_pickle=False) as data:
        assert list(data["frame_names"]) == ["p0.png", "p1.png", "p2.png"]
        found = np.isfinite(data["keypoints_2d"]).all(axis=(1, 2))
        assert found.tolist() == [True, False, True]
        assert np.isnan(data["keypoints_3d"][1]).all()
        assert (data["confidence"][1] == 0.0).all()
        assert (np.diff(data["timestamps"]) > 0).all()


def test_a_damaged_picture_is_named(pictures, tmp_path, caplog, capsys, replayed):
    (pictures / "p0.png").write_bytes(b"")
    run_cli(capsys, "poses", pictures, "-o", tmp_path / "poses.npz")
    (said,) = [record.getMessage() for record in caplog.records]
    assert "p0.png is not a readable image. It counts as" in said


def test_nothing_but_damaged_pictures_give_a_sentence(pictures, tmp_path, capsys, replayed):
    for path in pictures.iterdir():
        path.write_bytes(b"no picture")
    out = tmp_path / "poses.npz"
    ran = run_cli(capsys, "poses", pictures, "-o", out)
    assert ran.code == 2
    assert "p0.png" in ran.err
    assert not out.exists()


def test_an_empty_folder_gives_a_sentence(tmp_path, capsys, replayed):
    folder = tmp_path / "empty"
    folder.mkdir()
    assert_one_sentence(run_cli(capsys, "poses", folder, "-o", tmp_path / "a.npz"))


def test_it_runs_as_a_module(tmp_path):
    ran = spawn_cli("poses", "figure", "-o", tmp_path / "a.npz", "--seconds", 0.1, "--json")
    assert ran.code == 0
    assert json.loads(ran.out)["frames"] == 3
    assert ran.err == ""
