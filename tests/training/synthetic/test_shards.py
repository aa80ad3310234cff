import os
import signal

import numpy as np
import pytest

from mocap_app.core.camera_model import Pinhole, turn_of_crop
from mocap_app.core.errors import DataError, OutputError
from mocap_app.training.datasets.landmarks33 import as_labelled
from mocap_app.training.datasets.synthetic import SyntheticSet, load_synthetic, turned_to_person
from mocap_app.training.synthetic import shards
from mocap_app.training.synthetic.sampler import SyntheticSample
from mocap_app.training.synthetic.sheet import labelled, sheet

SIZE = 64


def sample_of(seed):
    rng = np.random.default_rng(seed)
    return SyntheticSample(
        image=np.full((SIZE, SIZE, 3), seed % 200, np.uint8),
        keypoints_2d=rng.uniform(-10, 80, (27, 2)).astype(np.float32),
        keypoints_3d=rng.normal(size=(27, 3)).astype(np.float32),
        visibility=(np.arange(27) % 3).astype(np.uint8),
        mask=rng.random((SIZE, SIZE)) > 0.5,
        pinhole=Pinhole(100.0, 31.5, 31.5),
        pelvis=np.array([0, 0, 3], np.float32),
    )


class FakeEngine:
    def __init__(self):
        self.rendered = []

    def sample(self, seed):
        self.rendered.append(seed)
        return sample_of(seed)


@pytest.fixture
def engine(monkeypatch):
    engine = FakeEngine()
    monkeypatch.setattr(shards, "open_engine", lambda _config: engine)
    return engine


def render(tmp_path, count, *more):
    return shards.main([f"count={count}", "shard=4", f"out={tmp_path / 'synth'}", *more])


def test_what_was_rendered_is_read_again(engine, tmp_path):
    assert render(tmp_path, 7, "seed=30") == 0
    read = load_synthetic(tmp_path / "synth")
    assert len(read) == 8  # whole shards
    assert engine.rendered == list(range(30, 38))
    for i, item in enumerate(read):
        expected = sample_of(30 + i)
        assert np.abs(item.image.astype(int) - expected.image).max() <= 2
        # The hips move to where labellers click them.
        np.testing.assert_array_equal(item.keypoints_2d, as_labelled(expected.keypoints_2d))
        lengths = np.linalg.norm(expected.keypoints_3d, axis=-1)
        np.testing.assert_allclose(np.linalg.norm(item.keypoints_3d, axis=-1), lengths, rtol=1e-5)
        np.testing.assert_allclose(item.weight_2d[:3], [0.0, 0.7, 1.0])
    with np.load(next((tmp_path / "synth").glob("*.npz"))) as file:
        mask = np.unpackbits(file["mask"][0], axis=-1).astype(bool)
    np.testing.assert_array_equal(mask, sample_of(30).mask)


@pytest.mark.parametrize("direction", [(0.0, 0.0), (0.5, -0.2), (-0.1, 0.7)])
def test_the_same_crop_has_the_same_3d_wherever_it_is_in_the_frame(direction):
    body = np.random.default_rng(1).normal(size=(27, 3))
    body -= body[0]
    turn = turn_of_crop(np.array(direction))
    in_camera = body @ turn.T
    camera = Pinhole(500.0, 320.0, 240.0)
    # From so far away that the middle of the picture of the body is that of the crop.
    pixels = camera.project(in_camera + 1e6 * np.array([*direction, 1.0]))
    labels = {
        "keypoints_2d": pixels[None],
        "keypoints_3d": in_camera[None],
        "visibility": np.full((1, 27), 2),
        "pinhole": np.array([(camera.focal_px, camera.cx, camera.cy)]),
    }
    np.testing.assert_allclose(turned_to_person(labels)[0], body, atol=1e-4)


def test_a_second_run_only_renders_what_is_missing(engine, tmp_path):
    render(tmp_path, 4)
    render(tmp_path, 12)
    assert engine.rendered == list(range(12))
    render(tmp_path, 12)
    assert engine.rendered == list(range(12))


