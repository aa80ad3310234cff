"""Who else is in the picture."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from mocap_app.core.types import Frame
from mocap_app.inference.bystanders import Bystanders
from mocap_app.inference.look import Looker
from mocap_app.inference.model_store import find_model
from mocap_app.inference.pose_estimator import NetworkEstimator
from mocap_app.inference.preprocess import Region

_spec = importlib.util.spec_from_file_location("figures", Path(__file__).parent / "conftest.py")
assert _spec is not None
figures = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(figures)

FOLLOWED = Region(100.0, 240.0, 200.0)
SIZE = (640, 480)


def points(x):
    return np.tile([float(x), 240.0], (27, 1))


def test_it_looks_once_a_second_and_not_at_the_person_followed():
    someone = Bystanders()
    windows = [someone.window(i / 10, SIZE, FOLLOWED) for i in range(101)]
    looked = [w for w in windows if w is not None]
    assert len(looked) == 10
    assert windows[0] is None, "the first second belongs to the person found"
    assert all(
        max(abs(w.x - FOLLOWED.x), abs(w.y - FOLLOWED.y)) >= 0.35 * FOLLOWED.side for w in looked
    )
    assert len({(w.x, w.y, w.side) for w in looked}) > 3, "it goes round"


def test_only_somebody_sure_and_elsewhere_counts():
    someone = Bystanders()
    someone.note(1.0, 0.9, points(110), points(100), 200.0)
    assert someone.people(1.0) == 1, "the same person, seen again"
    someone.note(1.0, 0.5, points(400), points(100), 200.0)
    assert someone.people(1.0) == 1, "nobody is sure"
    someone.note(1.0, 0.9, points(400), points(100), 200.0)
    assert someone.people(1.1) == 2


def test_who_left_is_forgotten_and_reset_forgets_at_once():
    someone = Bystanders()
    someone.note(1.0, 0.9, points(400), points(100), 200.0)
    assert someone.people(5.9) == 2
    assert someone.people(6.1) == 1
    someone.note(7.0, 0.9, points(400), points(100), 200.0)
    someone.reset()
    assert someone.people(7.0) == 1


def test_where_somebody_was_seen_is_looked_at_again():
    someone = Bystanders()
    someone.window(0.0, SIZE, FOLLOWED)
    first = someone.window(1.0, SIZE, FOLLOWED)
    someone.note(1.0, 0.9, points(400), points(100), 200.0)
    assert someone.window(2.0, SIZE, FOLLOWED) == first
    someone.note(2.0, 0.1, points(400), points(100), 200.0)
    assert someone.window(3.0, SIZE, FOLLOWED) != first


def frame(index, *people):
    image = np.zeros((480, 640, 3), np.uint8)
    for x, top, height in people:
        figures.draw_figure(image, x, top, height)
    return Frame(image, index / 10, index)


@pytest.mark.parametrize(("others", "expected"), [((), 1), (((500, 130, 300),), 2)])
def test_the_estimator_notices_a_second_person(manifest, others, expected):
    runner = NetworkEstimator(Looker(find_model(), figures.box_network), count_people=True)
    for i in range(120):
        pose = runner.estimate(frame(i, (150, 120, 320), *others))
        assert pose.tracked
    assert runner.people == expected


def test_nobody_is_no_people(manifest):
    runner = NetworkEstimator(Looker(find_model(), figures.box_network), count_people=True)
    runner.estimate(frame(0))
    assert runner.people == 0
