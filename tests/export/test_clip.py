from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocap_app.core.errors import OutputError
from mocap_app.core.kinematics import forward_kinematics
from mocap_app.core.rotation import IDENTITY, angle, inverse, multiply
from mocap_app.export.clip import make_clip
from mocap_app.export.options import ExportOptions
from mocap_app.export.presets import TARGETS
from mocap_app.recording.resample import resample_take
from tests.support.takes import take

TIMES = np.arange(10) / 30.0


def clip_of(made, **options):
    return make_clip(made, ExportOptions(**options))


def solved_rows(clip):
    return [clip.tree.sources.index(joint) for joint in range(22)]


@given(
    times=st.lists(st.floats(0.0, 3.0), min_size=1, max_size=20, unique=True).map(sorted),
    lost=st.sets(st.integers(0, 19)),
    fps=st.sampled_from([24, 25, 30, 50, 60, 120]),
    target=st.sampled_from(list(TARGETS)),
    rest=st.sampled_from(["t", "a"]),
    size=st.integers(1, 40),
)
@settings(max_examples=25, deadline=None)
def test_frames_made_in_blocks_are_the_resampled_take(times, lost, fps, target, rest, size):
    """Whatever the gaps and names, every solved joint is where the solver put it."""
    times = np.array(times)
    if (np.diff(times) < 1e-3).any() or len(set(range(len(times))) - lost) == 0:
        return
    made = take(times, lost=lost)
    clip = clip_of(made, fps=fps, target=target, rest=rest)
    motion = resample_take(made, fps)
    expected = forward_kinematics(made.skeleton, motion.rotations, motion.root_position)
    blocks = list(clip.blocks(size))
    places = np.concatenate([clip.positions(block) for block in blocks])
    assert len(places) == clip.frame_count
    np.testing.assert_allclose(places[:, solved_rows(clip)] / clip.scale, expected, atol=1e-9)
    assert [block.start for block in blocks] == list(range(0, clip.frame_count, size))


def test_units_follow_the_target_unless_chosen():
    made = take(TIMES)
    metres, centimetres = clip_of(made), clip_of(made, target="generic")
    assert (metres.scale, metres.unit) == (1.0, "m")
    assert (centimetres.scale, centimetres.unit) == (100.0, "cm")
    np.testing.assert_allclose(centimetres.frames(0, 10).hips, 100.0 * metres.frames(0, 10).hips)
    np.testing.assert_allclose(metres.frames(0, 10).hips, made.root_position)
    assert clip_of(made, target="generic", unit="m").scale == 1.0


@pytest.mark.parametrize(("rate", "fps"), [(29.97, 30), (24.8, 25), (61.0, 60), (9.0, 24)])
def test_the_rate_is_the_standard_one_nearest_to_the_takes(rate, fps):
    clip = clip_of(take(np.arange(20) / rate))
    assert clip.fps == fps
    assert clip.frame_count == round(19 / rate * fps) + 1


def test_another_rate_can_be_asked_for():
    clip = clip_of(take(TIMES), fps=120)
    assert (clip.fps, clip.frame_count) == (120, 37)


@pytest.mark.parametrize("count", [0, 10])
def test_a_take_without_a_pose_cannot_be_exported(count):
    nobody = take(TIMES[:count], lost=set(range(count)))
    with pytest.raises(OutputError, match=rf"no pose to export.*{count} frames of 'walk'"):
        clip_of(nobody)


def test_frames_with_a_number_missing_count_as_lost():
    made = take(TIMES)
    rotations, root = made.rotations.copy(), made.root_position.copy()
    rotations[3, 7, 2] = np.nan
    root[6, 0] = np.inf
    block = clip_of(replace(made, rotations=rotations, root_position=root)).frames(0, 10)
    assert np.isfinite(block.rotations).all()
    assert np.isfinite(block.hips).all()


def test_one_frame_is_enough():
    clip = clip_of(take([5.0]))
    assert (clip.frame_count, clip.fps) == (1, 30)
    assert len(clip.frames(0, 1).hips) == 1


def test_the_rest_pose_can_come_first():
    made = take(TIMES)
    plain, led = clip_of(made), clip_of(made, rest_frame=True)
    assert led.frame_count == plain.frame_count + 1
    block = led.frames(0, 11)
    np.testing.assert_array_equal(block.rotations[0], np.tile(IDENTITY, (22, 1)))
    assert block.hips[0, 1] == pytest.approx(0.88)
    np.testing.assert_allclose(block.hips[0, [0, 2]], made.root_position[0, [0, 2]])
    np.testing.assert_allclose(block.rotations[1:], plain.frames(0, 10).rotations)
    later = led.frames(4, 6)
    np.testing.assert_allclose(later.rotations, block.rotations[4:6])


def test_in_the_a_pose_the_t_pose_is_a_turn_of_the_arms():
    still = take(TIMES, reach=0.0)
    clip = clip_of(still, rest="a")
    rotations = clip.frames(0, 10).rotations
    turned = np.degrees(angle(multiply(rotations, inverse(np.tile(IDENTITY, (10, 22, 1))))))
    arms = [clip.tree.joints.index(f"{side}Arm") for side in ("Left", "Right")]
    np.testing.assert_allclose(turned[:, arms], 45.0, atol=1e-6)
    np.testing.assert_allclose(np.delete(turned, arms, axis=1), 0.0, atol=1e-5)


def test_the_rest_pose_stands_on_the_floor():
    for target in TARGETS:
        clip = clip_of(take(TIMES), target=target)
        ends = clip.rest_positions[:, 1].min()
        assert ends == pytest.approx(0.0, abs=1e-9)
        assert clip.rest_positions[clip.tree.hips, 1] == pytest.approx(0.88 * clip.scale)
