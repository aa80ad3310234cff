"""This program and another one on films whose truth is known."""

import cv2
import numpy as np
import pytest

from mocap_app.core.camera_model import Pinhole
from mocap_app.core.demo_motion import demo_pose
from mocap_app.core.errors import DataError
from mocap_app.core.paths import resources_dir
from mocap_app.training.datasets.landmarks33 import _SHARED
from mocap_app.training.lifting.beside_peer import BesidePeer, found, main, measure

pytestmark = pytest.mark.torch

SIZE = (640, 480)
FRAMES = 45


@pytest.fixture
def folders(tmp_path):
    """A film of somebody, a truth that is not theirs, and a peer that knows this truth."""
    films, peers = tmp_path / "films", tmp_path / "peers"
    films.mkdir()
    peers.mkdir()
    video = cv2.VideoCapture(str(resources_dir() / "samples" / "demo.mp4"))
    out = cv2.VideoWriter(str(films / "000.mp4"), cv2.VideoWriter.fourcc(*"mp4v"), 30.0, SIZE)
    for _ in range(FRAMES):
        out.write(cv2.resize(video.read()[1], SIZE))
    out.release()
    pelvis = np.array([0.0, 0.0, 4.0])
    points = np.array([demo_pose(i / 30, SIZE).keypoints_3d for i in range(FRAMES)])
    points = points - points[:, :1] + pelvis
    np.savez(films / "000.npz", points=points)
    landmarks, world = np.ones((FRAMES, 33, 4)), np.zeros((FRAMES, 33, 3))
    for keypoint, landmark in _SHARED.items():
        landmarks[:, landmark, :2] = Pinhole.for_image(*SIZE).project(points[:, keypoint])
        world[:, landmark] = points[:, keypoint] - pelvis
    np.savez(peers / "000.npz", landmarks=landmarks, world=world)
    return BesidePeer(films=str(films), peers=str(peers))


def test_a_peer_that_knows_the_truth_is_told_apart_from_us(folders):
    rows = measure(folders)
    assert rows["peer"]["found"] == rows["peer"]["saw"] == 1.0
    assert rows["peer"]["p_mpjpe"] == pytest.approx(0.0, abs=0.1)
    assert rows["image"]["p_mpjpe"] > 30.0
    assert rows["image"]["found"] < 0.9
    assert {"live, filtered", "refined"} < rows.keys()
    assert rows["refined"]["keypoints"] == rows["peer"]["keypoints"] > 0


def test_numbers_are_printed_and_written(folders, tmp_path, capsys):
    target = tmp_path / "numbers.json"
    assert main([f"films={folders.films}", f"peers={folders.peers}", f"json={target}"]) == 0
    assert "peer: saw somebody in 100.0% of the frames, found 100.0%" in capsys.readouterr().out
    assert target.is_file()


def test_who_sees_nobody_finds_nothing():
    truth = np.array([demo_pose(i / 30, SIZE).keypoints_2d for i in range(10)])
    half = truth.copy()
    half[:5] = np.nan
    assert found([truth], [truth], SIZE) == 1.0
    assert found([half], [truth], SIZE) == 0.5
    assert found([truth + 500.0], [truth], SIZE) == 0.0


def test_landmarks_of_another_film_are_refused(folders, tmp_path):
    path = tmp_path / "peers" / "000.npz"
    np.savez(path, landmarks=np.ones((3, 33, 4)), world=np.ones((3, 33, 3)))
    with pytest.raises(DataError, match=r"000\.npz: the film has 45 frames, the landmarks 3"):
        measure(folders)
    path.unlink()
    with pytest.raises(DataError, match="bench_mediapipe"):
        measure(folders)
