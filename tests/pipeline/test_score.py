"""Numbers about motions whose faults are known."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from mocap_app.core import rotation as rot
from mocap_app.core.errors import OutputError, TakeError
from mocap_app.core.kinematics import forward_kinematics
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.export.exporter import export_take
from mocap_app.export.options import ExportOptions
from mocap_app.export.presets import TARGETS
from mocap_app.pipeline.score import (
    ScoredMotion,
    motion_of_bvh,
    motion_of_take,
    score_motion,
    score_take,
)
from mocap_app.pipeline.score_plot import plot_score
from mocap_app.solving.landmarks import body27_points
from tests.support import takes

SKELETON = solved_skeleton()
HIPS = 0.88


def standing(seconds=2.0, fps=30.0, slide=0.0, sink=0.0, confidence=()):
    """A person in the T-pose who slides along x (m/s), `sink` metres deep in the floor."""
    times = np.arange(round(seconds * fps) + 1) / fps
    root = np.stack([slide * times, np.full(len(times), HIPS - sink), 0.0 * times], axis=1)
    rotations = np.tile(rot.IDENTITY, (len(times), 22, 1))
    return ScoredMotion(
        times=times,
        parents=SKELETON.parents,
        positions=forward_kinematics(SKELETON, rotations, root),
        rotations=rotations,
        feet=body27_points(SKELETON, rotations, root)[:, 23:],
        confidence=np.array(confidence),
    )


def test_somebody_who_stands_still_is_perfect():
    score = score_motion(standing())
    assert score.foot_skate_cm_s == pytest.approx(0.0, abs=1e-9)
    assert score.jitter_m_s3 == pytest.approx(0.0, abs=1e-6)
    assert score.contact_share == 1.0
    assert score.rotation_jumps == 0
    assert score.overall == pytest.approx(100.0, abs=0.1)
    assert np.isnan(score.unsure_share)
    assert score.to_dict()["unsure_share"] is None


@pytest.mark.parametrize("fps", [24.0, 60.0])
def test_skate_is_the_speed_of_standing_feet_at_any_rate(fps):
    assert score_motion(standing(fps=fps, slide=0.07)).foot_skate_cm_s == pytest.approx(7.0)


def test_feet_that_run_do_not_skate():
    score = score_motion(standing(slide=2.0))
    assert np.isnan(score.foot_skate_cm_s)
    assert score.contact_share == 0.0


def test_depth_in_the_floor():
    assert score_motion(standing(sink=0.02)).penetration_cm == pytest.approx(2.0)


def test_jerk_of_a_swinging_body():
    still = standing(seconds=4.0, fps=120.0)
    omega, reach = 2.0 * np.pi, 0.1
    swing = reach * np.sin(omega * still.times)
    moved = replace(still, positions=still.positions + swing[:, None, None] * [0.0, 1.0, 0.0])
    # The mean of |cos| over whole periods is 2 / pi.
    expected = reach * omega**3 * 2.0 / np.pi
    assert score_motion(moved).jitter_m_s3 == pytest.approx(expected, rel=0.01)


def _swinging(hertz, fps=60.0, noise=0.0):
    """Somebody whose body swings by 10 cm, and trembles in each frame on its own."""
    still = standing(seconds=4.0, fps=fps)
    swing = 0.1 * np.sin(2.0 * np.pi * hertz * still.times)
    moved = still.positions + swing[:, None, None] * [0.0, 1.0, 0.0]
    moved += np.random.default_rng(0).normal(0.0, 1.0, moved.shape) * noise
    return score_motion(replace(still, positions=moved))


@pytest.mark.parametrize("fps", [30.0, 60.0])
@pytest.mark.parametrize("hertz", [0.5, 1.0, 2.0])
def test_calm_movement_does_not_shake_however_fast(hertz, fps):
    score = _swinging(hertz, fps)
    assert score.shaking_m_s3 < 0.4 * score.jitter_m_s3 * (hertz / 2.0) ** 2
    assert score.overall > 80.0


@pytest.mark.parametrize("hertz", [0.0, 2.0])
def test_trembling_counts_in_movement_as_at_rest(hertz):
    trembling = _swinging(hertz, noise=0.0005)
    assert 20.0 < trembling.overall < 40.0
    assert trembling.shaking_m_s3 > 0.6 * trembling.jitter_m_s3
    assert _swinging(hertz, noise=0.003).overall < 5.0


def test_one_flip_is_one_jump_and_fast_turns_are_none():
    motion = standing()
    flipped = motion.rotations.copy()
    flipped[30:, 7] = rot.from_axis_angle([1.0, 0.0, 0.0], np.radians(120.0))
    assert score_motion(replace(motion, rotations=flipped)).rotation_jumps == 1
    fast = motion.rotations.copy()
    fast[:, 7] = rot.from_axis_angle([1.0, 0.0, 0.0], np.radians(35.0) * np.arange(len(fast)))
    assert score_motion(replace(motion, rotations=fast)).rotation_jumps == 0


def test_bones_that_grow():
    motion = standing()
    grown = motion.positions * (1.0 + 0.05 * (np.arange(len(motion.times)) % 2))[:, None, None]
    deviation = score_motion(replace(motion, positions=grown)).bone_deviation_percent
    assert deviation == pytest.approx(2.44, abs=0.05)


def test_share_of_unsure_frames():
    assert score_motion(standing(confidence=[0.9, 0.2, 0.9, 0.0])).unsure_share == 0.5


@pytest.mark.parametrize("frames", [1, 2, 3, 4])
def test_few_frames_have_a_score(frames):
    motion = standing()
    short = replace(
        motion,
        times=motion.times[:frames],
        positions=motion.positions[:frames],
        rotations=motion.rotations[:frames],
        feet=motion.feet[:frames],
    )
    score = score_motion(short)
    assert np.isfinite(score.overall)
    assert score.frames == frames


def test_a_gap_is_no_fault():
    times = np.concatenate([np.arange(30), np.arange(90, 120)]) / 30.0
    score = score_take(takes.take(times, reach=0.02))
    assert score.rotation_jumps == 0
    assert np.isfinite(score.jitter_m_s3)


def test_the_way_to_somebody_else_is_no_motion():
    times = np.arange(60) / 30.0
    one = takes.take(times, reach=0.02)
    still = {name: getattr(one, name)[:1].repeat(60, 0) for name in ("filtered_2d", "filtered_3d")}
    one = replace(one, **still)
    later = (times >= 1.0)[:, None]
    turned = rot.multiply(rot.from_axis_angle([0.0, 1.0, 0.0], 2.0), one.rotations[:, 0])
    two = replace(
        one,
        filtered_2d=one.filtered_2d + 2000.0 * later[..., None],
        root_position=one.root_position + 3.0 * later,
        rotations=np.where(
            later[..., None] & (np.arange(22) == 0)[:, None], turned[:, None], one.rotations
        ),
    )
    assert np.flatnonzero(np.isnan(motion_of_take(two).steps)).tolist() == [29]
    assert score_take(two).jitter_m_s3 == pytest.approx(score_take(one).jitter_m_s3, rel=0.1)
    assert score_take(two).rotation_jumps == 0


def test_a_take_without_anybody_is_refused():
    with pytest.raises(TakeError, match="Nobody was found"):
        motion_of_take(takes.take(np.arange(3) / 30.0, lost=(0, 1, 2)))


@pytest.mark.parametrize("target", ["blender", "generic"])
def test_a_bvh_file_scores_as_its_take_in_any_unit(tmp_path, target):
    take = takes.take(np.arange(60) / 30.0, reach=0.3)
    export_take(take, tmp_path / "take.bvh", ExportOptions(target=target, fps=30))
    of_file = score_motion(motion_of_bvh(tmp_path / "take.bvh"))
    of_take = score_take(take)
    assert of_file.jitter_m_s3 == pytest.approx(of_take.jitter_m_s3, rel=0.02)
    assert of_file.bone_deviation_percent < 0.01


@pytest.mark.parametrize("target", TARGETS)
def test_the_unit_of_any_skeleton_is_found(tmp_path, target):
    """Also where the first joint is not the hips but lies on the floor, as Unreal's."""
    take = takes.take(np.arange(30) / 30.0, reach=0.3)
    scores = []
    for unit in ("m", "cm"):
        export_take(take, tmp_path / "take.bvh", ExportOptions(target=target, unit=unit))
        scores.append(score_motion(motion_of_bvh(tmp_path / "take.bvh")))
    assert scores[0].jitter_m_s3 == pytest.approx(scores[1].jitter_m_s3, rel=0.02)
    assert 0.5 < scores[0].jitter_m_s3 / score_take(take).jitter_m_s3 < 1.5


def test_plot_is_a_picture(tmp_path):
    path = tmp_path / "score.png"
    plot_score(standing(slide=0.05, confidence=[0.5] * 61), path)
    image = cv2.imread(str(path))
    assert image.shape[1] > 800
    assert (image < 250).any()


def test_plot_of_another_kind_is_refused(tmp_path):
    with pytest.raises(OutputError, match="png"):
        plot_score(standing(), tmp_path / "score.pdf")
