from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core.calibration import ESTIMATED, MEASURED
from mocap_app.core.demo_motion import demo_pose
from mocap_app.core.errors import ModelError, TakeError
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.core.types import PoseEstimate, ProcessedPose
from mocap_app.inference.crossover import IMAGE_SHARE, CrossoverHz
from mocap_app.inference.lift_input import FEATURES
from mocap_app.networks.lifter_config import LifterConfig
from mocap_app.pipeline.refine import Lifter, load_refiner, refine_poses, refine_take
from mocap_app.recording.take import Take
from mocap_app.solving.config import SolverConfig

SIZE = (640, 480)
CONFIG = LifterConfig(levels=2)  # nine frames


def flat(windows):
    """A lifter that sees everybody as a cut-out of paper: x and y of its input, no depth."""
    assert windows.shape[1:] == (9, FEATURES)
    assert np.isfinite(windows).all()
    table = windows[:, 4, :-1].reshape(-1, 27, 3)
    return np.concatenate([0.3 * table[..., :2], np.zeros_like(table[..., :1])], axis=-1)


LIFTER = Lifter(flat, CONFIG)


def pose_at(time, index=0, *, noise=0.0, rng=None):
    demo = demo_pose(time, SIZE)
    pixels = demo.keypoints_2d
    if noise:
        pixels = pixels + rng.normal(0.0, noise, pixels.shape)
    return PoseEstimate(time, index, SIZE, pixels, np.full(27, 0.9), demo.keypoints_3d, True)


def demo(count=60, fps=30.0, *, lost=(), noise=0.0):
    rng = np.random.default_rng(0)
    return [
        PoseEstimate.lost(i / fps, i, SIZE)
        if i in lost
        else pose_at(i / fps, i, noise=noise, rng=rng)
        for i in range(count)
    ]


def take_of(poses, name="walk"):
    processed = [ProcessedPose(pose, pose, None) for pose in poses]
    return Take.from_poses(processed, solved_skeleton(), name=name, source="test")


def pixels(poses):
    return np.array([pose.keypoints_2d for pose in poses])


@pytest.mark.parametrize("fps", [12.0, 15.0, 25.0, 30.0, 60.0])
def test_every_frame_keeps_its_time_and_gets_a_pose(fps):
    poses = demo(int(1.5 * fps), fps)
    refined = refine_poses(poses, LIFTER)
    assert [p.timestamp for p in refined] == [p.timestamp for p in poses]
    assert [p.frame_index for p in refined] == [p.frame_index for p in poses]
    assert all(p.tracked and np.isfinite(p.keypoints_3d).all() for p in refined)
    truth = pixels(poses)
    assert np.abs(pixels(refined) - truth).mean() < 1.5


def test_noise_gets_less_and_nothing_lags():
    shaky = demo(90, noise=3.0)
    refined = refine_poses(shaky, LIFTER)
    truth = pixels(demo(90))
    before, after = np.abs(pixels(shaky) - truth).mean(), np.abs(pixels(refined) - truth).mean()
    assert after < 0.65 * before
    wave = [p.keypoints_2d[16, 0] for p in refined][15:75]
    score = [np.corrcoef(wave, truth[15 + s : 75 + s, 16, 0])[0, 1] for s in (-1, 0, 1)]
    assert int(np.argmax(score)) == 1


def test_a_wild_keypoint_is_taken_back():
    poses = demo(60)
    wild = poses[30].keypoints_2d.copy()
    wild[13] += 150.0
    poses[30] = replace(poses[30], keypoints_2d=wild)
    refined = refine_poses(poses, LIFTER)
    assert np.abs(refined[30].keypoints_2d[13] - demo(60)[30].keypoints_2d[13]).max() < 6.0


