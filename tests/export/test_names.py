import pytest

from mocap_app.core.skeleton import solved_skeleton
from mocap_app.export import names
from mocap_app.export.presets import TARGETS
from mocap_app.export.tree import rest_tree

SKELETON = solved_skeleton()
SETS = {target.name: target.names for target in TARGETS.values()}


def named(name_set):
    return rest_tree(SKELETON, name_set, "t").joints


@pytest.mark.parametrize("name_set", SETS.values(), ids=SETS)
def test_every_joint_has_one_name(name_set):
    joints = named(name_set)
    assert len(set(joints)) == len(joints) >= 22
    assert set(name_set.names) <= set(SKELETON.joints)
    assert set(name_set.inserted) <= set(SKELETON.joints)


@pytest.mark.parametrize("name_set", SETS.values(), ids=SETS)
def test_left_and_right_differ_in_the_side_only(name_set):
    for joint, partner in enumerate(SKELETON.mirror):
        if SKELETON.joints[joint].startswith("Left"):
            left = name_set.names.get(SKELETON.joints[joint], SKELETON.joints[joint])
            right = name_set.names.get(SKELETON.joints[partner], SKELETON.joints[partner])
            swaps = [("Left", "Right"), ("left", "right"), ("_l", "_r"), (".L", ".R")]
            swapped = {left.replace(a, b) for a, b in swaps} | {"r" + left[1:]}
            assert right in swapped
            assert right != left


def test_bones_that_vrm_and_unity_require():
    required = {"hips", "spine", "chest", "neck", "head"}
    for side in ("left", "right"):
        limbs = ("UpperLeg", "LowerLeg", "Foot", "UpperArm", "LowerArm", "Hand")
        required |= {side + limb for limb in limbs}
    assert required <= set(named(names.VRM))


def test_bones_of_the_other_programs():
    assert {"mixamorig:Hips", "mixamorig:LeftToeBase"} <= set(named(names.MIXAMO))
    ue5 = {"root", "pelvis", *(f"spine_0{n}" for n in range(1, 6)), "neck_01", "neck_02", "ball_r"}
    assert ue5 <= set(named(names.UE5))
    rigify = {"spine", *(f"spine.00{n}" for n in range(1, 7)), "upper_arm.L", "toe.R"}
    assert rigify <= set(named(names.RIGIFY))
    assert {"LowerBack", "LHipJoint", "Neck1", "Hips"} <= set(named(names.CMU))
    assert {"hip", "abdomen", "lShldr", "rThigh"} <= set(named(names.DAZ))
