"""Whatever an avatar's rest pose, axes, facing, unit and size: it does what the person does."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from mocap_app.avatar.loading import avatar_from_bytes, load_avatar
from mocap_app.avatar.mannequin import mannequin
from mocap_app.avatar.rig import Rig
from mocap_app.core.errors import AvatarError
from mocap_app.core.skeleton import solved_skeleton
from tests.support.avatars import MIXAMO, RIGIFY, STRANGE, UE5, avatar_file

DATA = Path(os.environ.get("MOCAP_DATA", "shared/data"))
AROUND = Rotation.from_euler("y", 180, degrees=True)
LYING = Rotation.from_euler("x", -90, degrees=True)
ASKEW = Rotation.from_euler("xyz", [90, 0, 90], degrees=True)

FILES = {
    "mixamo, T-pose": {"custom": MIXAMO},
    "rigify": {"custom": RIGIFY, "seed": 5},
    "unreal, A-pose": {"custom": UE5, "a_pose": 45.0},
    "vrm 1": {"custom": STRANGE, "vrm": 1},
    "vrm 0, looking back": {"custom": STRANGE, "vrm": -1, "turn": AROUND},
    "Z up": {"custom": MIXAMO, "turn": LYING},
    "askew": {"custom": MIXAMO, "turn": ASKEW},
    "centimetres": {"custom": MIXAMO, "unit": 100.0, "a_pose": 30.0},
    "half as tall": {"custom": MIXAMO, "unit": 0.5},
}
POSE = {
    "Hips": (10, 25, -5),
    "Spine1": (15, 0, 10),
    "LeftArm": (20, -40, -60),
    "LeftForeArm": (0, -80, 0),
    "RightArm": (0, 30, 50),
    "RightForeArm": (10, 70, 0),
    "LeftUpLeg": (-50, 10, 5),
    "LeftLeg": (60, 0, 0),
    "RightUpLeg": (10, 0, -10),
    "RightLeg": (25, 0, 0),
    "Head": (0, 30, 0),
}


def rigged(name):
    build, numbers = avatar_file(**FILES[name])
    avatar = avatar_from_bytes(build.bytes(), name)
    return Rig(avatar, avatar.bones), list(numbers)


def bones(rig, order, placed):
    """Where each joint's box begins and ends: the middles of its two faces."""
    corners = placed.reshape(len(order), 2, 4, 3).mean(axis=2)
    return {joint: corners[i] for i, joint in enumerate(order)}


@pytest.mark.parametrize("name", FILES)
def test_in_the_t_pose_it_stands_on_the_floor_and_looks_ahead(name, pose, skinned):
    rig, order = rigged(name)
    placed = skinned(rig.avatar, rig.matrices(pose()))
    found = bones(rig, order, placed)
    for side, across in (("Left", 1.0), ("Right", -1.0)):
        for joint in ("Arm", "ForeArm"):
            start, end = found[side + joint]
            direction = (end - start) / np.linalg.norm(end - start)
            assert direction == pytest.approx([across, 0.0, 0.0], abs=0.12)
        toes = found[f"{side}Foot"]
        assert (toes[1] - toes[0])[2] > 0.5 * np.linalg.norm(toes[1] - toes[0])
        assert np.sign(found[f"{side}UpLeg"][0, 0]) == across
    assert placed[:, 1].min() == pytest.approx(0.0, abs=0.01 * rig.height)
    assert found["Head"][0, 1] > 0.8 * rig.height
    assert abs(found["Hips"][0, 0]) < 0.01


@pytest.mark.parametrize("name", FILES)
def test_its_limbs_point_where_the_persons_do(name, pose, skinned):
    rig, order = rigged(name)
    solved = pose(POSE, root=(0.4, 0.8, -0.3))
    skeleton = solved_skeleton()
    before = bones(rig, order, skinned(rig.avatar, rig.matrices(pose())))
    after = bones(rig, order, skinned(rig.avatar, rig.matrices(solved)))
    for joint, child in (
        ("LeftArm", "LeftForeArm"),
        ("LeftForeArm", "LeftHand"),
        ("RightArm", "RightForeArm"),
        ("RightForeArm", "RightHand"),
    ):
        person = solved.positions[skeleton.index(child)] - solved.positions[skeleton.index(joint)]
        # The places of the joints themselves: those of their own boxes' first faces.
        ours = after[child][0] - after[joint][0]
        assert np.dot(ours, person) / np.linalg.norm(ours) / np.linalg.norm(person) > 0.95, joint
    for joint in order:
        length = [np.linalg.norm(shown[joint][1] - shown[joint][0]) for shown in (before, after)]
        assert length[1] == pytest.approx(length[0], abs=1e-4), "no bone is stretched"