def test_short_losses_are_bridged_and_long_ones_stay():
    lost = {*range(20, 30), *range(40, 100)}
    refined = refine_poses(demo(130, lost=lost), LIFTER)
    assert all(refined[i].tracked for i in range(40))
    assert not any(refined[i].tracked for i in range(40, 100))
    assert all(refined[i].tracked for i in range(100, 130))
    assert (refined[25].confidence < 0.9).all()


def test_unseen_keypoints_stay_unknown():
    poses = [replace(p, confidence=np.where(np.arange(27) == 3, 0.0, 0.9)) for p in demo(40)]
    refined = refine_poses(poses, LIFTER)
    assert all(p.confidence[3] == 0.0 for p in refined)
    assert all(
        np.isnan(p.keypoints_3d[3]).all() and np.isnan(p.keypoints_2d[3]).all() for p in refined
    )
    assert all(np.isfinite(p.keypoints_3d[6]).all() for p in refined)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8])
def test_recordings_shorter_than_the_lifter_sees(count):
    refined = refine_poses(demo(count), LIFTER)
    assert len(refined) == count
    assert all(p.tracked and np.isfinite(p.keypoints_3d).all() for p in refined)


def test_tracked_frames_without_any_keypoint_become_lost():
    blind = [replace(p, confidence=np.zeros(27)) for p in demo(10)]
    assert not any(p.tracked for p in refine_poses(blind, LIFTER))


def test_a_body_that_is_none_is_passed_over():
    poses = demo(100)
    pressed = [replace(p, keypoints_3d=p.keypoints_3d * (1.0, -0.15, 1.0)) for p in poses]
    made = refine_take(take_of([*poses[:40], *pressed[40:70], *poses[70:]]), LIFTER)
    assert made.solved.all()
    assert (made.filtered_confidence[55] == 0.0).all()
    heads = made.positions()[:, solved_skeleton().index("Head"), 1]
    assert heads[40:70].min() > 0.8 * heads[:35].min()


def test_stretches_end_at_jumps_of_time_and_size():
    poses = demo(10)
    later = [replace(p, timestamp=p.timestamp + 5.0) for p in demo(4)]
    back = [replace(p, timestamp=p.timestamp + 1.0) for p in demo(4)]
    wide = [replace(p, timestamp=p.timestamp + 1.2, image_size=(800, 600)) for p in demo(3)]
    parts = [poses, later, back, wide]
    refined = refine_poses([pose for part in parts for pose in part], LIFTER)
    alone = [pose for part in parts for pose in refine_poses(part, LIFTER)]
    np.testing.assert_array_equal(pixels(refined), pixels(alone))
    assert all(np.isfinite(p.keypoints_3d).all() for p in refined)


def test_nothing_reaches_over_to_somebody_else():
    first = demo(40)
    aside = np.array([400.0, 0.0])
    second = [
        replace(p, timestamp=p.timestamp + 40 / 30, keypoints_2d=p.keypoints_2d[::-1] + aside)
        for p in demo(40)
    ]
    together = refine_poses([*first, *second], LIFTER)
    alone = [*refine_poses(first, LIFTER), *refine_poses(second, LIFTER)]
    np.testing.assert_allclose(pixels(together), pixels(alone), atol=1e-9)
    for a, b in zip(together, alone, strict=True):
        np.testing.assert_allclose(a.keypoints_3d, b.keypoints_3d, atol=1e-9)


def test_duplicate_times_give_finite_poses():
    poses = demo(20)
    poses[5] = replace(poses[5], timestamp=poses[4].timestamp)
    assert all(np.isfinite(p.keypoints_3d).all() for p in refine_poses(poses, LIFTER))


