from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.core.skeleton import body27
from mocap_app.training import backs
from mocap_app.training.backs import faces_camera, fronts, random_hair, seen_from_behind
from mocap_app.training.config import TrainConfig
from mocap_app.training.datasets.mixture import Mixture
from mocap_app.training.datasets.people import load_people
from mocap_app.training.train_pose import data_root

MIRROR = list(body27().mirror)
SKY = 200


def load_fronts(root, limit=None):
    return fronts(lambda name: load_people(root, name, "train")[:limit])


@pytest.fixture
def front(data):
    """Somebody who faces the camera, with the head where heads are."""
    sample = load_fronts(data)[0]
    points = sample.keypoints_2d.copy()
    for name, place in {"head_top": (60, 16), "nose": (60, 31), "thorax": (60, 52)}.items():
        points[body27().joints.index(name)] = place
    return replace(sample, keypoints_2d=points)


def test_those_who_face_the_camera_are_found(data, front):
    assert faces_camera(front)
    turned = seen_from_behind(front, np.random.default_rng(0))
    assert not faces_camera(turned)
    assert len(load_fronts(data, limit=1)) == 3  # one of each set


def test_who_lies_reaches_forward_or_is_unsure_is_left_out(front):
    across = front.keypoints_2d[:, ::-1].copy()
    assert not faces_camera(replace(front, keypoints_2d=across))
    reaching = front.keypoints_3d.copy()
    reaching[body27().joints.index("left_wrist"), 2] = -0.5
    assert not faces_camera(replace(front, keypoints_3d=reaching))
    unsure = front.weight_2d * 0.3
    assert not faces_camera(replace(front, weight_2d=unsure))


@pytest.mark.parametrize("seed", range(8))
def test_left_and_right_near_and_far_change_places(front, seed):
    turned = seen_from_behind(front, np.random.default_rng(seed))
    np.testing.assert_array_equal(turned.keypoints_2d[MIRROR], front.keypoints_2d)
    back = turned.keypoints_3d[MIRROR]
    np.testing.assert_array_equal(back[:, :2], front.keypoints_3d[:, :2])
    np.testing.assert_array_equal(back[:, 2], -front.keypoints_3d[:, 2])
    below = turned.keypoints_2d[:, 1] >= len(turned.image)
    assert (turned.weight_2d[below] < 0.5).all()
    shoulder = body27().joints.index("left_shoulder")
    assert turned.weight_2d[shoulder] == front.weight_2d[MIRROR[shoulder]]
    # What a back hides or shows elsewhere is only guessed.
    assert turned.weight_2d[body27().joints.index("nose")] < 0.5


@pytest.mark.parametrize("seed", range(8))
def test_hair_covers_the_face_and_nothing_far_from_it(front, seed):
    front = replace(front, image=np.full_like(front.image, SKY))
    rng = np.random.default_rng(seed)
    painted = backs._painted(front, random_hair(rng), rng).astype(int)
    changed = np.abs(painted - SKY).max(axis=-1) > 4
    face = front.keypoints_2d[body27().joints.index("nose")].astype(int)
    assert changed[face[1], face[0]]
    top = front.keypoints_2d[body27().joints.index("head_top")]
    assert not changed[: int(top[1]) - 6].any()
    ankles = front.keypoints_2d[body27().joints.index("left_ankle"), 1]
    assert not changed[int(ankles) :].any()


def test_a_mixture_draws_backs(data):
    config = TrainConfig(sets="backs:1", data=str(data), batch=4, size=64)
    batch = next(iter(Mixture(data_root(config), config)))
    assert batch.tensors["image"].shape == (4, 64, 64, 3)
    assert not batch.rendered.any()


def test_missing_pictures_are_named(tmp_path):
    with pytest.raises(DataError, match=r"ccp\.npz is missing"):
        load_fronts(tmp_path)
