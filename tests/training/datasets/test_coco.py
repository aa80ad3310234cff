"""COCO: right keypoints, right people, clear words about what is missing."""

import json

import cv2
import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.core.skeleton import body27
from mocap_app.training.datasets.coco import load_coco

ORDER = [
    "nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder",
    "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip",
    "left_knee", "right_knee", "left_ankle", "right_ankle",
]  # fmt: skip


def person(number: int, *, flags: list[int] | None = None, **more) -> dict:
    flags = flags or [2] * 17
    points = [v for i, flag in enumerate(flags) for v in (10 + 3 * i, 20 + 2 * i, flag)]
    return {"id": number, "image_id": 5, "iscrowd": 0, "keypoints": points, **more}


@pytest.fixture
def folder(tmp_path):
    for year in ("train2017", "val2017"):
        (tmp_path / year).mkdir()
        cv2.imwrite(str(tmp_path / year / "a.jpg"), np.zeros((100, 120, 3), np.uint8))
    (tmp_path / "annotations").mkdir()
    write(tmp_path, [person(1), person(2, flags=[1] * 17)])
    return tmp_path


def write(folder, people, name="person_keypoints_train2017") -> None:
    content = {"images": [{"id": 5, "file_name": "a.jpg"}], "annotations": people}
    (folder / "annotations" / f"{name}.json").write_text(json.dumps(content))


def test_every_joint_is_at_its_keypoint(folder):
    samples = load_coco(folder, "train")
    names = body27().joints
    for i, joint in enumerate(ORDER):
        if "eye" not in joint:
            at = names.index(joint)
            assert samples.labels.keypoints_2d[0, at].tolist() == [10 + 3 * i, 20 + 2 * i]
            assert samples.labels.weight_2d[0, at] == 1
    assert samples.labels.weight_2d[0, names.index("head_top")] == 0
    assert samples.labels.weight_2d[0, names.index("pelvis")] > 0
    assert samples.labels.weight_3d.sum() == 0


def test_hidden_joints_count_less_and_the_picture_is_read(folder):
    sample = load_coco(folder, "train")[1]
    assert sample.name == "coco_2"
    assert sample.weight_2d[9] == 0.5
    assert sample.image.shape == (100, 107, 3)  # 48 px more than the person to the right


def test_crowds_and_hardly_labelled_people_are_left_out(folder):
    few = person(3, flags=[2] * 4 + [0] * 13)
    write(folder, [person(1), {**person(2), "iscrowd": 1}, few])
    assert load_coco(folder, "train").names == ["coco_1"]


def test_whole_body_annotations_add_feet_and_knuckles(folder):
    foot = [v for i in range(6) for v in (50 + i, 90, 0.9)]
    hand = [v for i in range(21) for v in (30 + i, 60, 0.9 if i != 17 else 0.1)]
    write(
        folder,
        [person(1, foot_kpts=foot, lefthand_kpts=hand, righthand_kpts=hand)],
        "coco_wholebody_train_v1.0",
    )
    labels = load_coco(folder, "train").labels
    names = body27().joints
    toes = [names.index(n) for n in ("left_toe", "left_heel", "right_toe", "right_heel")]
    assert labels.keypoints_2d[0, toes, 0].tolist() == [50, 52, 53, 55]
    assert labels.keypoints_2d[0, names.index("left_index"), 0] == 35
    assert labels.weight_2d[0, names.index("right_pinky")] == 0


def test_what_is_missing_or_damaged_is_named(folder, tmp_path):
    with pytest.raises(DataError, match=r"none is missing\. Unpack the 2017"):
        load_coco(tmp_path / "none", "train")
    with pytest.raises(DataError, match=r"incomplete: .*val2017\.json is missing"):
        load_coco(folder, "validation")
    path = folder / "annotations" / "person_keypoints_train2017.json"
    path.write_text(path.read_text()[:200])
    with pytest.raises(DataError, match=r"train2017\.json is damaged"):
        load_coco(folder, "train")
    write(folder, [{**person(1), "image_id": 77}])
    with pytest.raises(DataError, match=r"train2017\.json is damaged \(KeyError\(77\)\)"):
        load_coco(folder, "train")
    write(folder, [person(1)])
    (folder / "train2017" / "a.jpg").unlink()
    (folder / "train2017").rmdir()
    with pytest.raises(DataError, match=r"incomplete: .*train2017 is missing"):
        load_coco(folder, "train")
