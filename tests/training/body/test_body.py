"""The real body; skipped where the data folder lacks it."""

import io
import tarfile

import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.core.rotation import from_axis_angle
from mocap_app.core.skeleton import body27
from mocap_app.training.body.body import Body, read_target
from mocap_app.training.body.landmarks import skin_patches
from mocap_app.training.body.rig import INDEX
from mocap_app.training.body.shape import Shape, age_of_years, random_shape

NAMES = body27().joints


@pytest.fixture(scope="module")
def person(body):
    return body.shape(Shape())


def test_rest_pose_stands_on_the_floor_and_is_symmetric(person) -> None:
    skin = person.vertices[person.body.body_vertices]
    assert skin[:, 1].min() == pytest.approx(0, abs=1e-6)
    points = person.landmarks(person.pose(person.rest_rotations()))
    assert points.shape == (27, 3)
    assert np.isfinite(points).all()
    mirrored = points[list(body27().mirror)] * [-1, 1, 1]
    assert mirrored == pytest.approx(points, abs=2e-3)


def test_points_are_where_their_names_say(person) -> None:
    points = dict(zip(NAMES, person.landmarks(person.pose(person.rest_rotations())), strict=True))
    heights = [points[n][1] for n in ("head_top", "nose", "thorax", "spine", "pelvis", "left_knee")]
    assert heights == sorted(heights, reverse=True)
    assert points["left_wrist"][0] > points["left_elbow"][0] > points["left_shoulder"][0] > 0
    assert points["nose"][2] > points["left_ear"][2] + 0.08
    assert points["left_toe"][2] > points["left_ankle"][2] > points["left_heel"][2]
    assert points["left_index"][2] > points["left_pinky"][2]  # thumbs to the front
    assert points["head_top"][1] == pytest.approx(person.height, abs=0.01)
    assert points["left_heel"][1] < 0.03


def test_landmarks_agree_with_the_skin(person) -> None:
    rng = np.random.default_rng(0)
    rotations = from_axis_angle(np.array([0.0, 0.6, 0.8]), rng.uniform(-0.6, 0.6, (3, 66)))
    transforms = person.pose(rotations, rng.normal(size=(3, 3)))
    points = person.landmarks(transforms)
    skin = person.skin(transforms, person.body.body_vertices)
    assert skin.shape == (3, 13380, 3)
    patches = skin_patches(person.body.mesh.vertices[person.body.body_vertices])
    assert len(patches) == 12
    for name, patch in patches.items():
        expected = skin[:, patch].mean(axis=1)
        assert points[:, NAMES.index(name)] == pytest.approx(expected, abs=1e-5)


def test_a_bent_knee_moves_the_ankle_back(person) -> None:
    rotations = person.rest_rotations()
    rotations[INDEX["lowerleg01.L"]] = from_axis_angle([1.0, 0, 0], 1.2)
    rest = person.landmarks(person.pose(person.rest_rotations()))
    bent = person.landmarks(person.pose(rotations))
    ankle, knee = NAMES.index("left_ankle"), NAMES.index("left_knee")
    assert bent[ankle, 2] < rest[ankle, 2] - 0.2
    assert bent[knee] == pytest.approx(rest[knee])


@pytest.mark.parametrize("gender", [0.0, 0.5, 1.0])
def test_adults_are_of_human_height(body, gender: float) -> None:
    person = body.shape(Shape(gender=gender, height=0.53))
    assert 1.5 < person.height < 1.95
    assert 0.42 < person.leg_length / person.height < 0.53


def test_random_people_are_of_human_height(body) -> None:
    rng = np.random.default_rng(1)
    shapes = [s for s in (random_shape(rng) for _ in range(24)) if s.age > age_of_years(20)]
    heights = [body.shape(shape).height for shape in shapes]
    assert min(heights) > 1.35
    assert max(heights) < 2.05
    assert 1.58 < np.mean(heights) < 1.78


def test_missing_archive_is_named(tmp_path) -> None:
    with pytest.raises(DataError, match="MOCAP_DATA"):
        Body.load(tmp_path)


def test_incomplete_archive_is_named(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("MOCAP_CACHE", str(tmp_path / "cache"))
    with tarfile.open(tmp_path / "makehuman.tar.xz", "w:xz") as tar:
        tar.addfile(tarfile.TarInfo("makehuman/base.obj"), io.BytesIO(b""))
    with pytest.raises(DataError, match="not a mesh"):
        Body.load(tmp_path)


def test_targets(tmp_path) -> None:
    path = tmp_path / "a.target"
    path.write_text("# words\n1 .5 0 -.25\n")
    assert read_target(path, 2).tolist() == [[0, 0, 0], [0.5, 0, -0.25]]
    path.write_text("# nothing moves\n")
    assert not read_target(path, 2).any()
    for text in ("7 1 1 1\n", "1 1 1\n", "x 1 1 1\n"):
        path.write_text(text)
        with pytest.raises(DataError, match="damaged"):
            read_target(path, 2)
