"""MPI-INF-3DHP: the training set as it is distributed."""

import cv2
import numpy as np
import pytest
from scipy.io import savemat

from mocap_app.core.errors import DataError
from mocap_app.core.skeleton import body27
from mocap_app.training.datasets.mpi_inf_3dhp import load_mpi_inf_3dhp

FRAMES = 6


def write_sequence(folder, cameras=(0, 8)) -> None:
    joints = np.arange(28.0)
    pixels = np.stack([20 + 2 * joints, 30 + joints], -1)[None].repeat(FRAMES, 0)
    metric = np.stack([joints * 10, joints * 20, 3000 + joints], -1)[None].repeat(FRAMES, 0)
    annot2, annot3 = np.empty((14, 1), object), np.empty((14, 1), object)
    for camera in range(14):
        annot2[camera, 0] = (pixels + camera).reshape(FRAMES, 56)
        annot3[camera, 0] = metric.reshape(FRAMES, 84)
    (folder / "imageSequence").mkdir(parents=True)
    savemat(folder / "annot.mat", {"annot2": annot2, "annot3": annot3})
    for camera in cameras:
        path = folder / "imageSequence" / f"video_{camera}.avi"
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 25, (96, 96))
        for i in range(FRAMES):
            writer.write(np.full((96, 96, 3), 20 * i, np.uint8))
        writer.release()


@pytest.fixture
def folder(tmp_path):
    write_sequence(tmp_path / "S8" / "Seq1")
    return tmp_path


def test_joints_go_to_body27_and_cameras_keep_their_labels(folder):
    samples = load_mpi_inf_3dhp(folder, "validation", every=3)
    assert samples.names == [
        "S8_Seq1_video_0_000000", "S8_Seq1_video_0_000003",
        "S8_Seq1_video_8_000000", "S8_Seq1_video_8_000003",
    ]  # fmt: skip
    labels, names = samples.labels, body27().joints
    for joint, name in ((25, "right_ankle"), (11, "left_wrist"), (7, "head_top"), (5, "thorax")):
        at = names.index(name)
        assert labels.keypoints_2d[2, at].tolist() == [20 + 2 * joint + 8, 30 + joint + 8]
        relative = joint - 4  # the pelvis is joint 4
        assert labels.keypoints_3d[2, at] == pytest.approx(
            [relative * 0.01, relative * 0.02, relative * 0.001], abs=1e-4
        )
    assert labels.weight_2d[0, names.index("nose")] == 0
    spine = labels.keypoints_3d[0, names.index("spine")]
    assert spine == pytest.approx(labels.keypoints_3d[0, 8] / 2, abs=1e-6)
    assert samples[3].image.mean() == pytest.approx(60, abs=3)


def test_what_is_missing_or_damaged_is_named(folder, tmp_path):
    with pytest.raises(DataError, match=r"none is missing\. Get it with the script"):
        load_mpi_inf_3dhp(tmp_path / "none", "train")
    with pytest.raises(DataError, match="S1 is missing"):
        load_mpi_inf_3dhp(folder, "train")
    sequence = folder / "S8" / "Seq1"
    for video in (sequence / "imageSequence").iterdir():
        video.rename(sequence / video.name)
    with pytest.raises(DataError, match=r"incomplete: .*video_0\.avi is missing"):
        load_mpi_inf_3dhp(folder, "validation")
    annotations = sequence / "annot.mat"
    annotations.write_bytes(annotations.read_bytes()[:300])
    with pytest.raises(DataError, match=r"annot\.mat is damaged"):
        load_mpi_inf_3dhp(folder, "validation")
    annotations.unlink()
    with pytest.raises(DataError, match=r"incomplete: .*annot\.mat is missing"):
        load_mpi_inf_3dhp(folder, "validation")
