"""Shares and errors against another program's landmarks; the sheet is a picture of both."""

import cv2
import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.core.types import PoseEstimate
from mocap_app.training.match import LIMBS, Peer, compare, main, read_peer


def peer_of(frames: int, visibility: float = 0.9) -> Peer:
    rng = np.random.default_rng(0)
    points = rng.uniform(0, 100, (frames, 27, 2)).astype(np.float32)
    points[:, [11, 14]] = [50, 10]
    points[:, [1, 4]] = [50, 60]  # a torso of 50 pixels: 10 are near enough
    places = rng.normal(size=(frames, 27, 3)).astype(np.float32)
    return Peer(points, np.full((frames, 27), visibility, np.float32), places)


def poses_of(peer: Peer, offset: float) -> list[PoseEstimate]:
    return [
        PoseEstimate(
            i / 30, i, (100, 100), points + np.array([offset, 0]), np.ones(27), places, tracked=True
        )
        for i, (points, places) in enumerate(zip(peer.keypoints_2d, peer.keypoints_3d, strict=True))
    ]


def test_near_enough_counts_and_what_is_lost_does_not():
    peer = peer_of(4)
    assert compare(poses_of(peer, 9.5), peer)["matched"] == 1
    assert compare(poses_of(peer, 10.5), peer)["matched"] == 0
    poses = poses_of(peer, 0)
    poses[3] = PoseEstimate.lost(0.1, 3, (100, 100))
    result = compare(poses, peer)
    assert result["matched"] == 0.75
    assert result["tracked"] == 0.75
    assert result["upper_p_mpjpe_mm"] == pytest.approx(0, abs=0.1)
    assert result["upper_frames"] == 3


def test_unsure_landmarks_do_not_count():
    peer = peer_of(2)
    peer.confidence[:, LIMBS[0]] = 0.4
    poses = poses_of(peer, 0)
    for pose in poses:
        pose.keypoints_2d[LIMBS[0]] += 40
    assert compare(poses, peer)["matched"] == 1
    peer.confidence[:, 16] = 0.4
    assert compare(poses, peer)["upper_p_mpjpe_mm"] is None


def test_other_numbers_of_frames():
    peer = peer_of(3)
    with pytest.raises(DataError, match="2 frames, the landmarks 3"):
        compare(poses_of(peer, 0)[:2], peer)


def test_a_file_of_another_kind(tmp_path):
    path = tmp_path / "peer.npz"
    np.savez(path, other=np.zeros(3))
    with pytest.raises(DataError, match="does not hold landmarks"):
        read_peer(path)
    with pytest.raises(DataError, match="Name both"):
        main(["video=clip.mp4"])


def test_the_verb_compares_a_folder_of_pictures(tmp_path, capsys, monkeypatch):
    from mocap_app.inference.replay_estimator import ReplayEstimator
    from mocap_app.training import match

    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for i in range(3):
        cv2.imwrite(str(pictures / f"{i}.png"), np.full((90, 160, 3), 60, np.uint8))
    peer = tmp_path / "peer.npz"
    rng = np.random.default_rng(1)
    landmarks = np.concatenate([rng.uniform(0, 90, (3, 33, 3)), np.ones((3, 33, 1))], axis=2)
    np.savez(peer, landmarks=landmarks, world=rng.normal(size=(3, 33, 3)))
    monkeypatch.setattr(match, "create_estimator", lambda _: ReplayEstimator(mirror=False))
    target = tmp_path / "sheet.png"
    assert main([f"video={pictures}", f"peer={peer}", f"sheet={target}"]) == 0
    assert '"frames": 3' in capsys.readouterr().out
    drawn = cv2.imread(str(target))
    assert drawn.shape == (180, 6 * 320, 3)
    assert len(np.unique(drawn.reshape(-1, 3), axis=0)) > 10
