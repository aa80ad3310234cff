import numpy as np
import pytest

from mocap_app.core.camera_model import Pinhole
from mocap_app.core.demo_motion import demo_pose
from mocap_app.core.errors import DataError
from mocap_app.core.types import PoseEstimate
from mocap_app.solving.config import SolverConfig
from mocap_app.training.lifting.evaluate import Track
from mocap_app.training.lifting.root_report import (
    TITLES,
    Case,
    RootEvaluation,
    errors,
    height_of,
    main,
    on_films,
    seen,
    stages,
    text,
)

pytestmark = pytest.mark.torch


def way(count=90):
    return np.stack([np.linspace(-0.5, 0.5, count), np.zeros(count), np.full(count, 4.0)], axis=1)


def test_the_truth_itself_has_no_error():
    assert set(errors([way()], [way()]).values()) == {0.0}


def test_a_wrong_size_is_in_the_depth_but_does_not_wander():
    far = errors([1.05 * way()], [way()])
    assert far["depth"] == pytest.approx(5.0)
    assert far["depth_mm"] == pytest.approx(200.0)
    assert far["wandering"] == far["depth_speed"] == 0.0


def test_what_trembles_shows_along_its_axis():
    noise = 0.02 * np.random.default_rng(0).standard_normal(90)
    deep = errors([way() + noise[:, None] * (0.0, 0.0, 1.0)], [way()])
    aside = errors([way() + noise[:, None] * (1.0, 0.0, 0.0)], [way()])
    assert deep["depth_speed"] == pytest.approx(aside["sideways_speed"])
    assert deep["depth_speed"] > 10.0
    assert deep["sideways_speed"] == aside["depth_speed"] == 0.0
    assert deep["acceleration"] > 10.0


def test_neither_the_first_second_nor_who_is_lost_or_at_the_lens_counts():
    places = way() + np.array([0.0, 0.0, 0.4])
    places[:30] = 9.0
    places[40:50] = np.nan
    truth = way()
    truth[60:, 2] = 0.3
    assert errors([places], [truth])["depth_mm"] == pytest.approx(400.0)
    assert errors([places[:31]], [truth[:31]]) == {}


def test_a_track_becomes_poses_that_project_to_its_rays():
    points = np.array([demo_pose(i / 30, (640, 480)).keypoints_3d for i in range(40)])
    points = (points + np.array([0.1, 0.0, 4.0])).astype(np.float32)
    sure = np.ones((40, 27), np.float32)
    sure[3], sure[5, 2] = 0.0, 0.0
    track = Track(points, points[..., :2] / points[..., 2:], sure, points[:, 0])
    poses = seen(track)
    assert [pose.tracked for pose in poses[:6]] == [True, True, True, False, True, True]
    assert np.isnan(poses[5].keypoints_2d[2]).all()
    projected = Pinhole.for_image(*poses[0].image_size).project(points[0].astype(np.float64))
    assert poses[0].keypoints_2d == pytest.approx(projected, abs=0.01)


def test_people_are_found_where_they_are_when_nothing_is_wrong():
    camera = Pinhole.for_image(640, 480)
    place = np.array([0.3, 0.1, 4.0])
    poses = []
    for row in range(60):
        points = demo_pose(row / 30, (640, 480)).keypoints_3d
        points = points - points[0]
        seen_at = camera.project(points + place)
        poses.append(PoseEstimate(row / 30, row, (640, 480), seen_at, np.ones(27), points, True))
    found = stages(Case(poses, poses, 1.7, np.tile(place, (60, 1))), SolverConfig())
    assert set(found) == {"live", "looking ahead", "refined"}
    row = errors(list(found.values()), [np.tile(place, (60, 1))] * 3)
    assert row["depth"] < 5.0
    assert row["sideways_mm"] < 20.0


def test_the_height_is_measured_as_the_solver_measures_it():
    points = np.array([demo_pose(i / 30, (640, 480)).keypoints_3d for i in range(40)])
    assert height_of(1.1 * points) == pytest.approx(1.1 * height_of(points), rel=0.02)
    assert 1.5 < height_of(points) < 1.9


def test_the_table_has_every_measure():
    table = text({"live": errors([1.05 * way()], [way()])})
    assert all(title in table for title in TITLES.values())
    assert "5.00" in table


def test_wrong_settings_are_sentences(tmp_path):
    with pytest.raises(DataError, match="balanced"):
        main(["preset=none"])
    with pytest.raises(DataError, match="mocap-app train films"):
        on_films(RootEvaluation(films=str(tmp_path)))
