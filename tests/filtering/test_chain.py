"""The whole temporal filter: presets measured, units, losing and finding the person."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from mocap_app.core.types import PoseEstimate
from mocap_app.filtering.chain import (
    MAX_GAP_S,
    PRESETS,
    FilterConfig,
    PoseFilter,
)

FPS = 30.0
PIXELS_PER_METRE = 200.0


def pose(time, metres, image_size=(640, 480), pixels_per_metre=PIXELS_PER_METRE, sure=0.9):
    """A pose seen from far away: pixels are metres times a factor."""
    centre = np.array(image_size) / 2.0
    return PoseEstimate(
        timestamp=time,
        frame_index=round(time * FPS),
        image_size=image_size,
        keypoints_2d=centre + pixels_per_metre * metres[:, :2],
        confidence=np.full(27, sure),
        keypoints_3d=metres.copy(),
        tracked=True,
    )


def body():
    return np.random.default_rng(5).normal(0.0, 0.4, (27, 3))


def run(preset, positions, **options):
    pose_filter = PoseFilter(PRESETS[preset])
    return [
        pose_filter.apply(pose(i / FPS, metres, **options)) for i, metres in enumerate(positions)
    ]


def jitter(points):
    return np.sqrt(np.square(np.diff(points[30:], axis=0)).mean())


def delay_ms(points, times, speed):
    """Which shift in time of the true swing fits the points best."""
    truth = {d: np.sin(speed / 0.3 * (times - d / 1000.0)) for d in range(0, 150, 2)}
    inner = slice(45, None)
    shape = points - points[inner].mean()
    shape = shape / np.sqrt(2.0 * np.square(shape[inner]).mean())
    return min(truth, key=lambda d: np.square(truth[d][inner] - shape[inner]).sum())


@pytest.fixture(scope="module")
def measured():
    """{preset: (jitter left 2D, 3D, delay 2D, 3D in ms)}, the table in the module's docstring."""
    rng = np.random.default_rng(1)
    times = np.arange(180) / FPS
    noise = rng.normal(0.0, 0.01, (len(times), 27, 3))
    swing = np.zeros_like(noise)
    swing[:, 13, 0] = 0.3 * np.sin(1.0 / 0.3 * times)
    result = {}
    for preset in PRESETS:
        rest = run(preset, body() + noise)
        moving = run(preset, body() + swing)
        left = [
            jitter(np.stack([p.keypoints_2d for p in rest])) / PIXELS_PER_METRE,
            jitter(np.stack([p.keypoints_3d for p in rest])),
        ] / jitter(noise)
        late = [
            delay_ms(np.stack([p.keypoints_2d[13, 0] for p in moving]), times, 1.0),
            delay_ms(np.stack([p.keypoints_3d[13, 0] for p in moving]), times, 1.0),
        ]
        result[preset] = (*left, *late)
    return result


@pytest.mark.parametrize(("quick", "slow"), [("responsive", "balanced"), ("balanced", "smooth")])
def test_presets_trade_lag_for_jitter(measured, quick, slow):
    assert measured[quick][0] > measured[slow][0]
    assert measured[quick][1] > measured[slow][1]
    assert measured[quick][2] < measured[slow][2]
    assert measured[quick][3] < measured[slow][3]


def test_presets_are_near_the_documented_table(measured):
    table = {
        "smooth": (0.09, 0.06, 32, 40),
        "balanced": (0.15, 0.12, 22, 22),
        "responsive": (0.29, 0.25, 8, 10),
    }
    for preset, (jitter_2d, jitter_3d, late_2d, late_3d) in table.items():
        got = measured[preset]
        assert got[:2] == pytest.approx((jitter_2d, jitter_3d), abs=0.02)
        assert got[2:] == pytest.approx((late_2d, late_3d), abs=4)


@pytest.mark.parametrize("factor", [0.25, 4.0])
def test_picture_size_does_not_change_the_smoothing(factor):
    rng = np.random.default_rng(2)
    positions = body() + 0.05 * rng.normal(size=(40, 27, 3))
    usual = run("balanced", positions)
    size = (int(640 * factor), int(480 * factor))
    other = run("balanced", positions, image_size=size, pixels_per_metre=200.0 * factor)
    for a, b in zip(usual, other, strict=True):
        np.testing.assert_allclose(b.keypoints_2d / factor, a.keypoints_2d, atol=1e-6)


