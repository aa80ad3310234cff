"""Who can be the same body: time, way and size between two poses."""

from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core import continuity
from mocap_app.core.continuity import MAX_GAP_S, stretches, whereabouts
from mocap_app.core.demo_motion import demo_pose
from mocap_app.core.types import PoseEstimate

SIZE = (1280, 720)


def seen(time, metres=(0.0, 0.0), *, size=SIZE, nearer=1.0, known=None, moment=0.0):
    """The demo's figure, moved across the view by its own metres and enlarged about its middle."""
    demo = demo_pose(moment, size)
    shape = demo.keypoints_2d - demo.keypoints_2d.mean(axis=0)
    scale = np.std(shape, axis=0).max() / np.std(demo.keypoints_3d, axis=0).max()
    confidence = np.full(27, 0.9)
    if known is not None:
        confidence = np.where(np.isin(np.arange(27), known), 0.9, 0.0)
    return PoseEstimate(
        timestamp=time,
        frame_index=round(time * 30),
        image_size=size,
        keypoints_2d=demo.keypoints_2d.mean(axis=0) + nearer * shape + scale * np.array(metres),
        confidence=confidence,
        keypoints_3d=demo.keypoints_3d,
        tracked=True,
    )


def follows(before, pose, *limits):
    return continuity.follows(whereabouts(before), whereabouts(pose), *limits)


def within_reach(before, pose):
    return continuity.within_reach(whereabouts(before), whereabouts(pose))


@pytest.mark.parametrize("size", [(320, 240), (1280, 720), (720, 1280)])
@pytest.mark.parametrize("fps", [10.0, 15.0, 30.0, 60.0])
def test_the_fastest_body_is_followed_at_any_rate_and_nobody_is_beyond(fps, size):
    first, step = seen(0.0, size=size), 1.0 / fps
    assert follows(first, seen(step, (6.0 * step, 0.0), size=size))
    assert follows(first, seen(step, (0.0, 6.0 * step), size=size))
    assert not follows(first, seen(step, (1.5, 0.0), size=size))
    assert not follows(first, seen(step, (0.0, -1.5), size=size))


def test_somebody_unseen_for_a_moment_is_found_nearby():
    first = seen(0.0)
    assert follows(first, seen(0.6, (1.0, 0.0)))
    assert not follows(first, seen(0.6, (2.0, 0.0)))
    assert follows(first, seen(0.6, nearer=1.6))
    assert not follows(first, seen(0.6, nearer=2.5))
    assert not follows(first, seen(0.6, nearer=0.4))


def test_a_tumbling_body_stays_itself():
    demo = seen(0.0)
    middle = demo.keypoints_2d[[0, 8, 11, 14]].mean(axis=0)
    upside_down = replace(
        demo,
        timestamp=1 / 30,
        keypoints_2d=2.0 * middle - demo.keypoints_2d,
        keypoints_3d=-demo.keypoints_3d,
    )
    assert follows(demo, upside_down)


def test_time_and_picture_divide():
    first = seen(1.0)
    assert follows(first, seen(1.0))
    assert not follows(first, seen(0.9))
    assert follows(first, seen(1.0 + MAX_GAP_S))
    assert not follows(first, seen(1.1 + MAX_GAP_S))
    assert not follows(first, seen(1.6), 0.5)
    assert not follows(first, seen(1.1, size=(720, 1280)))


def test_nothing_is_said_without_a_common_trunk_a_measure_or_a_time():
    head, hips = [9, 10, 17, 18], [0, 1, 4]
    assert within_reach(seen(0.0, known=head), seen(0.1, (3.0, 0.0), known=hips))
    assert not within_reach(seen(0.0, known=head), seen(0.1, (3.0, 0.0), known=[*head, *hips]))
    assert within_reach(seen(0.0), seen(0.1, (3.0, 0.0), known=[0, 4]))
    flat = replace(seen(0.1, (3.0, 0.0)), keypoints_3d=np.full((27, 3), np.nan))
    assert within_reach(seen(0.0), flat)
    assert within_reach(seen(0.0), seen(2.0, (3.0, 0.0)))
    assert within_reach(seen(0.0), seen(-2.0, (3.0, 0.0)))


def test_stretches_end_where_somebody_else_begins():
    lost = PoseEstimate.lost(0.25, 3, SIZE)
    poses = [seen(0.0), seen(0.1), seen(0.2), lost, seen(0.3), seen(0.4, (2.0, 0.0)), seen(0.5)]
    assert stretches(poses) == [[0, 1, 2, 4], [5], [6]]
    assert stretches([lost]) == []
    assert stretches([seen(0.0), seen(0.0)]) == [[0], [1]]


def test_a_moment_that_shows_no_trunk_hides_no_change():
    blind = replace(seen(0.1), confidence=np.zeros(27))
    assert stretches([seen(0.0), blind, seen(0.2, (0.2, 0.0))]) == [[0, 1, 2]]
    assert stretches([seen(0.0), blind, seen(0.2, (2.0, 0.0))]) == [[0, 1], [2]]
