"""Rendered people with one leg before the other, and a network that gets some of them wrong."""

import io
import tarfile

import cv2
import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.core.skeleton import body27
from mocap_app.training import hard
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
    """One that exchanges the ankles of the second and loses the nose of the last it is shown."""

    def predict(_network, crops):
        points = np.stack([crop.keypoints_2d for crop in crops])
        points[1, ANKLES] = points[1, ANKLES[::-1]]
        points[-1, body27().index("nose")] += SIDE
        return Answers(points, np.ones(points.shape[:2]), np.zeros((*points.shape[:2], 3)))

    monkeypatch.setattr(hard, "load_network", lambda _info: None)
    monkeypatch.setattr(hard, "predict", predict)


def test_the_verb_writes_what_training_shows_more_often(folder, network, tmp_path, data, capsys):
    path = tmp_path / "hard.txt"
    assert hard.main([f"synth={folder}", f"out={path}"]) == 0
    assert "2 of 4 people" in capsys.readouterr().out
    assert path.read_text() == "walker_1.jpg\nwalker_3.jpg\n"
    config = TrainConfig(
        sets="hard:1", synth=str(folder), hard=str(path), data=str(data), size=64, batch=16
    )
    batch = next(iter(Mixture(data, config)))
    assert set(batch.names) == {"walker_1.jpg", "walker_3.jpg"}
    assert batch.rendered.all()


def test_those_whose_legs_are_mixed_up_have_a_list_of_their_own(
    folder, network, tmp_path, data, capsys
):
    path = tmp_path / "crossed.txt"
    assert hard.main([f"synth={folder}", f"out={path}", "legs=true"]) == 0
    # The last of the three in profile has lost nothing but a nose.
    assert "1 of 3 people" in capsys.readouterr().out
    assert path.read_text() == "walker_1.jpg\n"
    config = TrainConfig(
        sets="crossed:1", synth=str(folder), crossed=str(path), data=str(data), size=64, batch=2
    )
    assert next(iter(Mixture(data, config))).names == ("walker_1.jpg", "walker_1.jpg")


def test_only_what_is_seen_of_the_body_can_be_astray():
    truth = people([20.0, 20.0, 20.0, 20.0])
    weight = np.ones(truth.shape[:2])
    found = truth.copy()
    nose, ear = body27().index("nose"), body27().index("left_ear")
    found[1, nose] += 200.0
    found[2, nose] += 200.0
    weight[2, nose] = 0.4
    found[3, ear] += 200.0
    assert hard.astray(found, truth, weight).tolist() == [False, True, False, False]


def test_what_is_missing_is_said(folder, tmp_path, data):
    with pytest.raises(DataError, match="synth=FOLDER"):
        hard.main([])
    for name in ("hard", "crossed"):
        with pytest.raises(DataError, match=f"{name}=FILE"):
            Mixture(data, TrainConfig(sets=f"{name}:1", synth=str(folder), data=str(data)))
    with pytest.raises(DataError, match="train hard"):
        named(load_synthetic(folder), tmp_path / "nowhere.txt")
    (tmp_path / "others.txt").write_text("somebody_else.jpg\n")
    with pytest.raises(DataError, match="names nobody"):
        named(load_synthetic(folder), tmp_path / "others.txt")
