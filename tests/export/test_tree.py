from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core.errors import OutputError
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.export import names
from mocap_app.export.tree import NO_SOURCE, rest_tree

SKELETON = solved_skeleton()


def tree(rest="t", name_set=names.OWN, **changes):
    return rest_tree(replace(SKELETON, **changes), name_set, rest)


def test_the_own_names_are_the_solved_skeleton():
    made = tree()
    assert made.joints == SKELETON.joints
    assert made.parents == SKELETON.parents
    np.testing.assert_array_equal(made.offsets, SKELETON.offsets)
    assert made.sources == tuple(range(22))
    assert made.height == pytest.approx(0.88)


def test_the_hips_have_no_offset_whatever_the_skeleton_says():
    offsets = SKELETON.offsets.copy()
    offsets[0] = [0, 0.9, 0]
    np.testing.assert_array_equal(tree(offsets=offsets).offsets[0], 0)


def test_joints_come_depth_first():
    """A list that goes level by level is brought into the order a BVH file has."""
    order = sorted(range(22), key=lambda joint: (_depth(joint), joint))
    new = {old: position for position, old in enumerate(order)}
    made = tree(
        joints=tuple(SKELETON.joints[j] for j in order),
        parents=tuple(new.get(SKELETON.parents[j], -1) for j in order),
        mirror=tuple(new[SKELETON.mirror[j]] for j in order),
        offsets=SKELETON.offsets[order],
    )
    assert made.joints == SKELETON.joints
    assert made.parents == SKELETON.parents
    np.testing.assert_allclose(made.offsets, SKELETON.offsets)
    assert made.sources == tuple(new[joint] for joint in range(22))


def _depth(joint):
    return 0 if joint == 0 else 1 + _depth(SKELETON.parents[joint])


@pytest.mark.parametrize("name", ["UE5", "RIGIFY", "CMU"])
def test_inserted_joints_split_a_bone_in_two(name):
    name_set = getattr(names, name)
    made = tree(name_set=name_set)
    for joint, extra in name_set.inserted.items():
        row = made.joints.index(extra)
        (child,) = [k for k, parent in enumerate(made.parents) if parent == row]
        assert made.sources[row] == NO_SOURCE
        assert made.sources[child] == SKELETON.index(joint)
        np.testing.assert_allclose(
            made.offsets[row] + made.offsets[child], SKELETON.offsets[SKELETON.index(joint)]
        )
        np.testing.assert_allclose(made.offsets[row], made.offsets[child])


def test_a_root_goes_above_the_hips():
    made = tree(name_set=names.UE5)
    assert made.joints[:2] == ("root", "pelvis")
    assert made.parents[:2] == (-1, 0)
    assert made.hips == 1


def test_arms_hang_by_45_degrees_in_the_a_pose():
    made = tree("a")
    for side, sign in (("Left", 1.0), ("Right", -1.0)):
        fore = made.offsets[made.joints.index(f"{side}ForeArm")]
        np.testing.assert_allclose(fore, 0.28 * np.sqrt(0.5) * np.array([sign, -1.0, 0.0]))
        tip = made.end_sites[f"{side}Hand"]
        np.testing.assert_allclose(tip, 0.09 * np.sqrt(0.5) * np.array([sign, -1.0, 0.0]))
        arm = made.joints.index(f"{side}Arm")
        np.testing.assert_allclose(made.offsets[arm], SKELETON.offsets[arm])


def test_every_leaf_has_a_tip_with_a_length():
    made = tree(end_sites={"Head": np.zeros(3)})
    assert set(made.end_sites) == {"Head", "LeftHand", "RightHand", "LeftToeBase", "RightToeBase"}
    assert all(np.linalg.norm(tip) > 0.01 for tip in made.end_sites.values())


@pytest.mark.parametrize("length", [0.0, 1e-9, np.nan])
def test_a_bone_without_a_length_is_refused(length):
    offsets = SKELETON.offsets.copy()
    offsets[SKELETON.index("LeftLeg")] = [0.0, length, 0.0]
    with pytest.raises(OutputError, match="from LeftUpLeg to LeftLeg has no length"):
        tree(offsets=offsets)


@pytest.mark.parametrize("name", ["Hüfte", "Left Hand", "", "a\tb", "Spine"])
def test_names_that_importers_would_change_are_refused(name):
    with pytest.raises(OutputError, match="Cannot export"):
        tree(joints=(name, *SKELETON.joints[1:]), end_sites={})


def test_two_roots_are_refused():
    with pytest.raises(OutputError, match="one root"):
        tree(parents=(-1, -1, *SKELETON.parents[2:]))