def test_nobody_passes_through_and_a_short_loss_is_bridged():
    pose_filter = PoseFilter()
    still, moved = body(), body() + 0.2
    for i in range(10):
        pose_filter.apply(pose(i / FPS, still))
    lost = PoseEstimate.lost(10 / FPS, 10, (640, 480))
    assert pose_filter.apply(lost) is lost
    bridged = pose_filter.apply(pose(11 / FPS, moved))
    assert (bridged.keypoints_3d < moved).all()
    late = 11 / FPS + MAX_GAP_S + 0.1
    np.testing.assert_array_equal(pose_filter.apply(pose(late, moved)).keypoints_3d, moved)


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f.reset(),
        lambda f: f.apply(pose(-5.0, body())),
        lambda f: f.apply(pose(0.2, body(), image_size=(1280, 720))),
        lambda _f: None,
    ],
    ids=["reset", "time backwards", "picture size", "gap"],
)
def test_new_sequence_starts_from_its_first_pose(change):
    pose_filter = PoseFilter()
    for i in range(5):
        pose_filter.apply(pose(i / FPS, body()))
    change(pose_filter)
    moved = pose(6.0, body() + 0.3)
    np.testing.assert_array_equal(pose_filter.apply(moved).keypoints_2d, moved.keypoints_2d)


def test_somebody_else_is_not_smoothed_into_whom_they_replace():
    pose_filter = PoseFilter()
    for i in range(5):
        pose_filter.apply(pose(i / FPS, body()))
    other = pose(5 / FPS, body()[::-1] + np.array([2.0, 0.0, 0.0]))
    filtered = pose_filter.apply(other)
    np.testing.assert_array_equal(filtered.keypoints_2d, other.keypoints_2d)
    np.testing.assert_array_equal(filtered.keypoints_3d, other.keypoints_3d)


def test_unsure_keypoints_are_held_and_lost_without_a_jump_on_return():
    pose_filter = PoseFilter(replace(PRESETS["balanced"], hold_s=0.2))
    confident = pose(0.0, body())
    pose_filter.apply(confident)
    metres = body()
    metres[13] += 3.0
    wild = replace(pose(0.1, metres), confidence=np.where(np.arange(27) == 13, 0.05, 0.9))
    held = pose_filter.apply(wild)
    np.testing.assert_allclose(held.keypoints_3d[13], confident.keypoints_3d[13])
    lost = pose_filter.apply(replace(wild, timestamp=0.4))
    assert np.isnan(lost.keypoints_2d[13]).all()
    assert np.isfinite(np.delete(lost.keypoints_2d, 13, axis=0)).all()
    back = pose_filter.apply(pose(0.5, body()))
    np.testing.assert_allclose(back.keypoints_3d[13], body()[13])


def test_only_2d_is_filtered_where_there_is_no_3d():
    flat = replace(pose(0.0, body()), keypoints_3d=np.full((27, 3), np.nan))
    pose_filter = PoseFilter()
    pose_filter.apply(flat)
    result = pose_filter.apply(replace(flat, timestamp=0.1))
    np.testing.assert_allclose(result.keypoints_2d, flat.keypoints_2d)
    assert np.isnan(result.keypoints_3d).all()


@pytest.mark.parametrize("name", [f.name for f in fields(FilterConfig)])
@pytest.mark.parametrize("value", [-1.0, np.nan, np.inf])
def test_impossible_settings_are_refused_by_name(name, value):
    with pytest.raises(ValueError, match=name):
        FilterConfig(**{name: value})


def test_settings_that_would_freeze_the_picture_are_refused():
    with pytest.raises(ValueError, match="min_cutoff_2d_hz"):
        FilterConfig(min_cutoff_2d_hz=0.0)
    with pytest.raises(ValueError, match="confidence_floor"):
        FilterConfig(confidence_floor=1.5)
