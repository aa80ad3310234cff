from dataclasses import replace

import numpy as np
import pytest

from mocap_app.gui.curve_history import COORDINATES, SECONDS, CurveHistory
from tests.support.live import frame, processed


def pose(index, value=None, *, tracked=True):
    made = processed(frame(index), tracked=tracked)
    if value is None:
        return made
    filtered = replace(made.raw, keypoints_2d=np.full((27, 2), value))
    return replace(made, filtered=filtered)


def test_raw_and_filtered_at_their_times():
    history = CurveHistory()
    for index in range(4):
        history.add(pose(index, value=index * 10.0))
    times, raw, filtered = history.curve(16, "across (px)")
    assert times == pytest.approx(np.array([-3, -2, -1, 0]) / 30.0)
    assert filtered == pytest.approx([0.0, 10.0, 20.0, 30.0])
    assert raw == pytest.approx([pose(0).raw.keypoints_2d[16, 0]] * 4)


def test_a_lost_person_leaves_a_gap():
    history = CurveHistory()
    for index, tracked in enumerate([True, False, True]):
        history.add(pose(index, tracked=tracked))
    for coordinate in COORDINATES:
        _, raw, filtered = history.curve(0, coordinate)
        assert np.isnan(raw).tolist() == np.isnan(filtered).tolist() == [False, True, False]


def test_old_poses_are_forgotten():
    history = CurveHistory()
    for index in range(600):
        history.add(pose(index))
    times, _, _ = history.curve(0, "3D depth (m)")
    assert times[0] == pytest.approx(-SECONDS, abs=0.05)


def test_a_video_that_starts_over_starts_a_new_curve():
    history = CurveHistory()
    for index in (50, 51, 52, 0, 1):
        history.add(pose(index))
    times, _, _ = history.curve(0, "down (px)")
    assert times == pytest.approx([-1 / 30, 0.0])


def test_nothing_yet_is_an_empty_curve():
    assert [len(part) for part in CurveHistory().curve(0, "across (px)")] == [0, 0, 0]
