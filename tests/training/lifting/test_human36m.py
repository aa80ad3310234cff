from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.core.rotation import from_rotvec, to_matrix
from mocap_app.networks.lifter_config import LIFTERS
from mocap_app.training.lifting import human36m
from mocap_app.training.lifting.human36m import Human36mEvaluation, evaluate, recover_camera
from tests.training.lifting.conftest import demo_moves

pytestmark = pytest.mark.torch

LENS = np.array([[1145.0, 0.0, 512.5], [0.0, 1144.0, 515.4], [0.0, 0.0, 1.0]])
# x right, y down, z away, for a camera that looks along the world's -z and a little down.
LEVEL = np.diag([1.0, -1.0, -1.0])


def camera(turn=0.3):
    rotation = to_matrix(from_rotvec(np.array([0.1, turn, 0.05]))) @ LEVEL
    position = rotation.T @ np.array([0.0, -0.2, -5.0]) + [0.0, 0.9, 0.0]
    return rotation, position


def project(points, rotation, position):
    seen = (points - position) @ rotation.T
    rays = seen[..., :2] / seen[..., 2:]
    return rays @ LENS[:2, :2].T + LENS[:2, 2]


@pytest.mark.parametrize("turn", [-2.0, 0.0, 0.3, 1.5])
def test_a_camera_is_recovered_from_what_it_sees(turn):
    points = np.random.default_rng(0).normal(size=(300, 3)) * 0.5 + [0.0, 0.9, 0.0]
    rotation, position = camera(turn)
    found = recover_camera(points, project(points, rotation, position))
    np.testing.assert_allclose(found.rotation, rotation, atol=1e-5)
    np.testing.assert_allclose(found.position, position, atol=1e-4)
    np.testing.assert_allclose(found.lens, LENS, rtol=1e-4, atol=1e-2)
    pixels = project(points, rotation, position)
    seen = found.see(points)
    np.testing.assert_allclose(found.rays(pixels), seen[:, :2] / seen[:, 2:], atol=1e-5)


def test_points_in_a_plane_are_a_sentence():
    points = np.random.default_rng(0).normal(size=(300, 3)) * [1.0, 1.0, 0.0]
    with pytest.raises(DataError, match="plane"):
        recover_camera(points, project(points, *camera()))


@pytest.fixture
def files(tmp_path):
    body = demo_moves(count=100).positions[:, :17].astype(np.float64)
    views = [project(body, *camera(turn)) for turn in (0.0, 1.2)]
    np.savez(tmp_path / "3d.npz", positions_3d={"S9": {"Walk": body}, "S11": {"Walk": body}})
    np.savez(tmp_path / "2d.npz", positions_2d={"S9": {"Walk": views}, "S11": {"Walk": views}})
    return Human36mEvaluation(
        lifter="perfect",
        poses=str(tmp_path / "3d.npz"),
        detections=str(tmp_path / "2d.npz"),
        exact=str(tmp_path / "2d.npz"),
    )


def cut_out(windows):
    """A lifter that knows what is seen, at five metres, and no depth."""
    scale = np.exp(windows[:, -1, -1:]) * 0.1 * 5.0
    table = windows[:, -1, :-1].reshape(-1, 27, 3)
    return np.concatenate([table[..., :2] * scale[:, None], 0 * table[..., :1]], axis=-1)


def test_a_lifter_is_measured_on_files_of_this_layout(files, monkeypatch, tiny):
    monkeypatch.setattr(human36m, "open_lifter", lambda _name: (cut_out, LIFTERS["tiny"], None))
    errors = evaluate(files)
    assert set(errors) == {"mpjpe", "p_mpjpe", "n_mpjpe", "mpjve"}
    assert 20.0 < errors["mpjpe"] < 200.0  # only the depth is wrong
    assert errors["p_mpjpe"] < errors["mpjpe"]


def test_files_of_another_layout_are_sentences(files, tmp_path, monkeypatch, tiny):
    monkeypatch.setattr(human36m, "open_lifter", lambda _name: (cut_out, LIFTERS["tiny"], None))
    with pytest.raises(DataError, match="no file"):
        evaluate(replace(files, poses=str(tmp_path / "none.npz")))
    with pytest.raises(DataError, match="S1"):
        evaluate(replace(files, subjects="S1"))
    (tmp_path / "bad.npz").write_bytes(b"nonsense")
    with pytest.raises(DataError, match="layout"):
        evaluate(replace(files, poses=str(tmp_path / "bad.npz")))
    odd = {"S9": {"Walk": np.zeros((50, 15, 3))}}
    np.savez(tmp_path / "odd.npz", positions_3d=odd)
    with pytest.raises(DataError, match="another joint set"):
        evaluate(replace(files, poses=str(tmp_path / "odd.npz"), subjects="S9"))
