import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.body.rig import BONES
from mocap_app.training.body.shape import Shape
from mocap_app.training.motion.clip import MotionClip, Stature
from mocap_app.training.synthetic import pose_source
from mocap_app.training.synthetic.people import Person, posed
from mocap_app.training.synthetic.pose_source import POSES, MotionPoses, PoseConfig


@pytest.fixture
def person(have_data):
    from mocap_app.training.body.body import Body

    return Body.load().shape(Shape())


class Info:
    def __init__(self, split):
        self.split = split


@pytest.fixture
def standing_still(monkeypatch, person):
    """A library of one clip for training."""
    rotations = np.tile(person.rest_rotations(), (9, 1, 1)).astype(np.float32)
    root = np.tile(person.joints[0], (9, 1)).astype(np.float32)
    clip = MotionClip("still", rotations, root, Stature.of(person))
    monkeypatch.setattr(pose_source, "clips", lambda _root: [Info("train")])
    monkeypatch.setattr(pose_source, "load_clip", lambda _info: clip)
    return clip


def test_poses_are_those_of_the_clips(standing_still, person, rng):
    still = PoseConfig(webcam_clips=0, recombined=0.0, stirred_deg=0.0, tumbled=0.0)
    rotations, root = MotionPoses("train", config=still).draw(rng, person)
    fingers = [bone.startswith("finger") for bone in BONES]
    np.testing.assert_allclose(np.abs(rotations[~np.array(fingers), 0]), 1, atol=1e-6)
    np.testing.assert_allclose(root, person.joints[0], atol=1e-5)


def test_stirred_poses_stay_unit_quaternions_near_the_clip(standing_still, person, rng):
    poses = MotionPoses("train", config=PoseConfig(webcam_clips=2, tumbled=0.5))
    for _ in range(30):
        rotations, root = poses.draw(rng, person)
        np.testing.assert_allclose(np.linalg.norm(rotations, axis=1), 1, atol=1e-5)
        assert np.isfinite(root).all()


def test_acrobats_are_mostly_not_upright(standing_still, person, rng):
    def tilted(kind: str) -> float:
        poses = MotionPoses("train", config=POSES[kind])
        roots = np.stack([poses.draw(rng, person)[0][0] for _ in range(60)])
        # Where the root's up points: its middle entry is the cosine of the tilt.
        return float(np.mean(1 - 2 * (roots[:, 1] ** 2 + roots[:, 3] ** 2) < np.cos(0.7)))

    assert tilted("everyday") < 0.3
    assert tilted("acrobatic") > 0.4


def test_a_split_without_clips_is_refused(standing_still):
    with pytest.raises(DataError, match="validation"):
        MotionPoses("validation")


def test_people_stand_over_the_origin_and_look_where_they_look(person):
    turn = np.array([np.cos(0.5), 0.0, np.sin(0.5), 0.0])  # one radian about Y
    rotations = person.rest_rotations()
    rotations[0] = turn
    stands = posed(Person(person, None), rotations, np.array([5.0, person.joints[0, 1], -3.0]))
    np.testing.assert_allclose(stands.keypoints[0, [0, 2]], 0, atol=1e-9)
    assert stands.facing == pytest.approx(1.0, abs=1e-6)
    moved = stands.moved(0.3, np.array([1.0, 0.0, 2.0]))
    np.testing.assert_allclose(moved.keypoints, person.landmarks(moved.transforms), atol=1e-6)
    assert moved.facing == pytest.approx(1.3, abs=1e-6)


def test_who_is_upside_down_does_not_sink(person):
    rotations = person.rest_rotations()
    rotations[0] = [0.0, 1.0, 0.0, 0.0]
    upside_down = posed(Person(person, None), rotations, np.array([0.0, 0.2, 0.0]))
    assert upside_down.keypoints[:, 1].min() == pytest.approx(0.0, abs=1e-9)