def test_a_refined_take_is_new_and_whole():
    before = take_of(demo(45, lost={10, 11}))
    shares = []
    after = refine_take(before, LIFTER, report=shares.append)
    assert after.name == "walk (refined)"
    assert after.frame_count == 45
    assert after.solved.all()
    assert np.isfinite(after.positions()).all()
    np.testing.assert_array_equal(after.raw_2d, before.raw_2d)
    np.testing.assert_array_equal(after.timestamps, before.timestamps)
    assert after.source == before.source
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_the_choices_of_the_solver_hold():
    before = take_of(demo(45))
    free = refine_take(before, LIFTER)
    chosen = SolverConfig(height_m=1.4, in_place=True, body="seated")
    after = refine_take(before, LIFTER, solver=chosen)
    assert after.calibration.height_m == pytest.approx(1.4)
    np.testing.assert_allclose(after.root_position[:, (0, 2)], 0.0)
    legs = [after.skeleton.index(name) for name in ("LeftUpLeg", "LeftLeg")]
    assert np.ptp(after.rotations[:, legs], axis=0).max() < 1e-6
    assert np.ptp(free.rotations[:, legs], axis=0).max() > 1e-3


def test_only_a_measured_calibration_of_the_take_itself_holds():
    before = take_of(demo(45))
    own = replace(refine_take(before, LIFTER).calibration, pitch_deg=9.0, origin=MEASURED)
    other = replace(own, pitch_deg=-20.0)
    solver = SolverConfig(calibration=other)
    measured = refine_take(replace(before, calibration=own), LIFTER, solver=solver)
    assert measured.calibration == own
    guessed = replace(own, origin=ESTIMATED)
    learnt = refine_take(replace(before, calibration=guessed), LIFTER, solver=solver)
    assert learnt.calibration not in (own, other, guessed)
    assert learnt.calibration.origin == ESTIMATED


def test_stopping_leaves_nothing_behind():
    class StopError(Exception):
        pass

    def stop(share):
        raise StopError

    with pytest.raises(StopError):
        refine_take(take_of(demo(20)), LIFTER, report=stop)


def test_a_take_of_nobody_is_a_sentence():
    with pytest.raises(TakeError, match="Nobody was found"):
        refine_take(take_of(demo(5, lost=range(5))), LIFTER)


def test_a_one_frame_take_can_be_refined():
    after = refine_take(take_of(demo(1)), LIFTER)
    assert after.frame_count == 1
    assert np.isfinite(after.filtered_3d).all()


def test_without_a_refine_lifter_the_user_is_told(tmp_path, monkeypatch):
    (tmp_path / "manifest.json").write_text('{"models": [], "default": "x"}')
    monkeypatch.setenv("MOCAP_MODELS", str(tmp_path))
    with pytest.raises(ModelError, match="lifter_refine"):
        load_refiner()


def test_the_image_network_has_its_share_in_the_slow_part():
    poses = demo(60)
    deep = np.array([p.keypoints_3d for p in poses])
    wild = poses[30].keypoints_3d.copy()
    wild[13] += 0.8
    poses[30] = replace(poses[30], keypoints_3d=wild)
    lifted = np.array([p.keypoints_3d for p in refine_poses(poses, LIFTER)])
    mean = lifted + IMAGE_SHARE * (deep - lifted)
    fast = replace(LIFTER, crossover_hz=CrossoverHz(15.0, 15.0))
    own = np.array([p.keypoints_3d for p in refine_poses(poses, fast)])
    assert np.abs(own - mean).mean() < 0.01
    assert np.abs(own[30, 13] - mean[30, 13]).max() < 0.05
    slow = replace(LIFTER, crossover_hz=CrossoverHz(0.8, 0.8))
    both = np.array([p.keypoints_3d for p in refine_poses(poses, slow)])
    # About the pose as such both are believed, about how it moves the lifter.
    np.testing.assert_allclose(both.mean(axis=0), own.mean(axis=0), atol=0.02)
    assert np.abs(lifted.mean(axis=0) - own.mean(axis=0)).max() > 0.05
    bends = [np.abs(np.diff(points, 2, axis=0)).mean() for points in (both - lifted, own - lifted)]
    assert bends[0] < 0.25 * bends[1]
    assert refine_poses(demo(1), slow)[0].tracked
