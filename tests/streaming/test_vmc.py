import numpy as np
import pytest

from mocap_app.core.kinematics import forward_kinematics
from mocap_app.core.rotation import from_matrix, from_rotvec, to_matrix
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.core.types import SolvedPose
from mocap_app.export.names import VRM
from mocap_app.streaming.vmc import (
    HUMAN_BODY_BONES,
    bone_offsets,
    unity_points,
    unity_rotations,
    vmc_datagrams,
)
from tests.support.osc import bones, messages
from tests.support.takes import lively_root, lively_rotations

SKELETON = solved_skeleton()
MIRROR = np.diag([-1.0, 1.0, 1.0])


def pose(rotations=None, root=(0.0, 0.94, 0.0), skeleton=SKELETON):
    rotations = np.tile([1.0, 0.0, 0.0, 0.0], (22, 1)) if rotations is None else rotations
    root = np.array(root)
    return SolvedPose(
        timestamp=0.0,
        frame_index=0,
        rotations=rotations,
        root_position=root,
        root_camera=np.zeros(3),
        positions=forward_kinematics(skeleton, rotations, root),
    )


def lively(time=1.7, skeleton=SKELETON):
    times = np.array([time])
    return pose(lively_rotations(times)[0], lively_root(times)[0], skeleton)


def turned(joint, rotvec):
    rotations = np.tile([1.0, 0.0, 0.0, 0.0], (22, 1))
    rotations[SKELETON.index(joint)] = from_rotvec(np.array(rotvec))
    return bones(messages(vmc_datagrams(pose(rotations), 0.0)))


def test_a_frame_has_every_kind_of_message_in_order():
    heard = messages(vmc_datagrams(lively(), 12.5))
    addresses = [address for address, _ in heard]
    assert addresses == [
        *("/VMC/Ext/OK", "/VMC/Ext/T", "/VMC/Ext/Root/Pos"),
        *["/VMC/Ext/Bone/Pos"] * 22,
    ]
    assert heard[0][1] == (1, 3, 0, 1)
    assert heard[1][1] == (12.5,)
    assert heard[2][1] == ("root", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)
    assert [type(value) for value in heard[0][1]] == [int] * 4
    assert [type(value) for value in heard[3][1]] == [str] + [float] * 7


def test_without_a_person_only_the_state_is_told():
    assert messages(vmc_datagrams(None, 1.0)) == [
        ("/VMC/Ext/OK", (1, 3, 0, 0)),
        ("/VMC/Ext/T", (1.0,)),
    ]


def test_bundles_fit_into_a_packet():
    sizes = [len(datagram) for datagram in vmc_datagrams(lively(), 1e6)]
    assert len(sizes) == 2
    assert max(sizes) <= 1500 - 28


def test_names_are_those_of_unity():
    assert set(HUMAN_BODY_BONES) == set(SKELETON.joints)
    for joint, bone in HUMAN_BODY_BONES.items():
        assert VRM.names[joint] == bone[0].lower() + bone[1:]


def test_at_rest_nothing_is_turned_and_left_is_where_unity_has_it():
    sent = bones(messages(vmc_datagrams(pose(), 0.0)))
    for _, rotation in sent.values():
        assert rotation == pytest.approx((0.0, 0.0, 0.0, 1.0))
    assert sent["Hips"][0] == pytest.approx((0.0, 0.94, 0.0))
    # Unity is left-handed: an avatar that faces +Z has its left hand at -X.
    assert sent["LeftLowerArm"][0] == pytest.approx((-0.28, 0.0, 0.0))
    assert sent["RightLowerArm"][0] == pytest.approx((0.28, 0.0, 0.0))
    assert sent["LeftToes"][0] == pytest.approx((0.0, -0.07, 0.13))


@pytest.mark.parametrize(
    ("joint", "rotvec", "bone", "xyzw"),
    [
        # Nodding, about the axis through the ears, is the same turn in both.
        ("Head", [0.5, 0.0, 0.0], "Head", (np.sin(0.25), 0.0, 0.0, np.cos(0.25))),
        # Looking to the person's left: ours counts from above anticlockwise, Unity clockwise.
        ("Head", [0.0, 0.5, 0.0], "Head", (0.0, -np.sin(0.25), 0.0, np.cos(0.25))),
        # Left arm from the T-pose down, about the axis to the front.
        ("LeftArm", [0.0, 0.0, -1.2], "LeftUpperArm", (0.0, 0.0, np.sin(0.6), np.cos(0.6))),
    ],
)
def test_turns_keep_their_meaning(joint, rotvec, bone, xyzw):
    assert turned(joint, rotvec)[bone][1] == pytest.approx(xyzw, abs=1e-6)


def test_the_receiver_rebuilds_the_solved_pose():
    """Unity's hierarchy, built from what was sent, is our pose in the mirror."""
    sent_pose = lively(skeleton=SKELETON.with_offsets(SKELETON.offsets * 1.1))
    sent = bones(messages(vmc_datagrams(sent_pose, 0.0)))
    frames, points = np.zeros((22, 3, 3)), np.zeros((22, 3))
    for i, (joint, parent) in enumerate(zip(SKELETON.joints, SKELETON.parents, strict=True)):
        place, (x, y, z, w) = sent[HUMAN_BODY_BONES[joint]]
        local = to_matrix(np.array([w, x, y, z]))
        frames[i] = local if parent < 0 else frames[parent] @ local
        points[i] = place if parent < 0 else points[parent] + frames[parent] @ np.array(place)
    assert points == pytest.approx(sent_pose.positions @ MIRROR, abs=1e-6)


def test_rotations_are_mirrored_as_matrices_are():
    rotations = lively_rotations(np.linspace(0.0, 5.0, 20))
    expected = MIRROR @ to_matrix(rotations) @ MIRROR
    wxyz = unity_rotations(rotations)[..., [3, 0, 1, 2]]
    assert to_matrix(wxyz) == pytest.approx(expected, abs=1e-12)
    assert np.abs((from_matrix(expected) * wxyz).sum(axis=-1)) == pytest.approx(1.0)
    assert unity_points(np.array([1.0, 2.0, 3.0])) == pytest.approx([-1.0, 2.0, 3.0])


def test_offsets_are_the_bones_of_the_person():
    person = SKELETON.with_offsets(SKELETON.offsets * np.linspace(0.8, 1.2, 22)[:, None])
    offsets = bone_offsets(lively(skeleton=person))
    assert offsets[1:] == pytest.approx(person.offsets[1:], abs=1e-12)
