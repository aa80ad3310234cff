from dataclasses import replace

import numpy as np
import pytest

from mocap_app.inference.lift_input import FEATURES
from mocap_app.networks.lifter_config import LifterConfig
from mocap_app.training.lifting.batches import TESTING, TRAINING, make_batch, mirrored

CAUSAL = LifterConfig(channels=16, levels=2, causal=True)
MIDDLE = LifterConfig(channels=16, levels=2)


def batch_of(motions, noise, conditions=TRAINING, config=CAUSAL, frames=10, count=32):
    rng = np.random.default_rng(0)
    return make_batch(motions, (count, frames), rng, conditions, noise=noise, config=config)


@pytest.mark.parametrize("config", [CAUSAL, MIDDLE])
@pytest.mark.parametrize("frames", [9, 12])
def test_shapes_and_finite_numbers(motions, noise, config, frames):
    batch = batch_of(motions, noise, config=config, frames=frames)
    assert batch.features.shape == (32, frames, FEATURES)
    assert batch.target.shape == (32, frames, 27, 3)
    assert batch.root.shape == (32, frames, 3)
    for array in (batch.features, batch.target, batch.root, batch.rays, batch.confidence):
        assert array.dtype == np.float32
        assert np.isfinite(array).all()
    assert np.abs(batch.target[:, :, 0]).max() == 0.0


def test_targets_are_in_the_view_frame(motions, noise):
    batch = batch_of(motions, noise, TESTING)
    # The pelvis is near the view's axis, and in front.
    assert (np.abs(batch.root[..., :2]) < batch.root[..., 2:]).all()
    back = batch.view.to_camera(batch.target)
    np.testing.assert_allclose(batch.view.from_camera(back), batch.target, atol=1e-5)


def test_exact_keypoints_project_onto_the_truth(motions, noise):
    exact = replace(TESTING, amplitude=(0.0, 0.0))
    batch = batch_of(motions, noise, exact)
    points = batch.target[:, :, 13] + batch.root
    rays = batch.view.project(batch.rays)[:, :, 13] * batch.view.scale[:, None, None]
    # Exact for a known lens only: the root says where it seems to be for the assumed one.
    assert np.median(np.abs(points[..., :2] / points[..., 2:] - rays)) < 0.05


def test_a_lost_person_has_no_confidence(motions, noise):
    always = replace(TRAINING, blackouts=1.0, hidden=0.0, starts=0.0)
    lost = batch_of(motions, noise, always).confidence.max(axis=2) == 0
    assert lost.any(axis=1).all()


def test_tracks_begin_inside_the_receptive_field(motions, noise):
    always = replace(TRAINING, starts=1.0, blackouts=0.0, hidden=0.0)
    batch = batch_of(motions, noise, always)
    assert (batch.features[:, 0] == batch.features[:, 1]).all()


def test_the_mirrored_batch_is_one_of_mirrored_people(motions, noise):
    batch = batch_of(motions, noise)
    turned = mirrored(batch)
    np.testing.assert_allclose(turned.target[:, :, 13, 0], -batch.target[:, :, 16, 0])
    table = turned.features[..., :-1].reshape(32, 10, 27, 3)
    before = batch.features[..., :-1].reshape(32, 10, 27, 3)
    np.testing.assert_allclose(table[:, :, 13, 1:], before[:, :, 16, 1:])
    np.testing.assert_allclose(mirrored(turned).features, batch.features)
    np.testing.assert_allclose(
        turned.view.to_camera(turned.target)[:, :, 13, 1:],
        batch.view.to_camera(batch.target)[:, :, 16, 1:],
        atol=1e-5,
    )
