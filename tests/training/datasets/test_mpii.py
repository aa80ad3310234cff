"""MPII: its MATLAB structure as published, with all its oddities."""

import cv2
import numpy as np
import pytest
from scipy.io import savemat

from mocap_app.core.errors import DataError
from mocap_app.core.skeleton import body27
from mocap_app.training.datasets.mpii import load_mpii

ORDER = [
    "right_ankle", "right_knee", "right_hip", "left_hip", "left_knee", "left_ankle", "pelvis",
    "thorax", "upper_neck", "head_top", "right_wrist", "right_elbow", "right_shoulder",
    "left_shoulder", "left_elbow", "left_wrist",
]  # fmt: skip
NOTHING = np.zeros((0, 0))


def structs(rows: list[dict]) -> np.ndarray:
    """MATLAB's struct array of equal dictionaries."""
    out = np.zeros((1, len(rows)), dtype=[(key, object) for key in rows[0]])
    for i, row in enumerate(rows):
        for key, value in row.items():
            out[0, i][key] = value
    return out


def points(joints=range(16), visible="1") -> dict:
    rows = [{"x": 10.0 + 2 * j, "y": 20.0 + 3 * j, "id": j, "is_visible": visible} for j in joints]
    return structs([{"point": structs(rows)}])


def entry(name: str, people: list[dict] | None) -> dict:
    rectangles = NOTHING if people is None else structs(people)
    return {"image": structs([{"name": name}]), "annorect": rectangles}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "images").mkdir()
    for i in range(4):
        cv2.imwrite(str(tmp_path / "images" / f"{i}.jpg"), np.zeros((90, 100, 3), np.uint8))
    entries = [
        entry("0.jpg", [{"scale": 1.0, "annopoints": points()}]),
        entry(
            "1.jpg",
            [
                {"scale": 1.0, "annopoints": points(visible=0)},
                {"scale": 1.0, "annopoints": NOTHING},
                {"scale": 1.0, "annopoints": points(joints=range(3))},
                {"scale": 1.0, "annopoints": points(visible=NOTHING)},
            ],
        ),
        entry("2.jpg", None),
        entry("3.jpg", [{"scale": 1.0, "annopoints": points()}]),
    ]
    release = {"annolist": structs(entries), "img_train": np.array([1, 1, 1, 0])}
    savemat(tmp_path / "mpii_human_pose_v1_u12_1.mat", {"RELEASE": release})
    return tmp_path


def test_people_with_enough_labels_in_training_pictures(folder):
    assert load_mpii(folder, "train").names == ["1.jpg#0", "1.jpg#3"]
    assert load_mpii(folder, "validation").names == ["0.jpg#0"]


def test_every_joint_is_at_its_keypoint(folder):
    sample = load_mpii(folder, "validation").labels
    names = body27().joints
    for i, joint in enumerate(ORDER):
        if joint not in {"thorax", "upper_neck"}:
            assert sample.keypoints_2d[0, names.index(joint)].tolist() == [10 + 2 * i, 20 + 3 * i]
            assert sample.weight_2d[0, names.index(joint)] == 1
    assert sample.keypoints_2d[0, 8].tolist() == [25, 42.5]  # between joints 7 and 8
    assert sample.weight_2d[0, names.index("nose")] == 0


def test_hidden_joints_count_half(folder):
    weight = load_mpii(folder, "train").labels.weight_2d
    assert weight[0, 3] == 0.5
    assert weight[1, 3] == 1


def test_what_is_missing_or_damaged_is_named(folder, tmp_path):
    with pytest.raises(DataError, match=r"none is missing\. Unpack pictures"):
        load_mpii(tmp_path / "none", "train")
    path = folder / "mpii_human_pose_v1_u12_1.mat"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(DataError, match=r"u12_1\.mat is damaged"):
        load_mpii(folder, "train")
    path.write_bytes(b"")
    with pytest.raises(DataError, match=r"u12_1\.mat is damaged"):
        load_mpii(folder, "train")
    path.unlink()
    with pytest.raises(DataError, match=r"incomplete: .*u12_1\.mat is missing"):
        load_mpii(folder, "train")
