"""Bone lengths: robust, symmetric, human, constant when told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.solving.bone_lengths import (
    DEFAULT_LENGTHS,
    MEASURES,
    PROPORTION_BOUNDS,
    SCALE_BOUNDS,
    BoneLengths,
    measure,
    robust_lengths,
    skeleton_with,
)

seeds = st.integers(0, 2**32 - 1)


def test_default_lengths_make_the_default_skeleton(studio):
    made = skeleton_with(DEFAULT_LENGTHS)
    np.testing.assert_allclose(made.offsets, studio.skeleton.offsets, atol=1e-12)
    for joint, end in studio.skeleton.end_sites.items():
        np.testing.assert_allclose(made.end_sites[joint], end, atol=1e-12)


@given(seeds)
def test_a_skeleton_measures_as_it_was_made(studio, seed):
    lengths = DEFAULT_LENGTHS * np.random.default_rng(seed).uniform(0.9, 1.1, len(MEASURES))
    pose = studio.see(studio.rest(), skeleton=skeleton_with(lengths))
    np.testing.assert_allclose(measure(pose.keypoints_3d, pose.confidence), lengths, atol=1e-9)


@given(seeds)
def test_always_symmetric_and_human(seed):
    rng = np.random.default_rng(seed)
    measured = DEFAULT_LENGTHS * rng.lognormal(0.0, 1.0, (rng.integers(1, 40), len(MEASURES)))
    measured[rng.random(measured.shape) < 0.3] = np.nan
    lengths = robust_lengths(measured)
    ratio = lengths / DEFAULT_LENGTHS
    assert (ratio >= SCALE_BOUNDS[0] * PROPORTION_BOUNDS[0] - 1e-9).all()
    assert (ratio <= SCALE_BOUNDS[1] * PROPORTION_BOUNDS[1] + 1e-9).all()
    skeleton = skeleton_with(lengths)
    mirrored = skeleton.offsets[list(skeleton.mirror)] * [-1.0, 1.0, 1.0]
    np.testing.assert_allclose(mirrored, skeleton.offsets, atol=1e-12)


def test_outliers_do_not_count():
    measured = np.tile(DEFAULT_LENGTHS * 1.1, (50, 1))
    measured[:20] *= 3.0
    np.testing.assert_allclose(robust_lengths(measured), DEFAULT_LENGTHS * 1.1)


def test_bones_never_seen_follow_the_size_of_the_person():
    measured = np.tile(DEFAULT_LENGTHS * 0.8, (50, 1))
    measured[:, MEASURES.index("shank")] = np.nan
    np.testing.assert_allclose(robust_lengths(measured), DEFAULT_LENGTHS * 0.8)
    np.testing.assert_allclose(robust_lengths(measured * np.nan), DEFAULT_LENGTHS)


def test_unsure_keypoints_do_not_count(studio):
    pose = studio.see(studio.rest())
    confidence = pose.confidence.copy()
    confidence[13] = 0.1
    points = pose.keypoints_3d.copy()
    points[13] *= 5.0
    lengths = measure(points, confidence)
    np.testing.assert_allclose(lengths, DEFAULT_LENGTHS, atol=1e-12)
    assert np.isnan(measure(points, np.zeros(27))).all()


def test_running_median_converges_and_freezes(studio):
    child = skeleton_with(DEFAULT_LENGTHS * 0.7)
    bones = BoneLengths()
    pose = studio.see(studio.rest(), skeleton=child)
    for _ in range(40):
        bones.add(pose)
    np.testing.assert_allclose(bones.lengths, DEFAULT_LENGTHS * 0.7)
    np.testing.assert_allclose(bones.skeleton.offsets, child.offsets, atol=1e-12)
    bones.frozen = True
    for _ in range(40):
        bones.add(studio.see(studio.rest()))
    np.testing.assert_allclose(bones.lengths, DEFAULT_LENGTHS * 0.7)


def test_old_poses_leave_the_window(studio):
    bones = BoneLengths()
    bones.add(studio.see(studio.rest()))
    child = studio.see(studio.rest(), skeleton=skeleton_with(DEFAULT_LENGTHS * 0.7))
    for _ in range(400):
        bones.add(child)
    assert bones.lengths == pytest.approx(DEFAULT_LENGTHS * 0.7)


def test_learning_from_nothing_only_freezes(studio):
    bones = BoneLengths()
    bones.learn([replace(studio.see(studio.rest()), tracked=False)])
    assert bones.frozen
    np.testing.assert_array_equal(bones.lengths, DEFAULT_LENGTHS)
