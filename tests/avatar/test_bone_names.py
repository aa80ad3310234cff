import numpy as np
import pytest

from mocap_app.avatar.bone_names import bones_by_name, fingers_by_name, take_apart
from mocap_app.avatar.nodes import NodeTree
from mocap_app.core.skeleton import solved_skeleton
from tests.support.avatars import NAMINGS, joints, name_of, naming


def tree(names, parents):
    order = tuple(range(len(names)))
    return NodeTree(
        tuple(names), tuple(parents), order, np.tile(np.eye(4), (len(names), 1, 1)), order
    )


def body(custom, extra=()):
    table = joints()
    order = list(table)
    names = ["Armature", *(name_of(custom, joint, i) for i, joint in enumerate(order, 1))]
    parents = [-1, *(1 + order.index(p) if p else 0 for p, _ in table.values())]
    for name, below in extra:
        names.append(name)
        parents.append(names.index(below))
    return tree(names, parents), {joint: i for i, joint in enumerate(order, 1)}


VRCHAT = naming(
    "Hips,Spine,Chest,Upper Chest,Neck,Head",
    "{side} shoulder,{side} arm,{side} elbow,{side} wrist,"
    "{side} leg,{side} knee,{side} ankle,{side} toe",
)
BIPED = naming(
    "Bip01 Pelvis,Bip01 Spine,Bip01 Spine1,Bip01 Spine2,Bip01 Neck,Bip01 Head",
    "Bip01 {S} Clavicle,Bip01 {S} UpperArm,Bip01 {S} Forearm,Bip01 {S} Hand,"
    "Bip01 {S} Thigh,Bip01 {S} Calf,Bip01 {S} Foot,Bip01 {S} Toe0",
)
VROID = naming(
    "J_Bip_C_Hips,J_Bip_C_Spine,J_Bip_C_Chest,J_Bip_C_UpperChest,J_Bip_C_Neck,J_Bip_C_Head",
    "J_Bip_{S}_Shoulder,J_Bip_{S}_UpperArm,J_Bip_{S}_LowerArm,J_Bip_{S}_Hand,"
    "J_Bip_{S}_UpperLeg,J_Bip_{S}_LowerLeg,J_Bip_{S}_Foot,J_Bip_{S}_ToeBase",
)
NUMBERED = {"*": "mixamorig1:{joint}"}
BARE = {"*": "{joint}"}
ALL = NAMINGS | {
    "vrchat": VRCHAT,
    "biped": BIPED,
    "vroid": VROID,
    "mixamo, numbered": NUMBERED,
    "mixamo, bare": BARE,
}


@pytest.mark.parametrize("name", ALL)
def test_every_custom_of_naming_is_understood(name):
    nodes, expected = body(ALL[name])
    assert bones_by_name(nodes, nodes.order) == expected
    assert set(expected) == set(solved_skeleton().joints)


def test_helpers_and_meshes_of_the_same_name_do_not_confuse():
    extra = [("Head", "Armature"), ("lowerarm_twist_01_l", "lowerarm_l"), ("ik_foot_l", "Armature")]
    nodes, expected = body(NAMINGS["ue5"], extra)
    bones = list(expected.values())
    assert bones_by_name(nodes, [*bones, *nodes.order]) == expected


def test_names_that_say_nothing_give_nothing():
    nodes, _ = body({"*": "bone {number}"})
    assert bones_by_name(nodes, nodes.order) == {}


def test_fingers_are_found_from_the_index_to_the_little_one():
    fingers = ["LeftHandThumb1", "LeftHandPinky1", "LeftHandMiddle1", "LeftHandIndex1"]
    extra = [(f"mixamorig:{name}", "mixamorig:LeftHand") for name in fingers]
    nodes, expected = body(NAMINGS["mixamo"], extra)
    found = fingers_by_name(nodes, {"Left": expected["LeftHand"]})["Left"]
    assert [nodes.names[node].removeprefix("mixamorig:LeftHand") for node in found] == [
        "Index1",
        "Middle1",
        "Pinky1",
    ]


@pytest.mark.parametrize(
    ("name", "side", "base"),
    [
        ("mixamorig:LeftUpLeg", "Left", "upleg"),
        ("DEF-upper_arm.R", "Right", "upperarm"),
        ("upper_armL", "Left", "upperarm"),
        ("lShin", "Left", "shin"),
        ("ball_r", "Right", "ball"),
        ("CC_Base_L_Calf", "Left", "calf"),
        ("Right elbow", "Right", "elbow"),
        ("Model|Armature|Head", "", "head"),
        ("spine.004", "", "spine004"),
        ("leg", "", "leg"),
        ("roll", "", "roll"),
        ("", "", ""),
    ],
)
def test_a_name_is_taken_apart(name, side, base):
    found = take_apart(name)
    assert (found.side, found.base) == (side, base)
