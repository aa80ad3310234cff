from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core.demo_motion import demo_pose
from mocap_app.core.errors import DataError
from mocap_app.core.types import PoseEstimate
from mocap_app.filtering.chain import PRESETS
from mocap_app.training.lifting.evaluate import best_shift
from mocap_app.training.lifting.on_video import (
    OnVideo,
    at_equal_lag,
    jitter,
    lag_scores,
    measure,
    quicker_in_3d,
    resting,
    run_chain,
)

pytestmark = pytest.mark.torch
SIZE = (640, 480)


def poses(count=120, *, noise=0.0, late=0):
    rng = np.random.default_rng(0)
    made = []
    for i in range(count):
        demo = demo_pose(i / 30, SIZE)
        deep = demo_pose(max(i - late, 0) / 30, SIZE).keypoints_3d
        deep = deep + rng.normal(0.0, noise, deep.shape)
        made.append(PoseEstimate(i / 30, i, SIZE, demo.keypoints_2d, np.full(27, 0.9), deep, True))
    return made


def test_shaking_shows_as_acceleration():
    assert jitter(poses(noise=0.01)) > 5 * jitter(poses())
    # Three independent values with weights 1, -2, 1, in three axes.
    still = [replace(p, keypoints_3d=np.zeros((27, 3))) for p in poses()]
    shaken = [
        replace(p, keypoints_3d=0.01 * np.random.default_rng(i).normal(size=(27, 3)))
        for i, p in enumerate(still)
    ]
    assert jitter(shaken) == pytest.approx(900 * 0.01 * np.sqrt(6) * 1.596, rel=0.05)
    assert jitter(still) == 0.0


def test_trembling_at_rest_leaves_out_what_moves():
    seen = poses()
    still = [replace(p, keypoints_2d=seen[0].keypoints_2d.copy()) for p in seen]
    for i, pose in enumerate(still):
        pose.keypoints_2d[16] += 0.5 * i  # a wrist on its way
    rests = resting(still)
    assert not rests[5:-5, -1].any()
    assert rests[:, :-1].all()
    assert jitter(seen, rests) < jitter(seen)
    assert np.isnan(jitter(seen, np.zeros_like(rests)))


def test_who_is_lost_does_not_rest():
    seen = poses()
    seen[60] = replace(seen[60], keypoints_2d=np.full((27, 2), np.nan))
    assert not resting(seen)[58:61].any()


def test_trembling_is_compared_at_equal_lag():
    rows = {
        "image x0.5": {"lag_ms": 40.0, "jitter": 2.0, "jitter_at_rest": 1.0},
        "image x1": {"lag_ms": 20.0, "jitter": 8.0, "jitter_at_rest": 4.0},
        "lifter x1": {"lag_ms": 30.0, "jitter": 2.0, "jitter_at_rest": 0.5},
    }
    ratios = at_equal_lag(rows, "image")
    assert ratios == {"jitter": pytest.approx(2.0), "jitter_at_rest": pytest.approx(4.0)}
    assert at_equal_lag({"image x1": rows["image x1"]}, "image") == {}
    assert at_equal_lag(rows) == {}


@pytest.mark.parametrize("late", [0, 2, 4])
def test_a_known_lag_shows(late):
    shifts = np.arange(-8, 9)
    score = lag_scores(poses(late=late), poses(), shifts)
    assert best_shift(score, shifts) == pytest.approx(late, abs=0.4)


def test_a_filter_that_is_quicker_in_3d_is_the_same_in_2d():
    config = PRESETS["balanced"]
    quicker = quicker_in_3d(config, 2.0)
    assert quicker.min_cutoff_3d_hz == 2.0 * config.min_cutoff_3d_hz
    assert quicker.beta_3d == 2.0 * config.beta_3d
    same = {"min_cutoff_3d_hz": config.min_cutoff_3d_hz, "beta_3d": config.beta_3d}
    assert replace(quicker, **same) == config


def test_stronger_filters_are_steadier_and_later():
    shifts = np.arange(-8, 9)
    noisy = poses(noise=0.01)
    results = []
    for factor in (0.25, 1.0, 4.0):
        chain = run_chain(noisy, None, quicker_in_3d(PRESETS["balanced"], factor))
        results.append((jitter(chain), best_shift(lag_scores(chain, noisy, shifts), shifts)))
    assert results[0][0] < results[1][0] < results[2][0]
    assert results[0][1] > results[1][1] > results[2][1]


def test_missing_clips_are_a_sentence(tmp_path):
    with pytest.raises(DataError, match="missing"):
        measure(OnVideo(lifter="", data=str(tmp_path)))
