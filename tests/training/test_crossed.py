"""Rendered people with one leg before the other, and a network that mixes some of them up."""

import io
import tarfile

import cv2
import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training import crossed
from mocap_app.training.config import TrainConfig
from mocap_app.training.datasets.mixture import Mixture
from mocap_app.training.datasets.synthetic import load_synthetic, named
from mocap_app.training.evaluate import Answers
from tests.training.test_exchanged import ANKLES, people, walkers

SIDE = 224


@pytest.fixture
def folder(tmp_path):
    """Three walkers and somebody who faces the camera."""
    points = np.concatenate([walkers(3), people([20.0])]).astype(np.float32)
    names = np.array([f"walker_{i}.jpg" for i in range(4)])
    picture = cv2.imencode(".jpg", np.full((SIDE, SIDE, 3), 90, np.uint8))[1].tobytes()
    path = tmp_path / "synth" / "synth_train_0_00000000.npz"
    path.parent.mkdir()
    with tarfile.open(path.with_suffix(".tar"), "w") as tar:
        for name in names:
            entry = tarfile.TarInfo(str(name))
            entry.size = len(picture)
            tar.addfile(entry, io.BytesIO(picture))
    np.savez(
        path,
        names=names,
        keypoints_2d=points,
        keypoints_3d=np.ones((4, 27, 3), np.float32),
        visibility=np.full((4, 27), 2, np.uint8),
        pinhole=np.full((4, 3), SIDE / 2, np.float32),
    )
    return path.parent


@pytest.fixture
def network(monkeypatch):
    """One that exchanges the ankles of the second of those it is shown."""

    def predict(_network, crops):
        points = np.stack([crop.keypoints_2d for crop in crops])
        points[1, ANKLES] = points[1, ANKLES[::-1]]
        return Answers(points, np.ones(points.shape[:2]), np.zeros((*points.shape[:2], 3)))

    monkeypatch.setattr(crossed, "load_network", lambda _info: None)
    monkeypatch.setattr(crossed, "predict", predict)


def test_the_verb_writes_what_training_shows_more_often(folder, network, tmp_path, data, capsys):
    path = tmp_path / "crossed.txt"
    assert crossed.main([f"synth={folder}", f"out={path}"]) == 0
    assert "Legs of 1 of 3 people" in capsys.readouterr().out
    assert path.read_text() == "walker_1.jpg\n"
    config = TrainConfig(
        sets="crossed:1", synth=str(folder), crossed=str(path), data=str(data), size=64, batch=2
    )
    batch = next(iter(Mixture(data, config)))
    assert batch.names == ("walker_1.jpg", "walker_1.jpg")
    assert batch.rendered.all()


def test_what_is_missing_is_said(folder, tmp_path, data):
    with pytest.raises(DataError, match="synth=FOLDER"):
        crossed.main([])
    with pytest.raises(DataError, match="crossed=FILE"):
        Mixture(data, TrainConfig(sets="crossed:1", synth=str(folder), data=str(data)))
    with pytest.raises(DataError, match="train crossed"):
        named(load_synthetic(folder), tmp_path / "nowhere.txt")
    (tmp_path / "others.txt").write_text("somebody_else.jpg\n")
    with pytest.raises(DataError, match="names nobody"):
        named(load_synthetic(folder), tmp_path / "others.txt")
