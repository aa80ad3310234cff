"""The region follows its person, notices loss at once and ignores somebody else."""

import numpy as np
import pytest

from mocap_app.inference.preprocess import Region
from mocap_app.inference.roi_tracker import RoiTracker, TrackerConfig, quality, region_of

RNG = np.random.default_rng(0)
BODY = RNG.uniform([200, 100], [300, 400], (27, 2))
BODY[[8, 10, 11, 14]] = [[250, 160], [250, 110], [280, 170], [220, 170]]
SURE = np.full(27, 0.9)


@pytest.fixture
def tracker():
    tracker = RoiTracker()
    region = region_of(BODY, SURE, tracker.config)
    assert region is not None
    tracker.start(region)
    return tracker


def test_region_surrounds_the_sure_keypoints():
    confidence = SURE.copy()
    confidence[3] = 0.0
    points = BODY.copy()
    points[3] = [5000, 5000]
    region = region_of(points, confidence, TrackerConfig())
    assert region is not None
    others = np.delete(points, 3, axis=0)
    assert (np.abs(others - [region.x, region.y]) <= region.side / 2).all()
    assert region.side < 600


def test_whoever_is_narrow_needs_a_narrow_window_with_room_on_all_sides():
    region = region_of(BODY, SURE, TrackerConfig())
    assert region is not None
    across, down = (share * region.side for share in region.window)
    extent = BODY.max(axis=0) - BODY.min(axis=0)
    assert down == pytest.approx(region.side)
    assert region.side - extent[1] == pytest.approx(across - extent[0])
    assert region.window[0] < 0.7


def test_a_window_opens_at_once_and_closes_slowly(tracker):
    narrow = tracker.region.window[0] * tracker.region.side
    arms_out = BODY.copy()
    arms_out[[13, 16]] = [[400, 170], [100, 170]]
    assert tracker.update(arms_out, SURE)
    wide = tracker.region.window[0] * tracker.region.side
    assert wide > narrow + 190
    assert tracker.update(BODY, SURE)
    closing = tracker.region.window[0] * tracker.region.side
    assert closing == pytest.approx(wide + 0.25 * (narrow - wide))
    # Somebody who comes closer needs more of the picture in a window of the same share.
    assert tracker.update((BODY - BODY.mean(0)) * 2 + BODY.mean(0), SURE)
    assert tracker.region.window[0] * tracker.region.side == pytest.approx(2 * narrow)


def test_a_sure_face_does_not_close_in_on_itself():
    confidence = np.full(27, 0.15)
    confidence[[8, 9, 10, 17, 18]] = 0.9
    points = BODY.copy()
    points[[9, 17, 18]] = [[250, 130], [260, 128], [240, 128]]
    region = region_of(points, confidence, TrackerConfig())
    assert region is not None
    # Head and neck are 50 pixels, so the pelvis is some 80 below the neck.
    assert region.y + region.side / 2 > 240
    assert region.side > 160


def test_too_few_sure_keypoints_make_no_region():
    assert region_of(BODY, np.zeros(27), TrackerConfig()) is None


def test_it_follows_motion_and_grows_at_once_but_shrinks_slowly(tracker):
    before = tracker.region
    assert tracker.update(BODY + np.array([20, 0]), SURE)
    assert tracker.region.x == pytest.approx(before.x + 20)
    assert tracker.update((BODY - BODY.mean(0)) * 1.5 + BODY.mean(0), SURE)
    grown = tracker.region.side
    assert grown == pytest.approx(1.5 * before.side, rel=0.01)
    assert tracker.update(BODY, SURE)
    assert before.side < tracker.region.side < grown


def test_loss_is_noticed_at_once_and_final_after_three_frames(tracker):
    assert not tracker.update(BODY, np.full(27, 0.05))
    assert tracker.region is not None
    assert not tracker.update(BODY, np.full(27, 0.05))
    assert not tracker.update(BODY, np.full(27, 0.05))
    assert tracker.region is None


def test_a_short_loss_keeps_the_region(tracker):
    assert not tracker.update(BODY, np.full(27, 0.05))
    assert tracker.update(BODY, SURE)
    assert not tracker.update(BODY, np.full(27, 0.05))
    assert tracker.region is not None


def test_missing_somebody_counts_as_a_loss(tracker):
    before = tracker.region
    for _ in range(2):
        tracker.miss()
        assert tracker.region == before
    tracker.miss()
    assert tracker.region is None


def test_upper_body_alone_is_somebody():
    confidence = np.zeros(27)
    confidence[[7, 8, 9, 10, 11, 14]] = 0.9
    assert quality(confidence) == pytest.approx(0.9)
    assert quality(np.zeros(27)) == 0


def test_legs_alone_are_followed_but_not_found(tracker):
    legs = np.zeros(27)
    legs[:7] = 0.7
    assert quality(legs) < tracker.config.keep
    assert tracker.update(BODY, legs)


def test_dropping_forgets(tracker):
    tracker.drop()
    assert tracker.region is None
    tracker.start(Region(1, 2, 30))
    assert tracker.region == Region(1, 2, 30)
