"""The people sets: what is held out, whose label counts, what damage is named."""

import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.datasets.people import (
    is_validation,
    load_people,
    torso_length,
)


@pytest.mark.parametrize(
    ("dataset", "index", "count", "source", "held_out"),
    [
        ("lspet", 8489, 8990, "", False),
        ("lspet", 8490, 8990, "", True),
        ("ccp", 1896, 2097, "", False),
        ("ccp", 1897, 2097, "", True),
        ("exercise", 1496, 1696, "", True),
        ("clips", 0, 598, "home_lunge", True),
        ("clips", 597, 598, "home_pushup", False),
        ("asl", 0, 143, "asl_want", True),
        ("asl", 0, 143, "asl_book", False),
    ],
)
def test_the_split(dataset, index, count, source, held_out):
    assert is_validation(dataset, index, count, source) is held_out


def test_no_picture_is_on_both_sides(data):
    for name in ("lspet", "ccp", "clips", "asl"):
        train = {s.name for s in load_people(data, name, "train")}
        held = {s.name for s in load_people(data, name, "validation")}
        assert train
        assert held
        assert not train & held


def test_labels_beat_the_teacher_and_a_wrong_teacher_is_dropped(data):
    samples = {s.name: s for s in load_people(data, "lspet", "validation")}
    good, bad = samples["lspet_00006.jpg"], samples["lspet_00007.jpg"]
    assert (good.weight_2d[[1, 2, 3, 11, 12, 13]] == 1).all()
    assert np.allclose(good.keypoints_2d[10], [60, 15], atol=0.1)
    assert np.allclose(good.keypoints_2d[0], good.keypoints_2d[[1, 4]].mean(0), atol=0.1)
    assert (good.weight_3d > 0).sum() > 20
    assert 0 < good.weight_2d[9] < 1  # the nose is the teacher's
    assert (bad.weight_3d == 0).all()
    assert bad.weight_2d[9] == 0
    assert (bad.weight_2d[[1, 2, 3]] == 1).all()


def test_3d_is_relative_to_the_pelvis(data):
    for sample in load_people(data, "ccp", "train"):
        assert np.allclose(sample.keypoints_3d[0], 0)


def test_torso_is_mid_shoulder_to_mid_hip():
    points = np.zeros((27, 2))
    points[[11, 14]] = [[1, 0], [-1, 0]]
    points[[1, 4]] = [[-1, 5], [1, 5]]
    assert torso_length(points) == 5


def test_missing_and_damaged_data_is_named(data):
    (data / "people" / "asl.tar").unlink()
    with pytest.raises(DataError, match=r"asl\.tar is missing"):
        load_people(data, "asl", "train")
    (data / "people" / "ccp.npz").write_bytes(b"junk")
    with pytest.raises(DataError, match=r"ccp\.npz is damaged"):
        load_people(data, "ccp", "train")
    (data / "people" / "exercise.tar").write_bytes(b"junk")
    with pytest.raises(DataError, match=r"exercise\.tar is damaged"):
        load_people(data, "exercise", "train")
    np.savez(data / "people" / "clips.npz", names=np.array(["a"]))
    with pytest.raises(DataError, match=r"clips\.npz lacks teacher_2d, teacher_3d"):
        load_people(data, "clips", "train")
