"""Human3.6M: the files as they are distributed."""

import cv2
import numpy as np
import pytest
from cdflib.cdfwrite import CDF

from mocap_app.core.errors import DataError
from mocap_app.core.skeleton import body27
from mocap_app.training.datasets.human36m import load_human36m
from mocap_app.training.datasets.public import load_public

CAMERA = "54138969"


def write_cdf(path, values: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # The writer takes the camera's number for a suffix and would replace it.
    plain = path.with_name("pose.cdf")
    file = CDF(plain)
    spec = {
        "Variable": "Pose", "Data_Type": 44, "Num_Elements": 1, "Rec_Vary": True,
        "Dim_Sizes": list(values.shape),
    }  # fmt: skip
    file.write_var(spec, var_data=values[None].astype(np.float32))
    file.close()
    plain.rename(path)


def write_video(path, frames: int, size: tuple[int, int] = (96, 96)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), 50, size)
    for i in range(frames):
        writer.write(np.full((size[1], size[0], 3), 10 * i, np.uint8))
    writer.release()


def write_subject(folder, subject: str, action: str = "Walking", frames: int = 12) -> None:
    name = f"{action}.{CAMERA}"
    joints = np.arange(32.0)
    pixels = np.stack([20 + joints, 30 + joints], -1)[None] + np.arange(frames)[:, None, None]
    metric = np.stack([joints * 10, joints * 20, 4000 + joints], -1)[None].repeat(frames, 0)
    poses = folder / subject / "MyPoseFeatures"
    write_cdf(poses / "D2_Positions" / f"{name}.cdf", pixels.reshape(frames, 64))
    write_cdf(poses / "D3_Positions_mono" / f"{name}.cdf", metric.reshape(frames, 96))
    write_video(folder / subject / "Videos" / f"{name}.mp4", frames)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("data") / "human36m"
    for subject in ("S9", "S11"):
        write_subject(root, subject)
    (root / "S11" / "Videos" / f"Directions.{CAMERA}.mp4").write_bytes(b"ends early")
    return root


def test_joints_go_to_body27_in_the_cameras_frame(folder):
    samples = load_human36m(folder, "validation", every=5)
    assert samples.names[:3] == [f"S9_Walking.{CAMERA}_{i:06}" for i in (0, 5, 10)]
    assert len(samples) == 6
    labels, names = samples.labels, body27().joints
    for joint, name in ((3, "right_ankle"), (12, "spine"), (27, "right_wrist"), (15, "head_top")):
        at = names.index(name)
        assert labels.keypoints_2d[1, at].tolist() == [20 + joint + 5, 30 + joint + 5]
        assert labels.keypoints_3d[1, at] == pytest.approx(
            [joint * 0.01, joint * 0.02, joint * 0.001], abs=1e-4
        )
    assert labels.weight_3d[0, names.index("left_index")] == 0
    assert (labels.keypoints_3d[:, 0] == 0).all()
    # 2D hips are moved to where labellers have them: 1.43 times as far from the pelvis.
    assert labels.keypoints_2d[0, names.index("right_hip"), 0] == pytest.approx(20 + 1.43)


def test_the_frame_of_a_sample_is_the_right_one(folder):
    sample = load_human36m(folder, "validation", every=5)[1]
    assert sample.image.mean() == pytest.approx(50, abs=4.9)  # the next frames have 40 and 60


def test_what_is_missing_or_damaged_is_named(tmp_path):
    with pytest.raises(DataError, match=r"none is missing\. Unpack, for every subject"):
        load_human36m(tmp_path / "none", "train")
    write_subject(tmp_path / "human36m", "S9", frames=1)
    with pytest.raises(DataError, match=r"S11.Videos is missing"):
        load_public(tmp_path, "human36m", "validation")
    cdf = tmp_path / "human36m/S9/MyPoseFeatures/D2_Positions" / f"Walking.{CAMERA}.cdf"
    content = cdf.read_bytes()
    cdf.write_bytes(content[:200])
    with pytest.raises(DataError, match=r"Walking\.54138969\.cdf is damaged"):
        load_public(tmp_path, "human36m", "validation")
    cdf.unlink()
    with pytest.raises(DataError, match=r"incomplete: .*Walking\.54138969\.cdf is missing"):
        load_public(tmp_path, "human36m", "validation")
    with pytest.raises(DataError, match="Unknown public data set 'h36m'; there are: coco"):
        load_public(tmp_path, "h36m", "train")
