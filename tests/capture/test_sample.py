from __future__ import annotations

import numpy as np
import pytest

from mocap_app.capture.figure import SHIRT, draw_room
from mocap_app.capture.sample import DemoSource, draw_pose
from mocap_app.core.demo_motion import demo_pose


def test_one_round_has_its_times():
    with DemoSource(64, 48, rate=10) as source:
        frames = []
        while (frame := source.read()) is not None:
            frames.append(frame)
    assert len(frames) == source.frame_count == 100
    assert [f.timestamp for f in frames] == [i / 10 for i in range(100)]
    assert {f.image.shape for f in frames} == {(48, 64, 3)}


def test_it_can_only_be_read_when_open():
    with pytest.raises(RuntimeError, match="open"):
        DemoSource().read()


@pytest.mark.parametrize("time", [0.0, 1.5, 3.7, 6.5, 9.0])
@pytest.mark.parametrize("size", [(640, 480), (360, 640), (1280, 720)])
def test_the_person_is_drawn_where_the_keypoints_are(time, size):
    room = draw_room(*size, horizon=round(0.75 * size[1]))
    pose = demo_pose(time, size)
    image = draw_pose(room, pose)
    changed = np.abs(image.astype(int) - room).max(axis=2) > 8
    inside = [
        changed[int(y), int(x)]
        for x, y in pose.keypoints_2d
        if 0 <= x < size[0] and 0 <= y < size[1]
    ]
    assert np.mean(inside) > 0.9
    rows, columns = np.nonzero(changed)
    low, high = pose.keypoints_2d.min(axis=0), pose.keypoints_2d.max(axis=0)
    margin = 0.06 * size[1]
    assert rows.min() > low[1] - margin
    assert rows.max() < high[1] + margin
    assert columns.min() > low[0] - 3 * margin  # the shadow is wider than the feet
    assert columns.max() < high[0] + 3 * margin


def test_the_chest_is_shirt():
    pose = demo_pose(0.0)
    image = draw_pose(draw_room(640, 480, 360), pose)
    x, y = pose.keypoints_2d[[7, 8]].mean(axis=0)
    tone = image[int(y), int(x)].astype(float)
    np.testing.assert_allclose(tone / tone.sum(), np.array(SHIRT) / sum(SHIRT), atol=0.02)


def test_the_same_moment_is_drawn_alike():
    with DemoSource(96, 72) as one, DemoSource(96, 72) as other:
        for _ in range(3):
            np.testing.assert_array_equal(one.read().image, other.read().image)
