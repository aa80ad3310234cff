import numpy as np
import pytest

from mocap_app.core.skeleton import body27
from mocap_app.training.lifting.motions import random_clips
from mocap_app.training.lifting.variety import exchange_limbs, lean

PARENTS = np.array(body27().parents[1:])
LIMBS = [2, 3, 5, 6, 12, 13, 15, 16]
"""Knees, ankles, elbows, wrists."""


@pytest.fixture
def clips(motions):
    return random_clips(motions, 12, 20, np.random.default_rng(3))


def bones(clips):
    return np.linalg.norm(clips[..., 1:, :] - clips[..., PARENTS, :], axis=-1)


def test_nothing_is_exchanged_and_nobody_leans_without_a_share(clips):
    rng = np.random.default_rng(0)
    np.testing.assert_array_equal(exchange_limbs(clips, rng, 0.0), clips)
    np.testing.assert_allclose(lean(clips, rng, 0.0), clips, atol=1e-6)


def test_limbs_move_as_others_do_and_keep_their_length(clips):
    mixed = exchange_limbs(clips, np.random.default_rng(0), 1.0)
    assert mixed.dtype == np.float32
    assert mixed.shape == clips.shape
    moved = np.abs(mixed - clips).max(axis=(0, 1, 3))
    assert (moved[LIMBS] > 0.05).all()
    # Pelvis, spine, head, hips and shoulders are as they were.
    trunk = [0, 1, 4, 7, 8, 9, 10, 11, 14, 17, 18]
    assert (moved[trunk] == 0).all()
    upper = [0 if i == 0 else i - 1 for i in (2, 5, 12, 15)]
    np.testing.assert_allclose(
        bones(mixed)[:, 0, upper], bones(clips)[:, 0, upper], rtol=1e-4, atol=1e-5
    )


def test_an_exchanged_limb_moves_on_smoothly(clips):
    def step(points):
        return np.linalg.norm(np.diff(points, axis=1), axis=-1).max()

    mixed = exchange_limbs(clips, np.random.default_rng(0), 1.0)
    assert step(mixed) < 3.0 * step(clips)


def test_an_own_limb_given_back_stays_near(clips):
    """With one clip all limbs come from itself: only the small turn as a whole is left."""
    one = clips[:1]
    mixed = exchange_limbs(one, np.random.default_rng(0), 1.0)
    np.testing.assert_allclose(bones(mixed), bones(one), atol=1e-5)


def test_leaning_turns_the_whole_body(clips):
    tilted = lean(clips, np.random.default_rng(0), 1.0)
    np.testing.assert_allclose(bones(tilted), bones(clips), atol=1e-5)
    middle = clips[:, :, 0].mean(axis=1)
    np.testing.assert_allclose(tilted[:, :, 0].mean(axis=1), middle, atol=1e-5)
    up = tilted[:, :, 8] - tilted[:, :, 0]
    before = clips[:, :, 8] - clips[:, :, 0]
    assert np.linalg.norm(up - before, axis=-1).max() > 0.05
