from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from mocap_app.inference.lift_input import FEATURES
from mocap_app.networks.lifter_config import LifterConfig
from mocap_app.training.lifting.batches import (
    TESTING,
    TRAINING,
    BatchMaker,
    film,
    make_batch,
    mirrored,
    windows,
)

CAUSAL = LifterConfig(channels=16, levels=2, causal=True, focus=1.0)
MIDDLE = LifterConfig(channels=16, levels=2)
SINGLE = LifterConfig(channels=16, kind="single")


def batch_of(motions, noise, conditions=TRAINING, config=CAUSAL, answers=1, count=32):
    rng = np.random.default_rng(0)
    return make_batch(motions, (count, answers), rng, conditions, noise=noise, config=config)


@pytest.mark.parametrize("config", [CAUSAL, MIDDLE, SINGLE])
@pytest.mark.parametrize("answers", [1, 3])
def test_shapes_and_finite_numbers(motions, noise, config, answers):
    batch = batch_of(motions, noise, config=config, answers=answers)
    count = 32 * answers
    assert batch.features.shape == (count, config.receptive_field, FEATURES)
    assert batch.target.shape == (count, 27, 3)
    assert batch.root.shape == (count, 3)
    assert batch.rays.shape == (count, 27, 2)
    for array in (batch.features, batch.target, batch.root, batch.rays, batch.confidence):
        assert array.dtype == np.float32
        assert np.isfinite(array).all()
    assert np.abs(batch.target[:, 0]).max() == 0.0


def test_neighbours_are_seen_in_views_of_their_own_and_move_as_they_did(motions, noise):
    footage = film(motions, (32, 10), np.random.default_rng(1), noise=noise)
    batch = windows(footage, CAUSAL, np.random.default_rng(0), clips=np.arange(32), answers=2)
    pairs = batch.view.rotation.reshape(32, 2, 3, 3)
    assert np.abs(pairs[:, 0] - pairs[:, 1]).max(axis=(1, 2)).min() > 0
    back = batch.view.to_camera(batch.target).reshape(32, 2, 27, 3)
    relative = footage.points[:, 8:] - footage.points[:, 8:, :1]
    np.testing.assert_allclose(back, relative, atol=1e-5)
    # The window of the second is that of the first, a frame later.
    np.testing.assert_array_equal(batch.rays.reshape(32, 2, 27, 2), footage.rays[:, 8:])


def test_windows_of_the_answers_see_the_same_frames(motions, noise):
    """In one view for all, the second window begins as the first goes on."""
    batch = batch_of(motions, noise, replace(TESTING, amplitude=(0, 0)), MIDDLE, answers=2, count=8)
    sure = batch.features[..., 2:-1:3].reshape(8, 2, 9, 27)
    np.testing.assert_array_equal(sure[:, 1, :-1], sure[:, 0, 1:])


@pytest.mark.parametrize("config", [CAUSAL, MIDDLE, SINGLE])
def test_batches_do_not_end_and_every_other_one_is_a_mirror(motions, noise, config):
    maker = BatchMaker(motions, 4, noise, config, TRAINING, 2)
    several = list(islice(maker.batches(np.random.default_rng(0)), 40))
    assert {len(batch.features) for batch in several} == {8}
    np.testing.assert_array_equal(mirrored(several[0]).target, several[1].target)
    firsts = {batch.target[0, 13].tobytes() for batch in several}
    # Two may have met at one place of one clip.
    assert len(firsts) > 30


def test_targets_are_in_the_view_frame(motions, noise):
    batch = batch_of(motions, noise, TESTING)
    # The pelvis is near the view's axis, and in front.
    assert (np.abs(batch.root[..., :2]) < batch.root[..., 2:]).all()
    back = batch.view.to_camera(batch.target)
    np.testing.assert_allclose(batch.view.from_camera(back), batch.target, atol=1e-5)


def test_exact_keypoints_project_onto_the_truth(motions, noise):
    exact = replace(TESTING, amplitude=(0.0, 0.0))
    batch = batch_of(motions, noise, exact)
    points = batch.target[:, 13] + batch.root
    rays = batch.view.project(batch.rays)[:, 13] * batch.view.scale[:, None]
    # Exact for a known lens only: the root says where it seems to be for the assumed one.
    assert np.median(np.abs(points[..., :2] / points[..., 2:] - rays)) < 0.05


def test_a_lost_person_has_no_confidence(motions, noise):
    always = replace(TRAINING, blackouts=1.0, hidden=0.0, starts=0.0)
    sure = batch_of(motions, noise, always).features[..., 2:-1:3]
    assert (sure.max(axis=2) == 0).any(axis=1).all()


@pytest.mark.parametrize("config", [CAUSAL, MIDDLE])
def test_tracks_begin_or_end_inside_the_receptive_field(motions, noise, config):
    always = replace(TRAINING, starts=1.0, blackouts=0.0, hidden=0.0)
    inputs = batch_of(motions, noise, always, config).features
    begins = (inputs[:, 0] == inputs[:, 1]).all(axis=-1)
    ends = (inputs[:, -1] == inputs[:, -2]).all(axis=-1)
    assert (begins | ends).all()
    # A track of one frame is like itself everywhere.
    assert (ends & ~begins).any() == (config is MIDDLE)
    assert begins.any()


def test_the_mirrored_batch_is_one_of_mirrored_people(motions, noise):
    batch = batch_of(motions, noise)
    turned = mirrored(batch)
    np.testing.assert_allclose(turned.target[:, 13, 0], -batch.target[:, 16, 0])
    table = turned.features[..., :-1].reshape(32, 9, 27, 3)
    before = batch.features[..., :-1].reshape(32, 9, 27, 3)
    np.testing.assert_allclose(table[:, :, 13, 0], -before[:, :, 16, 0])
    np.testing.assert_allclose(table[:, :, 13, 1:], before[:, :, 16, 1:])
    np.testing.assert_allclose(turned.features[..., -1], batch.features[..., -1])
    np.testing.assert_allclose(mirrored(turned).features, batch.features)
    np.testing.assert_allclose(
        turned.view.to_camera(turned.target)[:, 13, 1:],
        batch.view.to_camera(batch.target)[:, 16, 1:],
        atol=1e-5,
    )
