import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.lifting.motions import Motions, random_clips
from tests.training.lifting.conftest import Moves, demo_moves


def test_clips_have_the_asked_length_whatever_the_motion(motions):
    clips = random_clips(motions, 20, 200, np.random.default_rng(0))
    assert clips.shape == (20, 200, 27, 3)
    assert clips.dtype == np.float32
    assert np.isfinite(clips).all()


def test_unvaried_clips_are_parts_of_the_motion(motions):
    clips = random_clips(motions, 30, 10, np.random.default_rng(0), vary=False)
    for clip in clips:
        steps = np.linalg.norm(np.diff(clip[:, 13], axis=0), axis=-1)
        assert steps.max() < 0.2
        distance = np.linalg.norm(motions.positions - clip[5], axis=-1).max(axis=1)
        assert distance.min() < 0.05


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5])
def test_a_share_of_the_subjects(motions, share):
    part = motions.of_subjects(share)
    assert 2 <= len(part.positions) <= max(share * len(motions.positions), 2) + 1
    assert part.subjects[0] == "a"
    assert len(part.lengths) == len(part.subjects) == len(part.starts)


def test_another_joint_set_is_a_sentence():
    with pytest.raises(DataError, match="another joint set"):
        Motions.gather([Moves("odd", "x", np.zeros((9, 17, 3)))])


def test_no_motion_is_a_sentence():
    with pytest.raises(DataError, match="empty"):
        Motions.gather([])


def test_broken_motions_are_left_out():
    broken = Moves("broken", "x", np.full((9, 27, 3), np.nan))
    kept = Motions.gather([broken, demo_moves(count=30)])
    assert kept.lengths.tolist() == [30]
