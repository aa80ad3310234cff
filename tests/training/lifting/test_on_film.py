import numpy as np
import pytest

from mocap_app.core.demo_motion import demo_pose
from mocap_app.core.errors import DataError
from mocap_app.training.lifting.on_film import OnFilm, compared, measure, text

pytestmark = pytest.mark.torch


def truth(count=120):
    points = np.array([demo_pose(i / 30, (640, 480)).keypoints_3d for i in range(count)])
    return points - points[:, :1]


def test_the_truth_itself_has_no_error():
    row = compared({"perfect": [truth()]}, [truth()])["perfect"]
    assert row["mpjpe"] == row["mpjve"] == row["acceleration"] == 0.0
    assert row["p_mpjpe"] == pytest.approx(0.0, abs=0.1)
    assert row["late_ms"] == pytest.approx(0.0, abs=1.0)


def test_what_is_off_late_or_trembles_shows():
    still = np.array([0.0] + [0.03] * 26)[:, None] * np.array([0.0, 0.0, 1.0])
    trembling = truth() + 0.01 * np.random.default_rng(0).standard_normal((120, 27, 3))
    late = np.concatenate([np.repeat(truth()[:1], 2, axis=0), truth()[:-2]])
    stages = {"off": [truth() + still], "trembling": [trembling], "late": [late]}
    rows = compared(stages, [truth()])
    assert rows["off"]["mpjpe"] == pytest.approx(30.0 * 16 / 17, abs=0.1)
    assert rows["off"]["mpjve"] == 0.0
    assert rows["trembling"]["mpjve"] > 5.0
    assert rows["trembling"]["acceleration"] == pytest.approx(900 * 0.01 * 6**0.5 * 1.596, rel=0.1)
    assert rows["late"]["late_ms"] == pytest.approx(2000 / 30, abs=10.0)


def test_only_what_every_stage_knows_is_compared():
    gap = truth()
    gap[:40] = np.nan
    wrong_there = truth()
    wrong_there[:40] += np.linspace(0.0, 1.0, 27)[:, None]
    rows = compared({"gap": [gap], "wrong there": [wrong_there]}, [truth()])
    assert rows["gap"] == rows["wrong there"]
    assert rows["gap"]["mpjpe"] == 0.0
    assert "wrong there" in text(rows)


def test_nothing_known_is_not_a_number():
    rows = compared({"nothing": [np.full((60, 27, 3), np.nan)]}, [truth(60)])
    assert np.isnan(rows["nothing"]["mpjpe"])


def test_no_films_are_a_sentence(tmp_path):
    with pytest.raises(DataError, match="mocap-app train films"):
        measure(OnFilm(films=str(tmp_path)))