@pytest.mark.parametrize("name", ["mixamo, T-pose", "half as tall", "unreal, A-pose"])
def test_standing_feet_stay_where_they_are_while_the_body_moves(name, pose, skinned):
    rig, order = rigged(name)
    first = pose({"LeftUpLeg": (-30, 0, 0), "LeftLeg": (60, 0, 0), "LeftFoot": (-30, 0, 0)})
    lift = solved_skeleton().index("LeftFoot")
    # Another bend of the same leg, with the ankle at the same place.
    second = pose({"LeftUpLeg": (-45, 0, 0), "LeftLeg": (90, 0, 0), "LeftFoot": (-45, 0, 0)})
    second = replace(
        second,
        root_position=second.root_position + first.positions[lift] - second.positions[lift],
        positions=second.positions + first.positions[lift] - second.positions[lift],
    )
    soles = []
    for solved in (first, second):
        placed = bones(rig, order, skinned(rig.avatar, rig.matrices(solved)))
        soles.append(placed["LeftFoot"][0])
    assert soles[1] == pytest.approx(soles[0], abs=0.004 * rig.height)
    scale = rig.scale_for(first.positions)
    assert soles[0][0] == pytest.approx(scale * first.positions[lift][0], abs=0.03)


def test_root_motion_is_as_long_as_its_legs(pose, skinned):
    rig, order = rigged("half as tall")
    here, there = pose(), pose(root=(1.0, 0.88, 2.0))
    ways = [
        bones(rig, order, skinned(rig.avatar, rig.matrices(p)))["Hips"][0] for p in (here, there)
    ]
    scale = rig.scale_for(here.positions)
    assert 0.4 < scale < 0.6
    assert ways[1] - ways[0] == pytest.approx([scale, 0.0, 2.0 * scale], abs=1e-3)


def test_without_an_upper_chest_the_chest_carries_the_arms(pose, skinned):
    build, numbers = avatar_file(STRANGE, vrm=1, drop=("Spine2", "LeftShoulder", "RightShoulder"))
    avatar = avatar_from_bytes(build.bytes(), "short")
    rig = Rig(avatar, avatar.bones)
    solved = pose({"Spine2": (0, 0, 40)})
    placed = bones(rig, list(numbers), skinned(avatar, rig.matrices(solved)))
    direction = placed["LeftForeArm"][0] - placed["LeftArm"][0]
    assert direction[1] > 0.5 * np.linalg.norm(direction)


@pytest.mark.parametrize("palm", [0.0, 40.0, -75.0])
@pytest.mark.parametrize("a_pose", [0.0, 50.0])
def test_palms_look_down_in_the_t_pose_however_they_rest(palm, a_pose, pose, skinned):
    build, numbers = avatar_file(MIXAMO, palm=palm, a_pose=a_pose)
    avatar = avatar_from_bytes(build.bytes(), "hands")
    assert [len(row) for row in avatar.hands.values()] == [2, 2]
    rig = Rig(avatar, avatar.bones)
    placed = bones(rig, list(numbers), skinned(avatar, rig.matrices(pose())))
    for side in ("Left", "Right"):
        across = placed[f"{side}HandIndex1"][0] - placed[f"{side}HandPinky1"][0]
        assert across / np.linalg.norm(across) == pytest.approx([0.0, 0.0, 1.0], abs=0.02)


def test_without_hips_it_cannot_be_moved():
    build, _ = avatar_file(STRANGE)
    avatar = avatar_from_bytes(build.bytes(), "Nameless")
    with pytest.raises(AvatarError, match="Nameless"):
        Rig(avatar, avatar.bones)


def test_without_legs_it_floats_at_its_own_height(pose, skinned):
    legs = [
        side + part for side in ("Left", "Right") for part in ("ToeBase", "Foot", "Leg", "UpLeg")
    ]
    build, _ = avatar_file(MIXAMO, drop=legs)
    avatar = avatar_from_bytes(build.bytes(), "bust")
    rig = Rig(avatar, avatar.bones)
    assert np.isfinite(skinned(avatar, rig.matrices(pose()))).all()


def test_the_mannequin_is_the_person(pose, skinned):
    rig = Rig(mannequin(), mannequin().bones)
    solved = pose(POSE, root=(0.3, 0.85, 0.1))
    assert rig.scale_for(solved.positions) == pytest.approx(1.0)
    matrices = rig.matrices(solved)
    for joint, place in enumerate(solved.positions):
        bind = np.linalg.inv(mannequin().slot_binds[joint])[:, 3]
        assert matrices[joint] @ bind == pytest.approx(place, abs=2e-3)
    standing = skinned(rig.avatar, rig.matrices(pose()))
    assert standing[:, 1].min() == pytest.approx(0.0, abs=1e-3)


def test_a_real_vrm_file_stands_and_raises_its_arms(pose, skinned):
    path = DATA / "avatars" / "cryptovoxels.vrm"
    if not path.is_file():
        pytest.skip("the file is not here")
    avatar = load_avatar(path)
    assert {"Hips", "Head", "LeftHand", "RightToeBase"} <= set(avatar.bones)
    rig = Rig(avatar, avatar.bones)
    standing = skinned(avatar, rig.matrices(pose()))
    raised = skinned(avatar, rig.matrices(pose({"LeftArm": (0, 0, 90)})))
    assert standing[:, 1].min() == pytest.approx(0.0, abs=0.01)
    assert raised[:, 1].max() > standing[:, 1].max() + 0.1
    left = standing[:, 0] > 0.5
    assert raised[left, 1].mean() > standing[left, 1].mean() + 0.3, "the left arm, on the left"
