"""People taken for those who face the other way."""

import numpy as np
import pytest

from mocap_app.core.skeleton import body27
from mocap_app.training.exchanged import crossed_legs, exchanged_sides, legs_apart_in_profile

JOINTS = body27().joints
SHOULDERS = [JOINTS.index("left_shoulder"), JOINTS.index("right_shoulder")]
HIPS = [JOINTS.index("left_hip"), JOINTS.index("right_hip")]


def people(half_widths, top=40.0, bottom=100.0):
    """Return (N, 27, 2) of people whose left shoulder is so many pixels right of their middle."""
    points = np.full((len(half_widths), 27, 2), 70.0)
    for side, sign in ((0, 1.0), (1, -1.0)):
        x = 70.0 + sign * np.asarray(half_widths, np.float64)
        points[:, SHOULDERS[side]] = np.stack([x, np.full_like(x, top)], axis=-1)
        points[:, HIPS[side]] = np.stack([x, np.full_like(x, bottom)], axis=-1)
    return points


def test_sides_are_counted_by_where_people_are_seen_from():
    truth = people([20.0, 20.0, -20.0, -20.0, -20.0, 3.0])
    found = people([20.0, 18.0, 20.0, -22.0, 19.0, -3.0])
    shares = exchanged_sides(found, truth, np.ones((6, 27)))
    assert shares == pytest.approx({"front": 0.0, "behind": 2 / 3, "profile": 1.0})


def test_people_upside_down_or_without_labels_do_not_count():
    truth = np.concatenate([people([20.0], top=100.0, bottom=40.0), people([20.0])])
    weight = np.ones((2, 27))
    weight[1, SHOULDERS[0]] = 0.0
    shares = exchanged_sides(-truth, truth, weight)
    assert all(np.isnan(share) for share in shares.values())


KNEES, ANKLES = (
    [JOINTS.index(f"{side}_{part}") for side in ("left", "right")] for part in ("knee", "ankle")
)


def walkers(count, half_width=2.0):
    """Return (N, 27, 2) of people in profile who make a step."""
    points = people([half_width] * count)
    points[:, KNEES] = [[85.0, 130.0], [55.0, 130.0]]
    points[:, ANKLES] = [[100.0, 165.0], [40.0, 165.0]]
    return points


def test_legs_are_crossed_where_a_pair_is_exchanged_or_in_one_place():
    truth = walkers(4)
    found = truth + 3.0
    found[1, ANKLES] = found[1, ANKLES[::-1]]
    found[2, KNEES[0]] = found[2, KNEES[1]]
    weight = np.ones((4, 27))
    assert legs_apart_in_profile(truth, weight).all()
    assert crossed_legs(found, truth, weight).tolist() == [False, True, True, False]


def test_legs_together_seen_from_the_front_or_without_labels_do_not_count():
    weight = np.ones((3, 27))
    truth = np.concatenate([walkers(1), walkers(1, half_width=20.0), walkers(1)])
    truth[0, ANKLES] = truth[0, KNEES] = [70.0, 140.0]
    weight[2, KNEES + ANKLES] = 0.0
    assert not legs_apart_in_profile(truth, weight).any()
    assert not crossed_legs(-truth, truth, weight).any()