def test_an_interrupted_shard_is_rendered_again(engine, tmp_path):
    render(tmp_path, 8)
    next((tmp_path / "synth").glob("*00000004.npz")).unlink()
    render(tmp_path, 8)
    assert engine.rendered[8:] == [4, 5, 6, 7]


def test_machines_share_work_and_splits_share_nothing(engine, tmp_path):
    render(tmp_path, 4)
    render(tmp_path, 4, "start=4")
    render(tmp_path, 4, "split=validation")
    assert engine.rendered[:8] == list(range(8))
    assert min(engine.rendered[8:]) > 10**8
    assert len(load_synthetic(tmp_path / "synth")) == 12


@pytest.mark.parametrize(
    "words",
    [
        ["count=0"],
        ["count=4", "split=most"],
        ["count=4", "poses=lazy"],
        ["count=4", "shard=4", "start=3"],
        ["count=4", "size=8"],
        ["count=4", "quality=0"],
        ["count=4", "workers=0"],
        ["count=-1"],
    ],
)
def test_nonsense_is_refused(engine, words):
    with pytest.raises(DataError):
        shards.main(words)
    assert not engine.rendered


def test_a_folder_that_cannot_be(engine, tmp_path):
    (tmp_path / "synth").write_text("a file")
    with pytest.raises(OutputError, match="synth"):
        render(tmp_path, 4)


def test_a_failure_in_another_process_is_told(tmp_path):
    # No data there: every process fails, and says why instead of starting over.
    words = [f"data={tmp_path}", f"out={tmp_path / 'synth'}", "count=8", "shard=4", "workers=2"]
    with pytest.raises(DataError, match="is missing"):
        shards.main(words)


def be_killed(_config, _first):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_killed_process_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(shards, "_work", be_killed)
    with pytest.raises(OutputError, match="was killed"):
        render(tmp_path, 8, "workers=2")


def test_an_empty_folder_says_how_to_fill_it(tmp_path):
    with pytest.raises(DataError, match="mocap-app train synth"):
        load_synthetic(tmp_path)


def test_a_damaged_shard_is_named(engine, tmp_path):
    render(tmp_path, 4)
    path = next((tmp_path / "synth").glob("*.tar"))
    path.write_bytes(path.read_bytes()[:700])
    with pytest.raises(DataError, match="is damaged"):
        load_synthetic(tmp_path / "synth")


def test_a_damaged_picture_is_named():
    zeros = np.zeros((1, 27, 3), np.float32)
    flags = np.zeros((1, 27), np.uint8)
    broken = SyntheticSet(("a.jpg",), (b"no picture",), zeros[..., :2], zeros, flags)
    with pytest.raises(DataError, match=r"a\.jpg"):
        broken[0]


def test_a_limit_and_slices(engine, tmp_path):
    render(tmp_path, 8)
    assert len(load_synthetic(tmp_path / "synth", limit=5)) == 5
    assert [item.name for item in load_synthetic(tmp_path / "synth")[2:4]] == [
        "synth_train_0_00000000_00000002.jpg",
        "synth_train_0_00000000_00000003.jpg",
    ]


def test_the_sheet_shows_different_persons(engine, tmp_path):
    shards.main([f"sheet={tmp_path / 'sheet.png'}"])
    assert len({seed // 4 for seed in engine.rendered}) == 48
    assert (tmp_path / "sheet.png").stat().st_size > 1000


def test_a_sheet_of_an_unknown_kind_is_refused(engine, tmp_path):
    with pytest.raises(OutputError, match=r"\.jpg or \.png"):
        shards.main([f"sheet={tmp_path / 'sheet.docx'}"])


def test_labels_are_drawn():
    sample = sample_of(5)
    picture = labelled(sample, scale=2)
    assert picture.shape == (2 * SIZE, 2 * SIZE, 3)
    assert (picture != 5).any()
    assert sheet([picture] * 3, columns=2).shape == (4 * SIZE, 4 * SIZE, 3)
