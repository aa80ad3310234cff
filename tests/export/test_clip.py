from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core.errors import OutputError
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.export.clip import make_clip
from mocap_app.export.presets import TARGETS
from tests.support.takes import take

BLENDER, GENERIC = TARGETS["blender"], TARGETS["generic"]
SKELETON = solved_skeleton()
TIMES = np.arange(10) / 30.0


def with_skeleton(**changes):
    return replace(take(TIMES), skeleton=replace(SKELETON, **changes))


def test_units_follow_the_target():
    made = take(TIMES)
    metres, centimetres = make_clip(made, BLENDER), make_clip(made, GENERIC)
    np.testing.assert_allclose(metres.offsets[1:], SKELETON.offsets[1:])
    np.testing.assert_allclose(centimetres.offsets, 100.0 * metres.offsets)
    np.testing.assert_allclose(centimetres.root_position, 100.0 * metres.root_position)
    np.testing.assert_allclose(metres.root_position, made.root_position)
    for joint, tip in metres.end_sites.items():
        np.testing.assert_allclose(centimetres.end_sites[joint], 100.0 * tip)


@pytest.mark.parametrize(("rate", "fps"), [(29.97, 30), (24.8, 25), (61.0, 60), (9.0, 24)])
def test_the_rate_is_the_standard_one_nearest_to_the_takes(rate, fps):
    clip = make_clip(take(np.arange(20) / rate), BLENDER)
    assert clip.fps == fps
    assert clip.frame_count == round(19 / rate * fps) + 1


def test_another_rate_can_be_asked_for():
    clip = make_clip(take(TIMES), BLENDER, 120)
    assert (clip.fps, clip.frame_count) == (120, 37)


@pytest.mark.parametrize("fps", [0, -30, 241])
def test_impossible_rates_are_refused(fps):
    with pytest.raises(OutputError, match="1 to 240"):
        make_clip(take(TIMES), BLENDER, fps)


@pytest.mark.parametrize("count", [0, 10])
def test_a_take_without_a_pose_cannot_be_exported(count):
    nobody = take(TIMES[:count], lost=set(range(count)))
    with pytest.raises(OutputError, match=rf"no pose to export.*{count} frames of 'walk'"):
        make_clip(nobody, BLENDER)


def test_the_root_offset_is_zero_whatever_the_skeleton_says():
    offsets = SKELETON.offsets.copy()
    offsets[0] = [0, 0.9, 0]
    np.testing.assert_array_equal(make_clip(with_skeleton(offsets=offsets), BLENDER).offsets[0], 0)


def test_joints_come_depth_first():
    """A list that goes level by level is brought into the order a BVH file has."""
    order = sorted(range(22), key=lambda joint: (_depth(joint), joint))
    new = {old: position for position, old in enumerate(order)}
    shuffled = replace(
        SKELETON,
        joints=tuple(SKELETON.joints[j] for j in order),
        parents=tuple(new.get(SKELETON.parents[j], -1) for j in order),
        mirror=tuple(new[SKELETON.mirror[j]] for j in order),
        offsets=SKELETON.offsets[order],
    )
    made = take(TIMES)
    by_level = replace(made, skeleton=shuffled, rotations=made.rotations[:, order].copy())
    one, other = make_clip(made, BLENDER), make_clip(by_level, BLENDER)
    assert other.joints == one.joints
    assert other.parents == one.parents
    np.testing.assert_allclose(other.offsets, one.offsets)
    np.testing.assert_allclose(other.rotations, one.rotations)


def _depth(joint):
    return 0 if joint == 0 else 1 + _depth(SKELETON.parents[joint])


def test_every_leaf_has_an_end_site_with_a_length():
    clip = make_clip(with_skeleton(end_sites={"Head": np.zeros(3)}), BLENDER)
    assert set(clip.end_sites) == {"Head", "LeftHand", "RightHand", "LeftToeBase", "RightToeBase"}
    assert all(np.linalg.norm(tip) > 0.01 for tip in clip.end_sites.values())


@pytest.mark.parametrize("name", ["Hüfte", "Left Hand", "", "a\tb", "Spine"])
def test_names_that_importers_would_change_are_refused(name):
    joints = (name, *SKELETON.joints[1:])
    with pytest.raises(OutputError, match="Cannot export"):
        make_clip(with_skeleton(joints=joints, end_sites={}), BLENDER)


def test_two_roots_are_refused():
    with pytest.raises(OutputError, match="one root"):
        make_clip(with_skeleton(parents=(-1, -1, *SKELETON.parents[2:])), BLENDER)
