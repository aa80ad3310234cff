"""The confidence gate over time."""

from __future__ import annotations

import numpy as np
import pytest

from mocap_app.core.types import PoseEstimate
from mocap_app.filtering.confidence import ConfidenceGate


def pose(time, confidence, x=0.0, missing=False):
    keypoints = np.full((27, 2), np.nan if missing else x)
    return PoseEstimate(
        timestamp=time,
        frame_index=0,
        image_size=(640, 480),
        keypoints_2d=keypoints,
        confidence=np.full(27, confidence),
        keypoints_3d=np.full((27, 3), np.nan if missing else x / 100.0),
        tracked=True,
    )


def test_sure_keypoints_pass_unchanged():
    gate = ConfidenceGate(floor=0.2, hold_s=0.3)
    given = pose(1.0, 0.2, 5.0)
    result = gate.apply(given)
    np.testing.assert_array_equal(result.keypoints_2d, given.keypoints_2d)
    np.testing.assert_array_equal(result.keypoints_3d, given.keypoints_3d)
    np.testing.assert_array_equal(result.confidence, given.confidence)


def test_unsure_keypoint_is_held_fades_and_goes():
    gate = ConfidenceGate(floor=0.2, hold_s=0.4)
    gate.apply(pose(0.0, 0.8, 5.0))
    half = gate.apply(pose(0.2, 0.1, 300.0))
    np.testing.assert_array_equal(half.keypoints_2d, 5.0)
    np.testing.assert_array_equal(half.keypoints_3d, 0.05)
    np.testing.assert_allclose(half.confidence, 0.4)
    gone = gate.apply(pose(0.5, 0.1, 300.0))
    assert np.isnan(gone.keypoints_2d).all()
    assert np.isnan(gone.keypoints_3d).all()
    np.testing.assert_array_equal(gone.confidence, 0.0)


def test_confident_nan_counts_as_unsure():
    gate = ConfidenceGate(floor=0.2, hold_s=0.4)
    gate.apply(pose(0.0, 0.8, 5.0))
    held = gate.apply(pose(0.1, 0.9, missing=True))
    np.testing.assert_array_equal(held.keypoints_2d, 5.0)


def test_return_needs_a_margin_and_is_immediate():
    gate = ConfidenceGate(floor=0.2, hold_s=0.1)
    gate.apply(pose(0.0, 0.8, 5.0))
    gate.apply(pose(0.2, 0.1, 5.0))
    assert np.isnan(gate.apply(pose(0.3, 0.22, 5.0)).keypoints_2d).all()
    back = gate.apply(pose(0.4, 0.26, 9.0))
    np.testing.assert_array_equal(back.keypoints_2d, 9.0)
    # While it is sure the floor itself is enough.
    np.testing.assert_array_equal(gate.apply(pose(0.5, 0.21, 8.0)).keypoints_2d, 8.0)


@pytest.mark.parametrize("hold", [0.0, 0.3])
def test_never_seen_means_nothing_to_hold(hold):
    result = ConfidenceGate(floor=0.2, hold_s=hold).apply(pose(0.0, 0.1, 5.0))
    assert np.isnan(result.keypoints_2d).all()
    np.testing.assert_array_equal(result.confidence, 0.0)


def test_no_hold_drops_at_once():
    gate = ConfidenceGate(floor=0.2, hold_s=0.0)
    np.testing.assert_array_equal(gate.apply(pose(0.0, 0.9, 5.0)).keypoints_2d, 5.0)
    assert np.isnan(gate.apply(pose(0.1, 0.1, 5.0)).keypoints_2d).all()


def test_time_running_backwards_and_reset_forget():
    for forget in (lambda g: g.apply(pose(-1.0, 0.1)), lambda g: g.reset()):
        gate = ConfidenceGate(floor=0.2, hold_s=10.0)
        gate.apply(pose(0.0, 0.9, 5.0))
        forget(gate)
        assert np.isnan(gate.apply(pose(0.1, 0.1, 5.0)).keypoints_2d).all()
